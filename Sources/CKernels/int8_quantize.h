/// Activations as signed bytes, to the bit what the oracle gives.
#ifndef CK_INT8_QUANTIZE_H
#define CK_INT8_QUANTIZE_H

#include "int8_quants.h"

typedef int8_t packed_lanes __attribute__((vector_size(CK_VL)));

INLINE vi larger_int(vi a, vi b) {
    vi mask = a > b;
    return (mask & a) | (~mask & b);
}

/// Largest magnitude of 32 values; above every finite one where one is not a number.
INLINE float largest_magnitude(const float *x) {
    // Magnitudes are ordered as their bits are, with those that are not finite above all others.
    vi most = {0};
    UNROLL for (size_t i = 0; i < INT8_BLOCK; i += VL)
        most = larger_int(most, (vi)load(x + i) & 0x7fffffff);
    REDUCE(most, larger_int);
    int32_t bits = most[0];
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// Σ of each half of 32 whole numbers.
typedef struct {
    float half[2];
} half_sums;

/// Writes 32 quants, of which `inverse` is one.
INLINE half_sums put_quantized(const float *x, float inverse, int8_t *quants) {
    half_sums sums = {{0, 0}};
    const float shift = 0x1.8p23f;
    vf total[2] = {{0}, {0}};
    UNROLL for (size_t i = 0; i < INT8_BLOCK; i += VL) {
        vf scaled = load(x + i) * inverse;
        // To the nearest whole number, the even one of two; exact from here on.
        vf moved = scaled + shift;
        total[i / 16] += moved - shift;
        packed_lanes bytes = __builtin_convertvector((vi)moved, packed_lanes);
        memcpy(quants + i, &bytes, sizeof bytes);
    }
    UNROLL for (int half = 0; half < 2; half++) sums.half[half] = sum_lanes(total[half]);
    return sums;
}

INLINE void quantize_row(const ck_dtype type, const float *x, size_t ins, char *row) {
    int8_t *quants = (int8_t *)row;
    float *scales = (float *)(void *)(row + int8_quant_bytes(ins));
    char *extras = (char *)(scales + ins / INT8_BLOCK);
    const size_t subs = int8_subs(type);
    for (size_t block = 0; block < ins / INT8_BLOCK; block++) {
        const float *values = x + block * INT8_BLOCK;
        float largest = largest_magnitude(values);
        int finite = largest < INFINITY;
        float inverse = largest > 0 && finite ? 127.0f / largest : 0;
        if (!(inverse < INFINITY)) inverse = 0;
        half_sums sums = {{0, 0}};
        if (finite)
            sums = put_quantized(values, inverse, quants + block * INT8_BLOCK);
        else
            memset(quants + block * INT8_BLOCK, 0, INT8_BLOCK);
        scales[block] = finite ? largest / 127.0f : NAN;
        if (subs == 1) sums.half[0] += sums.half[1];
        UNROLL for (size_t sub = 0; sub < subs; sub++, extras += 4) {
            int32_t whole = -int8_zero(type) * (int32_t)sums.half[sub];
            float scaled = scales[block] * sums.half[sub];
            if (int8_has_offsets(type))
                memcpy(extras, &scaled, sizeof scaled);
            else
                memcpy(extras, &whole, sizeof whole);
        }
    }
}

static void quantize(const float *x, size_t ins, ck_dtype type, char *row) {
    // What is written differs by the three properties alone.
    if (int8_subs(type) == 2) {
        if (int8_has_offsets(type))
            quantize_row(CK_Q2_K, x, ins, row);
        else if (int8_zero(type) == 32)
            quantize_row(CK_Q6_K, x, ins, row);
        else
            quantize_row(CK_Q3_K, x, ins, row);
    } else if (int8_has_offsets(type)) {
        quantize_row(CK_Q4_K, x, ins, row);
    } else {
        quantize_row(type, x, ins, row);
    }
}

#endif
