/// Matrix products in float32: weights are widened on their way.
#ifndef CK_VECTOR_MATMUL_H
#define CK_VECTOR_MATMUL_H

#include "vector_blocks.h"

typedef float input;
enum { STEP = VL };

#include "vector_tiles.h"

INLINE vf load_inputs(const input *x, size_t n) { return load_some(x, n); }

INLINE vf load_weights(const char *w, int type, size_t n) { return load_typed(w, type, n); }

INLINE vf add_products(vf x, vf w, vf sums) { return madd(x, w, sums); }

/// Unpacks inputs start … start+depth−1 of a tile's blocks to panel[step][out][lane] and fetches
/// the blocks that come next: the processor itself does not foresee that many short stretches.
static void unpack_panel(const ck_matmul_args *m, const out_tile *t, size_t start, size_t depth,
                         float *panel) {
    unpack_fn *unpack = unpacker(m->type);
    size_t offset = ck_row_bytes(m->type, start), bytes = ck_row_bytes(m->type, depth);
    size_t blocks = depth / ck_dtype_block(m->type);
    int last = start + depth == m->ins;
    size_t next = last ? (TILE_OUTS - 1) * ck_row_bytes(m->type, m->ins) + bytes : bytes;
    if (last && t->first + 2 * TILE_OUTS > m->outs) next = 0;
    for (size_t o = 0; o < TILE_OUTS; o++) {
        const char *stretch = t->row[o] + offset;
        for (size_t line = 0; line < bytes; line += 64) __builtin_prefetch(stretch + next + line);
        unpack(stretch, blocks, panel + o * VL);
    }
}

INLINE void fill_panel(int type, const ck_matmul_args *m, const out_tile *t, size_t start,
                       size_t depth, vf *panel) {
    if (unpacker((ck_dtype)type))
        unpack_panel(m, t, start, depth, (float *)panel);
    else
        fill_plain_panel(type, t, start, depth, panel);
}

static void matmul_f32(const ck_matmul_args *m, size_t first, size_t last) {
    matmul_plain(CK_F32, m, first, last);
}

static void matmul_f16(const ck_matmul_args *m, size_t first, size_t last) {
    matmul_plain(CK_F16, m, first, last);
}

static void matmul_bf16(const ck_matmul_args *m, size_t first, size_t last) {
    matmul_plain(CK_BF16, m, first, last);
}

static void matmul_rounded_f32(const ck_matmul_args *m, size_t first, size_t last) {
    matmul_plain(CK_F32 + ROUNDED, m, first, last);
}

static void matmul_rounded_f16(const ck_matmul_args *m, size_t first, size_t last) {
    matmul_plain(CK_F16 + ROUNDED, m, first, last);
}

/// Unpacking costs more than storing what was unpacked, for few rows too.
static void matmul_blocks(const ck_matmul_args *m, size_t first, size_t last) {
    many_rows(m->type, m, first, last);
}

static void matmul(const ck_matmul_args *m, size_t first, size_t last) {
    switch (m->type) {
    case CK_F32: (m->rounds ? matmul_rounded_f32 : matmul_f32)(m, first, last); return;
    case CK_F16: (m->rounds ? matmul_rounded_f16 : matmul_f16)(m, first, last); return;
    case CK_BF16: matmul_bf16(m, first, last); return;
    default: matmul_blocks(m, first, last); return;
    }
}

#endif
