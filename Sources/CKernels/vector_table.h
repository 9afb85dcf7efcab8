/// All vector bodies and their table, CK_TABLE under the name CK_TABLE_NAME.
#include "vector_attention.h"
#include "vector_math.h"
#include "vector_matmul.h"
#include "vector_rows.h"
#include "vector_softmax.h"
#include "vector_top.h"

const ck_kernels CK_TABLE = CK_KERNELS_NAMED(CK_TABLE_NAME);
