#ifndef CK_MATMUL_H
#define CK_MATMUL_H

#include "kernels.h"

/// Splits a product over its outputs and runs it with the kernels in use.
void ck_matmul_run(ck_pool *pool, const ck_matmul_args *args);

#endif
