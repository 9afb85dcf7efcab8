/// Numbers as one or two bfloat16, in registers on their way to tiles.
#ifndef CK_BFLOAT16_SPLIT_H
#define CK_BFLOAT16_SPLIT_H

#include "bfloat16.h"

#if CK_HAS_TILES

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,f16c,amx-tile,amx-bf16")))
#define INLINE static inline __attribute__((always_inline))

enum { STEP = CK_BFLOAT16_STEP, SIDE = CK_TILE_ROWS, MOST_PARTS = 2 };

/// The first n bits.
INLINE __mmask16 lanes(size_t n) { return (__mmask16)(n >= 16 ? 0xffff : (1u << n) - 1); }

/// Rows become columns.
TARGET INLINE void transpose(__m512i *v) {
    __m512i a[SIDE], b[SIDE];
    for (int i = 0; i < SIDE; i += 2) {
        a[i] = _mm512_unpacklo_epi32(v[i], v[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi32(v[i], v[i + 1]);
    }
    for (int i = 0; i < SIDE; i += 4) {
        b[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_i32x4(b[i], b[i + 4], 0x88);
        a[i + 4] = _mm512_shuffle_i32x4(b[i], b[i + 4], 0xdd);
        a[i + 8] = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0x88);
        a[i + 12] = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0xdd);
    }
    for (int i = 0; i < 8; i++) {
        v[i] = _mm512_shuffle_i32x4(a[i], a[i + 8], 0x88);
        v[i + 8] = _mm512_shuffle_i32x4(a[i], a[i + 8], 0xdd);
    }
}

/// The n ≤ 32 next inputs.
typedef struct {
    __m512 first, second;
} inputs;

TARGET INLINE inputs load_inputs(const char *src, ck_dtype type, size_t n) {
    __mmask16 low = lanes(n), high = n > 16 ? lanes(n - 16) : 0;
    if (type == CK_F32)
        return (inputs){_mm512_maskz_loadu_ps(low, src), _mm512_maskz_loadu_ps(high, src + 64)};
    return (inputs){_mm512_cvtph_ps(_mm256_maskz_loadu_epi16(low, src)),
                    _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(high, src + 32))};
}

TARGET INLINE __m512 widened(__m256i half) {
    return (__m512)_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16);
}

/// What rounding left of the inputs, rounded.
TARGET INLINE __m512i remainder_of(inputs x, __m512i rounded) {
    __m512 first = _mm512_sub_ps(x.first, widened(_mm512_castsi512_si256(rounded)));
    __m512 second = _mm512_sub_ps(x.second, widened(_mm512_extracti64x4_epi64(rounded, 1)));
    return (__m512i)_mm512_cvtne2ps_pbh(second, first);
}

/// The n ≤ 32 next inputs as one or two numbers each, zeros behind them.
TARGET INLINE void split(const int parts, const char *src, ck_dtype type, size_t n, __m512i *out) {
    if (type == CK_BF16) {
        __mmask32 all = (__mmask32)(n > 16 ? lanes(n - 16) : 0) << 16 | lanes(n);
        out[0] = _mm512_maskz_loadu_epi16(all, src);
        return;
    }
    inputs x = load_inputs(src, type, n);
    out[0] = (__m512i)_mm512_cvtne2ps_pbh(x.second, x.first);
    if (parts == 2) out[1] = remainder_of(x, out[0]);
}

#endif

#endif
