#include "ccurses.h"
int hc_placeholder(void) { return 0; }
