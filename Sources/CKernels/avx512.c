/// AVX-512 (F, BW, DQ, VL): 16 lanes, 32 registers.
#if defined(__x86_64__)

#include "kernels.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 16
#define CK_TILE_OUTS 8
#define CK_QUERY_TILE 8
#define CK_TABLE ck_kernels_avx512
#define CK_TABLE_NAME "avx512"

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl"))),                  \
    apply_to = function)

#include "vector.h"
#include "vector_quants.h"
#include "avx512_parts.h"

INLINE uint32_t lane_bits(vi mask) { return _mm512_movepi32_mask((__m512i)mask); }

INLINE vf look_up(vf table, vu index) {
    return (vf)_mm512_permutexvar_ps((__m512i)index, (__m512)table);
}

INLINE vf look_up_two(vf low, vf high, vu index) {
    return (vf)_mm512_permutex2var_ps((__m512)low, (__m512i)index, (__m512)high);
}

/// Moved through a general register: an insertion into a vector, which the compiler prefers, would
/// make each conversion wait for the one before.
INLINE float half_value(uint16_t bits) {
    int32_t word = bits;
    __asm__("" : "+r"(word));
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(word)));
}

#include "vector_table.h"

const ck_kernels ck_kernels_amx = CK_KERNELS_NAMED("amx");

#pragma clang attribute pop

#endif
