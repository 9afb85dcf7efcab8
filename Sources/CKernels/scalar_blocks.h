/// Single values of block-quantised types, each by its definition.
#ifndef CK_SCALAR_BLOCKS_H
#define CK_SCALAR_BLOCKS_H

#include "blocks.h"

#include <string.h>

static float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// By hand, because a conversion by the compiler would call a library that is not always there.
static float from_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t exponent = (half >> 10) & 0x1fu, fraction = half & 0x3ffu;
    if (exponent == 0) {
        float magnitude = (float)fraction * 0x1p-24f;
        return sign ? -magnitude : magnitude;
    }
    if (exponent == 0x1f) return from_bits(sign | 0x7f800000u | fraction << 13);
    return from_bits(sign | (exponent + 112) << 23 | fraction << 13);
}

static float half_at(const uint8_t bytes[2]) {
    return from_half((uint16_t)(bytes[0] | bytes[1] << 8));
}

/// The half of a byte that holds value i of 32.
static int half_byte(const uint8_t quants[16], size_t i) {
    return i < 16 ? quants[i] & 15 : quants[i - 16] >> 4;
}

static int fifth_bit(const uint8_t high[4], size_t i) { return (high[i / 8] >> i % 8 & 1) << 4; }

/// Scale of sub-block 0 … 15 in units of the super-block's.
static int q3_k_scale(const block_q3_k *b, size_t sub) {
    int low = b->scales[sub % 8] >> sub / 8 * 4 & 15;
    int high = b->scales[8 + sub % 4] >> sub / 4 * 2 & 3;
    return (low | high << 4) - 32;
}

typedef struct {
    float scale, minimum;
} sub_block_scales;

/// Scale and minimum of sub-block 0 … 7 of Q4_K and Q5_K.
static sub_block_scales q4_k_scales(const block_q4_k *b, size_t sub) {
    const uint8_t *s = b->scales;
    int scale = s[sub % 4] & 63, minimum = s[4 + sub % 4] & 63;
    if (sub >= 4) {
        scale = (s[sub + 4] & 15) | s[sub - 4] >> 6 << 4;
        minimum = s[sub + 4] >> 4 | s[sub] >> 6 << 4;
    }
    return (sub_block_scales){half_at(b->scale) * (float)scale,
                              half_at(b->minimum) * (float)minimum};
}

/// value = scale · quant + offset, for the values of a sub-block.
typedef struct {
    float scale, offset;
} sub_line;

/// Quant i of a block: a signed number where values are their multiples, from 0 on where they have
/// offsets.
static inline int quant_at(const void *block, ck_dtype type, size_t i) {
    size_t half = i / 128, within = i % 128;
    switch (type) {
    case CK_Q8_0: return (int8_t)((const block_q8_0 *)block)->quants[i];
    case CK_Q4_0: return half_byte(((const block_q4_0 *)block)->quants, i) - 8;
    case CK_Q4_1: return half_byte(((const block_q4_1 *)block)->quants, i);
    case CK_Q5_0: {
        const block_q5_0 *b = block;
        return (half_byte(b->quants, i) | fifth_bit(b->high, i)) - 16;
    }
    case CK_Q5_1: {
        const block_q5_1 *b = block;
        return half_byte(b->quants, i) | fifth_bit(b->high, i);
    }
    case CK_IQ4_NL: return ck_iq4_nl_levels[half_byte(((const block_iq4_nl *)block)->quants, i)];
    case CK_Q2_K: {
        const block_q2_k *b = block;
        return b->quants[half * 32 + i % 32] >> within / 32 * 2 & 3;
    }
    case CK_Q3_K: {
        const block_q3_k *b = block;
        int low = b->quants[half * 32 + i % 32] >> within / 32 * 2 & 3;
        return (low | (b->high[i % 32] >> i / 32 & 1) << 2) - 4;
    }
    case CK_Q4_K: {
        const block_q4_k *b = block;
        return b->quants[i / 64 * 32 + i % 32] >> i / 32 % 2 * 4 & 15;
    }
    case CK_Q5_K: {
        const block_q5_k *b = block;
        int low = b->quants[i / 64 * 32 + i % 32] >> i / 32 % 2 * 4 & 15;
        return low | (b->high[i % 32] >> i / 32 & 1) << 4;
    }
    default: {
        const block_q6_k *b = block;
        int low = b->low[half * 64 + within % 64] >> within / 64 * 4 & 15;
        int high = b->high[half * 32 + within % 32] >> within / 32 * 2 & 3;
        return (low | high << 4) - 32;
    }
    }
}

/// Adding this changes no number, not even a negative zero.
static const float no_offset = -0.0f;

/// Scale and offset of the sub-block that holds value i of a block.
static inline sub_line line_at(const void *block, ck_dtype type, size_t i) {
    switch (type) {
    case CK_Q4_1:
    case CK_Q5_1: {
        // Both types begin alike.
        const block_q4_1 *b = block;
        return (sub_line){half_at(b->scale), half_at(b->offset)};
    }
    case CK_Q2_K: {
        const block_q2_k *b = block;
        int both = b->scales[i / 16];
        return (sub_line){half_at(b->scale) * (float)(both & 15),
                          -half_at(b->minimum) * (float)(both >> 4)};
    }
    case CK_Q3_K: {
        const block_q3_k *b = block;
        return (sub_line){half_at(b->scale) * (float)q3_k_scale(b, i / 16), no_offset};
    }
    case CK_Q4_K:
    case CK_Q5_K: {
        sub_block_scales s = q4_k_scales(block, i / 32);
        return (sub_line){s.scale, -s.minimum};
    }
    case CK_Q6_K: {
        const block_q6_k *b = block;
        return (sub_line){half_at(b->scale) * (float)b->scales[i / 16], no_offset};
    }
    // All others begin with their scale.
    default: return (sub_line){half_at(block), no_offset};
    }
}

/// Value i of a block.
static inline float block_value(const void *block, ck_dtype type, size_t i) {
    sub_line line = line_at(block, type, i);
    float product = line.scale * (float)quant_at(block, type, i);
    return product + line.offset;
}

#endif
