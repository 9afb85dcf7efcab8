/// Products in bfloat16 tiles. Weights are the left operand, as they are stored; activations are
/// packed once as the right one. A tile adds 32 products to each of its sums at a time, and the
/// sums of an output run along the inputs in ascending order, whatever is computed beside it.
#include "bfloat16.h"

#if CK_HAS_TILES

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,f16c,amx-tile,amx-bf16")))
#define INLINE static inline __attribute__((always_inline))

enum { STEP = CK_BFLOAT16_STEP, SIDE = CK_TILE_ROWS, PAIR = 2 * SIDE, SUMS = SIDE * SIDE };
/// Inputs whose weights for a pair of tiles stay in the first-level cache.
enum { DEPTH = 512 };
/// Numbers from one row of such weights to the next: not a power of two, so that the lines of a
/// tile are in different sets of the cache.
enum { PANEL_STRIDE = DEPTH + STEP };
/// How far ahead of their use weights in place are fetched, bytes.
enum { FETCHED_AHEAD = 512 };
/// Rows and outputs whose unfinished sums are kept between blocks of inputs.
enum { MOST_ROWS = 256, MOST_OUTS = 96 };

typedef struct {
    const ck_matmul_args *m;
    /// [row tile][step][pair of inputs][row][2]
    uint16_t *packed;
    /// Inputs with the zeros that fill the last step.
    size_t padded;
    size_t outs_per_chunk;
} job;

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Parts of about the same size, multiples of `unit`, at most `most`.
INLINE size_t even_share(size_t n, size_t most, size_t unit) {
    size_t parts = (n + most - 1) / most;
    return ((n + parts - 1) / parts + unit - 1) / unit * unit;
}

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

/// The n ≤ 32 next inputs as bfloat16, zeros behind them.
TARGET INLINE __m512i rounded(const char *src, ck_dtype type, size_t n) {
    __mmask16 low = lanes(n), high = n > 16 ? lanes(n - 16) : 0;
    if (type == CK_BF16)
        return _mm512_maskz_loadu_epi16((__mmask32)high << 16 | low, src);
    __m512 first, second;
    if (type == CK_F32) {
        first = _mm512_maskz_loadu_ps(low, src);
        second = _mm512_maskz_loadu_ps(high, src + 64);
    } else {
        first = _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(low, src));
        second = _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(high, src + 32));
    }
    return (__m512i)_mm512_cvtne2ps_pbh(second, first);
}

// MARK: Activations

TARGET static void pack_tile(void *ctx, size_t tile, int worker) {
    (void)worker;
    const job *j = ctx;
    const ck_matmul_args *m = j->m;
    size_t first = tile * SIDE, rows = smaller(SIDE, m->rows - first);
    uint32_t *out = (uint32_t *)(void *)(j->packed + first * j->padded);
    for (size_t i = 0; i < m->ins; i += STEP, out += STEP / 2 * rows) {
        __m512i pairs[SIDE];
        for (size_t r = 0; r < SIDE; r++) {
            const float *x = m->x + (first + smaller(r, rows - 1)) * m->ldx + i;
            pairs[r] = rounded((const char *)x, CK_F32, smaller(STEP, m->ins - i));
        }
        transpose(pairs);
        for (size_t k = 0; k < STEP / 2; k++)
            _mm512_mask_storeu_epi32(out + k * rows, lanes(rows), pairs[k]);
    }
}

/// A single row needs no order.
TARGET static void pack_row(const job *j) {
    const ck_matmul_args *m = j->m;
    for (size_t i = 0; i < m->ins; i += STEP)
        _mm512_storeu_si512(j->packed + i, rounded((const char *)(m->x + i), CK_F32,
                                                   smaller(STEP, m->ins - i)));
}

// MARK: Weights

/// Weights of a pair of tiles for one block of inputs: [out][`stride` bytes].
typedef struct {
    const char *start;
    size_t stride;
    /// Where weights are read in place: bytes behind the block in its row.
    size_t left;
} weights;

/// Rounds whole steps to bfloat16 and fetches the weights that come next: the processor itself does
/// not foresee that many short stretches.
TARGET INLINE void fill_row(const ck_dtype type, const char *row, size_t depth, size_t next,
                            uint16_t *panel) {
    const size_t size = type == CK_F32 ? 4 : 2;
    for (size_t i = 0; i < depth; i += STEP, row += STEP * size) {
        __builtin_prefetch(row + next);
        if (size == 4) __builtin_prefetch(row + next + 64);
        _mm512_store_si512(panel + i, rounded(row, type, STEP));
    }
}

/// Outputs and inputs that there are not become zeros.
TARGET INLINE void fill_typed(const ck_dtype type, const ck_matmul_args *m, size_t out,
                              size_t start, size_t depth, uint16_t *panel) {
    const size_t size = type == CK_F32 ? 4 : 2, stride = m->ins * size;
    const char *w = (const char *)m->w + out * stride + start * size;
    size_t count = smaller(PAIR, m->outs - out), there = smaller(depth, m->ins - start);
    size_t whole = there / STEP * STEP, part = there - whole;
    size_t next = start + depth < m->ins ? depth * size : PAIR * stride - start * size;
    for (size_t o = 0; o < count; o++, w += stride) {
        uint16_t *row = panel + o * PANEL_STRIDE;
        fill_row(type, w, whole, next, row);
        if (part > 0) _mm512_store_si512(row + whole, rounded(w + whole * size, type, part));
    }
    memset(panel + count * PANEL_STRIDE, 0, (PAIR - count) * PANEL_STRIDE * sizeof *panel);
}

