/// The table that every instruction set fills, one body for each operation whose speed matters.
#ifndef CK_KERNELS_H
#define CK_KERNELS_H

#include "ckernels.h"

/// Score rows are padded to a multiple of this, the widest vector of any instruction set, and
/// bodies may write the padding.
#define CK_LANES 16
/// Keys scored together: their transposed block stays in the first-level cache.
#define CK_KEY_BLOCK 32

typedef struct {
    const float *x;
    size_t ldx;
    size_t rows;
    const void *w;
    ck_dtype type;
    size_t outs;
    size_t ins;
    float *y;
    size_t ldy;
    int accumulate;
    /// Weights of a plain type are rounded to bfloat16.
    int rounds;
} ck_matmul_args;

/// A block of scores: queries × keys (keys ≤ CK_KEY_BLOCK). `transposed` has room for
/// head_dim × CK_KEY_BLOCK floats.
typedef struct {
    const float *q;
    size_t ldq;
    size_t queries;
    const float *k;
    size_t ldk;
    size_t keys;
    size_t head_dim;
    float scale;
    float *transposed;
    float *scores;
    size_t ldscores;
} ck_score_args;

/// out[query][d] += Σ_key weights[query][key]·v[key][d], keys in ascending order.
typedef struct {
    const float *weights;
    size_t ldweights;
    size_t queries;
    const float *v;
    size_t ldv;
    size_t keys;
    size_t head_dim;
    float *out;
    size_t ldo;
} ck_value_args;

typedef void ck_unary_fn(const float *x, float *out, size_t n);
typedef void ck_gated_fn(const float *gate, const float *up, float *out, size_t n);

typedef struct {
    const char *name;
    void (*widen)(const void *src, ck_dtype type, float *out, size_t n);
    float (*dot)(const float *a, const float *b, size_t n);
    void (*axpy)(float a, const float *x, float *y, size_t n);
    void (*rmsnorm)(float *y, const float *x, const float *weight, size_t n, float eps);
    void (*layernorm)(float *y, const float *x, const float *weight, const float *bias, size_t n,
                      float eps);
    ck_unary_fn *exp;
    ck_unary_fn *gelu;
    ck_unary_fn *gelu_tanh;
    ck_gated_fn *silu_mul;
    ck_gated_fn *gelu_mul;
    ck_gated_fn *gelu_tanh_mul;
    void (*softcap)(const float *x, float *out, size_t n, float cap);
    /// Softmax of n ≥ 1 values; returns the entropy in nats. y may be x.
    float (*softmax)(float *y, const float *x, size_t n);
    void (*rope_halves)(float *x, size_t pairs, const float *cosines, const float *sines);
    /// Outputs first … last−1 of every row.
    void (*matmul)(const ck_matmul_args *args, size_t first, size_t last);
    /// The first index from `from` on whose value is above the threshold, or n.
    size_t (*next_above)(const float *x, size_t from, size_t n, float threshold);
    /// The CK_TOP_KEYS largest of n weights ≥ 0, largest first, the lower index first among
    /// equals. Returns their number.
    size_t (*top_weights)(const float *w, size_t n, int32_t *index, float *weight);
    /// n ≥ 1, target inside.
    void (*logit_stats)(const float *logits, size_t n, int32_t target, ck_logit_stats_out *out);
    double (*kl)(const float *p, const float *q, size_t n);
    void (*scores)(const ck_score_args *args);
    void (*values)(const ck_value_args *args);
    /// Σ w[i] over tokens[i] == token.
    float (*token_mass)(const float *w, const int32_t *tokens, size_t n, int32_t token);
    /// Σ w[i] over marked[i] ≠ 0.
    float (*marked_mass)(const float *w, const uint8_t *marked, size_t n);
} ck_kernels;

/// The table of the bodies that the including file defines.
#define CK_KERNELS_NAMED(NAME) \
    { \
        .name = NAME, \
        .widen = widen, \
        .dot = dot, \
        .axpy = axpy, \
        .rmsnorm = rmsnorm, \
        .layernorm = layernorm, \
        .exp = exponential, \
        .gelu = gelu, \
        .gelu_tanh = gelu_tanh, \
        .silu_mul = silu_mul, \
        .gelu_mul = gelu_mul, \
        .gelu_tanh_mul = gelu_tanh_mul, \
        .softcap = softcap, \
        .softmax = softmax, \
        .rope_halves = rope_halves, \
        .matmul = matmul, \
        .next_above = next_above, \
        .top_weights = top_weights, \
        .logit_stats = logit_stats, \
        .kl = kl, \
        .scores = scores, \
        .values = values, \
        .token_mass = token_mass, \
        .marked_mass = marked_mass, \
    }

extern const ck_kernels ck_kernels_scalar;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_avx2;
extern const ck_kernels ck_kernels_avx512;
/// The bodies of AVX-512, and leave to use tiles.
extern const ck_kernels ck_kernels_amx;
#elif defined(__aarch64__)
extern const ck_kernels ck_kernels_neon;
#endif

/// The table in use.
const ck_kernels *ck_active(void);

#endif
