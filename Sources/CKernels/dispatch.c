/// Which table is in use, and the entry points that only forward to it.
#include "amx.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int has_scalar(void) { return 1; }

#if defined(__x86_64__)
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("f16c");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

#if CK_HAS_TILES
static int has_amx(void) { return has_avx512() && ck_amx_available(); }
#endif
#elif defined(__aarch64__)
static int has_neon(void) { return 1; }
#endif

typedef struct {
    const ck_kernels *kernels;
    int (*supported)(void);
} candidate;

/// Widest first.
static const candidate candidates[] = {
#if CK_HAS_TILES
    {&ck_kernels_amx, has_amx},
#endif
#if defined(__x86_64__)
    {&ck_kernels_avx512, has_avx512},
    {&ck_kernels_avx2, has_avx2},
#elif defined(__aarch64__)
    {&ck_kernels_neon, has_neon},
#endif
    {&ck_kernels_scalar, has_scalar},
};

static const size_t candidate_count = sizeof candidates / sizeof candidates[0];

/// What the process chose, once.
static _Atomic(const ck_kernels *) active;

/// What this thread selected in its place, or NULL.
static _Thread_local const ck_kernels *selected;

static const ck_kernels *find(const char *name) {
    for (size_t i = 0; i < candidate_count; i++)
        if (strcmp(candidates[i].kernels->name, name) == 0 && candidates[i].supported())
            return candidates[i].kernels;
    return NULL;
}

static const ck_kernels *choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    const char *wanted = getenv("HEDDLE_ISA");
    const ck_kernels *found = wanted ? find(wanted) : NULL;
    for (size_t i = 0; !found && i < candidate_count; i++)
        if (candidates[i].supported()) found = candidates[i].kernels;
    return found ? found : &ck_kernels_scalar;
}

const ck_kernels *ck_active(void) {
    if (selected) return selected;
    const ck_kernels *kernels = atomic_load_explicit(&active, memory_order_acquire);
    if (kernels) return kernels;
    const ck_kernels *chosen = choose();
    // Another thread may have chosen meanwhile; its table stays.
    if (atomic_compare_exchange_strong(&active, &kernels, chosen)) return chosen;
    return kernels;
}

const char *ck_isa(void) { return ck_active()->name; }

int ck_isa_available(const char *name) { return find(name) != NULL; }

int ck_select_isa(const char *name) {
    const ck_kernels *kernels = find(name);
    if (!kernels) return 0;
    selected = kernels;
    return 1;
}

void ck_widen(const void *src, ck_dtype type, float *out, size_t n) {
    if (ck_dtype_size(type) > 0) ck_active()->widen(src, type, out, n);
}

float ck_dot(const float *a, const float *b, size_t n) { return ck_active()->dot(a, b, n); }

void ck_axpy(float a, const float *x, float *y, size_t n) { ck_active()->axpy(a, x, y, n); }

void ck_exp(const float *x, float *out, size_t n) { ck_active()->exp(x, out, n); }

void ck_rmsnorm(float *y, const float *x, const float *weight, size_t n, float eps) {
    if (n > 0) ck_active()->rmsnorm(y, x, weight, n, eps);
}

void ck_layernorm(float *y, const float *x, const float *weight, const float *bias, size_t n,
                  float eps) {
    if (n > 0) ck_active()->layernorm(y, x, weight, bias, n, eps);
}

void ck_silu_mul(const float *gate, const float *up, float *out, size_t n) {
    ck_active()->silu_mul(gate, up, out, n);
}

void ck_gelu(const float *x, float *out, size_t n) { ck_active()->gelu(x, out, n); }

void ck_gelu_tanh(const float *x, float *out, size_t n) { ck_active()->gelu_tanh(x, out, n); }

void ck_gelu_mul(const float *gate, const float *up, float *out, size_t n) {
    ck_active()->gelu_mul(gate, up, out, n);
}

void ck_gelu_tanh_mul(const float *gate, const float *up, float *out, size_t n) {
    ck_active()->gelu_tanh_mul(gate, up, out, n);
}

void ck_softcap(const float *x, float *out, size_t n, float cap) {
    ck_active()->softcap(x, out, n, cap);
}

void ck_softmax(float *y, const float *x, size_t n) {
    if (n > 0) ck_active()->softmax(y, x, n);
}
