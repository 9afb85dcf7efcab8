// Keys, mouse, paste and focus as one event type.

#include <curses.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "internal.h"

// Codes given to sequences of our own, above all that ncurses deals out itself.
enum {
    CODE_PASTE_BEGIN = 4000,
    CODE_PASTE_END,
    CODE_FOCUS_IN,
    CODE_FOCUS_OUT,
    CODE_MOUSE_SGR,
    CODE_MOUSE_X10,
    CODE_KEYS = 5000,
};

// A sequence that has begun is complete within this time, even over a slow line.
static const int sequence_milliseconds = 100;

static hc_event waiting;
static int empty_reads;

static void define(const char *sequence, int key, int modifiers) {
    define_key(sequence, CODE_KEYS + key * 8 + modifiers);
}

static void define_lettered(char letter, int key) {
    char text[16];
    for (int modifiers = 1; modifiers < 8; modifiers++) {
        snprintf(text, sizeof text, "\033[1;%d%c", modifiers + 1, letter);
        define(text, key, modifiers);
    }
}

static void define_numbered(int number, int key) {
    char text[16];
    snprintf(text, sizeof text, "\033[%d~", number);
    define(text, key, 0);
    for (int modifiers = 1; modifiers < 8; modifiers++) {
        snprintf(text, sizeof text, "\033[%d;%d~", number, modifiers + 1);
        define(text, key, modifiers);
    }
    // rxvt
    snprintf(text, sizeof text, "\033[%d^", number);
    define(text, key, HC_CONTROL);
    snprintf(text, sizeof text, "\033[%d$", number);
    define(text, key, HC_SHIFT);
}

static void define_cursor_keys(void) {
    static const struct { char letter; int key; } keys[] = {
        {'A', HC_UP}, {'B', HC_DOWN}, {'C', HC_RIGHT}, {'D', HC_LEFT}, {'H', HC_HOME}, {'F', HC_END},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char text[8];
        snprintf(text, sizeof text, "\033[%c", keys[i].letter);
        define(text, keys[i].key, 0);
        snprintf(text, sizeof text, "\033O%c", keys[i].letter);
        define(text, keys[i].key, 0);
        define_lettered(keys[i].letter, keys[i].key);
        if (keys[i].key > HC_LEFT) continue;
        // rxvt
        snprintf(text, sizeof text, "\033[%c", keys[i].letter + 32);
        define(text, keys[i].key, HC_SHIFT);
        snprintf(text, sizeof text, "\033O%c", keys[i].letter + 32);
        define(text, keys[i].key, HC_CONTROL);
    }
}

static void define_function_keys(void) {
    static const int numbers[] = {11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24};
    char text[8];
    for (int i = 0; i < 12; i++) define_numbered(numbers[i], HC_F0 + 1 + i);
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof text, "\033O%c", 'P' + i);
        define(text, HC_F0 + 1 + i, 0);
        define_lettered((char)('P' + i), HC_F0 + 1 + i);
    }
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "\033[[%c", 'A' + i);
        define(text, HC_F0 + 1 + i, 0);
    }
}

void hc_define_keys(void) {
    static const struct { int number, key; } numbered[] = {
        {1, HC_HOME}, {2, HC_INSERT}, {3, HC_DELETE}, {4, HC_END}, {5, HC_PAGE_UP},
        {6, HC_PAGE_DOWN}, {7, HC_HOME}, {8, HC_END},
    };
    waiting.kind = 0;
    empty_reads = 0;
    define_cursor_keys();
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
        define_numbered(numbered[i].number, numbered[i].key);
    }
    define_function_keys();
    define("\033[Z", HC_TAB, HC_SHIFT);
    define("\033OM", HC_ENTER, 0);
    define_key("\033[200~", CODE_PASTE_BEGIN);
    define_key("\033[201~", CODE_PASTE_END);
    define_key("\033[I", CODE_FOCUS_IN);
    define_key("\033[O", CODE_FOCUS_OUT);
    define_key("\033[<", CODE_MOUSE_SGR);
    define_key("\033[M", CODE_MOUSE_X10);
}

