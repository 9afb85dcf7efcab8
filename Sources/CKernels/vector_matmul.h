/// Matrix products. An output's sum has one vector of lanes that runs along the inputs, so
/// weights are read in the order in which they are stored, in their own dtype, and every path
/// below adds the same numbers in the same order.
#ifndef CK_VECTOR_MATMUL_H
#define CK_VECTOR_MATMUL_H

#include "vector_blocks.h"

/// A tile of sums that fills the registers.
enum { TILE_ROWS = 3, TILE_OUTS = CK_TILE_OUTS, TILE = TILE_ROWS * TILE_OUTS };
/// Inputs whose widened weights for one tile stay in the first-level cache.
enum { DEPTH = 768 };
/// The same in whole blocks of any type.
enum { MOST_DEPTH = (DEPTH + SUPER_BLOCK - 1) / SUPER_BLOCK * SUPER_BLOCK };
/// Elements of x that stay in the second-level cache while weights pass over them. Weights are
/// widened again for every such block of rows.
enum { CACHED_INPUTS = 192 * 1024 };
/// Rows whose unfinished sums are kept between blocks of inputs.
enum { PARTIAL_ROWS = 32 * TILE_ROWS };
/// Up to this many rows, storing widened weights costs more than widening them repeatedly.
enum { FEW_ROWS = 2 * TILE_ROWS };

/// How far ahead of its use a row of weights is fetched, bytes; behind its end comes the row of the
/// next tile. The processor itself does not follow as many rows as a tile has.
enum { FETCHED_AHEAD = 1024 };

/// Weight rows of a tile. Where fewer outputs are left, the last one is repeated.
typedef struct {
    const char *row[TILE_OUTS];
    size_t first, count;
    /// Bytes from one row to the next.
    size_t stride;
} out_tile;

INLINE out_tile outs_from(const ck_matmul_args *m, size_t first, size_t last) {
    out_tile t = {.first = first, .count = smaller(TILE_OUTS, last - first)};
    t.stride = ck_row_bytes(m->type, m->ins);
    for (size_t o = 0; o < TILE_OUTS; o++)
        t.row[o] = (const char *)m->w + (first + smaller(o, t.count - 1)) * t.stride;
    return t;
}

/// Folds the sums of `rows` rows and stores or adds them to y.
INLINE void finish(const int rows, const ck_matmul_args *m, size_t row, const out_tile *t,
                   const vf *sums) {
    UNROLL for (int r = 0; r < rows; r++) {
        float totals[TILE_OUTS];
        UNROLL for (int o = 0; o < TILE_OUTS; o += FOLD_COUNT) {
            folded some = fold(sums + r * TILE_OUTS + o);
            memcpy(totals + o, &some, sizeof some);
        }
        float *y = m->y + (row + (size_t)r) * m->ldy + t->first;
        if (m->accumulate)
            for (size_t o = 0; o < t->count; o++) y[o] += totals[o];
        else if (t->count == TILE_OUTS)
            memcpy(y, totals, sizeof totals);
        else
            memcpy(y, totals, t->count * sizeof(float));
    }
}

/// Bytes of a number of a plain type, rounded or not.
INLINE size_t plain_size(const int type) { return (type & ~ROUNDED) == CK_F32 ? 4 : 2; }

/// One step of VL inputs, `n` are left, of a tile with the weights in place.
INLINE void step_in_place(const int rows, const int type, const float *x, size_t ldx,
                          const out_tile *t, size_t i, size_t n, vf *sums) {
    const size_t size = plain_size(type);
    vf row[TILE_ROWS];
    UNROLL for (int r = 0; r < rows; r++) row[r] = load_some(x + (size_t)r * ldx + i, n);
    size_t ahead = i * size + FETCHED_AHEAD;
    if (ahead >= t->stride) ahead += (TILE_OUTS - 1) * t->stride;
    UNROLL for (int o = 0; o < TILE_OUTS; o++) {
        __builtin_prefetch(t->row[o] + ahead);
        vf w = load_typed(t->row[o] + i * size, type, n);
        UNROLL for (int r = 0; r < rows; r++)
            sums[r * TILE_OUTS + o] = madd(row[r], w, sums[r * TILE_OUTS + o]);
    }
}

INLINE void multiply_in_place(const int rows, const int type, const ck_matmul_args *m,
                              const out_tile *t, size_t row) {
    const float *x = m->x + row * m->ldx;
    vf sums[TILE];
    UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = splat(0);
    size_t i = 0;
    for (; i + VL <= m->ins; i += VL) step_in_place(rows, type, x, m->ldx, t, i, VL, sums);
    if (i < m->ins) step_in_place(rows, type, x, m->ldx, t, i, m->ins - i, sums);
    finish(rows, m, row, t, sums);
}

