/// Float32 arithmetic of the forward pass: dot products, matrix products over weights in their
/// own dtype, norms, rotary positions, attention with per-head summaries, statistics of logits,
/// and the worker pool that runs them.
///
/// Conventions: sizes are element counts; matrices are row-major with an explicit leading
/// dimension (`ld`, elements from one row to the next); size 0 is allowed everywhere and does
/// nothing; nothing here allocates except `ck_pool_create`. Input and output may not overlap
/// unless a function says so.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Instruction sets

/// Name of the instruction set in use on this thread: "scalar", "avx2", "avx512", "neon", or
/// "amx", which is AVX-512 with matrix tiles where products are in less than float32. The
/// process's first use picks the widest one that the processor has, or the one that the
/// environment's HEDDLE_ISA names if the processor has it.
const char *ck_isa(void);

/// 1 if this build has bodies for the named instruction set and the processor can run them.
int ck_isa_available(const char *name);

/// Switches the following calls of this thread alone to the named set; of products that includes
/// what a pool's workers compute. 0, and no change, if it is not available.
int ck_select_isa(const char *name);

// MARK: Worker pool

typedef struct ck_pool ck_pool;

/// Runs one chunk. `worker` is 0 … threads−1 and never runs two chunks at once.
typedef void (*ck_chunk_fn)(void *_Nullable ctx, size_t chunk, int worker);

/// Starts threads−1 workers (the caller of `ck_pool_run` is the other one). Fewer where the
/// system refuses threads; NULL only where it refuses memory. Counts below 1 mean 1.
ck_pool *_Nullable ck_pool_create(int threads);

/// Ends and joins the workers. No region may be running.
void ck_pool_destroy(ck_pool *_Nullable pool);

/// Threads that take part in a region, the caller included. 1 for NULL.
int ck_pool_threads(const ck_pool *_Nullable pool);

/// Calls `fn` once for every chunk 0 … chunks−1, in no particular order, and returns when all
/// are done. A call from inside a chunk runs inline; calls from several threads take turns.
/// NULL runs inline. Workers that find nothing to do for about 0.2 ms sleep until the next call.
void ck_pool_run(ck_pool *_Nullable pool, ck_chunk_fn fn, void *_Nullable ctx, size_t chunks);

// MARK: Matrix products

/// Types in which weights are stored. From CK_Q8_0 on they are ggml's block-quantised types: a
/// row is a whole number of blocks.
typedef enum {
    CK_F32 = 0,
    CK_F16 = 1,
    CK_BF16 = 2,
    CK_Q8_0 = 3,
    CK_Q4_0 = 4,
    CK_Q4_1 = 5,
    CK_Q5_0 = 6,
    CK_Q5_1 = 7,
    CK_IQ4_NL = 8,
    CK_Q2_K = 9,
    CK_Q3_K = 10,
    CK_Q4_K = 11,
    CK_Q5_K = 12,
    CK_Q6_K = 13,
} ck_dtype;

/// Values of one block: 1 for the plain types, 32 or 256 for the others; 0 for a value that is no
/// dtype.
size_t ck_dtype_block(ck_dtype type);

/// Bytes of one block, which for the plain types is one element; 0 for a value that is no dtype.
size_t ck_dtype_size(ck_dtype type);

/// Bytes of a row of n values; 0 where n is not a multiple of the block or the value no dtype.
size_t ck_row_bytes(ck_dtype type, size_t n);

/// y[r][o] = Σ_i x[r][i]·w[o][i] with w [outs][ins] packed row-major in its own dtype (2-byte
/// aligned suffices for 16-bit types, 4-byte for float32; blocks may start anywhere). `ins` is a
/// multiple of the type's block; otherwise, or for a value that is no dtype, y is left alone. Sums
/// are float32, of the values that `ck_widen` gives. For one instruction set the bits of y[r][o]
/// depend only on row r of x and the values of row o of w: not on the thread count and not on how
/// many rows or outputs are computed together. Cost: rows·outs·ins; up to about three rows it is
/// the time to read w, or to unpack it where blocks have fewer than eight bits a value. Rows of x
/// that start at multiples of 64 bytes are some 8 % faster. Uses up to 100 KB of the stack.
void ck_matmul(ck_pool *_Nullable pool, const float *x, size_t ldx, size_t rows, const void *w,
               ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy);

/// As `ck_matmul` but adds to y, the residual connection.
void ck_matmul_add(ck_pool *_Nullable pool, const float *x, size_t ldx, size_t rows,
                   const void *w, ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy);

/// Bytes of scratch that `ck_matmul_bfloat16` needs for these rows of x.
size_t ck_bfloat16_scratch(size_t rows, size_t ins);

