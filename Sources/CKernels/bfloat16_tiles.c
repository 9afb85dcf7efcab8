/// Products in bfloat16 tiles. Weights are the left operand, as they are stored; activations are
/// packed once as the right one. A tile adds 32 products to each of its sums at a time, and the
/// sums of an output run along the inputs in ascending order, whatever is computed beside it.
///
/// A number is one bfloat16 or, nearly as exact as a float32, the sum of two of them, the second
/// one being what rounding left of it. Of the four products of two such sums, that of the second
/// ones is left out: at most 2^-16 of the whole, as much as each of the two sums lacks.
#include "bfloat16_split.h"

#if CK_HAS_TILES

enum { PAIR = 2 * SIDE, SUMS = SIDE * SIDE };
/// Inputs whose weights, of one part, for a pair of tiles stay in the first-level cache.
enum { DEPTH = 512 };
/// Beyond the inputs of a row of such weights before the next: the lines of a tile are then in
/// different sets of the cache.
enum { PANEL_GAP = STEP, PANEL = PAIR * (DEPTH + MOST_PARTS * PANEL_GAP) };
/// How far ahead of their use weights in place are fetched, bytes.
enum { FETCHED_AHEAD = 512 };
/// Rows and outputs whose unfinished sums are kept between blocks of inputs.
enum { MOST_ROWS = 256, MOST_OUTS = 96 };

typedef struct {
    const ck_matmul_args *m;
    /// [row tile][step][part][pair of inputs][row][2]
    uint16_t *packed;
    /// Inputs with the zeros that fill the last step.
    size_t padded;
    size_t outs_per_chunk;
    /// Numbers that stand for one activation and for one weight: 1 or 2.
    int x_parts, w_parts;
    /// Inputs of a block.
    size_t depth;
} job;

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Parts of about the same size, multiples of `unit`, at most `most`.
INLINE size_t even_share(size_t n, size_t most, size_t unit) {
    size_t parts = (n + most - 1) / most;
    return ((n + parts - 1) / parts + unit - 1) / unit * unit;
}

// MARK: Activations

TARGET INLINE void pack_rows(const int parts, const job *j, size_t first) {
    const ck_matmul_args *m = j->m;
    size_t rows = smaller(SIDE, m->rows - first);
    uint32_t *out = (uint32_t *)(void *)(j->packed + first * j->padded * (size_t)parts);
    for (size_t i = 0; i < m->ins; i += STEP) {
        __m512i pairs[MOST_PARTS][SIDE];
        for (size_t r = 0; r < SIDE; r++) {
            const float *x = m->x + (first + smaller(r, rows - 1)) * m->ldx + i;
            __m512i both[MOST_PARTS];
            split(parts, (const char *)x, CK_F32, smaller(STEP, m->ins - i), both);
            for (int p = 0; p < parts; p++) pairs[p][r] = both[p];
        }
        for (int p = 0; p < parts; p++, out += STEP / 2 * rows) {
            transpose(pairs[p]);
            for (size_t k = 0; k < STEP / 2; k++)
                _mm512_mask_storeu_epi32(out + k * rows, lanes(rows), pairs[p][k]);
        }
    }
}

TARGET static void pack_tile(void *ctx, size_t tile, int worker) {
    (void)worker;
    const job *j = ctx;
    if (j->x_parts == 2)
        pack_rows(2, j, tile * SIDE);
    else
        pack_rows(1, j, tile * SIDE);
}

/// A single row needs no order.
TARGET static void pack_row(const job *j) {
    const ck_matmul_args *m = j->m;
    uint16_t *out = j->packed;
    for (size_t i = 0; i < m->ins; i += STEP) {
        __m512i both[MOST_PARTS];
        split(j->x_parts, (const char *)(m->x + i), CK_F32, smaller(STEP, m->ins - i), both);
        for (int p = 0; p < j->x_parts; p++, out += STEP) _mm512_storeu_si512(out, both[p]);
    }
}

// MARK: Weights

/// Weights of a pair of tiles for one block of inputs: [part][out][`stride` bytes].
typedef struct {
    const char *start;
    size_t stride;
    /// Where weights are read in place: bytes behind the block in its row.
    size_t left;
} weights;

