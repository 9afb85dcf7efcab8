#ifndef CCURSES_INTERNAL_H
#define CCURSES_INTERNAL_H

#include <stddef.h>
#include <termios.h>

#include "ccurses.h"

// Shared between the screen, its input and the crash guard.

// Bytes that put the terminal back, ready for a signal handler.
typedef struct {
    char bytes[512];
    size_t length;
} hc_bytes;

// Adds a terminfo string without its padding marks; NULL adds nothing.
void hc_bytes_add(hc_bytes *target, const char *text);

// What the crash guard needs to give the terminal back.
typedef struct {
    int tty;
    struct termios saved;
    hc_bytes leave_modes;
    hc_bytes leave_screen;
    int saved_output;
    int saved_error;
    int log;
    long log_start;
} hc_terminal_state;

extern hc_terminal_state hc_state;

// Installs and removes the signal handlers.
void hc_guard_install(void);
void hc_guard_remove(void);
// From now on a crash gives the terminal back.
void hc_guard_arm(void);
// The one way back, safe in a signal handler: modes off, own screen left (unless ncurses has
// already done that), line discipline, standard output and error. Does nothing when not armed.
void hc_restore_terminal(int leave_screen);
// Stops the process group as the terminal's own Ctrl-Z would; returns when continued.
void hc_guard_stop(void);
// Signals seen since the last call, as flags of hc_wait.
int hc_guard_take(void);
// Drops signals that have been answered.
void hc_guard_forget(int flags);
int hc_wake_descriptor(void);
void hc_wake_drain(void);

void hc_write_all(int descriptor, const char *bytes, size_t length);

void hc_define_keys(void);
int hc_input_descriptor(void);

#endif