// What terminfo names, for terminals whose keys do not look like xterm's.
static int named_key(int code, int *modifiers) {
    switch (code) {
    case KEY_UP: return HC_UP;
    case KEY_DOWN: return HC_DOWN;
    case KEY_LEFT: return HC_LEFT;
    case KEY_RIGHT: return HC_RIGHT;
    case KEY_HOME: return HC_HOME;
    case KEY_END:
    case KEY_LL: return HC_END;
    case KEY_IC: return HC_INSERT;
    case KEY_DC: return HC_DELETE;
    case KEY_PPAGE: return HC_PAGE_UP;
    case KEY_NPAGE: return HC_PAGE_DOWN;
    case KEY_ENTER: return HC_ENTER;
    case KEY_BACKSPACE: return HC_BACKSPACE;
    case KEY_BTAB: *modifiers |= HC_SHIFT; return HC_TAB;
    case KEY_SR: *modifiers |= HC_SHIFT; return HC_UP;
    case KEY_SF: *modifiers |= HC_SHIFT; return HC_DOWN;
    case KEY_SLEFT: *modifiers |= HC_SHIFT; return HC_LEFT;
    case KEY_SRIGHT: *modifiers |= HC_SHIFT; return HC_RIGHT;
    default: return code > KEY_F0 && code <= KEY_F0 + 63 ? HC_F0 + (code - KEY_F0) : 0;
    }
}

static int next_in_sequence(wint_t *character) {
    timeout(sequence_milliseconds);
    int result = get_wch(character);
    timeout(0);
    return result == OK;
}

// "button;column;row" and M or m, as bytes after the introducer.
static int read_sgr_mouse(hc_event *event) {
    int numbers[3] = {0, 0, 0};
    int index = 0;
    wint_t character;
    while (next_in_sequence(&character)) {
        if (character >= '0' && character <= '9') {
            if (numbers[index] < 100000) numbers[index] = numbers[index] * 10 + (int)(character - '0');
        } else if (character == ';' && index < 2) {
            index++;
        } else if ((character == 'M' || character == 'm') && index == 2) {
            *event = (hc_event){.kind = HC_MOUSE, .code = numbers[0], .x = numbers[1] - 1,
                                .y = numbers[2] - 1, .released = character == 'm'};
            return 1;
        } else {
            return 0;
        }
    }
    return 0;
}

static int read_x10_mouse(hc_event *event) {
    wint_t bytes[3];
    for (int i = 0; i < 3; i++) {
        if (!next_in_sequence(&bytes[i])) return 0;
    }
    int button = (int)bytes[0] - 32;
    *event = (hc_event){.kind = HC_MOUSE, .code = button, .x = (int)bytes[1] - 33,
                        .y = (int)bytes[2] - 33, .released = (button & 0x43) == 3};
    return 1;
}

static int translate_code(int code, hc_event *event) {
    switch (code) {
    case CODE_PASTE_BEGIN: *event = (hc_event){.kind = HC_PASTE_BEGIN}; return 1;
    case CODE_PASTE_END: *event = (hc_event){.kind = HC_PASTE_END}; return 1;
    case CODE_FOCUS_IN: *event = (hc_event){.kind = HC_FOCUS, .code = 1}; return 1;
    case CODE_FOCUS_OUT: *event = (hc_event){.kind = HC_FOCUS, .code = 0}; return 1;
    case CODE_MOUSE_SGR: return read_sgr_mouse(event);
    case CODE_MOUSE_X10: return read_x10_mouse(event);
    default: break;
    }
    int modifiers = 0;
    int key;
    if (code >= CODE_KEYS) {
        key = (code - CODE_KEYS) / 8;
        modifiers = (code - CODE_KEYS) % 8;
    } else {
        key = named_key(code, &modifiers);
    }
    if (key == 0) return 0;
    *event = (hc_event){.kind = HC_KEY, .code = key, .modifiers = modifiers};
    return 1;
}

