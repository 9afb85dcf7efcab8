#ifndef CCURSES_H
#define CCURSES_H

#include <stddef.h>
#include <stdint.h>

// Plain functions over integers and UTF-8 in front of ncurses. One screen a process; everything
// but hc_wake belongs to the thread that opened it.

// Results of hc_open.
enum {
    HC_OK = 0,
    HC_NOT_A_TERMINAL = 1,
    HC_DUMB_TERMINAL = 2,
    HC_UNKNOWN_TERMINAL = 3,
    HC_SYSTEM_ERROR = 4,
    HC_ALREADY_OPEN = 5,
};

// Opens the screen on standard input and output. While it is open, standard output and standard
// error go to log_path (appended), or to memory when it is NULL; hc_log reads it.
// colors: whether colours may be used at all. mouse: whether mouse reports are asked for.
int hc_open(const char *log_path, int colors, int mouse);
// Gives the terminal back. Harmless when nothing is open.
void hc_close(void);
// The number of the system error behind HC_SYSTEM_ERROR.
int hc_open_errno(void);

int hc_width(void);
int hc_height(void);
// Colours in use: 0 none, 8, 16, 256, or 16777216 for a terminal whose entry takes RGB.
int hc_colors(void);
// Whether text is, or would be, sent as UTF-8. Chooses the locale when nothing is open.
int hc_is_utf8(void);
// The terminfo entry in use, which differs from TERM when that one was not known.
const char *hc_terminal_name(void);
// A number of a terminfo entry ("colors"), for the TERM given or NULL for the environment's;
// -1 where it has none, -2 where there is no such entry.
int hc_terminfo_number(const char *term, const char *name);

// Attributes of hc_put.
enum {
    HC_BOLD = 1,
    HC_DIM = 2,
    HC_ITALIC = 4,
    HC_UNDERLINE = 8,
    HC_REVERSE = 16,
};

// Puts cells of one style into row y from column x on. Cell i has lengths[i] code points, the
// first of them spacing and widths[i] (1 or 2) columns wide. Colours: -1 the terminal's own, else an
// index below hc_colors().
void hc_put(
    int y, int x, const uint32_t *scalars, const uint8_t *lengths, const uint8_t *widths,
    int cells, int foreground, int background, int attributes);
// Sends what was put so far and then places the cursor absolutely at (x, y), so that a character
// whose width the terminal sees differently shifts nothing after it.
void hc_settle(int y, int x);
// Starts a frame: what follows until hc_end_frame appears at once where the terminal can do that.
void hc_begin_frame(void);
// Sends the frame and places the visible cursor; x < 0 hides it.
void hc_end_frame(int x, int y);
// Forgets what is on the screen, so that the next frame clears it and is sent whole.
void hc_invalidate(void);
// Takes over the terminal's present size.
void hc_resize(void);

// What hc_wait reports, added up.
enum {
    HC_INPUT = 1,
    HC_WOKEN = 2,
    HC_RESIZED = 4,
    HC_TERMINATE = 8,
    HC_STOP = 16,
    HC_CONTINUED = 32,
    HC_HANGUP = 64,
};

// Sleeps until there is input, a signal, hc_wake, or until the time has passed (< 0: no limit).
// 0 after the time has passed.
int hc_wait(int milliseconds);
// Ends hc_wait from any thread or signal handler. May be called when nothing is open.
void hc_wake(void);
// The signal behind HC_TERMINATE, 0 when there was none.
int hc_termination_signal(void);

// Kinds of input.
enum {
    HC_CHARACTER = 1,
    HC_KEY = 2,
    HC_MOUSE = 3,
    HC_PASTE_BEGIN = 4,
    HC_PASTE_END = 5,
    HC_FOCUS = 6,
};

// Modifiers, as in the terminals' own encoding.
enum { HC_SHIFT = 1, HC_ALT = 2, HC_CONTROL = 4 };

// Keys; F1 is HC_F0 + 1.
enum {
    HC_UP = 1,
    HC_DOWN,
    HC_RIGHT,
    HC_LEFT,
    HC_HOME,
    HC_END,
    HC_INSERT,
    HC_DELETE,
    HC_PAGE_UP,
    HC_PAGE_DOWN,
    HC_TAB,
    HC_ENTER,
    HC_BACKSPACE,
    HC_ESCAPE,
    HC_F0 = 32,
};

typedef struct {
    int kind;
    // HC_CHARACTER: the code point, control characters included. HC_KEY: the key.
    // HC_MOUSE: the button code of the SGR protocol. HC_FOCUS: 1 gained, 0 lost.
    int code;
    int modifiers;
    // HC_MOUSE: cell from 0, and whether a button was let go.
    int x;
    int y;
    int released;
} hc_event;

// Takes the next input event without waiting. 0 when there is none.
int hc_read(hc_event *event);

// Gives the terminal back and stops the process group as Ctrl-Z does; returns after it is
// continued, with the screen open again and forgotten (hc_invalidate). Returns at once where
// nobody could continue it.
void hc_suspend(void);
// Takes the terminal back after the process was stopped from outside.
void hc_resume(void);

void hc_mouse(int on);
void hc_bell(void);
// The title of the window; control characters are left out.
void hc_title(const char *utf8);
// Hands base64 text to the terminal's clipboard (OSC 52). Whether it arrives cannot be known.
void hc_clipboard(const char *base64, size_t length);

// Copies what was printed since the screen was opened, from a byte offset on; the bytes copied.
size_t hc_log(char *buffer, size_t offset, size_t size);

#endif
