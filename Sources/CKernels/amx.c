#include "amx.h"

#if CK_HAS_TILES

#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Numbers of the Linux interface.
static const int request_permission = 0x1023;
static const int tile_data = 18;

static int available;
static pthread_once_t asked = PTHREAD_ONCE_INIT;

static int processor_has_tiles(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const unsigned bf16 = 1u << 22, tile = 1u << 24, int8 = 1u << 25;
    if (~d & (bf16 | tile | int8)) return 0;
    if (!__get_cpuid_count(7, 1, &a, &b, &c, &d)) return 0;
    return (a >> 5 & 1) != 0;  // conversions to bfloat16 in AVX-512
}

static void ask(void) {
    available = processor_has_tiles() && syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

int ck_amx_available(void) {
    pthread_once(&asked, ask);
    return available;
}

int ck_amx_in_use(void) { return ck_active() == &ck_kernels_amx; }

__attribute__((target("amx-tile"))) void ck_tiles_load(const ck_tile_shapes *shapes) {
    _tile_loadconfig(shapes);
}

__attribute__((target("amx-tile"))) void ck_tiles_release(void) { _tile_release(); }

#endif
