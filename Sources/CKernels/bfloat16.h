#ifndef CK_BFLOAT16_H
#define CK_BFLOAT16_H

#include "amx.h"

#include <string.h>

/// Inputs of one step of a tile; rows of activations are padded to it with zeros.
enum { CK_BFLOAT16_STEP = 32 };

/// The nearest bfloat16, ties to even; NaN stays NaN.
static inline float ck_rounded_to_bfloat16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t up = bits + 0x7fff + (bits >> 16 & 1);
    bits = (value == value ? up : bits | 0x400000) & 0xffff0000;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#if CK_HAS_TILES
/// rows, outs and ins above 0, a plain type, 1 or 2 parts. `packed` has ck_bfloat16_scratch bytes.
void ck_bfloat16_tiles(ck_pool *pool, const ck_matmul_args *args, int parts, void *packed);
#endif

#if defined(__x86_64__)
#define CK_HAS_PAIRS 1

/// 1 if the kernels in use are those of AVX-512 and pairs of bfloat16 are faster than float32.
int ck_bfloat16_pairs_in_use(void);

/// rows, outs and ins above 0, a plain type. `packed` has ck_bfloat16_scratch bytes.
void ck_bfloat16_pairs(ck_pool *pool, const ck_matmul_args *args, void *packed);
#endif

#endif