// A sequence that no key sends: an answer of the terminal, or a key we do not know.
static void skip_sequence(wint_t introducer) {
    wint_t character;
    int limit = 4096;
    while (limit-- > 0 && next_in_sequence(&character)) {
        if (introducer == '[' && character >= 0x40 && character <= 0x7E) return;
        if (introducer != '[' && character == 7) return;
        if (introducer != '[' && character == 27) {
            next_in_sequence(&character);
            return;
        }
    }
}

static hc_event escape_key(void) {
    return (hc_event){.kind = HC_KEY, .code = HC_ESCAPE};
}

// After an escape byte: nothing (the key itself), or what was pressed together with Alt.
static int read_after_escape(hc_event *event) {
    wint_t character;
    int result = get_wch(&character);
    *event = escape_key();
    if (result == ERR) return 1;
    if (result == KEY_CODE_YES) {
        hc_event next;
        if (!translate_code((int)character, &next)) return 1;
        if (next.kind == HC_KEY) {
            next.modifiers |= HC_ALT;
            *event = next;
        } else {
            waiting = next;
        }
        return 1;
    }
    if (character == 27) {
        unget_wch(27);
        return 1;
    }
    if (character == '[' || character == ']' || character == 'P') {
        wint_t following;
        int more = get_wch(&following);
        if (more == OK) {
            unget_wch((wchar_t)following);
            skip_sequence(character);
            return 0;
        }
        if (more == KEY_CODE_YES) translate_code((int)following, &waiting);
    }
    *event = (hc_event){.kind = HC_CHARACTER, .code = (int)character, .modifiers = HC_ALT};
    return 1;
}

int hc_read(hc_event *event) {
    if (hc_input_descriptor() < 0) return 0;
    if (waiting.kind) {
        *event = waiting;
        waiting.kind = 0;
        return 1;
    }
    wint_t character;
    for (;;) {
        int result = get_wch(&character);
        if (result == ERR) return 0;
        empty_reads = 0;
        if (result == KEY_CODE_YES) {
            if (translate_code((int)character, event)) return 1;
        } else if (character == 27) {
            if (read_after_escape(event)) return 1;
        } else {
            *event = (hc_event){.kind = HC_CHARACTER, .code = (int)character};
            return 1;
        }
    }
}

static long long now_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// A terminal that has gone reports input for ever and gives none.
static int is_gone(short events) {
    if (events & (POLLHUP | POLLERR | POLLNVAL)) return 1;
    int available = 0;
    if (ioctl(hc_input_descriptor(), FIONREAD, &available) != 0) return 1;
    empty_reads = available > 0 ? 0 : empty_reads + 1;
    return empty_reads > 3;
}

int hc_wait(int milliseconds) {
    long long deadline = milliseconds < 0 ? 0 : now_milliseconds() + milliseconds;
    struct pollfd sources[2] = {
        {.fd = hc_wake_descriptor(), .events = POLLIN},
        {.fd = hc_input_descriptor(), .events = POLLIN},
    };
    for (;;) {
        int remaining = -1;
        if (milliseconds >= 0) {
            long long left = deadline - now_milliseconds();
            remaining = left > 0 ? (int)left : 0;
        }
        int count = poll(sources, 2, waiting.kind ? 0 : remaining);
        if (count < 0 && errno == EINTR) continue;
        int result = waiting.kind ? HC_INPUT : 0;
        if (count > 0 && sources[0].revents) {
            hc_wake_drain();
            result |= hc_guard_take();
        }
        if (count > 0 && sources[1].revents) {
            result |= is_gone(sources[1].revents) ? HC_HANGUP : HC_INPUT;
        }
        if (result != 0 || count == 0) return result;
    }
}
