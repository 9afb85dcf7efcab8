/// Matrix products shared out over the threads of a pool by their outputs.
#ifndef CK_SPLIT_H
#define CK_SPLIT_H

#include "ckernels.h"

typedef struct {
    size_t rows, outs, ins;
} ck_shape;

/// Computes outputs first … last−1.
typedef void ck_outputs_fn(const void *job, size_t first, size_t last);

/// Calls `body` for stretches of outputs that begin at multiples of `alignment`. No size is 0.
void ck_share_outputs(ck_pool *pool, ck_shape shape, size_t alignment, ck_outputs_fn *body,
                      const void *job);

#endif