/// Numbers from one row of a panel to the next.
INLINE size_t panel_stride(const int parts) { return DEPTH / (size_t)parts + PANEL_GAP; }

/// Splits n inputs and fetches the weights that come next: the processor itself does not foresee
/// that many short stretches.
TARGET INLINE void fill_row(const int parts, const ck_dtype type, const char *row, size_t n,
                            size_t next, uint16_t *panel) {
    const size_t size = type == CK_F32 ? 4 : 2, other = PAIR * panel_stride(parts);
    for (size_t i = 0; i < n; i += STEP, row += STEP * size) {
        __m512i both[MOST_PARTS];
        __builtin_prefetch(row + next);
        if (size == 4) __builtin_prefetch(row + next + 64);
        split(parts, row, type, n - i >= STEP ? STEP : n - i, both);
        for (int p = 0; p < parts; p++)
            _mm512_store_si512(panel + (size_t)p * other + i, both[p]);
    }
}

/// Outputs and inputs that there are not become zeros.
TARGET INLINE void fill_typed(const int parts, const ck_dtype type, const ck_matmul_args *m,
                              size_t out, size_t start, size_t depth, uint16_t *panel) {
    const size_t size = type == CK_F32 ? 4 : 2, stride = m->ins * size;
    const size_t line = panel_stride(parts), other = PAIR * line;
    const char *w = (const char *)m->w + out * stride + start * size;
    size_t count = smaller(PAIR, m->outs - out), there = smaller(depth, m->ins - start);
    size_t next = start + depth < m->ins ? depth * size : PAIR * stride - start * size;
    for (size_t o = 0; o < count; o++, w += stride)
        fill_row(parts, type, w, there, next, panel + o * line);
    for (int p = 0; p < parts; p++)
        memset(panel + (size_t)p * other + count * line, 0, (PAIR - count) * line * sizeof *panel);
}

TARGET static void fill_panel(const job *j, size_t out, size_t start, size_t depth,
                              uint16_t *panel) {
    const ck_matmul_args *m = j->m;
    if (m->type == CK_BF16)
        fill_typed(1, CK_BF16, m, out, start, depth, panel);
    else if (m->type == CK_F32 && j->w_parts == 2)
        fill_typed(2, CK_F32, m, out, start, depth, panel);
    else if (m->type == CK_F32)
        fill_typed(1, CK_F32, m, out, start, depth, panel);
    else if (j->w_parts == 2)
        fill_typed(2, CK_F16, m, out, start, depth, panel);
    else
        fill_typed(1, CK_F16, m, out, start, depth, panel);
}

INLINE int is_in_place(const ck_matmul_args *m, size_t out) {
    return m->type == CK_BF16 && m->outs - out >= PAIR && m->ins % STEP == 0;
}

TARGET static weights weights_of(const job *j, size_t out, size_t start, size_t depth,
                                 uint16_t *panel) {
    const ck_matmul_args *m = j->m;
    if (is_in_place(m, out)) {
        size_t stride = m->ins * sizeof(uint16_t);
        size_t offset = start * sizeof(uint16_t);
        return (weights){(const char *)m->w + out * stride + offset, stride, stride - offset};
    }
    fill_panel(j, out, start, depth, panel);
    return (weights){(const char *)panel, panel_stride(j->w_parts) * sizeof(uint16_t), 0};
}

// MARK: Sums

/// Tiles 0 … 3 are sums: outputs of the first and second tile with rows of the first, then of the
/// second. 4 and 5 are weights, 6 and 7 activations of `first` and `second` rows.
TARGET static void load_shapes(size_t first, size_t second) {
    ck_tile_shapes shapes = {.palette = 1};
    const size_t columns[] = {first, first, second, second, SIDE, SIDE, first, second};
    for (size_t t = 0; t < 8; t++) {
        shapes.rows[t] = columns[t] > 0 ? SIDE : 0;
        shapes.bytes[t] = (uint16_t)(columns[t] * 4);
    }
    ck_tiles_load(&shapes);
}

/// A block of inputs for a pair of tiles of weights and one or two of activations.
typedef struct {
    weights w;
    const uint16_t *x[2];
    size_t rows[2];
    size_t steps;
    int is_first;
    /// [row tile][out tile][out][row]
    float *sums;
} block;