/// As `ck_matmul` with x and w rounded to bfloat16 (to nearest, ties to even), of plain types only;
/// for others y is left alone. With 2 `parts` each number is the sum of its nearest bfloat16 and
/// the nearest of what is left, and the product of two second parts is left out: each product of a
/// sum is off by at most 3·2^-16 of itself; where there are no tiles, the kernels of `ck_matmul` do
/// that work. Sums are float32; where tiles or dot products of bfloat16 do the work, numbers below
/// the normal range count as 0. What is said there of the bits of y holds here too. `scratch` is aligned to 64 bytes and not shared
/// with other calls. Uses up to 150 KB of the stack.
void ck_matmul_bfloat16(ck_pool *_Nullable pool, const float *x, size_t ldx, size_t rows,
                        const void *w, ck_dtype type, size_t outs, size_t ins, float *y,
                        size_t ldy, int parts, void *scratch);

/// As `ck_matmul_bfloat16` but adds to y.
void ck_matmul_bfloat16_add(ck_pool *_Nullable pool, const float *x, size_t ldx, size_t rows,
                            const void *w, ck_dtype type, size_t outs, size_t ins, float *y,
                            size_t ldy, int parts, void *scratch);

// MARK: Products in whole numbers

/// Bytes of a row of n activations quantised for weights of a block-quantised type; 0 for other
/// types and where n is not a multiple of the type's block.
size_t ck_int8_row_bytes(ck_dtype type, size_t n);

/// Rounds rows of x to signed bytes, to the nearest and among equals to the even one, with a
/// float32 scale (largest magnitude / 127) for each 32 values, and writes them one after another,
/// `ck_int8_row_bytes` each, to be multiplied by weights of that type. `out` is 64-byte aligned.
/// A block with a value that is not finite makes all outputs of its row not a number.
void ck_int8_quantize(ck_pool *_Nullable pool, const float *x, size_t ldx, size_t rows,
                      ck_dtype type, size_t ins, void *out);

/// y[r][o] = Σ_i x[r][i]·w[o][i] over activations that `ck_int8_quantize` wrote for this type and
/// length, and weights as in `ck_matmul`, block-quantised only: whole numbers within a sub-block,
/// float32 sums over sub-blocks. The bits of y[r][o] depend only on row r of x and row o of w, and
/// are the same for all instruction sets. Uses up to 160 KB of the stack.
void ck_matmul_int8(ck_pool *_Nullable pool, const void *x, size_t rows, const void *w,
                    ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy);

/// As `ck_matmul_int8` but adds to y.
void ck_matmul_int8_add(ck_pool *_Nullable pool, const void *x, size_t rows, const void *w,
                        ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy);

// MARK: Vectors

/// out[i] = the float32 value of src[i], for block-quantised types to the bit the value that ggml's
/// own conversion gives. Only whole blocks are written; nothing for a value that is no dtype.
void ck_widen(const void *src, ck_dtype type, float *out, size_t n);

/// Σ a[i]·b[i].
float ck_dot(const float *a, const float *b, size_t n);

/// y[i] += a·x[i].
void ck_axpy(float a, const float *x, float *y, size_t n);

/// e to the power of x[i]; denormal results are rounded correctly, out may be x.
void ck_exp(const float *x, float *out, size_t n);

/// y = x / √(mean(x²) + eps) · weight; weight NULL means 1; y may be x.
void ck_rmsnorm(float *y, const float *x, const float *_Nullable weight, size_t n, float eps);

/// y = (x − mean) / √(variance + eps) · weight + bias; NULL means 1 and 0; y may be x.
void ck_layernorm(float *y, const float *x, const float *_Nullable weight,
                  const float *_Nullable bias, size_t n, float eps);

/// out = gate·sigmoid(gate)·up; out may be gate or up.
void ck_silu_mul(const float *gate, const float *up, float *out, size_t n);

/// out = x·Φ(x), the exact (erf) form; out may be x.
void ck_gelu(const float *x, float *out, size_t n);

/// out = x·Φ(x) in the tanh approximation; out may be x.
void ck_gelu_tanh(const float *x, float *out, size_t n);

/// out = gelu(gate)·up; out may be gate or up.
void ck_gelu_mul(const float *gate, const float *up, float *out, size_t n);

/// out = gelu_tanh(gate)·up; out may be gate or up.
void ck_gelu_tanh_mul(const float *gate, const float *up, float *out, size_t n);

/// out = cap·tanh(x / cap); out may be x.
void ck_softcap(const float *x, float *out, size_t n, float cap);

/// y = exp(x) / Σ exp(x), shifted by the maximum; below e^−87 of the largest a y may be 0. y may
/// be x.
void ck_softmax(float *y, const float *x, size_t n);

/// Rotates the first `rotary_dim` elements of a head's slice in place; the tables hold
/// rotary_dim/2 values. Pair i is (i, i + rotary_dim/2), or (2i, 2i+1) if interleaved.
void ck_rope(float *x, size_t head_dim, size_t rotary_dim, const float *cosines,
             const float *sines, int interleaved);

// MARK: Statistics of logits

