/// Tiles of matrix products. An output's sum has one vector of lanes that runs along the inputs, so
/// weights are read in the order in which they are stored, in their own dtype, and every path
/// below adds the same numbers in the same order.
///
/// The including file says what a step along the inputs is: `input`, a number of a row of x; STEP,
/// the inputs of a step; and how they are loaded, multiplied and kept for many rows.
#ifndef CK_VECTOR_TILES_H
#define CK_VECTOR_TILES_H

/// The next STEP inputs, or the n ≥ 1 that are left and zeros.
INLINE vf load_inputs(const input *x, size_t n);

/// The same of a row of weights, which are of a plain type, rounded or not.
INLINE vf load_weights(const char *w, int type, size_t n);

/// Adds each lane's products to its sum.
INLINE vf add_products(vf x, vf w, vf sums);

/// A tile of sums that fills the registers.
enum { TILE_ROWS = 3, TILE_OUTS = CK_TILE_OUTS, TILE = TILE_ROWS * TILE_OUTS };
/// Inputs whose loaded weights for one tile stay in the first-level cache.
enum { DEPTH = 768 / VL * STEP };
/// The same in whole blocks of any type.
enum { MOST_DEPTH = (DEPTH + SUPER_BLOCK - 1) / SUPER_BLOCK * SUPER_BLOCK };
/// Loaded weights that stay in the second-level cache while blocks of rows pass over them. They lie
/// on the stack.
typedef struct {
    vf panels[256 * 1024 / sizeof(vf)];
} kept_weights;
_Static_assert(MOST_DEPTH / STEP * TILE_OUTS * sizeof(vf) <= sizeof(kept_weights), "one panel fits");
/// Inputs of a block of rows, which stay in the second-level cache while weights pass over them.
enum { CACHED_INPUTS = 192 * 1024 / VL * STEP };
/// Rows whose unfinished sums are kept between blocks of inputs.
enum { PARTIAL_ROWS = 32 * TILE_ROWS };
/// Up to this many rows, storing loaded weights costs more than loading them repeatedly.
enum { FEW_ROWS = 2 * TILE_ROWS };

/// Bytes that one entry of the processor's table of addresses stands for, at least.
enum { PAGE = 4096 };

/// Rows of x that stay in the first-level cache while weights are read past them, bytes.
enum { KEPT_BYTES = 8 * 1024 };

/// Fetches a line into the second-level cache: more fetches are under way at a time for that level
/// than for the first.
INLINE void fetch_line(const char *line) { __builtin_prefetch(line, 0, 2); }

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

/// Stores or adds totals where a whole tile may not be written. Not inlined: the compiler would
/// join it with the stores of whole tiles to calls of memcpy.
__attribute__((noinline)) static void finish_some(int accumulate, const float *totals,
                                                  size_t count, float *y) {
    for (size_t o = 0; o < count; o++) y[o] = accumulate ? y[o] + totals[o] : totals[o];
}

/// Folds the sums of `rows` rows and stores or adds them to y. All are folded first, so that no
/// sum is in a register where `finish_some` may be called.
INLINE void finish(const int rows, const ck_matmul_args *m, size_t row, const out_tile *t,
                   const vf *sums) {
    enum { FOLDS = TILE_OUTS / FOLD_COUNT };
    folded totals[TILE_ROWS * FOLDS];
    UNROLL for (int f = 0; f < rows * FOLDS; f++) totals[f] = fold(sums + f * FOLD_COUNT);
    float *y = m->y + row * m->ldy + t->first;
    if (t->count < TILE_OUTS) {
        for (int r = 0; r < rows; r++, y += m->ldy)
            finish_some(m->accumulate, (const float *)(totals + r * FOLDS), t->count, y);
        return;
    }
    UNROLL for (int r = 0; r < rows; r++, y += m->ldy) {
        folded before[FOLDS];
        if (m->accumulate) {
            memcpy(before, y, sizeof before);
            UNROLL for (int f = 0; f < FOLDS; f++) totals[r * FOLDS + f] += before[f];
        }
        memcpy(y, totals + r * FOLDS, sizeof before);
    }
}

INLINE const input *inputs_of(const ck_matmul_args *m, size_t row) {
    return (const input *)m->x + row * m->ldx;
}

/// Bytes of a number of a plain type, rounded or not.
INLINE size_t plain_size(const int type) { return (type & ~ROUNDED) == CK_F32 ? 4 : 2; }

