/* A scanner machine on a real event loop, with the real worker, libsane's real loader and the virtual scanner. */
#ifndef VSCAN_RIG_H
#define VSCAN_RIG_H

#include "daemon/scanner.h"
#include "spool/disk.h"

#define RIG_PAGES_MAX 400

struct rig_page {
    struct spool_page_info info;
    char batch[SPOOL_UUID_SIZE];
};

struct rig {
    char dir[256];  /* everything below it: desk/, spool/, run/, cfg/ */
    char desk[300]; /* the virtual scanner's folder */
    char system_root[300]; /* stands for / where other programs are looked for */
    bool private_config; /* the daemon makes SANE's configuration, as in production */
    struct settings_scanner settings;
    struct scanner_tempo tempo;
    struct scanner_hooks hooks;
    struct scanner_env env;
    sd_event *loop;
    struct spool *spool;
    struct scanner *scanner;
    struct scanner_status status; /* as told last */
    struct rig_page pages[RIG_PAGES_MAX];
    unsigned npages;
    unsigned recovered; /* how many of them came from spool_recover */
    unsigned closed;    /* batches */
    enum spool_batch_state closed_as;
    struct spool_batch_info closed_info; /* of the last one that was closed */
    unsigned buttons, papers, bugs; /* bugs: transitions that the diagram does not have, and other errors told */
    uint32_t ack_ms_max, acks;
    struct buf log; /* all lines */
    struct spool_disk *disk; /* for the spool; NULL: the real one */
    void (*on_page)(struct rig *rig); /* called after each page was noted; may be NULL */
};

/* A fresh folder with an empty desk. Fails the test on any error. */
void rig_init(struct rig *rig);
void rig_start(struct rig *rig);   /* opens the spool, recovers it, makes the scanner */
void rig_stop(struct rig *rig);    /* frees the scanner and the spool; the folder stays */
void rig_destroy(struct rig *rig); /* stop, and removes the folder */

/* Sheet n (from 1) into the feeder; the back only where wanted. Deterministic noise, another for each side. */
void rig_put_sheet(const struct rig *rig, unsigned n, bool back);
/* The back of sheet n alone, as the feeder's place-th: of a stack that was turned over. */
void rig_put_back(const struct rig *rig, unsigned place, unsigned n);
void rig_put_glass(const struct rig *rig, unsigned n);
void rig_put_file(const struct rig *rig, const char *name, const char *text); /* in the desk's folder */
void rig_remove_file(const struct rig *rig, const char *name);
bool rig_has_file(const struct rig *rig, const char *name);

/* What the clerk does after a fault: sheet n back into the feeder if it lies in the tray. */
void rig_return_sheet(const struct rig *rig, unsigned n);
void rig_return_back(const struct rig *rig, unsigned place); /* of a stack that was turned over, by its place there */

/* Runs the loop until the scanner is in the state (or test is true); fails the test after 20 s. */
void rig_until(struct rig *rig, enum scanner_state state);
void rig_until_true(struct rig *rig, bool (*test)(const struct rig *rig));
bool rig_until_either(struct rig *rig, bool (*test)(const struct rig *rig), unsigned ms); /* false: time is over */
void rig_run_ms(struct rig *rig, unsigned ms);
bool rig_batch_closed(const struct rig *rig); /* a batch is, and the scanner watches again; for rig_until_true */

bool rig_logged(const struct rig *rig, const char *text);
void rig_clear_log(struct rig *rig);

/* The worker of this process; 0 when there is none. */
pid_t rig_worker(pid_t parent);

/* Ends the worker of this process (or of the child pid) with SIGKILL; false when there is none. */
bool rig_kill_worker(pid_t parent);

/* What became of the sides 1..sheets, over all batches; rig_check_spool without judgement, and added up. */
struct rig_tally {
    unsigned sides;                      /* that lay in the feeder */
    unsigned lost, twice, half_as_whole; /* never whole; whole more than once; called whole, and not the whole raster */
    unsigned recovered, partial, empty, unknown, repeats;
};
void rig_count_spool(struct rig *rig, unsigned sheets, bool both, struct rig_tally *io_tally);

/*
 * All whole pages of all batches, as the spool lists them: each side of the sheets 1..sheets exactly once, in order,
 * every file what lay in the feeder. Fails the test otherwise.
 */
void rig_check_spool(struct rig *rig, unsigned sheets, bool both);

/* True when the page's raster is byte for byte that side of sheet n. */
bool rig_page_is(const struct rig_page *page, unsigned sheet, bool back);
/* Sheet and side whose raster begins like the file's; 0 when none of the first 64 does. *ret_whole: to its end. */
unsigned rig_identify(const char *path, bool *ret_back, bool *ret_whole);

#endif
