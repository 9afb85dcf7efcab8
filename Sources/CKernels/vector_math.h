/// Elementary functions of a vector and the elementwise kernels made of them.
#ifndef CK_VECTOR_MATH_H
#define CK_VECTOR_MATH_H

#include "vector.h"

/// e^x by x = n·ln 2 + r and a polynomial in r (the coefficients of Cephes' expf). Below 1.5 ulp.
INLINE vf exp_of(vf x) {
    const vf rounder = splat(0x1.8p23f);
    x = pick(x < -104.0f, splat(-104.0f), x);
    x = pick(x > 89.0f, splat(89.0f), x);
    vf shifted = madd(x, splat(0x1.715476p0f), rounder);
    vf n = shifted - rounder;
    vf r = madd(n, splat(-0x1.62e4p-1f), x);
    r = madd(n, splat(-0x1.7f7d1cp-20f), r);
    vf p = splat(1.9875691500e-4f);
    p = madd(p, r, splat(1.3981999507e-3f));
    p = madd(p, r, splat(8.3334519073e-3f));
    p = madd(p, r, splat(4.1665795894e-2f));
    p = madd(p, r, splat(1.6666665459e-1f));
    p = madd(p, r, splat(5.0000001201e-1f));
    p = madd(p, r * r, r) + 1.0f;
    // Two steps of scaling reach the denormals and infinity with one rounding.
    vi exponent = (vi)shifted - (vi)rounder;
    vi half = exponent >> 1;
    return p * (vf)((half + 127) << 23) * (vf)((exponent - half + 127) << 23);
}

INLINE vf sigmoid_of(vf x) { return 1.0f / (1.0f + exp_of(-x)); }

/// Cephes' tanhf: a polynomial near 0, where 1 − 2/(e^2x + 1) cancels.
INLINE vf tanh_of(vf x) {
    vf z = x * x;
    vf p = splat(-5.70498872745e-3f);
    p = madd(p, z, splat(2.06390887954e-2f));
    p = madd(p, z, splat(-5.37397155531e-2f));
    p = madd(p, z, splat(1.33314422036e-1f));
    p = madd(p, z, splat(-3.33332819422e-1f));
    vf near = madd(p * z, x, x);
    vf far = 1.0f - 2.0f / (exp_of(2.0f * x) + 1.0f);
    return pick(magnitude(x) < 0.625f, near, far);
}

/// The standard normal distribution function ½·erfc(−x/√2): a polynomial for erf near 0, the
/// exponential of one for erfc beyond (minimax coefficients of N. Juffa's erff).
INLINE vf normal_cdf(vf x) {
    vf a = x * 0x1.6a09e6p-1f;
    vf t = magnitude(a), s = a * a;
    vf near = splat(-5.96761703e-4f);
    near = madd(near, s, splat(4.99119423e-3f));
    near = madd(near, s, splat(-2.67681349e-2f));
    near = madd(near, s, splat(1.12819925e-1f));
    near = madd(near, s, splat(-3.76125336e-1f));
    near = madd(near, s, splat(1.28379166e-1f));
    near = madd(near, a, a);
    vf r = madd(splat(-1.72853470e-5f), t, splat(3.83197126e-4f));
    vf u = madd(splat(-3.88396438e-3f), t, splat(2.42546219e-2f));
    r = madd(r, s, u);
    r = madd(r, t, splat(-1.06777877e-1f));
    r = madd(r, t, splat(-6.34846687e-1f));
    r = madd(r, t, splat(-1.28717512e-1f));
    r = madd(r, t, -t);
    vf tail = 0.5f * exp_of(r);
    vf far = pick(a < 0.0f, tail, 1.0f - tail);
    return pick(t > 0.927734375f, far, madd(near, splat(0.5f), splat(0.5f)));
}

INLINE vf gelu_of(vf x) { return x * normal_cdf(x); }

INLINE vf gelu_tanh_of(vf x) {
    vf cube = x * x * x;
    return x * sigmoid_of(1.5957691216057308f * madd(cube, splat(0.044715f), x));
}

INLINE vf silu_of(vf x) { return x * sigmoid_of(x); }

#define UNARY(name, function)                                                                     \
    static void name(const float *x, float *out, size_t n) {                                      \
        for (size_t i = 0; i < n; i += VL)                                                        \
            store_some(out + i, function(load_some(x + i, n - i)), n - i);                        \
    }

#define GATED(name, function)                                                                     \
    static void name(const float *gate, const float *up, float *out, size_t n) {                  \
        for (size_t i = 0; i < n; i += VL) {                                                      \
            vf value = function(load_some(gate + i, n - i)) * load_some(up + i, n - i);           \
            store_some(out + i, value, n - i);                                                    \
        }                                                                                         \
    }

UNARY(exponential, exp_of)
UNARY(gelu, gelu_of)
UNARY(gelu_tanh, gelu_tanh_of)
GATED(silu_mul, silu_of)
GATED(gelu_mul, gelu_of)
GATED(gelu_tanh_mul, gelu_tanh_of)

static void softcap(const float *x, float *out, size_t n, float cap) {
    for (size_t i = 0; i < n; i += VL)
        store_some(out + i, cap * tanh_of(load_some(x + i, n - i) / cap), n - i);
}

#endif
