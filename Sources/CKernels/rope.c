#include "kernels.h"

static void rotate_interleaved(float *x, size_t pairs, const float *cosines, const float *sines) {
    for (size_t i = 0; i < pairs; i++) {
        float a = x[2 * i], b = x[2 * i + 1];
        x[2 * i] = a * cosines[i] - b * sines[i];
        x[2 * i + 1] = a * sines[i] + b * cosines[i];
    }
}

void ck_rope(float *x, size_t head_dim, size_t rotary_dim, const float *cosines,
             const float *sines, int interleaved) {
    size_t pairs = (rotary_dim < head_dim ? rotary_dim : head_dim) / 2;
    if (interleaved)
        rotate_interleaved(x, pairs, cosines, sines);
    else
        ck_active()->rope_halves(x, pairs, cosines, sines);
}
