#if defined(__x86_64__)
#include "int8.h"
const ck_int8_kernels ck_int8_avx2 = {0, 0};
#endif
