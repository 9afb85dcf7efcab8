/// Exponential sums of a row: softmax, statistics of logits, divergence.
#ifndef CK_VECTOR_SOFTMAX_H
#define CK_VECTOR_SOFTMAX_H

#include "vector_math.h"

/// Sums stay in float32 lanes for this many elements, then go on in float64.
enum { SUM_BLOCK = 512 };

/// Below, e^s would be a denormal, which is slow and adds nothing to a sum that has a 1 in it.
static const float lowest_exponent = -87;

/// e^s for s ≤ 0, 0 below the lowest exponent.
INLINE vf share_of(vf s) {
    vf e = exp_of(pick(s < lowest_exponent, splat(lowest_exponent), s));
    return pick(s < lowest_exponent, splat(0), e);
}

static float largest(const float *x, size_t n) {
    vf max = splat(-INFINITY);
    for (size_t i = 0; i < n; i += VL) max = larger_of(load_some_or(x + i, n - i, -INFINITY), max);
    return max_lanes(max);
}

typedef struct {
    double sum, weighted;
} exp_sums;

/// Σ e and Σ e·s over s = x − max, e = exp(s); stores e where `out` is given.
INLINE exp_sums sum_exponentials(const float *x, size_t n, float max, float *out) {
    exp_sums total = {0, 0};
    for (size_t start = 0; start < n; start += SUM_BLOCK) {
        size_t end = smaller(start + SUM_BLOCK, n);
        vf sum = {0}, weighted = {0};
        for (size_t i = start; i < end; i += VL) {
            vf s = load_some_or(x + i, end - i, -INFINITY) - max;
            vf e = share_of(s);
            sum += e;
            // Not e·s where e is 0: s may be −∞.
            weighted += pick(e > 0.0f, e * s, splat(0));
            if (out) store_some(out + i, e, end - i);
        }
        total.sum += sum_lanes(sum);
        total.weighted += sum_lanes(weighted);
    }
    return total;
}

INLINE double entropy_of(exp_sums sums) {
    double entropy = log(sums.sum) - sums.weighted / sums.sum;
    return entropy < 0 ? 0 : entropy;
}

static float softmax(float *y, const float *x, size_t n) {
    exp_sums sums = sum_exponentials(x, n, largest(x, n), y);
    float factor = (float)(1 / sums.sum);
    for (size_t i = 0; i < n; i += VL) store_some(y + i, load_some(y + i, n - i) * factor, n - i);
    return (float)entropy_of(sums);
}

static int32_t rank_of(const float *x, size_t n, size_t target) {
    vi above = {0};
    float own = x[target];
    for (size_t i = 0; i < n; i += VL) {
        vf v = load_some_or(x + i, n - i, -INFINITY);
        // Equal logits with a lower id count as above.
        vi earlier = lane_numbers() + (int32_t)i < (int32_t)target;
        above -= (v > own) | ((v == own) & earlier);
    }
    int32_t rank = 1;
    for (int i = 0; i < VL; i++) rank += above[i];
    return rank;
}

static void logit_stats(const float *logits, size_t n, int32_t target, ck_logit_stats_out *out) {
    float max = largest(logits, n);
    exp_sums sums = sum_exponentials(logits, n, max, NULL);
    out->log_sum_exp = max + log(sums.sum);
    out->target_log_prob = logits[target] - out->log_sum_exp;
    out->entropy = entropy_of(sums);
    out->target_rank = rank_of(logits, n, (size_t)target);
}

/// Σ e^(p − max p) · ((p − max p) − (q − max q)).
static double weighted_difference(const float *p, const float *q, size_t n, float max_p,
                                  float max_q) {
    double total = 0;
    for (size_t start = 0; start < n; start += SUM_BLOCK) {
        size_t end = smaller(start + SUM_BLOCK, n);
        vf sum = {0};
        for (size_t i = start; i < end; i += VL) {
            vf shifted = load_some_or(p + i, end - i, -INFINITY) - max_p;
            vf e = share_of(shifted);
            vf difference = shifted - (load_some(q + i, end - i) - max_q);
            sum += pick(e > 0.0f, e * difference, splat(0));
        }
        total += sum_lanes(sum);
    }
    return total;
}

static double kl(const float *p, const float *q, size_t n) {
    float max_p = largest(p, n), max_q = largest(q, n);
    double sum_p = sum_exponentials(p, n, max_p, NULL).sum;
    double sum_q = sum_exponentials(q, n, max_q, NULL).sum;
    return weighted_difference(p, q, n, max_p, max_q) / sum_p - (log(sum_p) - log(sum_q));
}

#endif