TARGET static void fill_panel(const ck_matmul_args *m, size_t out, size_t start, size_t depth,
                              uint16_t *panel) {
    switch (m->type) {
    case CK_F32: fill_typed(CK_F32, m, out, start, depth, panel); return;
    case CK_F16: fill_typed(CK_F16, m, out, start, depth, panel); return;
    default: fill_typed(CK_BF16, m, out, start, depth, panel); return;
    }
}

INLINE int is_in_place(const ck_matmul_args *m, size_t out) {
    return m->type == CK_BF16 && m->outs - out >= PAIR && m->ins % STEP == 0;
}

TARGET static weights weights_of(const ck_matmul_args *m, size_t out, size_t start, size_t depth,
                                 uint16_t *panel) {
    if (is_in_place(m, out)) {
        size_t stride = m->ins * sizeof(uint16_t);
        size_t offset = start * sizeof(uint16_t);
        return (weights){(const char *)m->w + out * stride + offset, stride, stride - offset};
    }
    fill_panel(m, out, start, depth, panel);
    return (weights){(const char *)panel, PANEL_STRIDE * sizeof(uint16_t), 0};
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

TARGET static void multiply_one(const block *b) {
    const char *w = b->w.start, *x = (const char *)b->x[0];
    size_t stride = b->w.stride, line = 4 * b->rows[0];
    if (b->is_first) {
        _tile_zero(0);
        _tile_zero(1);
    } else {
        _tile_loadd(0, b->sums, 64);
        _tile_loadd(1, b->sums + SUMS, 64);
    }
    for (size_t s = 0; s < b->steps; s++, w += 64, x += SIDE * line) {
        if (b->w.left > 0) fetch_ahead(&b->w, s);
        _tile_loadd(6, x, line);
        _tile_loadd(4, w, stride);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(5, w + SIDE * stride, stride);
        _tile_dpbf16ps(1, 5, 6);
    }
    _tile_stored(0, b->sums, 64);
    _tile_stored(1, b->sums + SUMS, 64);
}

TARGET static void multiply_two(const block *b) {
    const char *w = b->w.start, *x = (const char *)b->x[0], *x2 = (const char *)b->x[1];
    size_t stride = b->w.stride, line = 4 * b->rows[0], line2 = 4 * b->rows[1];
    if (b->is_first) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    } else {
        _tile_loadd(0, b->sums, 64);
        _tile_loadd(1, b->sums + SUMS, 64);
        _tile_loadd(2, b->sums + 2 * SUMS, 64);
        _tile_loadd(3, b->sums + 3 * SUMS, 64);
    }
    for (size_t s = 0; s < b->steps; s++, w += 64, x += SIDE * line, x2 += SIDE * line2) {
        _tile_loadd(4, w, stride);
        _tile_loadd(6, x, line);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, x2, line2);
        _tile_dpbf16ps(2, 4, 7);
        _tile_loadd(5, w + SIDE * stride, stride);
        _tile_dpbf16ps(1, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, b->sums, 64);
    _tile_stored(1, b->sums + SUMS, 64);
    _tile_stored(2, b->sums + 2 * SUMS, 64);
    _tile_stored(3, b->sums + 3 * SUMS, 64);
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
            b.x[t] = j->packed + at * j->padded + start * b.rows[t];
        }
        size_t wanted = b.rows[0] + b.rows[1] * (SIDE + 1);
        if (wanted != *shape) load_shapes(b.rows[0], b.rows[1]);
        *shape = wanted;
        if (b.rows[1] > 0)
            multiply_two(&b);
        else
            multiply_one(&b);
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
    _Alignas(64) uint16_t panel[PAIR * PANEL_STRIDE];
    _Alignas(64) float sums[MOST_ROWS * MOST_OUTS];
    size_t first = chunk * j->outs_per_chunk, last = smaller(first + j->outs_per_chunk, m->outs);
    size_t depth = even_share(j->padded, DEPTH, STEP), rows = even_share(m->rows, MOST_ROWS, PAIR);
    size_t outs = m->rows <= PAIR ? PAIR : MOST_OUTS, shape = 0;
    for (size_t row = 0; row < m->rows; row += rows) {
        size_t end = smaller(row + rows, m->rows);
        for (size_t out = first; out < last; out += outs) {
            for (size_t start = 0; start < j->padded; start += depth) {
                size_t inputs = smaller(depth, j->padded - start);
                float *part = sums;
                for (size_t o = out; o < smaller(out + outs, last); o += PAIR, part += rows * PAIR)
                    rows_on_weights(j, weights_of(m, o, start, inputs, panel), start, inputs, o,
                                    row, end, part, &shape);
            }
        }
    }
    ck_tiles_release();
}

void ck_bfloat16_tiles(ck_pool *pool, const ck_matmul_args *m, void *packed) {
    job j = {.m = m, .packed = packed, .padded = (m->ins + STEP - 1) / STEP * STEP};
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
