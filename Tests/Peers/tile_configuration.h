// Included before everything else where llama.cpp is compiled. GCC's _tile_loadconfig says that 8
// of the 64 bytes of a tile configuration are read: what is stored in the others just before is
// left out as never read, the tiles have no rows, and the first load of a tile is illegal.
#if defined(__AMX_TILE__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>

#define _tile_loadconfig(configuration) \
    __asm__ volatile("ldtilecfg %0" : : "m"(*(const char(*)[64])(configuration)))
#endif
