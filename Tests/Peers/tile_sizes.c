// Preloaded into PyTorch on virtual processors that have matrix tiles but leave out the leaves of
// CPUID with their sizes: oneDNN then configures no tiles and dies at the first instruction that
// uses one. The kernel lets CPUID fault, and the handler answers with the sizes that palette 1 has
// by definition; all other leaves are the processor's own.

#if defined(__x86_64__) && defined(__linux__)
#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { set_cpuid = 0x1012, tile_leaf = 0x1d, multiplier_leaf = 0x1e };

static struct sigaction earlier;

static int permit_cpuid(int permitted) { return syscall(SYS_arch_prctl, set_cpuid, permitted); }

static void answer(int signal, siginfo_t *information, void *context) {
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *code = (const unsigned char *)registers[REG_RIP];
    if (information->si_code != SI_KERNEL || code[0] != 0x0f || code[1] != 0xa2) {
        sigaction(signal, &earlier, 0);  // a true fault: it comes again and ends as it would have
        return;
    }
    unsigned leaf = registers[REG_RAX], part = registers[REG_RCX], a, b, c, d;
    permit_cpuid(1);
    __cpuid_count(leaf, part, a, b, c, d);
    permit_cpuid(0);
    if (leaf == 0 && a < multiplier_leaf) a = multiplier_leaf;
    if (leaf == tile_leaf && part == 0) a = 1;  // palettes
    if (leaf == tile_leaf && part == 1) {
        a = 8192 | 1024 << 16;  // bytes of all tiles, of one
        b = 64 | 8 << 16;       // bytes of a row, tiles
        c = 16;                 // rows
    }
    if (leaf == multiplier_leaf && part == 0) b = 16 | 64 << 8;  // rows, bytes of a column
    registers[REG_RAX] = a;
    registers[REG_RBX] = b;
    registers[REG_RCX] = c;
    registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
}

static int sizes_are_missing(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 24 & 1)) return 0;
    return !__get_cpuid_count(tile_leaf, 0, &a, &b, &c, &d) || a == 0;
}

__attribute__((constructor)) static void start(void) {
    if (!sizes_are_missing()) return;
    struct sigaction handler = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &handler, &earlier);
    permit_cpuid(0);
}
#endif
