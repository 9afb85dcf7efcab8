/// Attention's two products. Scores have a key in each lane, so they need the keys transposed;
/// values have a dimension in each lane.
#ifndef CK_VECTOR_ATTENTION_H
#define CK_VECTOR_ATTENTION_H

#include "vector.h"

/// Queries that share the loads of a key or value: as many as leave registers free.
enum { QUERY_TILE = CK_QUERY_TILE };
/// A smaller tile for what is left of them.
enum { FEW_QUERIES = QUERY_TILE / 2 };

/// Turns rows into columns.
INLINE void transpose(vf *rows) {
    UNROLL for (int width = 1; width < VL; width *= 2) {
        vf next[VL];
        UNROLL for (int i = 0; i < VL / 2; i++) {
            next[2 * i] = INTERLEAVE_LOW(rows[i], rows[i + VL / 2]);
            next[2 * i + 1] = INTERLEAVE_HIGH(rows[i], rows[i + VL / 2]);
        }
        UNROLL for (int i = 0; i < VL; i++) rows[i] = next[i];
    }
}

/// transposed[d][key] for VL keys, zeros where there are fewer.
static void transpose_keys(const float *k, size_t ldk, size_t keys, size_t head_dim,
                           float *transposed) {
    for (size_t d = 0; d < head_dim; d += VL) {
        vf rows[VL];
        UNROLL for (size_t j = 0; j < VL; j++)
            rows[j] = j < keys ? load_some(k + j * ldk + d, head_dim - d) : splat(0);
        transpose(rows);
        size_t dims = smaller(VL, head_dim - d);
        for (size_t i = 0; i < dims; i++) store(transposed + (d + i) * CK_KEY_BLOCK, rows[i]);
    }
}

/// Scores of a tile of queries with one or two vectors of keys.
INLINE void score_tile(const int queries, const int vectors, const ck_score_args *s, size_t query,
                       size_t key) {
    vf sums[QUERY_TILE * 2];
    UNROLL for (int i = 0; i < queries * vectors; i++) sums[i] = splat(0);
    const float *q = s->q + query * s->ldq, *k = s->transposed + key;
    for (size_t d = 0; d < s->head_dim; d++) {
        vf keys[2];
        UNROLL for (int c = 0; c < vectors; c++) keys[c] = load(k + d * CK_KEY_BLOCK + c * VL);
        UNROLL for (int i = 0; i < queries; i++) {
            vf value = splat(q[(size_t)i * s->ldq + d]);
            UNROLL for (int c = 0; c < vectors; c++)
                sums[i * vectors + c] = madd(value, keys[c], sums[i * vectors + c]);
        }
    }
    UNROLL for (int i = 0; i < queries; i++) {
        float *row = s->scores + (query + (size_t)i) * s->ldscores + key;
        UNROLL for (int c = 0; c < vectors; c++)
            store(row + c * VL, sums[i * vectors + c] * s->scale);
    }
}

/// Only vectors that hold keys are multiplied: what lies behind them in `transposed` may be
/// denormal, which processors multiply very slowly.
INLINE void score_queries(const int queries, const ck_score_args *s, size_t query) {
    size_t key = 0;
    for (; key + VL < s->keys; key += 2 * VL) score_tile(queries, 2, s, query, key);
    if (key < s->keys) score_tile(queries, 1, s, query, key);
}

static void scores(const ck_score_args *s) {
    for (size_t key = 0; key < s->keys; key += VL)
        transpose_keys(s->k + key * s->ldk, s->ldk, s->keys - key, s->head_dim,
                       s->transposed + key);
    size_t query = 0;
    for (; query + QUERY_TILE <= s->queries; query += QUERY_TILE)
        score_queries(QUERY_TILE, s, query);
    for (; query + FEW_QUERIES <= s->queries; query += FEW_QUERIES)
        score_queries(FEW_QUERIES, s, query);
    for (; query < s->queries; query++) score_queries(1, s, query);
}

/// Adds the weighted values of a tile of queries over `vectors` vectors of dimensions from d on;
/// `left` dimensions remain.
INLINE void value_tile(const int queries, const int vectors, const ck_value_args *a, size_t query,
                       size_t d, size_t left) {
    vf sums[QUERY_TILE * 2];
    const float *w = a->weights + query * a->ldweights;
    float *out = a->out + query * a->ldo + d;
    UNROLL for (int i = 0; i < queries; i++) {
        UNROLL for (int c = 0; c < vectors; c++)
            sums[i * vectors + c] = load_some(out + (size_t)i * a->ldo + c * VL, left - c * VL);
    }
    for (size_t j = 0; j < a->keys; j++) {
        const float *v = a->v + j * a->ldv + d;
        vf row[QUERY_TILE * 2];
        UNROLL for (int c = 0; c < vectors; c++) row[c] = load_some(v + c * VL, left - c * VL);
        UNROLL for (int i = 0; i < queries; i++) {
            vf weight = splat(w[(size_t)i * a->ldweights + j]);
            UNROLL for (int c = 0; c < vectors; c++)
                sums[i * vectors + c] = madd(weight, row[c], sums[i * vectors + c]);
        }
    }
    UNROLL for (int i = 0; i < queries; i++) {
        UNROLL for (int c = 0; c < vectors; c++)
            store_some(out + (size_t)i * a->ldo + c * VL, sums[i * vectors + c], left - c * VL);
    }
}

/// All dimensions of a tile of queries, as many as `most` vectors of them at once: with few queries
/// more dimensions hide the latency of a sum.
INLINE void value_queries(const int queries, const int most, const ck_value_args *a,
                          size_t query) {
    size_t d = 0;
    for (; d + most * VL <= a->head_dim; d += most * VL)
        value_tile(queries, most, a, query, d, most * VL);
    if (most > 2)
        for (; d + 2 * VL <= a->head_dim; d += 2 * VL)
            value_tile(queries, 2, a, query, d, 2 * VL);
    for (; d < a->head_dim; d += VL) value_tile(queries, 1, a, query, d, a->head_dim - d);
}

static void values(const ck_value_args *a) {
    size_t query = 0;
    for (; query + QUERY_TILE <= a->queries; query += QUERY_TILE)
        value_queries(QUERY_TILE, 2, a, query);
    for (; query + FEW_QUERIES <= a->queries; query += FEW_QUERIES)
        value_queries(FEW_QUERIES, 2, a, query);
    for (; query < a->queries; query++) value_queries(1, 4, a, query);
}

#endif
