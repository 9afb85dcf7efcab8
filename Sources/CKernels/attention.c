/// Attention of one head, causal or over all keys, a group of queries at a time: their score rows
/// live in scratch, so no queries × keys matrix exists unless the caller asks for the pattern.
#include "kernels.h"

#include <math.h>
#include <string.h>

/// Queries that share one pass over the keys.
enum { GROUP = 32 };
/// Queries that share the loads of a value.
enum { VALUE_GROUP = 8 };
/// Keys whose values stay in the first-level cache while all queries of a group pass.
enum { VALUE_BLOCK = 64 };

/// Floats of a score row: whole vectors, an odd number of them, so that the rows of a group do not
/// compete for the same lines of the cache.
static size_t padded(size_t n) {
    size_t vectors = (n + CK_LANES - 1) / CK_LANES;
    return (vectors | 1) * CK_LANES;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

size_t ck_attention_scratch(size_t queries, size_t keys, size_t head_dim) {
    return smaller(queries, GROUP) * padded(keys + CK_LANES) + head_dim * CK_KEY_BLOCK;
}

/// The group's queries are rows first_row … of the tile; column 0 of a score row is first_key.
typedef struct {
    const ck_attention_args *args;
    const ck_kernels *kernels;
    size_t first_row, queries;
    size_t first_key, keys;
    float *scores;
    size_t ldscores;
} group;

/// The position at which query row `row` of the tile stands.
static size_t position_of(const ck_attention_args *a, size_t row) {
    return a->first_query + (a->stacked > 1 ? row / a->stacked : row);
}

/// The last key that query row `row` of the tile sees.
static size_t last_visible(const ck_attention_args *a, size_t row) {
    return position_of(a, a->bidirectional ? a->queries - 1 : row);
}

static size_t first_visible(const ck_attention_args *a, size_t position) {
    return a->window > 0 && position >= a->window ? position - a->window + 1 : 0;
}

/// The end of the keys from `key` on, below `end`, that lie in one place.
static size_t contiguous_end(const ck_attention_args *a, size_t key, size_t end) {
    return key < a->tail_start ? smaller(a->tail_start, end) : end;
}

static const float *key_at(const ck_attention_args *a, size_t key) {
    if (a->tail_start == 0 || key < a->tail_start) return a->k + key * a->ldkv;
    return a->tail_k + (key - a->tail_start) * a->ldkv;
}

static const float *value_at(const ck_attention_args *a, size_t key) {
    if (a->tail_start == 0 || key < a->tail_start) return a->v + key * a->ldkv;
    return a->tail_v + (key - a->tail_start) * a->ldkv;
}

static void score(const group *g) {
    const ck_attention_args *a = g->args;
    float *transposed = g->scores + g->queries * g->ldscores;
    size_t end = g->first_key + g->keys, next;
    for (size_t key = g->first_key; key < end; key = next) {
        next = contiguous_end(a, key, smaller(key + CK_KEY_BLOCK, end));
        // A query before this block sees none of it.
        size_t row = 0;
        while (last_visible(a, g->first_row + row) < key) row++;
        ck_score_args scores = {
            .q = a->q + (g->first_row + row) * a->ldq,
            .ldq = a->ldq,
            .queries = g->queries - row,
            .k = key_at(a, key),
            .ldk = a->ldkv,
            .keys = next - key,
            .head_dim = a->head_dim,
            .scale = a->scale,
            .transposed = transposed,
            .scores = g->scores + row * g->ldscores + (key - g->first_key),
            .ldscores = g->ldscores,
        };
        g->kernels->scores(&scores);
    }
}

/// weights[0] belongs to key `low`, the last one to `position`.
static void summarize(const group *g, const float *weights, size_t low, size_t position,
                      float entropy, ck_head_summary *s) {
    const ck_attention_args *a = g->args;
    size_t visible = position - low + 1;
    // Key 0 is neither marked nor has a predecessor.
    size_t skip = low == 0 ? 1 : 0;
    s->entropy = entropy;
    s->normalized_entropy = visible > 1 ? entropy / logf((float)visible) : 0;
    s->sink = low == 0 ? weights[0] : NAN;
    s->previous = visible > 1 ? weights[visible - 2] : 0;
    s->induction = 0;
    s->marked = 0;
    if (a->tokens)
        s->induction = g->kernels->token_mass(weights + skip, a->tokens + low + skip - 1,
                                              visible - skip, a->tokens[position]);
    if (a->marked)
        s->marked =
            g->kernels->marked_mass(weights + skip, a->marked + low + skip, visible - skip);
    s->top_count =
        (int32_t)g->kernels->top_weights(weights, visible, s->top_key, s->top_weight);
    for (int32_t i = 0; i < CK_TOP_KEYS; i++) {
        int found = i < s->top_count;
        s->top_key[i] = found ? s->top_key[i] + (int32_t)low : -1;
        s->top_weight[i] = found ? s->top_weight[i] : 0;
    }
}

static void copy_pattern(const ck_attention_args *a, size_t row, const float *weights, size_t low,
                         size_t visible) {
    float *pattern = a->pattern + row * a->ldpattern;
    size_t keys = position_of(a, a->queries - 1) + 1;
    memset(pattern, 0, low * sizeof(float));
    memcpy(pattern + low, weights, visible * sizeof(float));
    memset(pattern + low + visible, 0, (keys - low - visible) * sizeof(float));
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// Masks the scores of keys that are hidden from query row `row`; scores[0] belongs to key `low`.
/// Returns whether any key is left.
static int hide(const group *g, size_t row, float *scores, size_t low, size_t visible) {
    const ck_attention_args *a = g->args;
    size_t position = position_of(a, row), masked = 0;
    for (size_t i = 0; i < a->hidden_count; i++) {
        const ck_hidden_keys *hidden = &a->hidden[i];
        if (position < hidden->first_query || position >= hidden->end_query) continue;
        size_t end = smaller(hidden->end_key, low + visible);
        for (size_t key = larger(hidden->first_key, low); key < end; key++, masked++)
            scores[key - low] = -INFINITY;
    }
    // Hidden spans may overlap, so that counting does not tell.
    return masked < visible ||
           g->kernels->next_above(scores, 0, visible, -INFINITY) < visible;
}

/// weights[0] belongs to key `low`.
static void sum_spans(const ck_attention_args *a, size_t row, const float *weights, size_t low,
                      size_t visible) {
    float *sums = a->span_sums + row * a->span_count;
    for (size_t i = 0; i < a->span_count; i++) {
        size_t end = smaller(a->spans[i].end, low + visible);
        double sum = 0;
        for (size_t key = larger(a->spans[i].first, low); key < end; key++)
            sum += weights[key - low];
        sums[i] = (float)sum;
    }
}

static void weigh(const group *g) {
    const ck_attention_args *a = g->args;
    for (size_t i = 0; i < g->queries; i++) {
        size_t row = g->first_row + i, position = last_visible(a, row);
        size_t low = first_visible(a, position), visible = position - low + 1;
        float *weights = g->scores + i * g->ldscores + (low - g->first_key);
        if (a->softcap > 0) g->kernels->softcap(weights, weights, visible, a->softcap);
        float entropy = 0;
        if (hide(g, row, weights, low, visible))
            entropy = g->kernels->softmax(weights, weights, visible);
        else
            memset(weights, 0, visible * sizeof(float));
        if (a->span_sums) sum_spans(a, row, weights, low, visible);
        if (a->summaries) summarize(g, weights, low, position, entropy, &a->summaries[row]);
        if (a->pattern) copy_pattern(a, row, weights, low, visible);
    }
}

/// Keys low … high−1.
typedef struct {
    size_t low, high;
} key_range;

static key_range common(key_range a, key_range b) {
    return (key_range){a.low > b.low ? a.low : b.low, smaller(a.high, b.high)};
}

/// The keys that query row `row` of the tile sees.
static key_range visible(const ck_attention_args *a, size_t row) {
    size_t last = last_visible(a, row);
    return (key_range){first_visible(a, last), last + 1};
}

/// Adds some keys for queries i … i+count−1 of the group.
static void add_values(const group *g, size_t i, size_t count, key_range keys) {
    const ck_attention_args *a = g->args;
    size_t next;
    for (size_t key = keys.low; key < keys.high; key = next) {
        next = contiguous_end(a, key, keys.high);
        ck_value_args values = {
            .weights = g->scores + i * g->ldscores + (key - g->first_key),
            .ldweights = g->ldscores,
            .queries = count,
            .v = value_at(a, key),
            .ldv = a->ldkv,
            .keys = next - key,
            .head_dim = a->head_dim,
            .out = a->out + (g->first_row + i) * a->ldo,
            .ldo = a->ldo,
        };
        g->kernels->values(&values);
    }
}

/// Adds a block of keys for queries i … i+count−1. The keys that all of them see are shared; the
/// ragged ends are done query by query, so that a value that a query may not see never enters its
/// sum, not even times 0.
static void mix_block(const group *g, size_t i, size_t count, key_range block) {
    const ck_attention_args *a = g->args;
    size_t row = g->first_row + i;
    key_range shared = common(visible(a, row), visible(a, row + count - 1));
    if (shared.low > shared.high) shared.low = shared.high;
    for (size_t r = 0; r < count; r++) {
        key_range before = {0, shared.low};
        add_values(g, i + r, 1, common(common(visible(a, row + r), before), block));
    }
    add_values(g, i, count, common(shared, block));
    for (size_t r = 0; r < count; r++) {
        key_range behind = {shared.high, SIZE_MAX};
        add_values(g, i + r, 1, common(common(visible(a, row + r), behind), block));
    }
}

/// Every query's values are added in ascending order of keys.
static void mix(const group *g) {
    const ck_attention_args *a = g->args;
    for (size_t i = 0; i < g->queries; i++)
        memset(a->out + (g->first_row + i) * a->ldo, 0, a->head_dim * sizeof(float));
    size_t end = g->first_key + g->keys;
    for (size_t key = g->first_key; key < end; key += VALUE_BLOCK) {
        key_range block = {key, smaller(key + VALUE_BLOCK, end)};
        for (size_t i = 0; i < g->queries; i += VALUE_GROUP)
            mix_block(g, i, smaller(VALUE_GROUP, g->queries - i), block);
    }
}

void ck_attention(const ck_attention_args *args) {
    const ck_kernels *kernels = ck_active();
    for (size_t row = 0; row < args->queries; row += GROUP) {
        group g = {.args = args, .kernels = kernels, .first_row = row, .scores = args->scratch};
        g.queries = smaller(GROUP, args->queries - row);
        g.first_key = first_visible(args, last_visible(args, row));
        g.keys = last_visible(args, row + g.queries - 1) + 1 - g.first_key;
        // Scores are written a vector at a time, and those of a tail begin anywhere in one.
        g.ldscores = padded(g.keys + (args->tail_start > 0 ? CK_LANES : 0));
        score(&g);
        weigh(&g);
        mix(&g);
    }
}
