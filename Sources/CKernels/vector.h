/// Vector types and primitives of one instruction set. The including file defines CK_VL, float
/// lanes in a register, and, for what vectors cannot say themselves, `load_part`,
/// `store_part` and `lane_bits`.
#ifndef CK_VECTOR_H
#define CK_VECTOR_H

#include "kernels.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { VL = CK_VL };

typedef float vf __attribute__((vector_size(4 * CK_VL)));
typedef int32_t vi __attribute__((vector_size(4 * CK_VL)));
typedef uint32_t vu __attribute__((vector_size(4 * CK_VL)));
typedef uint16_t vu16 __attribute__((vector_size(2 * CK_VL)));
typedef _Float16 vf16 __attribute__((vector_size(2 * CK_VL)));
typedef uint8_t vu8 __attribute__((vector_size(CK_VL)));

/// The first n < VL elements; zeros in the other lanes.
INLINE vf load_part(const float *p, size_t n);
/// Stores the first n < VL lanes.
INLINE void store_part(float *p, vf v, size_t n);
/// One bit for each lane whose mask is set.
INLINE uint32_t lane_bits(vi mask);

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

INLINE vf splat(float value) { return value - (vf){0}; }

INLINE vf load(const float *p) {
    vf v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }

/// `n` is the number of elements left; at most VL of them are loaded.
INLINE vf load_some(const float *p, size_t n) { return n >= VL ? load(p) : load_part(p, n); }

INLINE void store_some(float *p, vf v, size_t n) {
    if (n >= VL)
        store(p, v);
    else
        store_part(p, v, n);
}

INLINE vf madd(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }

INLINE vf pick(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }

INLINE vf larger_of(vf a, vf b) { return pick(a > b, a, b); }

INLINE vf magnitude(vf a) { return (vf)((vi)a & 0x7fffffff); }

INLINE vi lane_numbers(void) {
    vi lanes;
    UNROLL for (int i = 0; i < VL; i++) lanes[i] = i;
    return lanes;
}

/// Only moves bits, so integers may travel as floats.
INLINE vi load_some_ints(const int32_t *p, size_t n) {
    return (vi)load_some((const float *)(const void *)p, n);
}

/// As `load_some`, with `fill` in the lanes beyond.
INLINE vf load_some_or(const float *p, size_t n, float fill) {
    if (n >= VL) return load(p);
    return pick(lane_numbers() < (int32_t)n, load_part(p, n), splat(fill));
}

INLINE vf widen_bf16(vu16 v) { return (vf)(__builtin_convertvector(v, vu) << 16); }

INLINE vf widen_f16(vu16 v) { return __builtin_convertvector((vf16)v, vf); }

/// To bfloat16, to nearest with ties to even; NaN stays NaN.
INLINE vf round_to_bf16(vf v) {
    vu bits = (vu)v;
    vf rounded = (vf)((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
    return pick(v == v, rounded, v);
}

/// The n ≥ 1 next elements, VL of them at most, of any plain type.
INLINE vf load_plain(const char *src, ck_dtype type, size_t n) {
    if (type == CK_F32) return load_some((const float *)src, n);
    vu16 v = {0};
    if (n >= VL)
        memcpy(&v, src, sizeof v);
    else
        memcpy(&v, src, n * sizeof(uint16_t));
    return type == CK_BF16 ? widen_bf16(v) : widen_f16(v);
}

/// Added to a plain type whose numbers are to be rounded to bfloat16.
enum { ROUNDED = 256 };

/// As `load_plain`, rounded where the type says so.
INLINE vf load_typed(const char *src, int type, size_t n) {
    vf v = load_plain(src, (ck_dtype)(type & ~ROUNDED), n);
    return type & ROUNDED ? round_to_bf16(v) : v;
}

// Sums over the lanes of several vectors at once, for matrix products. `fold` adds each vector's
// lanes in the same order whatever its place and whatever the others hold.

#if CK_VL == 16

enum { FOLD_COUNT = 8 };
typedef float folded __attribute__((vector_size(32)));

#define FOLD_16(a, b)                                                                             \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +      \
     __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define FOLD_8(a, b)                                                                              \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +    \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
#define FOLD_4(a, b)                                                                              \
    (__builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +    \
     __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))

/// Lane sums of eight vectors.
INLINE folded fold(const vf *v) {
    vf even = FOLD_8(FOLD_16(v[0], v[2]), FOLD_16(v[4], v[6]));
    vf odd = FOLD_8(FOLD_16(v[1], v[3]), FOLD_16(v[5], v[7]));
    vf pairs = FOLD_4(even, odd);
    return __builtin_shufflevector(pairs, pairs, 0, 2, 4, 6, 8, 10, 12, 14) +
           __builtin_shufflevector(pairs, pairs, 1, 3, 5, 7, 9, 11, 13, 15);
}

/// Lane reductions: each step combines a vector with itself, rotated.
#define REDUCE(v, combine)                                                                        \
    v = combine(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5,  \
                                           6, 7));                                                \
    v = combine(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9,    \
                                           10, 11));                                              \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15,    \
                                           12, 13));                                              \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12,    \
                                           15, 14))

#define INTERLEAVE_LOW(a, b)                                                                      \
    __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(a, b)                                                                     \
    __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

#elif CK_VL == 8

enum { FOLD_COUNT = 4 };
typedef float folded __attribute__((vector_size(16)));

#define FOLD_8(a, b)                                                                              \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +                                    \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#define FOLD_4(a, b)                                                                              \
    (__builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +                                    \
     __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15))

/// Lane sums of four vectors.
INLINE folded fold(const vf *v) {
    vf pairs = FOLD_4(FOLD_8(v[0], v[2]), FOLD_8(v[1], v[3]));
    return __builtin_shufflevector(pairs, pairs, 0, 2, 4, 6) +
           __builtin_shufflevector(pairs, pairs, 1, 3, 5, 7);
}

#define REDUCE(v, combine)                                                                        \
    v = combine(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));                        \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));                        \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6))

#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

#else

enum { FOLD_COUNT = 4 };
typedef vf folded;

#define FOLD_4(a, b)                                                                              \
    (__builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7))

/// Lane sums of four vectors.
INLINE folded fold(const vf *v) {
    vf low = FOLD_4(v[0], v[1]), high = FOLD_4(v[2], v[3]);
    return __builtin_shufflevector(low, high, 0, 2, 4, 6) +
           __builtin_shufflevector(low, high, 1, 3, 5, 7);
}

#define REDUCE(v, combine)                                                                        \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));                                    \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2))

#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)

#endif

INLINE vf sum_of(vf a, vf b) { return a + b; }

/// Sum of the lanes.
INLINE float sum_lanes(vf v) {
    REDUCE(v, sum_of);
    return v[0];
}

INLINE float max_lanes(vf v) {
    REDUCE(v, larger_of);
    return v[0];
}

#endif
