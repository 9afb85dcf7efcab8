/// AVX2 with FMA and F16C: 8 lanes, 16 registers.
#if defined(__x86_64__)

#include "kernels.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 8
#define CK_TILE_OUTS 4
#define CK_QUERY_TILE 4
#define CK_TABLE ck_kernels_avx2
#define CK_TABLE_NAME "avx2"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "vector.h"
#include "vector_quants.h"
#include "avx2_parts.h"

INLINE uint32_t lane_bits(vi mask) { return (uint32_t)_mm256_movemask_ps((__m256)mask); }

INLINE bytes16 look_up(bytes16 table, bytes16 index) {
    return (bytes16)_mm_shuffle_epi8((__m128i)table, (__m128i)index);
}

/// Moved through a general register: an insertion into a vector, which the compiler prefers, would
/// make each conversion wait for the one before.
INLINE float half_value(uint16_t bits) {
    int32_t word = bits;
    __asm__("" : "+r"(word));
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(word)));
}

#include "vector_table.h"

#pragma clang attribute pop

#endif
