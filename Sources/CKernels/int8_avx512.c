/// Products in whole numbers by AVX-512 VNNI: four products of bytes and their sum in one lane.
#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 16
#define CK_INT8_ROWS 6
#define QUANTS_ARE_SIGNED 0

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))),       \
    apply_to = function)

#include "int8_product.h"

#include "avx512_parts.h"

INLINE bytes32 look_up_bytes(bytes16 table, bytes32 index) {
    __m256i wide = _mm256_broadcastsi128_si256((__m128i)table);
    return (bytes32)_mm256_shuffle_epi8(wide, (__m256i)index);
}

INLINE vi dot_bytes(vi sum, vi quants, vi inputs) {
    return (vi)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)quants, (__m512i)inputs);
}

INLINE quant_set quants_of(const ck_dtype type, const out_group *g, size_t byte,
                           const size_t part) {
    quant_set q;
    UNROLL for (size_t i = 0; i < 8; i++) {
        size_t low = i % 4 + i / 4 * 8;
        bytes32 a = quants_at(type, g->row[low] + byte, part);
        bytes32 b = quants_at(type, g->row[low + 4] + byte, part);
        __m512i lower = _mm512_castsi256_si512((__m256i)a);
        q.part[i] = (vi)_mm512_inserti64x4(lower, (__m256i)b, 1);
    }
    return q;
}

INLINE vi inputs_at(const int8_t *x) {
    return (vi)_mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)x));
}

INLINE vi low_words(vi a, vi b) { return (vi)_mm512_unpacklo_epi32((__m512i)a, (__m512i)b); }
INLINE vi high_words(vi a, vi b) { return (vi)_mm512_unpackhi_epi32((__m512i)a, (__m512i)b); }
INLINE vi low_pairs(vi a, vi b) { return (vi)_mm512_unpacklo_epi64((__m512i)a, (__m512i)b); }
INLINE vi high_pairs(vi a, vi b) { return (vi)_mm512_unpackhi_epi64((__m512i)a, (__m512i)b); }

INLINE vi even_quarters(vi a, vi b) {
    return (vi)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, _MM_SHUFFLE(2, 0, 2, 0));
}

INLINE vi odd_quarters(vi a, vi b) {
    return (vi)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, _MM_SHUFFLE(3, 1, 3, 1));
}

const ck_int8_kernels ck_int8_avx512 = {quantize, matmul};

#pragma clang attribute pop

#endif