typedef struct {
    double log_sum_exp;
    /// Nats; NaN if the target is outside 0 … n−1.
    double target_log_prob;
    /// Nats.
    double entropy;
    /// From 1: one more than the logits above the target's (equal ones with a lower id count as
    /// above); 0 if the target is outside.
    int32_t target_rank;
} ck_logit_stats_out;

/// Statistics of softmax(logits). Logits may hold −∞. Reductions are float64.
void ck_logit_stats(const float *logits, size_t n, int32_t target, ck_logit_stats_out *out);

/// The k largest logits, largest first, the lower id first among equals. Returns min(k, n), the
/// number written.
size_t ck_top_k(const float *logits, size_t n, size_t k, int32_t *ids, float *logits_out);

/// KL(softmax(p) ‖ softmax(q)) in nats, at least 0. Reductions are float64; the error is about
/// 1e-7 nats plus 1e-7 of the value. +∞ where q has −∞ and p has not.
double ck_kl(const float *p_logits, const float *q_logits, size_t n);

// MARK: Attention

enum { CK_TOP_KEYS = 8 };

/// Where one query of one head looks. Weights are its softmax row w over the visible keys.
typedef struct {
    /// −Σ w ln w, nats.
    float entropy;
    /// entropy / ln(visible keys); 0 where one key is visible.
    float normalized_entropy;
    /// Weight of key 0; NaN if the window hides it.
    float sink;
    /// Weight of key p−1; 0 if there is none in view.
    float previous;
    /// Mass on keys j ≥ 1 with tokens[j−1] == tokens[p]; 0 without tokens.
    float induction;
    /// Mass on marked keys other than key 0; 0 without marks.
    float marked;
    /// min(8, visible keys); entries beyond are key −1 with weight 0.
    int32_t top_count;
    int32_t top_key[8];
    float top_weight[8];
} ck_head_summary;

/// Keys first_key … end_key−1, not seen by queries at the positions first_query … end_query−1.
typedef struct {
    size_t first_query, end_query;
    size_t first_key, end_key;
} ck_hidden_keys;

/// Keys first … end−1.
typedef struct {
    size_t first, end;
} ck_key_span;

/// Attention of one head over a tile of queries. Query row r has the absolute position
/// p = first_query + r and sees keys max(0, p−window+1) … p; if `bidirectional` all queries stand
/// at the last position. k, v, tokens and marked cover keys 0 … the last position.
typedef struct {
    /// [queries][ldq], the head's slice.
    const float *_Nullable q;
    size_t ldq;
    /// [keys][ldkv], the key-value head's slice.
    const float *_Nullable k;
    const float *_Nullable v;
    size_t ldkv;
    size_t queries;
    size_t first_query;
    /// Rows that stand at one position, each position's rows after the other: query heads that
    /// share their keys. 0 or 1: one row a position. Row r is at p = first_query + r / stacked.
    size_t stacked;
    /// 0: causal.
    int bidirectional;
    /// 0: no window.
    size_t window;
    size_t head_dim;
    float scale;
    /// Scores become softcap·tanh(scale·q·k / softcap); 0: they do not.
    float softcap;
    /// z, [queries][ldo].
    float *_Nullable out;
    size_t ldo;
    /// Optional [queries][ldpattern], ldpattern ≥ keys: the weights, 0 at keys not in view. Only
    /// the first `keys` elements of each row are written.
    float *_Nullable pattern;
    size_t ldpattern;
    /// Optional [queries].
    ck_head_summary *_Nullable summaries;
    /// Optional [keys], non-zero where a key is marked.
    const uint8_t *_Nullable marked;
    /// Optional [keys].
    const int32_t *_Nullable tokens;
    /// Optional [hidden_count]: their scores are −∞, so that their weights are 0 and those of the
    /// others sum to 1. A query that sees no key has weights, z and entropy 0.
    const ck_hidden_keys *_Nullable hidden;
    size_t hidden_count;
    /// Optional [queries][span_count]: the sum of a row's weights over each span's keys in view.
    float *_Nullable span_sums;
    const ck_key_span *_Nullable spans;
    size_t span_count;
    /// Where keys and values of several texts begin alike: k and v hold those of the first
    /// tail_start positions, tail_k and tail_v, of the same stride, those from there on. 0: k and v
    /// hold all of them.
    size_t tail_start;
    const float *_Nullable tail_k;
    const float *_Nullable tail_v;
    /// At least ck_attention_scratch(queries, keys, head_dim) floats, not shared between threads.
    float *_Nullable scratch;
} ck_attention_args;

/// Floats of scratch that a call with these sizes needs. Tiles of more than 32 queries need no
/// more than 32 do.
size_t ck_attention_scratch(size_t queries, size_t keys, size_t head_dim);

/// Runs on the calling thread. The bits of a query's results do not depend on the other queries
/// of the tile.
void ck_attention(const ck_attention_args *args);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