/// Weights are converted in registers, again for every tile of rows.
INLINE void few_rows(const int type, const ck_matmul_args *m, size_t first, size_t last) {
    for (size_t out = first; out < last; out += TILE_OUTS) {
        out_tile t = outs_from(m, out, last);
        size_t row = 0;
        for (; row + TILE_ROWS <= m->rows; row += TILE_ROWS)
            multiply_in_place(TILE_ROWS, type, m, &t, row);
        if (m->rows - row == 2)
            multiply_in_place(2, type, m, &t, row);
        else if (m->rows - row == 1)
            multiply_in_place(1, type, m, &t, row);
    }
}

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

/// Widens inputs start … start+depth−1 of a tile's weights to panel[step][out][lane].
INLINE void fill_panel(const int type, const ck_matmul_args *m, const out_tile *t,
                       size_t start, size_t depth, float *panel) {
    if (unpacker((ck_dtype)type)) {
        unpack_panel(m, t, start, depth, panel);
        return;
    }
    const size_t size = plain_size(type);
    for (size_t i = 0; i < depth; i += VL) {
        UNROLL for (int o = 0; o < TILE_OUTS; o++)
            store(panel + (i / VL * TILE_OUTS + (size_t)o) * VL,
                  load_typed(t->row[o] + (start + i) * size, type, depth - i));
    }
}

INLINE void step_on_panel(const int rows, const float *x, size_t ldx, size_t n,
                          const float *panel, vf *sums) {
    vf row[TILE_ROWS];
    UNROLL for (int r = 0; r < rows; r++) row[r] = load_some(x + (size_t)r * ldx, n);
    UNROLL for (int o = 0; o < TILE_OUTS; o++) {
        vf w = load(panel + o * VL);
        UNROLL for (int r = 0; r < rows; r++)
            sums[r * TILE_OUTS + o] = madd(row[r], w, sums[r * TILE_OUTS + o]);
    }
}

/// A block of inputs, one tile of outputs and the rows of a row block.
typedef struct {
    const ck_matmul_args *m;
    out_tile outs;
    size_t start, depth;
    const float *panel;
    /// [row tile][TILE], the sums so far of row tiles between blocks of inputs.
    vf *partial;
} block;

INLINE void multiply_on_panel(const int rows, const block *b, size_t row, vf *partial) {
    const ck_matmul_args *m = b->m;
    const float *x = m->x + row * m->ldx + b->start, *panel = b->panel;
    vf sums[TILE];
    UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = splat(0);
    if (b->start > 0)
        UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = partial[s];
    size_t i = 0;
    for (; i + VL <= b->depth; i += VL, panel += VL * TILE_OUTS)
        step_on_panel(rows, x + i, m->ldx, VL, panel, sums);
    if (i < b->depth) step_on_panel(rows, x + i, m->ldx, b->depth - i, panel, sums);
    if (b->start + b->depth == m->ins)
        finish(rows, m, row, &b->outs, sums);
    else
        UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) partial[s] = sums[s];
}

static void rows_on_panel(const block *b, size_t row, size_t end) {
    vf *partial = b->partial;
    for (; row + TILE_ROWS <= end; row += TILE_ROWS, partial += TILE)
        multiply_on_panel(TILE_ROWS, b, row, partial);
    if (end - row == 2)
        multiply_on_panel(2, b, row, partial);
    else if (end - row == 1)
        multiply_on_panel(1, b, row, partial);
}

/// Parts of about the same size, each but the last a multiple of `unit` and at most `most`
/// rounded up to one.
INLINE size_t even_share(size_t n, size_t most, size_t unit) {
    most = (most + unit - 1) / unit * unit;
    if (most < unit) most = unit;
    size_t parts = (n + most - 1) / most;
    return ((n + parts - 1) / parts + unit - 1) / unit * unit;
}

INLINE void many_rows(const int type, const ck_matmul_args *m, size_t first, size_t last) {
    _Alignas(64) float panel[MOST_DEPTH * TILE_OUTS];
    vf partial[PARTIAL_ROWS / TILE_ROWS * TILE];
    size_t block_length = ck_dtype_block(m->type);
    size_t depth = even_share(m->ins, DEPTH, block_length > VL ? block_length : VL);
    size_t most = CACHED_INPUTS / m->ins;
    if (depth < m->ins) most = smaller(most, PARTIAL_ROWS);
    size_t rows = even_share(m->rows, most, TILE_ROWS);
    for (size_t row = 0; row < m->rows; row += rows) {
        size_t end = smaller(row + rows, m->rows);
        for (size_t out = first; out < last; out += TILE_OUTS) {
            block b = {.m = m, .outs = outs_from(m, out, last), .panel = panel, .partial = partial};
            for (; b.start < m->ins; b.start += depth) {
                b.depth = smaller(depth, m->ins - b.start);
                fill_panel(type, m, &b.outs, b.start, b.depth, panel);
                rows_on_panel(&b, row, end);
            }
        }
    }
}

INLINE void matmul_plain(const int type, const ck_matmul_args *m, size_t first, size_t last) {
    if (m->rows <= FEW_ROWS)
        few_rows(type, m, first, last);
    else
        many_rows(type, m, first, last);
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