/// Fetches the part of the next tile that is as far into it, of all its bytes, as input i into a
/// row of this one: the processor does not follow as many rows as a tile has, and memory is read
/// fastest in its order.
INLINE void fetch_next(const size_t size, const out_tile *t, size_t i) {
    const char *part = t->row[0] + TILE_OUTS * (t->stride + i * size);
    UNROLL for (size_t line = 0; line < TILE_OUTS * STEP * size; line += 64)
        fetch_line(part + line);
}

/// One step of inputs, `n` are left, for outputs first … last−1 with the weights in place.
INLINE void step_in_place(const int rows, const int type, const input *x, size_t ldx,
                          const out_tile *t, const int first, const int last, size_t i, size_t n,
                          vf *sums) {
    vf row[TILE_ROWS];
    UNROLL for (int r = 0; r < rows; r++) row[r] = load_inputs(x + (size_t)r * ldx + i, n);
    UNROLL for (int o = first; o < last; o++) {
        vf w = load_weights(t->row[o] + i * plain_size(type), type, n);
        UNROLL for (int r = 0; r < rows; r++)
            sums[r * TILE_OUTS + o] = add_products(row[r], w, sums[r * TILE_OUTS + o]);
    }
}

/// Outputs first … last−1. One at a time they read memory in its order, which the processor
/// follows by itself as far as the end of a page, so the next page is announced; all at once, with
/// loads of x shared, what they read has to be fetched.
INLINE void outputs_in_place(const int rows, const int type, const input *x, size_t ldx,
                             const out_tile *t, size_t ins, const int first, const int last,
                             vf *sums) {
    size_t i = 0;
    if (last - first == 1) fetch_line(t->row[first] + PAGE);
    for (; i + STEP <= ins; i += STEP) {
        if (last - first > 1) fetch_next(plain_size(type), t, i);
        step_in_place(rows, type, x, ldx, t, first, last, i, STEP, sums);
    }
    if (i < ins) step_in_place(rows, type, x, ldx, t, first, last, i, ins - i, sums);
}

INLINE void multiply_in_place(const int rows, const int type, const ck_matmul_args *m,
                              const out_tile *t, size_t row) {
    const input *x = inputs_of(m, row);
    vf sums[TILE];
    UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = splat(0);
    if ((size_t)rows * m->ins * sizeof(input) <= KEPT_BYTES)
        UNROLL for (int o = 0; o < TILE_OUTS; o++)
            outputs_in_place(rows, type, x, m->ldx, t, m->ins, o, o + 1, sums);
    else
        outputs_in_place(rows, type, x, m->ldx, t, m->ins, 0, TILE_OUTS, sums);
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

/// Loads inputs start … start+depth−1 of a tile's weights to panel[step][out].
INLINE void fill_plain_panel(const int type, const out_tile *t, size_t start, size_t depth,
                             vf *panel) {
    const size_t size = plain_size(type);
    for (size_t i = 0; i < depth; i += STEP, panel += TILE_OUTS) {
        UNROLL for (int o = 0; o < TILE_OUTS; o++)
            panel[o] = load_weights(t->row[o] + (start + i) * size, type, depth - i);
    }
}

/// The same, of every type that the including file knows.
INLINE void fill_panel(int type, const ck_matmul_args *m, const out_tile *t, size_t start,
                       size_t depth, vf *panel);

INLINE void step_on_panel(const int rows, const input *x, size_t ldx, size_t n,
                          const vf *panel, vf *sums) {
    vf row[TILE_ROWS];
    UNROLL for (int r = 0; r < rows; r++) row[r] = load_inputs(x + (size_t)r * ldx, n);
    UNROLL for (int o = 0; o < TILE_OUTS; o++) {
        UNROLL for (int r = 0; r < rows; r++)
            sums[r * TILE_OUTS + o] = add_products(row[r], panel[o], sums[r * TILE_OUTS + o]);
    }
}

/// A block of inputs, one tile of outputs and the rows of a row block.
typedef struct {
    const ck_matmul_args *m;
    out_tile outs;
    size_t start, depth;
    const vf *panel;
    /// The panel has been filled for these rows; most often the next one is too.
    int fills;
    /// [row tile][TILE], the sums so far of row tiles between blocks of inputs.
    vf *partial;
} block;

INLINE void multiply_on_panel(const int rows, const block *b, size_t row, vf *partial) {
    const ck_matmul_args *m = b->m;
    const input *x = inputs_of(m, row) + b->start;
    const vf *panel = b->panel;
    vf sums[TILE];
    UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = splat(0);
    if (b->start > 0)
        UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) sums[s] = partial[s];
    size_t i = 0;
    for (; i + STEP <= b->depth; i += STEP, panel += TILE_OUTS)
        step_on_panel(rows, x + i, m->ldx, STEP, panel, sums);
    if (i < b->depth) step_on_panel(rows, x + i, m->ldx, b->depth - i, panel, sums);
    if (b->start + b->depth == m->ins)
        finish(rows, m, row, &b->outs, sums);
    else
        UNROLL for (int s = 0; s < rows * TILE_OUTS; s++) partial[s] = sums[s];
}

