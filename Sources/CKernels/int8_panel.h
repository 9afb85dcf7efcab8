/// Many rows: the weights of 2 VL outputs are unpacked once to a panel, in the order in which the
/// dot product of bytes takes them, and rows pass over it a few at a time.
#ifndef CK_INT8_PANEL_H
#define CK_INT8_PANEL_H

enum { PANEL_OUTS = 2 * VL, TILE_ROWS = CK_INT8_ROWS };
/// Inputs of a panel, which stays in the second-level cache beside the rows.
enum { PANEL_DEPTH = 1024, PANEL_BLOCKS = PANEL_DEPTH / INT8_BLOCK };
/// Rows whose unfinished totals are kept between panels.
enum { PANEL_ROWS = 192 };

typedef struct {
    /// [block][four inputs][output], four quants each
    vi quants[PANEL_BLOCKS][INT8_BLOCK / 4][2];
    /// [sub-block][output]
    vf scale[2 * PANEL_BLOCKS][2], offset[2 * PANEL_BLOCKS][2];
    vf total[PANEL_ROWS][2];
} panel;

/// Writes 32 inputs of VL outputs, turned so that each four inputs of all of them are together.
INLINE void put_block(const quant_set *q, vi (*to)[2], const size_t half) {
    vi turned[2][4];
    UNROLL for (int i = 0; i < 2; i++) {
        const vi *p = q->part + 4 * i;
        vi first_low = low_words(p[0], p[1]), first_high = high_words(p[0], p[1]);
        vi last_low = low_words(p[2], p[3]), last_high = high_words(p[2], p[3]);
        turned[i][0] = low_pairs(first_low, last_low);
        turned[i][1] = high_pairs(first_low, last_low);
        turned[i][2] = low_pairs(first_high, last_high);
        turned[i][3] = high_pairs(first_high, last_high);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        to[i][half] = even_quarters(turned[0][i], turned[1][i]);
        to[i + 4][half] = odd_quarters(turned[0][i], turned[1][i]);
    }
}

/// Fills half of a panel: VL outputs, `count` blocks from block `start` on.
INLINE void fill_half(const ck_dtype type, const out_group *g, size_t start, size_t count,
                      panel *p, const size_t half) {
    const size_t subs = int8_subs(type);
    for (size_t chunk = 0; chunk < count; chunk += CHUNK_BLOCKS) {
        size_t blocks = smaller(CHUNK_BLOCKS, count - chunk);
        sub_lines lines;
        read_lines(type, g, start + chunk, blocks, &lines);
        for (size_t sub = 0; sub < blocks * subs; sub++) {
            p->scale[chunk * subs + sub][half] = lines.scale[sub];
            if (int8_has_offsets(type)) p->offset[chunk * subs + sub][half] = lines.offset[sub];
        }
        vi(*to)[INT8_BLOCK / 4][2] = p->quants + chunk;
        if (block_values(type) == SUPER_BLOCK) {
            size_t byte = (start + chunk) / CHUNK_BLOCKS * block_bytes(type);
            UNROLL for (size_t i = 0; i < CHUNK_BLOCKS; i++) {
                quant_set q = quants_of(type, g, byte, i);
                put_block(&q, to[i], half);
            }
        } else {
            for (size_t i = 0; i < blocks; i++) {
                quant_set q = quants_of(type, g, (start + chunk + i) * block_bytes(type), 0);
                put_block(&q, to[i], half);
            }
        }
    }
}

/// Rows × 2 VL outputs over `count` blocks, of which the first is block `start`.
INLINE void tile_on_panel(const ck_dtype type, const int rows, const ck_int8_args *m, size_t row,
                          const panel *p, size_t start, size_t count, vf (*total)[2]) {
    const size_t subs = int8_subs(type);
    const char *x = m->x + row * m->stride;
    const float *scales = int8_scales(x, m->ins) + start;
    const char *extras = (const char *)int8_extras(x, m->ins) + start * subs * 4;
    const int8_t *quants = int8_quants(x) + start * INT8_BLOCK;
    vf sum[TILE_ROWS][2];
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int h = 0; h < 2; h++) sum[r][h] = total[r][h];
    for (size_t block = 0; block < count; block++) {
        UNROLL for (size_t sub = 0; sub < subs; sub++) {
            vi whole[TILE_ROWS][2];
            UNROLL for (int r = 0; r < rows; r++)
                UNROLL for (int h = 0; h < 2; h++)
                    whole[r][h] = zero_correction(
                        type, extras + (size_t)r * m->stride + (block * subs + sub) * 4);
            const size_t fours = INT8_BLOCK / 4 / subs;
            UNROLL for (size_t k = sub * fours; k < (sub + 1) * fours; k++) {
                const vi *w = p->quants[block][k];
                UNROLL for (int r = 0; r < rows; r++) {
                    int32_t four;
                    memcpy(&four, quants + (size_t)r * m->stride + block * INT8_BLOCK + 4 * k, 4);
                    vi inputs = four - (vi){0};
                    UNROLL for (int h = 0; h < 2; h++)
                        whole[r][h] = dot_bytes(whole[r][h], w[h], inputs);
                }
            }
            UNROLL for (int r = 0; r < rows; r++) {
                float scale;
                memcpy(&scale, (const char *)scales + (size_t)r * m->stride + block * 4, 4);
                const char *extra = extras + (size_t)r * m->stride + (block * subs + sub) * 4;
                UNROLL for (int h = 0; h < 2; h++)
                    sum[r][h] = with_sub(type, sum[r][h], whole[r][h],
                                         p->scale[block * subs + sub][h],
                                         p->offset[block * subs + sub][h], scale, extra);
            }
        }
    }
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int h = 0; h < 2; h++) total[r][h] = sum[r][h];
}

INLINE void rows_on_panel(const ck_dtype type, const ck_int8_args *m, size_t first, size_t end,
                          panel *p, size_t start, size_t count) {
    size_t row = first;
    for (; row + TILE_ROWS <= end; row += TILE_ROWS)
        tile_on_panel(type, TILE_ROWS, m, row, p, start, count, p->total + (row - first));
    if (TILE_ROWS > 3 && row + 3 <= end) {
        tile_on_panel(type, 3, m, row, p, start, count, p->total + (row - first));
        row += 3;
    }
    for (; row < end; row++)
        tile_on_panel(type, 1, m, row, p, start, count, p->total + (row - first));
}

INLINE void many_rows(const ck_dtype type, const ck_int8_args *m, size_t first, size_t last) {
    panel p;
    size_t blocks = m->ins / INT8_BLOCK;
    for (size_t row = 0; row < m->rows; row += PANEL_ROWS) {
        size_t end = smaller(row + PANEL_ROWS, m->rows);
        for (size_t out = first; out < last; out += PANEL_OUTS) {
            out_group low = outs_from(m, out, last);
            out_group high = outs_from(m, smaller(out + VL, last - 1), last);
            memset(p.total, 0, (end - row) * sizeof p.total[0]);
            for (size_t start = 0; start < blocks; start += PANEL_BLOCKS) {
                size_t count = smaller(PANEL_BLOCKS, blocks - start);
                fill_half(type, &low, start, count, &p, 0);
                fill_half(type, &high, start, count, &p, 1);
                rows_on_panel(type, m, row, end, &p, start, count);
            }
            for (size_t r = row; r < end; r++) {
                put_totals(m, &low, r, p.total[r - row][0]);
                if (out + VL < last) put_totals(m, &high, r, p.total[r - row][1]);
            }
        }
    }
}

#endif
