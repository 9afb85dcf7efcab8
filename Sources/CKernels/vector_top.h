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
    vf best = splat(-1);
    for (size_t i = 0; i < MAXIMA; i += VL) {
        vf own = load(maxima + i);
        vi at_least = {0};
        UNROLL for (size_t j = 0; j < MAXIMA; j++) at_least -= splat(maxima[j]) >= own;
        best = larger_of(pick(at_least >= CK_TOP_KEYS, own, splat(-1)), best);
    }
    return max_lanes(best);
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

typedef struct {
    float value[CANDIDATES];
    int32_t index[CANDIDATES];
    size_t count;
} candidates;

/// Every entry at or above the threshold, or more than fit: then count is CANDIDATES + 1.
static void collect(const float *w, size_t n, float threshold, candidates *c) {
    c->count = 0;
    for (size_t start = 0; start < n; start += 64) {
        uint64_t bits = 0;
        for (size_t i = 0; i < 64 && start + i < n; i += VL) {
            vf own = load_some_or(w + start + i, n - start - i, -2);
            bits |= (uint64_t)lane_bits(own >= threshold) << i;
        }
        if (c->count + (size_t)__builtin_popcountll(bits) > CANDIDATES) {
            c->count = CANDIDATES + 1;
            return;
        }
        for (; bits != 0; bits &= bits - 1) {
            size_t own = start + (size_t)__builtin_ctzll(bits);
            c->value[c->count] = w[own];
            c->index[c->count++] = (int32_t)own;
        }
    }
}

/// Moves every candidate to the place given by the number of those before it.
static void sort(candidates *c) {
    candidates sorted = {.count = c->count};
    int32_t ranks[CANDIDATES];
    for (size_t i = c->count; i < CANDIDATES; i++) c->value[i] = -2;
    for (size_t i = 0; i < c->count; i += VL) {
        vf own = load(c->value + i);
        vi rank = {0}, lane = lane_numbers() + (int32_t)i;
        for (size_t j = 0; j < c->count; j++) {
            vf other = splat(c->value[j]);
            rank -= (other > own) | ((other == own) & ((int32_t)j < lane));
        }
        memcpy(ranks + i, &rank, sizeof rank);
    }
    for (size_t i = 0; i < c->count; i++) {
        sorted.value[ranks[i]] = c->value[i];
        sorted.index[ranks[i]] = c->index[i];
    }
    *c = sorted;
}

/// Without the branches of an insertion, whose outcomes cannot be predicted: a threshold leaves
/// a dozen candidates, which are ranked by counting.
static size_t top_weights(const float *w, size_t n, int32_t *index, float *weight) {
    candidates c;
    collect(w, n, threshold_in(w, n), &c);
    // Many equal weights.
    if (c.count > CANDIDATES) return ck_kernels_scalar.top_weights(w, n, index, weight);
    sort(&c);
    size_t count = smaller(c.count, CK_TOP_KEYS);
    memcpy(index, c.index, count * sizeof *index);
    memcpy(weight, c.value, count * sizeof *weight);
    return count;
}

#endif