/// Weights of a plain type that the next panel is filled with, fetched a few lines at a time.
typedef struct {
    const out_tile *outs;
    /// From the beginning of each row, bytes; behind it is the next tile's.
    size_t offset;
    size_t lines, fetched, at_a_time;
} coming;

INLINE coming behind(const block *b, size_t row_tiles) {
    const size_t size = plain_size((int)b->m->type), stride = b->outs.stride;
    size_t end = (b->start + b->depth) * size;
    int is_last = b->start + b->depth == b->m->ins;
    size_t inputs = is_last ? smaller(DEPTH, b->m->ins) : b->depth;
    // Blocks are fetched where they are unpacked.
    int fetches = b->fills && ck_dtype_block(b->m->type) == 1;
    size_t lines = fetches ? inputs * size / 64 * TILE_OUTS : 0;
    return (coming){&b->outs, is_last ? TILE_OUTS * stride : end, lines, 0, lines / row_tiles + 1};
}

INLINE void fetch_some(coming *c) {
    size_t end = smaller(c->fetched + c->at_a_time, c->lines);
    for (; c->fetched < end; c->fetched++)
        fetch_line(c->outs->row[c->fetched % TILE_OUTS] + c->offset + c->fetched / TILE_OUTS * 64);
}

static void rows_on_panel(const block *b, size_t row, size_t end) {
    vf *partial = b->partial;
    coming next = behind(b, (end - row) / TILE_ROWS + 1);
    for (; row + TILE_ROWS <= end; row += TILE_ROWS, partial += TILE) {
        fetch_some(&next);
        multiply_on_panel(TILE_ROWS, b, row, partial);
    }
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

/// How a product of many rows is cut.
typedef struct {
    /// Inputs of a panel, rows of a block.
    size_t depth, rows;
    /// Outputs whose panels are kept for all blocks of rows.
    size_t outs;
    /// Vectors of a tile's panels; 0 where they are filled anew for every block of rows: there is
    /// but one block, or they are too many to be kept.
    size_t kept;
} cut;

INLINE cut cut_for(const ck_matmul_args *m, size_t outs) {
    size_t block_length = ck_dtype_block(m->type);
    cut c = {.depth = even_share(m->ins, DEPTH, block_length > STEP ? block_length : STEP)};
    size_t most = CACHED_INPUTS / m->ins;
    if (c.depth < m->ins) most = smaller(most, PARTIAL_ROWS);
    c.rows = even_share(m->rows, most, TILE_ROWS);
    size_t vectors = (m->ins + STEP - 1) / STEP * TILE_OUTS;
    size_t tiles = sizeof(kept_weights) / sizeof(vf) / vectors;
    if (c.rows >= m->rows || tiles == 0) return c.outs = outs, c;
    c.outs = tiles * TILE_OUTS;
    c.kept = vectors;
    return c;
}

/// Rows from `row` to `end` of one tile of outputs. `panels` are the tile's where they are kept.
INLINE void multiply_tile(const int type, block b, const cut *c, size_t row, size_t end,
                          vf *panels) {
    for (; b.start < b.m->ins; b.start += c->depth) {
        b.depth = smaller(c->depth, b.m->ins - b.start);
        vf *panel = c->kept ? panels + b.start / STEP * TILE_OUTS : panels;
        if (b.fills) fill_panel(type, b.m, &b.outs, b.start, b.depth, panel);
        b.panel = panel;
        rows_on_panel(&b, row, end);
    }
}

INLINE void many_rows(const int type, const ck_matmul_args *m, size_t first, size_t last) {
    kept_weights weights;
    vf partial[PARTIAL_ROWS / TILE_ROWS * TILE];
    cut c = cut_for(m, last - first);
    for (; first < last; first += c.outs) {
        size_t stretch = smaller(first + c.outs, last);
        for (size_t row = 0; row < m->rows; row += c.rows) {
            vf *panels = weights.panels;
            for (size_t out = first; out < stretch; out += TILE_OUTS, panels += c.kept) {
                block b = {.m = m, .outs = outs_from(m, out, last), .partial = partial,
                           .fills = !c.kept || row == 0};
                multiply_tile(type, b, &c, row, smaller(row + c.rows, m->rows), panels);
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

#endif
