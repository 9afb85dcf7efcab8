// Opening, closing and painting.

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "internal.h"

static SCREEN *screen;
static FILE *input_file;
static FILE *output_file;
static int color_count;
static int is_utf8;
static int mouse_on;
static int title_set;
static int open_errno;
static int cursor_shown = 1;
// Set while the terminal belongs to someone else: nothing is sent then.
static int is_away;
static char terminal_name[64];

static const char enter_modes[] = "\033[?2004h\033[?1004h";
static const char leave_modes[] =
    "\033[?2026l\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l";
static const char enter_mouse[] = "\033[?1000h\033[?1002h\033[?1006h";
static const char leave_mouse[] = "\033[?1006l\033[?1002l\033[?1000l";

static void send(const char *text) {
    hc_write_all(hc_state.tty, text, strlen(text));
}

void hc_bytes_add(hc_bytes *target, const char *text) {
    if (!text || text == (const char *)-1) return;
    while (*text && target->length < sizeof target->bytes) {
        if (text[0] == '$' && text[1] == '<') {
            const char *end = strchr(text, '>');
            if (end) {
                text = end + 1;
                continue;
            }
        }
        target->bytes[target->length++] = *text++;
    }
}

static void choose_locale(void) {
    // Only the character type: numbers in files must not change with the user's language.
    setlocale(LC_CTYPE, "");
    const char *codeset = nl_langinfo(CODESET);
    if (strcmp(codeset, "ANSI_X3.4-1968") == 0) {
        // A plain C locale says nothing about the terminal, and today's are UTF-8.
        if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "en_US.UTF-8");
        codeset = nl_langinfo(CODESET);
    }
    is_utf8 = strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0;
}

static int open_log(const char *path) {
    if (path) {
        hc_state.log = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    } else {
        hc_state.log = memfd_create("heddle-log", MFD_CLOEXEC);
    }
    if (hc_state.log < 0) return 0;
    hc_state.log_start = lseek(hc_state.log, 0, SEEK_END);
    return 1;
}

// What C code printed goes where it belongs before the descriptors change their places.
static void flush_output(void) {
    fflush(stdout);
    fflush(stderr);
}

static void redirect_output(void) {
    flush_output();
    dup2(hc_state.log, STDOUT_FILENO);
    dup2(hc_state.log, STDERR_FILENO);
}

static int duplicate(int descriptor) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

static int open_files(const char *log_path) {
    if (!isatty(STDOUT_FILENO)) return HC_NOT_A_TERMINAL;
    int input = isatty(STDIN_FILENO) ? duplicate(STDIN_FILENO)
                                     : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (input < 0) return HC_NOT_A_TERMINAL;
    hc_state.tty = duplicate(STDOUT_FILENO);
    hc_state.saved_output = duplicate(STDOUT_FILENO);
    hc_state.saved_error = duplicate(STDERR_FILENO);
    input_file = fdopen(input, "r");
    output_file = hc_state.tty < 0 ? NULL : fdopen(hc_state.tty, "w");
    if (!input_file || !output_file || !open_log(log_path)) {
        open_errno = errno;
        if (!input_file) close(input);
        return HC_SYSTEM_ERROR;
    }
    return tcgetattr(hc_state.tty, &hc_state.saved) == 0 ? HC_OK : HC_NOT_A_TERMINAL;
}

