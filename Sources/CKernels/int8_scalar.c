/// The oracle of the products in whole numbers: every step by its definition.
#include "int8.h"
#include "scalar_blocks.h"

#include <math.h>

/// Above every finite magnitude's bits.
static const uint32_t infinity_bits = 0x7f800000u;

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float largest_magnitude(const float *x) {
    uint32_t most = 0;
    for (size_t i = 0; i < INT8_BLOCK; i++) {
        uint32_t bits = bits_of(x[i]) & 0x7fffffffu;
        if (bits > most) most = bits;
    }
    return from_bits(most);
}

/// To the nearest whole number, halves to the even one, for magnitudes up to 127.
static int8_t rounded(float value) {
    const float shift = 0x1.8p23f;
    float moved = value + shift;
    return (int8_t)(bits_of(moved) - bits_of(shift));
}

static float quantize_block(const float *x, int8_t *quants) {
    float largest = largest_magnitude(x);
    int finite = bits_of(largest) < infinity_bits;
    float inverse = largest > 0 && finite ? 127.0f / largest : 0;
    // The inverse of a denormal overflows.
    if (bits_of(inverse) >= infinity_bits) inverse = 0;
    for (size_t i = 0; i < INT8_BLOCK; i++) {
        float scaled = finite ? x[i] * inverse : 0;
        quants[i] = rounded(scaled);
    }
    return finite ? largest / 127.0f : NAN;
}

static void quantize(const float *x, size_t ins, ck_dtype type, char *row) {
    int8_t *quants = (int8_t *)row;
    float *scales = (float *)(void *)(row + int8_quant_bytes(ins));
    char *extras = (char *)(scales + ins / INT8_BLOCK);
    size_t subs = int8_subs(type), length = INT8_BLOCK / subs;
    for (size_t block = 0; block < ins / INT8_BLOCK; block++, quants += INT8_BLOCK) {
        scales[block] = quantize_block(x + block * INT8_BLOCK, quants);
        for (size_t sub = 0; sub < subs; sub++, extras += 4) {
            int32_t sum = 0;
            for (size_t i = 0; i < length; i++) sum += quants[sub * length + i];
            int32_t whole = -int8_zero(type) * sum;
            float scaled = scales[block] * (float)sum;
            if (int8_has_offsets(type))
                memcpy(extras, &scaled, sizeof scaled);
            else
                memcpy(extras, &whole, sizeof whole);
        }
    }
}

static float output(const ck_int8_args *m, const char *x, const char *w) {
    size_t values = ck_dtype_block(m->type), size = ck_dtype_size(m->type);
    size_t subs = int8_subs(m->type), length = INT8_BLOCK / subs;
    const int8_t *quants = int8_quants(x);
    const float *scales = int8_scales(x, m->ins), *extras = int8_extras(x, m->ins);
    float total = 0;
    for (size_t start = 0; start < m->ins; start += length) {
        const char *block = w + start / values * size;
        int32_t sum = 0;
        for (size_t i = start; i < start + length; i++)
            sum += quant_at(block, m->type, i % values) * quants[i];
        sub_line line = line_at(block, m->type, start % values);
        float factor = line.scale * scales[start / INT8_BLOCK];
        total = fmaf((float)sum, factor, total);
        if (int8_has_offsets(m->type)) total = fmaf(line.offset, extras[start / length], total);
    }
    return total;
}

static void matmul(const ck_int8_args *m, size_t first, size_t last) {
    size_t stride = ck_row_bytes(m->type, m->ins);
    for (size_t row = 0; row < m->rows; row++) {
        for (size_t out = first; out < last; out++) {
            float total = output(m, m->x + row * m->stride, (const char *)m->w + out * stride);
            float *y = m->y + row * m->ldy + out;
            *y = m->accumulate ? *y + total : total;
        }
    }
}

const ck_int8_kernels ck_int8_scalar = {quantize, matmul};
