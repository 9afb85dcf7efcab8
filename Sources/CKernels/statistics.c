/// Statistics of logits: the checks and the order-dependent parts; the long reductions are in
/// the tables.
#include "kernels.h"

#include <math.h>

void ck_logit_stats(const float *logits, size_t n, int32_t target, ck_logit_stats_out *out) {
    if (n == 0) {
        *out = (ck_logit_stats_out){-INFINITY, NAN, 0, 0};
        return;
    }
    int inside = target >= 0 && (size_t)target < n;
    ck_active()->logit_stats(logits, n, inside ? target : 0, out);
    if (inside) return;
    out->target_log_prob = NAN;
    out->target_rank = 0;
}

double ck_kl(const float *p_logits, const float *q_logits, size_t n) {
    if (n == 0) return 0;
    double divergence = ck_active()->kl(p_logits, q_logits, n);
    return divergence < 0 ? 0 : divergence;
}

/// A heap over two parallel arrays whose root is the entry that leaves first.
typedef struct {
    int32_t *ids;
    float *values;
} heap;

static int leaves_before(heap h, size_t a, size_t b) {
    return h.values[a] < h.values[b] || (h.values[a] == h.values[b] && h.ids[a] > h.ids[b]);
}

static void swap(heap h, size_t a, size_t b) {
    int32_t id = h.ids[a];
    h.ids[a] = h.ids[b];
    h.ids[b] = id;
    float value = h.values[a];
    h.values[a] = h.values[b];
    h.values[b] = value;
}

static void sift_down(heap h, size_t at, size_t count) {
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && leaves_before(h, child + 1, child)) child++;
        if (!leaves_before(h, child, at)) return;
        swap(h, child, at);
        at = child;
    }
}

size_t ck_top_k(const float *logits, size_t n, size_t k, int32_t *ids, float *logits_out) {
    const ck_kernels *kernels = ck_active();
    heap h = {ids, logits_out};
    if (k > n) k = n;
    if (k == 0) return 0;
    for (size_t i = 0; i < k; i++) {
        ids[i] = (int32_t)i;
        logits_out[i] = logits[i];
    }
    for (size_t i = k / 2; i-- > 0;) sift_down(h, i, k);
    // Ids ascend, so an equal value never replaces one that is in.
    for (size_t i = k; (i = kernels->next_above(logits, i, n, logits_out[0])) < n; i++) {
        ids[0] = (int32_t)i;
        logits_out[0] = logits[i];
        sift_down(h, 0, k);
    }
    for (size_t last = k - 1; last > 0; last--) {
        swap(h, 0, last);
        sift_down(h, 0, last);
    }
    return k;
}