/// Fetches what a step will read later, behind the end of the rows those of the next tiles: the
/// processor itself does not follow as many rows as two tiles have.
INLINE void fetch_ahead(const weights *w, size_t step) {
    size_t ahead = step * CK_TILE_BYTES + FETCHED_AHEAD;
    if (ahead >= w->left) ahead += (PAIR - 1) * w->stride;
    for (size_t o = 0; o < PAIR; o++) __builtin_prefetch(w->start + ahead + o * w->stride);
}

/// Sums of one or two tiles of rows. The smaller products come first.
TARGET INLINE void multiply(const int row_tiles, const int x_parts, const int w_parts,
                            const block *b) {
    const size_t stride = b->w.stride, other = PAIR * stride;
    const size_t line = 4 * b->rows[0], line2 = 4 * b->rows[1];
    const char *w = b->w.start, *x = (const char *)b->x[0], *x2 = (const char *)b->x[1];
    if (b->is_first) {
        _tile_zero(0);
        _tile_zero(1);
    } else {
        _tile_loadd(0, b->sums, 64);
        _tile_loadd(1, b->sums + SUMS, 64);
    }
    if (row_tiles == 2 && b->is_first) {
        _tile_zero(2);
        _tile_zero(3);
    } else if (row_tiles == 2) {
        _tile_loadd(2, b->sums + 2 * SUMS, 64);
        _tile_loadd(3, b->sums + 3 * SUMS, 64);
    }
    for (size_t s = 0; s < b->steps; s++, w += 64) {
        if (b->w.left > 0) fetch_ahead(&b->w, s);
        _tile_loadd(4, w, stride);
        _tile_loadd(6, x + (x_parts - 1) * SIDE * line, line);
        _tile_dpbf16ps(0, 4, 6);
        if (row_tiles == 2) {
            _tile_loadd(7, x2 + (x_parts - 1) * SIDE * line2, line2);
            _tile_dpbf16ps(2, 4, 7);
        }
        _tile_loadd(5, w + SIDE * stride, stride);
        _tile_dpbf16ps(1, 5, 6);
        if (row_tiles == 2) _tile_dpbf16ps(3, 5, 7);
        if (x_parts == 2) {
            _tile_loadd(6, x, line);
            _tile_dpbf16ps(0, 4, 6);
            _tile_dpbf16ps(1, 5, 6);
            if (row_tiles == 2) {
                _tile_loadd(7, x2, line2);
                _tile_dpbf16ps(2, 4, 7);
                _tile_dpbf16ps(3, 5, 7);
            }
        }
        if (w_parts == 2) {
            _tile_loadd(4, w + other, stride);
            _tile_dpbf16ps(0, 4, 6);
            if (row_tiles == 2) _tile_dpbf16ps(2, 4, 7);
            _tile_loadd(5, w + other + SIDE * stride, stride);
            _tile_dpbf16ps(1, 5, 6);
            if (row_tiles == 2) _tile_dpbf16ps(3, 5, 7);
        }
        x += x_parts * SIDE * line;
        x2 += x_parts * SIDE * line2;
    }
    _tile_stored(0, b->sums, 64);
    _tile_stored(1, b->sums + SUMS, 64);
    if (row_tiles == 2) {
        _tile_stored(2, b->sums + 2 * SUMS, 64);
        _tile_stored(3, b->sums + 3 * SUMS, 64);
    }
}

TARGET INLINE void multiply_tiles(const int x_parts, const int w_parts, const block *b) {
    if (b->rows[1] > 0)
        multiply(2, x_parts, w_parts, b);
    else
        multiply(1, x_parts, w_parts, b);
}

TARGET static void multiply_block(const job *j, const block *b) {
    if (j->x_parts == 1)
        multiply_tiles(1, 1, b);
    else if (j->w_parts == 1)
        multiply_tiles(2, 1, b);
    else
        multiply_tiles(2, 2, b);
}

/// Writes or adds the finished sums of one tile to y.
TARGET static void finish(const ck_matmul_args *m, const float *sums, size_t row, size_t rows,
                          size_t out) {
    if (out >= m->outs) return;
    __mmask16 outs = lanes(m->outs - out);
    __m512i columns[SIDE];
    for (size_t o = 0; o < SIDE; o++) columns[o] = _mm512_loadu_si512(sums + o * SIDE);
    transpose(columns);
    for (size_t r = 0; r < rows; r++) {
        float *y = m->y + (row + r) * m->ldy + out;
        __m512 sum = (__m512)columns[r];
        if (m->accumulate) sum = _mm512_add_ps(_mm512_maskz_loadu_ps(outs, y), sum);
        _mm512_mask_storeu_ps(y, outs, sum);
    }
}

