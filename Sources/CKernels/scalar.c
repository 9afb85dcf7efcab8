/// The plain bodies: what the others are tested against, and what runs where no vector body
/// does. Sums are float64.
#include "bfloat16.h"
#include "blocks.h"

#include <math.h>
#include <string.h>

#include "scalar_blocks.h"

static float element(const void *src, ck_dtype type, size_t i) {
    switch (type) {
    case CK_F32: return ((const float *)src)[i];
    case CK_F16: return from_half(((const uint16_t *)src)[i]);
    case CK_BF16: return from_bits((uint32_t)((const uint16_t *)src)[i] << 16);
    default: break;
    }
    size_t block = ck_dtype_block(type);
    return block_value((const char *)src + i / block * ck_dtype_size(type), type, i % block);
}

static void widen(const void *src, ck_dtype type, float *out, size_t n) {
    n -= n % ck_dtype_block(type);
    for (size_t i = 0; i < n; i++) out[i] = element(src, type, i);
}

static float dot(const float *a, const float *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * b[i];
    return (float)sum;
}

static void axpy(float a, const float *x, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

static void rmsnorm(float *y, const float *x, const float *weight, size_t n, float eps) {
    double squares = 0;
    for (size_t i = 0; i < n; i++) squares += (double)x[i] * x[i];
    double factor = 1 / sqrt(squares / (double)n + eps);
    for (size_t i = 0; i < n; i++) y[i] = (float)(x[i] * factor) * (weight ? weight[i] : 1);
}

static void layernorm(float *y, const float *x, const float *weight, const float *bias, size_t n,
                      float eps) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) squares += (x[i] - mean) * (x[i] - mean);
    double factor = 1 / sqrt(squares / (double)n + eps);
    for (size_t i = 0; i < n; i++)
        y[i] = (float)((x[i] - mean) * factor) * (weight ? weight[i] : 1) + (bias ? bias[i] : 0);
}

static void exponential(const float *x, float *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = (float)exp(x[i]);
}

static double gelu_of(double x) { return 0.5 * x * erfc(-x * M_SQRT1_2); }

static double gelu_tanh_of(double x) {
    double inner = 0.7978845608028654 * (x + 0.044715 * x * x * x);
    return x / (1 + exp(-2 * inner));
}

static void gelu(const float *x, float *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = (float)gelu_of(x[i]);
}

static void gelu_tanh(const float *x, float *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = (float)gelu_tanh_of(x[i]);
}

static void silu_mul(const float *gate, const float *up, float *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(gate[i] / (1 + exp(-(double)gate[i]))) * up[i];
}

static void gelu_mul(const float *gate, const float *up, float *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = (float)gelu_of(gate[i]) * up[i];
}

static void gelu_tanh_mul(const float *gate, const float *up, float *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = (float)gelu_tanh_of(gate[i]) * up[i];
}

static void softcap(const float *x, float *out, size_t n, float cap) {
    for (size_t i = 0; i < n; i++) out[i] = (float)(cap * tanh((double)x[i] / cap));
}

static float largest(const float *x, size_t n) {
    float max = x[0];
    for (size_t i = 1; i < n; i++)
        if (x[i] > max) max = x[i];
    return max;
}

typedef struct {
    double max, sum, entropy;
} partition;

/// Σ exp(x − max), and the entropy as ln Σ − Σ exp(s)·s / Σ with s = x − max.
static partition partition_of(const float *x, size_t n) {
    partition p = {largest(x, n), 0, 0};
    double weighted = 0;
    for (size_t i = 0; i < n; i++) {
        double shifted = x[i] - p.max, e = exp(shifted);
        p.sum += e;
        if (e > 0) weighted += e * shifted;
    }
    p.entropy = log(p.sum) - weighted / p.sum;
    if (p.entropy < 0) p.entropy = 0;
    return p;
}

static float softmax(float *y, const float *x, size_t n) {
    partition p = partition_of(x, n);
    for (size_t i = 0; i < n; i++) y[i] = (float)(exp(x[i] - p.max) / p.sum);
    return (float)p.entropy;
}

static void rope_halves(float *x, size_t pairs, const float *cosines, const float *sines) {
    for (size_t i = 0; i < pairs; i++) {
        float a = x[i], b = x[i + pairs];
        x[i] = a * cosines[i] - b * sines[i];
        x[i + pairs] = a * sines[i] + b * cosines[i];
    }
}

static void matmul(const ck_matmul_args *m, size_t first, size_t last) {
    for (size_t o = first; o < last; o++) {
        const char *w = (const char *)m->w + o * ck_row_bytes(m->type, m->ins);
        for (size_t r = 0; r < m->rows; r++) {
            const float *x = m->x + r * m->ldx;
            double sum = 0;
            for (size_t i = 0; i < m->ins; i++) {
                float weight = element(w, m->type, i);
                sum += (double)x[i] * (m->rounds ? ck_rounded_to_bfloat16(weight) : weight);
            }
            float *y = m->y + r * m->ldy + o;
            *y = m->accumulate ? *y + (float)sum : (float)sum;
        }
    }
}

static size_t next_above(const float *x, size_t from, size_t n, float threshold) {
    while (from < n && !(x[from] > threshold)) from++;
    return from;
}

static size_t top_weights(const float *w, size_t n, int32_t *index, float *weight) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (count == CK_TOP_KEYS && !(w[i] > weight[count - 1])) continue;
        if (count < CK_TOP_KEYS) count++;
        size_t at = count - 1;
        for (; at > 0 && weight[at - 1] < w[i]; at--) {
            weight[at] = weight[at - 1];
            index[at] = index[at - 1];
        }
        weight[at] = w[i];
        index[at] = (int32_t)i;
    }
    return count;
}

static void logit_stats(const float *logits, size_t n, int32_t target, ck_logit_stats_out *out) {
    partition p = partition_of(logits, n);
    float own = logits[target];
    int32_t rank = 1;
    for (size_t i = 0; i < n; i++)
        rank += logits[i] > own || (logits[i] == own && i < (size_t)target);
    out->log_sum_exp = p.max + log(p.sum);
    out->target_log_prob = own - out->log_sum_exp;
    out->entropy = p.entropy;
    out->target_rank = rank;
}

static double kl(const float *p, const float *q, size_t n) {
    partition of_p = partition_of(p, n), of_q = partition_of(q, n);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double weight = exp(p[i] - of_p.max);
        if (weight > 0) sum += weight * ((p[i] - of_p.max) - (q[i] - of_q.max));
    }
    return sum / of_p.sum - (log(of_p.sum) - log(of_q.sum));
}

static void scores(const ck_score_args *s) {
    for (size_t i = 0; i < s->queries; i++)
        for (size_t j = 0; j < s->keys; j++)
            s->scores[i * s->ldscores + j] =
                s->scale * dot(s->q + i * s->ldq, s->k + j * s->ldk, s->head_dim);
}

static void values(const ck_value_args *v) {
    for (size_t i = 0; i < v->queries; i++)
        for (size_t j = 0; j < v->keys; j++)
            axpy(v->weights[i * v->ldweights + j], v->v + j * v->ldv, v->out + i * v->ldo,
                 v->head_dim);
}

static float token_mass(const float *w, const int32_t *tokens, size_t n, int32_t token) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (tokens[i] == token) sum += w[i];
    return (float)sum;
}

static float marked_mass(const float *w, const uint8_t *marked, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (marked[i]) sum += w[i];
    return (float)sum;
}

const ck_kernels ck_kernels_scalar = CK_KERNELS_NAMED("scalar");
