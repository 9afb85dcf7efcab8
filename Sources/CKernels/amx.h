/// Matrix tiles (AMX): whether the processor and the system allow them, and their set-up.
///
/// A thread loads shapes before its first tile instruction and releases the tiles after its last,
/// within one chunk of work: the pool's threads and the caller's do other things between.
#ifndef CK_AMX_H
#define CK_AMX_H

#include "kernels.h"

#if defined(__x86_64__) && defined(__linux__)
#define CK_HAS_TILES 1

/// Rows of a tile, and bytes of its row, at most.
enum { CK_TILE_ROWS = 16, CK_TILE_BYTES = 64 };

/// Shapes of the eight tiles, as the processor reads them. `palette` is 1; tiles that are not used
/// have 0 rows of 0 bytes.
typedef struct {
    uint8_t palette;
    uint8_t start_row;
    uint8_t reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
} ck_tile_shapes;

/// 1 if there are tiles for 8-bit integers and bfloat16, and the system lets this process use them.
/// Asks the system once, for all threads.
int ck_amx_available(void);

/// 1 if they are available and the instruction set in use is the one that has them.
int ck_amx_in_use(void);

/// Clears all tiles and gives them shapes.
void ck_tiles_load(const ck_tile_shapes *shapes);

/// Ends the use of tiles in this thread.
void ck_tiles_release(void);

#endif

#endif