// MARK: Chunks

/// Rows first … last−1 with one pair of tiles of weights and a block of inputs. `shape` is the
/// number of rows that the tiles are shaped for, as first + second · (SIDE + 1).
TARGET static void rows_on_weights(const job *j, weights w, size_t start, size_t depth,
                                   size_t out, size_t first, size_t last, float *sums,
                                   size_t *shape) {
    const ck_matmul_args *m = j->m;
    for (size_t row = first; row < last; row += PAIR, sums += 4 * SUMS) {
        block b = {.w = w, .steps = depth / STEP, .is_first = start == 0, .sums = sums};
        for (size_t t = 0; t < 2 && row + t * SIDE < last; t++) {
            size_t at = row + t * SIDE;
            b.rows[t] = smaller(SIDE, m->rows - at);
            b.x[t] = j->packed + (size_t)j->x_parts * (at * j->padded + start * b.rows[t]);
        }
        size_t wanted = b.rows[0] + b.rows[1] * (SIDE + 1);
        if (wanted != *shape) load_shapes(b.rows[0], b.rows[1]);
        *shape = wanted;
        multiply_block(j, &b);
        if (start + depth < j->padded) continue;
        for (size_t t = 0; t < 4; t++)
            if (b.rows[t / 2] > 0)
                finish(m, sums + t * SUMS, row + t / 2 * SIDE, b.rows[t / 2],
                       out + t % 2 * SIDE);
    }
}

/// Blocks of inputs outside, so that activations of one stay in the second-level cache while the
/// weights pass; for few rows each weight row is read through.
TARGET static void run_chunk(void *ctx, size_t chunk, int worker) {
    (void)worker;
    const job *j = ctx;
    const ck_matmul_args *m = j->m;
    _Alignas(64) uint16_t panel[PANEL];
    _Alignas(64) float sums[MOST_ROWS * MOST_OUTS];
    size_t first = chunk * j->outs_per_chunk, last = smaller(first + j->outs_per_chunk, m->outs);
    size_t rows = even_share(m->rows, MOST_ROWS, PAIR), depth = j->depth;
    size_t outs = m->rows <= PAIR ? PAIR : MOST_OUTS, shape = 0;
    for (size_t row = 0; row < m->rows; row += rows) {
        size_t end = smaller(row + rows, m->rows);
        for (size_t out = first; out < last; out += outs) {
            for (size_t start = 0; start < j->padded; start += depth) {
                size_t inputs = smaller(depth, j->padded - start);
                float *part = sums;
                for (size_t o = out; o < smaller(out + outs, last); o += PAIR, part += rows * PAIR)
                    rows_on_weights(j, weights_of(j, o, start, inputs, panel), start, inputs, o,
                                    row, end, part, &shape);
            }
        }
    }
    ck_tiles_release();
}

void ck_bfloat16_tiles(ck_pool *pool, const ck_matmul_args *m, int parts, void *packed) {
    job j = {.m = m, .packed = packed, .padded = (m->ins + STEP - 1) / STEP * STEP};
    j.x_parts = parts;
    j.w_parts = m->type == CK_BF16 ? 1 : parts;
    j.depth = even_share(j.padded, DEPTH / (size_t)j.w_parts, STEP);
    if (m->rows == 1)
        pack_row(&j);
    else
        ck_pool_run(pool, pack_tile, &j, (m->rows + SIDE - 1) / SIDE);
    size_t threads = (size_t)ck_pool_threads(pool);
    size_t fair = threads > 1 ? m->outs / (threads * 8) / PAIR * PAIR : m->outs;
    fair = fair > MOST_OUTS ? fair / MOST_OUTS * MOST_OUTS : fair;
    j.outs_per_chunk = fair > 0 ? fair : PAIR;
    ck_pool_run(pool, run_chunk, &j, (m->outs + j.outs_per_chunk - 1) / j.outs_per_chunk);
}

#endif
