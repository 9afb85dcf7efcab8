/// Products of block-quantised weights with activations that are quantised as well: sums of a
/// block are whole numbers, exact whatever the order, and are added up in float32 from the first
/// block to the last. So every instruction set, thread count and number of rows gives the same
/// bits.
///
/// A row of activations is, one after another: its quants, a byte each, up to a multiple of 64
/// bytes; for each 32 values the scale, float32; for each sub-block of the weights one number that
/// saves sums over the activations: −zero·Σ quants as int32 for types with a zero point,
/// scale·Σ quants as float32 for types with offsets.
///
/// A sub-block adds (Σ (w − zero)·x)·(scale of w · scale of x), then offset of w · (scale of x ·
/// Σ x).
#ifndef CK_INT8_H
#define CK_INT8_H

#include "blocks.h"

/// Values that share a scale of the activations.
enum { INT8_BLOCK = 32 };

typedef struct {
    const char *x;
    size_t stride;
    size_t rows;
    const void *w;
    ck_dtype type;
    size_t outs;
    size_t ins;
    float *y;
    size_t ldy;
    int accumulate;
} ck_int8_args;

typedef struct {
    /// Writes one row of activations for weights of a type.
    void (*quantize)(const float *x, size_t ins, ck_dtype type, char *row);
    /// Outputs first … last−1 of every row.
    void (*matmul)(const ck_int8_args *args, size_t first, size_t last);
} ck_int8_kernels;

extern const ck_int8_kernels ck_int8_scalar;
#if defined(__x86_64__)
extern const ck_int8_kernels ck_int8_avx2;
extern const ck_int8_kernels ck_int8_avx512;
#endif

// What the quants of a type are, known while compiling where the type is.

/// What is subtracted from a quant to give its signed value.
static inline int int8_zero(ck_dtype type) {
    switch (type) {
    case CK_Q8_0:
    case CK_IQ4_NL: return 128;
    case CK_Q4_0: return 8;
    case CK_Q5_0: return 16;
    case CK_Q6_K: return 32;
    case CK_Q3_K: return 4;
    default: return 0;
    }
}

/// Bits of a quant as it is stored, or of what it stands for in a table.
static inline int int8_quant_bits(ck_dtype type) {
    switch (type) {
    case CK_Q2_K: return 2;
    case CK_Q3_K: return 3;
    case CK_Q4_0:
    case CK_Q4_1:
    case CK_Q4_K: return 4;
    case CK_Q5_0:
    case CK_Q5_1:
    case CK_Q5_K: return 5;
    case CK_Q6_K: return 6;
    default: return 8;
    }
}

/// Whether sub-blocks have an offset; such types have no zero point.
static inline int int8_has_offsets(ck_dtype type) {
    return type == CK_Q4_1 || type == CK_Q5_1 || type == CK_Q2_K || type == CK_Q4_K ||
           type == CK_Q5_K;
}

/// Sub-blocks with a scale of their own in 32 values.
static inline size_t int8_subs(ck_dtype type) {
    return type == CK_Q2_K || type == CK_Q3_K || type == CK_Q6_K ? 2 : 1;
}

static inline size_t int8_quant_bytes(size_t ins) { return (ins + 63) / 64 * 64; }

static inline const int8_t *int8_quants(const char *row) { return (const int8_t *)row; }

static inline const float *int8_scales(const char *row, size_t ins) {
    return (const float *)(const void *)(row + int8_quant_bytes(ins));
}

/// For each sub-block; float32 or int32 by the type.
static inline const void *int8_extras(const char *row, size_t ins) {
    return int8_scales(row, ins) + ins / INT8_BLOCK;
}

#endif
