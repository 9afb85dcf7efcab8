// Signals: the terminal is given back whatever ends the program.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

hc_terminal_state hc_state = {.tty = -1, .saved_output = -1, .saved_error = -1, .log = -1};

static atomic_int armed;
static atomic_int seen;
static atomic_int terminate_signal;
static atomic_int wake_pending;
static int wake_pipe[2] = {-1, -1};
static pthread_once_t wake_once = PTHREAD_ONCE_INIT;

static const int crash_signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT};
static const int other_signals[] = {SIGTERM, SIGHUP,   SIGINT,  SIGALRM,
                                    SIGTSTP, SIGCONT, SIGWINCH, SIGPIPE};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
static struct sigaction old_crash[COUNT(crash_signals)];
static struct sigaction old_other[COUNT(other_signals)];
static int installed;
static int can_stop;

static void make_wake_pipe(void) {
    if (pipe2(wake_pipe, O_NONBLOCK | O_CLOEXEC) != 0) wake_pipe[0] = wake_pipe[1] = -1;
}

int hc_wake_descriptor(void) {
    pthread_once(&wake_once, make_wake_pipe);
    return wake_pipe[0];
}

static void write_wake_byte(void) {
    int error = errno;
    // A full pipe wakes just as well.
    if (write(wake_pipe[1], "w", 1) < 0) errno = error;
}

void hc_wake(void) {
    hc_wake_descriptor();
    if (!atomic_exchange(&wake_pending, 1)) {
        atomic_fetch_or(&seen, HC_WOKEN);
        write_wake_byte();
    }
}

void hc_wake_drain(void) {
    char bytes[64];
    while (read(wake_pipe[0], bytes, sizeof bytes) > 0) {}
    // Only after the pipe is empty: a poster that still sees the mark has posted before this.
    atomic_store(&wake_pending, 0);
}

int hc_guard_take(void) {
    return atomic_exchange(&seen, 0);
}

void hc_guard_forget(int flags) {
    atomic_fetch_and(&seen, ~flags);
}

int hc_termination_signal(void) {
    return atomic_load(&terminate_signal);
}

void hc_guard_arm(void) {
    atomic_store(&armed, 1);
}

void hc_write_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
            if (poll(&ready, 1, 1000) <= 0) return;
        } else if (written < 0 && errno != EINTR) {
            return;
        }
    }
}

