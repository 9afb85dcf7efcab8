/// All vector bodies and their table, CK_TABLE under the name CK_TABLE_NAME.
#include "vector_attention.h"
#include "vector_math.h"
#include "vector_matmul.h"
#include "vector_rows.h"
#include "vector_softmax.h"
#include "vector_top.h"

const ck_kernels CK_TABLE = {
    .name = CK_TABLE_NAME,
    .widen = widen,
    .dot = dot,
    .axpy = axpy,
    .rmsnorm = rmsnorm,
    .layernorm = layernorm,
    .exp = exponential,
    .gelu = gelu,
    .gelu_tanh = gelu_tanh,
    .silu_mul = silu_mul,
    .gelu_mul = gelu_mul,
    .gelu_tanh_mul = gelu_tanh_mul,
    .softcap = softcap,
    .softmax = softmax,
    .rope_halves = rope_halves,
    .matmul = matmul,
    .next_above = next_above,
    .top_weights = top_weights,
    .logit_stats = logit_stats,
    .kl = kl,
    .scores = scores,
    .values = values,
    .token_mass = token_mass,
    .marked_mass = marked_mass,
};
