/// The largest entries of a row.
#include "vector.h"

#ifndef CK_VECTOR_TOP_H
#define CK_VECTOR_TOP_H

static size_t next_above(const float *x, size_t from, size_t n, float threshold) {
    for (size_t i = from; i < n; i += VL) {
        uint32_t bits = lane_bits(load_some_or(x + i, n - i, -INFINITY) > threshold);
        if (bits != 0) return i + (size_t)__builtin_ctz(bits);
    }
    return n;
}

/// Strided maxima that the threshold is taken from, and the candidates that are ranked at once.
enum { MAXIMA = 16, CANDIDATES = 32 };

/// Largest value v of `maxima` for which at least CK_TOP_KEYS of them are ≥ v: the last of the
/// row's top entries cannot be below it.
static float threshold_of(const float *maxima) {
    float threshold = -1;
    vf best = splat(-1);
    for (size_t i = 0; i < MAXIMA; i += VL) {
        vf own = load(maxima + i);
        vi at_least = {0};
        UNROLL for (size_t j = 0; j < MAXIMA; j++) at_least -= splat(maxima[j]) >= own;
        best = larger_of(pick(at_least >= CK_TOP_KEYS, own, splat(-1)), best);
    }
    float lane[VL];
    store(lane, best);
    for (size_t i = 0; i < VL; i++) threshold = lane[i] > threshold ? lane[i] : threshold;
    return threshold;
}

static float threshold_in(const float *w, size_t n) {
    float maxima[MAXIMA];
    for (size_t part = 0; part < MAXIMA; part += VL) {
        vf max = splat(-1);
        for (size_t i = part; i < n; i += MAXIMA)
            max = larger_of(load_some_or(w + i, n - i, -1), max);
        store(maxima + part, max);
    }
    return threshold_of(maxima);
}

/// Writes entry i to the place given by the number of entries before it in rank.
static void place_by_rank(const float *value, const int32_t *at, size_t count, int32_t *index,
                          float *weight) {
    int32_t ranks[CANDIDATES];
    for (size_t i = 0; i < count; i += VL) {
        vf own = load(value + i);
        vi rank = {0}, lane = lane_numbers() + (int32_t)i;
        for (size_t j = 0; j < count; j++) {
            vf other = splat(value[j]);
            rank -= (other > own) | ((other == own) & ((int32_t)j < lane));
        }
        memcpy(ranks + i, &rank, sizeof rank);
    }
    for (size_t i = 0; i < count; i++) {
        if (ranks[i] >= CK_TOP_KEYS) continue;
        index[ranks[i]] = at[i];
        weight[ranks[i]] = value[i];
    }
}

/// Without the branches of an insertion, whose outcomes cannot be predicted: a threshold leaves
/// a dozen candidates, which are ranked by counting.
static size_t top_weights(const float *w, size_t n, int32_t *index, float *weight) {
    float value[CANDIDATES];
    int32_t at[CANDIDATES];
    size_t count = 0;
    float threshold = threshold_in(w, n);
    for (size_t i = 0; i < n; i += VL) {
        uint32_t bits = lane_bits(load_some_or(w + i, n - i, -2) >= threshold);
        for (; bits != 0; bits &= bits - 1) {
            // Many equal weights.
            if (count == CANDIDATES) return ck_kernels_scalar.top_weights(w, n, index, weight);
            size_t own = i + (size_t)__builtin_ctz(bits);
            value[count] = w[own];
            at[count++] = (int32_t)own;
        }
    }
    for (size_t i = count; i < CANDIDATES; i++) value[i] = -2;
    place_by_rank(value, at, count, index, weight);
    return smaller(count, CK_TOP_KEYS);
}

#endif