void hc_restore_terminal(int leave_screen) {
    if (!atomic_exchange(&armed, 0)) return;
    // In the background SIGTTOU would stop us here; the line discipline then belongs to others.
    sigset_t block, before;
    sigemptyset(&block);
    sigaddset(&block, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    hc_write_all(hc_state.tty, hc_state.leave_modes.bytes, hc_state.leave_modes.length);
    if (leave_screen) {
        hc_write_all(hc_state.tty, hc_state.leave_screen.bytes, hc_state.leave_screen.length);
    }
    if (tcgetpgrp(hc_state.tty) == getpgrp()) {
        tcflush(hc_state.tty, TCIFLUSH);
        tcsetattr(hc_state.tty, TCSANOW, &hc_state.saved);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (hc_state.saved_output >= 0) dup2(hc_state.saved_output, STDOUT_FILENO);
    if (hc_state.saved_error >= 0) dup2(hc_state.saved_error, STDERR_FILENO);
}

// The runtime's last words went to the log: show them where the user looks.
static void show_log(void) {
    char bytes[1024];
    off_t offset = hc_state.log_start;
    ssize_t count;
    while (hc_state.log >= 0 && (count = pread(hc_state.log, bytes, sizeof bytes, offset)) > 0) {
        hc_write_all(STDERR_FILENO, bytes, (size_t)count);
        offset += count;
    }
}

static void restore_handlers(void) {
    for (size_t i = 0; i < COUNT(crash_signals); i++) {
        sigaction(crash_signals[i], &old_crash[i], NULL);
    }
    for (size_t i = 0; i < COUNT(other_signals); i++) {
        sigaction(other_signals[i], &old_other[i], NULL);
    }
}

// A fault that happens again when the instruction is run again.
static int is_repeatable_fault(int signal, const siginfo_t *info) {
    if (info->si_code <= 0) return 0;
#if defined(__aarch64__)
    if (signal == SIGTRAP) return 1;
#endif
    return signal == SIGSEGV || signal == SIGILL || signal == SIGBUS || signal == SIGFPE;
}

static void on_crash(int signal, siginfo_t *info, void *context) {
    (void)context;
    if (atomic_load(&armed)) {
        hc_restore_terminal(1);
        show_log();
    }
    // The handlers that were there before (the runtime's backtrace, or the default) get the same
    // fault, so that status, core and report are what they would be without us.
    restore_handlers();
    if (!is_repeatable_fault(signal, info)) raise(signal);
}

static void die(int number) {
    hc_restore_terminal(1);
    restore_handlers();
    signal(number, SIG_DFL);
    raise(number);
}

static void note(int flag) {
    atomic_fetch_or(&seen, flag);
    write_wake_byte();
}

static void on_signal(int number) {
    int error = errno;
    switch (number) {
    case SIGTERM:
    case SIGHUP:
    case SIGINT:
        // A closing terminal may send two of them; the first one starts the clock: time to save
        // and leave, after which the process ends without the program's help.
        if (!atomic_load(&terminate_signal)) {
            atomic_store(&terminate_signal, number);
            alarm(1);
            note(HC_TERMINATE);
        }
        break;
    case SIGALRM: die(atomic_load(&terminate_signal) ? atomic_load(&terminate_signal) : SIGALRM);
        break;
    case SIGTSTP: note(HC_STOP); break;
    case SIGCONT: note(HC_CONTINUED); break;
    case SIGWINCH: note(HC_RESIZED); break;
    default: break;
    }
    errno = error;
}

static int respects_ignore(int number) {
    return number == SIGHUP || number == SIGINT || number == SIGTSTP;
}

static void use_alternate_stack(void) {
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && !(present.ss_flags & SS_DISABLE)) return;
    size_t size = 64 * 1024;
    stack_t stack = {.ss_sp = malloc(size), .ss_size = size};
    if (stack.ss_sp) sigaltstack(&stack, NULL);
}

// A parent that starts programs from a thread with blocked signals hands that on: a terminal
// program that cannot be stopped or ended by the signals meant for it would be a trap.
static void unblock_signals(void) {
    sigset_t handled;
    sigemptyset(&handled);
    for (size_t i = 0; i < COUNT(crash_signals); i++) sigaddset(&handled, crash_signals[i]);
    for (size_t i = 0; i < COUNT(other_signals); i++) sigaddset(&handled, other_signals[i]);
    pthread_sigmask(SIG_UNBLOCK, &handled, NULL);
}

void hc_guard_install(void) {
    if (installed) return;
    installed = 1;
    hc_wake_descriptor();
    use_alternate_stack();
    atomic_store(&terminate_signal, 0);
    hc_guard_take();
    unblock_signals();
    struct sigaction crash = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&crash.sa_mask);
    for (size_t i = 0; i < COUNT(crash_signals); i++) {
        sigaction(crash_signals[i], &crash, &old_crash[i]);
    }
    for (size_t i = 0; i < COUNT(other_signals); i++) {
        int number = other_signals[i];
        struct sigaction action = {.sa_flags = SA_ONSTACK | SA_RESTART};
        action.sa_handler = number == SIGPIPE ? SIG_IGN : on_signal;
        sigemptyset(&action.sa_mask);
        sigaction(number, NULL, &old_other[i]);
        int was_ignored = old_other[i].sa_handler == SIG_IGN;
        if (number == SIGTSTP) can_stop = !was_ignored;
        if (was_ignored && respects_ignore(number)) continue;
        sigaction(number, &action, NULL);
    }
}

void hc_guard_remove(void) {
    if (!installed) return;
    installed = 0;
    alarm(0);
    restore_handlers();
    // Children and pipes of the program that goes on: a broken pipe stays an error code.
    signal(SIGPIPE, SIG_IGN);
}

void hc_guard_stop(void) {
    if (!can_stop) return;
    struct sigaction mine, standard = {.sa_handler = SIG_DFL};
    sigemptyset(&standard.sa_mask);
    sigaction(SIGTSTP, &standard, &mine);
    hc_guard_forget(HC_CONTINUED);
    // The whole group, as the terminal would: a wrapper script or a pipeline stops with us. The
    // kernel discards it where no shell could ever continue us.
    kill(0, SIGTSTP);
    // With several threads the stop may come a little later; while stopped no time passes here.
    for (int i = 0; i < 20 && !(atomic_load(&seen) & HC_CONTINUED); i++) {
        poll(NULL, 0, 5);
    }
    sigaction(SIGTSTP, &mine, NULL);
}