static void close_descriptor(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

static void close_files(void) {
    if (input_file) fclose(input_file);
    if (output_file) {
        fclose(output_file);
        hc_state.tty = -1;
    }
    input_file = output_file = NULL;
    close_descriptor(&hc_state.tty);
    close_descriptor(&hc_state.saved_output);
    close_descriptor(&hc_state.saved_error);
}

static int start_terminal(const char *wanted) {
    const char *candidates[] = {wanted, "xterm-256color", "xterm"};
    for (int i = 0; i < 3 && !screen; i++) {
        snprintf(terminal_name, sizeof terminal_name, "%s", candidates[i]);
        screen = newterm(candidates[i], output_file, input_file);
    }
    if (!screen) return HC_UNKNOWN_TERMINAL;
    return cursor_address ? HC_OK : HC_DUMB_TERMINAL;
}

static void prepare_restore(void) {
    hc_state.leave_modes.length = 0;
    hc_state.leave_screen.length = 0;
    hc_bytes_add(&hc_state.leave_modes, leave_modes);
    if (title_set) hc_bytes_add(&hc_state.leave_modes, "\033[23;2t");
    hc_bytes_add(&hc_state.leave_modes, keypad_local);
    hc_bytes_add(&hc_state.leave_modes, exit_attribute_mode);
    hc_bytes_add(&hc_state.leave_modes, orig_pair);
    hc_bytes_add(&hc_state.leave_modes, cursor_normal);
    hc_bytes_add(&hc_state.leave_screen, exit_ca_mode);
}

static void start_colors(int wanted) {
    color_count = 0;
    if (!wanted || !has_colors() || start_color() != OK) return;
    use_default_colors();
    color_count = COLORS >= 0x1000000 ? 0x1000000 : COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
}

static void set_modes(void) {
    if (!getenv("ESCDELAY")) set_escdelay(25);
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    // Moved characters would carry a wrong guess of their width along.
    idcok(stdscr, FALSE);
    // A frame is always sent whole; the program itself reads ahead.
    typeahead(-1);
}

static void enter_terminal(void) {
    hc_guard_arm();
    send(enter_modes);
    if (mouse_on) send(enter_mouse);
}

static void close_at_exit_once(void) {
    static int registered;
    if (!registered) atexit(hc_close);
    registered = 1;
}

int hc_open(const char *log_path, int colors, int mouse) {
    if (screen) return HC_ALREADY_OPEN;
    const char *term = getenv("TERM");
    if (!isatty(STDOUT_FILENO)) return HC_NOT_A_TERMINAL;
    if (!term || !*term || !strcmp(term, "dumb") || !strcmp(term, "unknown")) {
        return HC_DUMB_TERMINAL;
    }
    close_descriptor(&hc_state.log);
    choose_locale();
    int result = open_files(log_path);
    if (result != HC_OK) {
        close_files();
        return result;
    }
    hc_state.leave_modes.length = hc_state.leave_screen.length = 0;
    mouse_on = mouse;
    title_set = 0;
    cursor_shown = 1;
    is_away = 0;
    // Before ncurses: it leaves signals alone that someone already handles.
    close_at_exit_once();
    hc_guard_install();
    hc_guard_arm();
    redirect_output();
    result = start_terminal(term);
    if (screen) prepare_restore();
    if (result != HC_OK) {
        hc_close();
        return result;
    }
    set_modes();
    start_colors(colors);
    hc_define_keys();
    hc_resize();
    enter_terminal();
    return HC_OK;
}

static int is_foreground(void) {
    return tcgetpgrp(hc_state.tty) == getpgrp();
}

void hc_close(void) {
    // In the background endwin would stop the process.
    int can_end = screen && !isendwin() && is_foreground();
    if (can_end) endwin();
    flush_output();
    hc_restore_terminal(!can_end && !is_away);
    hc_guard_remove();
    if (screen) delscreen(screen);
    screen = NULL;
    close_files();
}

int hc_open_errno(void) {
    return open_errno;
}

int hc_input_descriptor(void) {
    return input_file ? fileno(input_file) : -1;
}

int hc_width(void) {
    return screen ? COLS : 0;
}

int hc_height(void) {
    return screen ? LINES : 0;
}

int hc_colors(void) {
    return color_count;
}

int hc_is_utf8(void) {
    if (!screen) choose_locale();
    return is_utf8;
}

const char *hc_terminal_name(void) {
    return terminal_name;
}

int hc_terminfo_number(const char *term, const char *name) {
    TERMINAL *before = cur_term;
    int error = 0;
    if (setupterm(term, STDOUT_FILENO, &error) != OK) return -2;
    int number = tigetnum(name);
    TERMINAL *probed = set_curterm(before);
    if (probed && probed != before) del_curterm(probed);
    return number < 0 ? -1 : number;
}

void hc_resize(void) {
    if (!screen) return;
    struct winsize size;
    if (ioctl(hc_state.tty, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0
        && (size.ws_row != LINES || size.ws_col != COLS)) {
        resize_term(size.ws_row, size.ws_col);
    }
    // The terminal may have moved what was there.
    hc_invalidate();
}

void hc_invalidate(void) {
    if (screen) clearok(curscr, TRUE);
}

static attr_t curses_attributes(int attributes, int *foreground, int *background) {
    attr_t result = A_NORMAL;
    if (attributes & HC_BOLD) result |= A_BOLD;
    if (attributes & HC_DIM) result |= A_DIM;
    if (attributes & HC_ITALIC) result |= A_ITALIC;
    if (attributes & HC_UNDERLINE) result |= A_UNDERLINE;
    if (attributes & HC_REVERSE) result |= A_REVERSE;
    // Eight colours: the bright ones are bold, and a background has none.
    if (color_count == 8 && *foreground >= 8) {
        *foreground -= 8;
        result |= A_BOLD;
    }
    if (color_count == 8 && *background >= 8) *background -= 8;
    return result;
}

static int color_pair(int foreground, int background) {
    if (color_count == 0 || (foreground < 0 && background < 0)) return 0;
    int pair = alloc_pair(foreground, background);
    return pair < 0 ? 0 : pair;
}

// The text of one cell, or a mark of the same width where the C library's idea of the width is
// not ours: ncurses would go by the former.
static void cell_text(wchar_t *text, const uint32_t *scalars, int length, int width) {
    int count = length < CCHARW_MAX ? length : CCHARW_MAX;
    for (int i = 0; i < count; i++) text[i] = (wchar_t)scalars[i];
    text[count] = 0;
    if (wcwidth(text[0]) != width) {
        text[0] = is_utf8 ? 0xFFFD : L'?';
        text[1] = 0;
        return;
    }
    for (int i = 1; i < count; i++) {
        if (wcwidth(text[i]) != 0) {
            text[i] = 0;
            return;
        }
    }
}

void hc_put(
    int y, int x, const uint32_t *scalars, const uint8_t *lengths, const uint8_t *widths,
    int cells, int foreground, int background, int attributes) {
    if (!screen || is_away || y < 0 || y >= LINES || x < 0) return;
    attr_t style = curses_attributes(attributes, &foreground, &background);
    int pair = color_pair(foreground, background);
    for (int i = 0; i < cells && x + widths[i] <= COLS; i++) {
        wchar_t text[CCHARW_MAX + 1];
        cchar_t cell;
        cell_text(text, scalars, lengths[i], widths[i]);
        setcchar(&cell, text, style, (short)pair, &pair);
        mvwadd_wchnstr(stdscr, y, x, &cell, 1);
        // A mark stands for a wide character: its second half is a blank.
        if (widths[i] == 2 && wcwidth(text[0]) == 1) {
            setcchar(&cell, L" ", style, (short)pair, &pair);
            mvwadd_wchnstr(stdscr, y, x + 1, &cell, 1);
        }
        scalars += lengths[i];
        x += widths[i];
    }
}

void hc_settle(int y, int x) {
    if (!screen || is_away || y < 0 || y >= LINES) return;
    int column = x < COLS ? x : COLS - 1;
    wmove(stdscr, y, column);
    wnoutrefresh(stdscr);
    doupdate();
    hc_bytes move = {.length = 0};
    hc_bytes_add(&move, tparm(cursor_address, (long)y, (long)column));
    hc_write_all(hc_state.tty, move.bytes, move.length);
}

void hc_begin_frame(void) {
    if (screen && !is_away) send("\033[?2026h");
}

static void show_cursor(int shown) {
    if (shown == cursor_shown) return;
    cursor_shown = shown;
    curs_set(shown);
}

void hc_end_frame(int x, int y) {
    if (!screen || is_away) return;
    int visible = x >= 0 && x < COLS && y >= 0 && y < LINES;
    if (visible) wmove(stdscr, y, x);
    if (!visible) show_cursor(0);
    wnoutrefresh(stdscr);
    doupdate();
    if (visible) show_cursor(1);
    send("\033[?2026l");
}

void hc_suspend(void) {
    if (!screen) return;
    endwin();
    is_away = 1;
    flush_output();
    hc_restore_terminal(0);
    hc_guard_stop();
    hc_resume();
}

void hc_resume(void) {
    if (!screen) return;
    // A job that is ended while it is stopped must not wait for the terminal first.
    if (hc_termination_signal() && !is_foreground()) {
        is_away = 1;
        return;
    }
    redirect_output();
    is_away = 0;
    // In the background this stops the process until it is in the foreground again.
    while (tcsetattr(hc_state.tty, TCSADRAIN, &hc_state.saved) != 0 && errno == EINTR) {}
    // From a stop that ncurses does not know of, too, it must set up everything again.
    if (!isendwin()) endwin();
    hc_guard_arm();
    reset_prog_mode();
    hc_resize();
    enter_terminal();
    hc_guard_forget(HC_CONTINUED | HC_STOP | HC_RESIZED);
}

void hc_mouse(int on) {
    if (!screen) return;
    mouse_on = on;
    send(on ? enter_mouse : leave_mouse);
}

void hc_bell(void) {
    if (screen) beep();
}

static int has_title(void) {
    static const char *without[] = {"linux", "vt", "ansi", "cons", "sun", "mach", "wsvt"};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
        if (strncmp(terminal_name, without[i], strlen(without[i])) == 0) return 0;
    }
    return 1;
}

void hc_title(const char *utf8) {
    if (!screen || !has_title()) return;
    if (!title_set) {
        title_set = 1;
        send("\033[22;2t");
        prepare_restore();
    }
    char text[256];
    size_t length = 0;
    for (; *utf8 && length < sizeof text - 1; utf8++) {
        unsigned char byte = (unsigned char)*utf8;
        if (byte >= 0x20 && byte != 0x7F) text[length++] = *utf8;
    }
    text[length] = 0;
    send("\033]2;");
    send(text);
    send("\a");
}

void hc_clipboard(const char *base64, size_t length) {
    if (!screen) return;
    send("\033]52;c;");
    hc_write_all(hc_state.tty, base64, length);
    send("\a");
}

size_t hc_log(char *buffer, size_t offset, size_t size) {
    if (hc_state.log < 0) return 0;
    if (screen) fflush(stdout);
    ssize_t count = pread(hc_state.log, buffer, size, hc_state.log_start + (off_t)offset);
    return count > 0 ? (size_t)count : 0;
}
