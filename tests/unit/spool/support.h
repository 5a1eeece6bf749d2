/* A spool in a folder of its own, on a disk that can be told to fail. */
#ifndef TEST_SPOOL_SUPPORT_H
#define TEST_SPOOL_SUPPORT_H

#include "spool/disk.h"
#include "spool/spool.h"

#define ROOM_WIDTH 40
#define ROOM_LINES 50
#define ROOM_BYTES (ROOM_WIDTH * ROOM_LINES)

/* fail_at counts down with every change to the disk; at 1 the change fails. lasting: and all after it. */
struct bad_disk {
    struct spool_disk disk;
    long fail_at;
    bool lasting;
    int error;      /* errno of the failure */
    bool torn;      /* a write that fails has written half of its bytes */
    unsigned failed;
};

struct room {
    char dir[256];
    struct bad_disk bad;
    struct spool *spool;
    unsigned told; /* pages told by the last recovery */
    struct spool_page_info pages[64];
    struct spool_batch_info batches[64];
    unsigned troubles;
};

void room_init(struct room *room);
void room_open(struct room *room);    /* opens the spool, without recovery */
void room_recover(struct room *room); /* and fills told, pages, batches */
void room_close(struct room *room);   /* as a crash would: nothing is put in order */
void room_destroy(struct room *room);

int room_begin_batch(struct room *room, bool flatbed, bool duplex, struct spool_batch **ret_batch);
struct scan_page room_page(bool back); /* gray, ROOM_WIDTH × ROOM_LINES */

/* The raster of page n; content differs for each n. */
void room_fill(uint8_t out[ROOM_BYTES], unsigned n);

/* Writes page n in pieces and finishes it. The code of the first failure; *ret_info when SO_OK. */
int room_write_page(struct spool_batch *batch, unsigned n, bool back, struct spool_page_info *ret_info);

/* True when the file holds exactly the raster of page n. */
bool room_file_is(const char *path, unsigned n);

/* Path of a file of the only batch. */
void room_path(const struct room *room, const char *uuid, const char *name, char out[512]);

#endif
