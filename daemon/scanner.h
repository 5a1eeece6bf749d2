/*
 * One scanner: its worker, its batch, what the clerk is told. A state machine on the event loop; the diagram stands in
 * scanner_private.h. SANE itself runs only in the worker (worker_scan), which may hang or crash at any time.
 *
 * Every function must be called from the thread that runs the event loop; every hook is called from it, and may call
 * scanner_* except scanner_free. Functions that start something return at once; the outcome comes through the hooks.
 */
#ifndef SOHOA_DAEMON_SCANNER_H
#define SOHOA_DAEMON_SCANNER_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/result.h"
#include "conf/settings.h"
#include "spool/spool.h"

struct scanner;

enum scanner_state {
    SCANNER_DISABLED,   /* by settings, by missing rights or after too many crashes; scanner_enable */
    SCANNER_ABSENT,     /* not there; looked for again by a timer */
    SCANNER_PROBING,    /* a worker is opening it */
    SCANNER_IDLE,       /* closed; nothing on it can be watched */
    SCANNER_WATCHING,   /* open; buttons and sensors are polled */
    SCANNER_STARTING,   /* options are set, a sheet is asked for */
    SCANNER_READING,    /* a page is coming in */
    SCANNER_SAVING,     /* the page goes to disk */
    SCANNER_OPEN_WAIT,  /* batch open: next page, or finish? */
    SCANNER_CANCELLING, /* being stopped: asked, then killed */
    SCANNER_ATTENTION,  /* a person must act: continue, or finish as it is */
    SCANNER_BACKOFF,    /* failed to open; tries again by itself */
    SCANNER_RELEASED,   /* given to another program; scanner_enable */
    SCANNER_STATES
};
const char *scanner_state_name(enum scanner_state s); /* "disabled" … "released" */

/* What a clerk is told; code is stable for JSON and tests. */
#define SCANNER_CODE_SIZE 32
#define SCANNER_TEXT_SIZE 320

struct scanner_status {
    const char *name; /* borrowed: lives as long as the scanner */
    const char *label;
    enum scanner_state state;
    char code[SCANNER_CODE_SIZE];       /* "jammed", "feeder_empty", …; "" when there is nothing to say */
    char message_vi[SCANNER_TEXT_SIZE]; /* one or two sentences: what is wrong, what to do */
    char message_en[SCANNER_TEXT_SIZE];
    char batch[SPOOL_UUID_SIZE]; /* "" when no batch is open */
    uint32_t pages;              /* whole pages in the batch, or in the last one when none is open */
    uint32_t sheet;              /* the sheet that is being read, or that must be put back first; 0: none */
    uint32_t last_page;          /* number of the last whole page; 0: none */
    uint32_t partial;            /* number of the page that broke off last in the batch, kept as evidence; 0: none */
    int64_t last_record;         /* its id in the store once it is there, to be shown; else 0 */
    uint32_t lines_read, lines;  /* progress of the page that is coming in; lines 0: unknown */
    bool can_start, can_continue, can_finish, can_cancel, can_release, can_enable;
    int64_t released_until_ms; /* wall clock: when RELEASED ends by itself; 0: never */
    bool paper_loaded; /* as the sensor last said; false without a sensor */
    bool watched;      /* it has buttons or sensors */
    uint32_t polls;    /* rounds of questions to them since it was opened */
    char device[256];  /* SANE name when last seen; vendor and model likewise */
    char vendor[64];
    char model[64];
};

/* A page that is safe on disk and waits for the store, or (kind other than whole) one that a person must know of. */
struct scanner_page {
    const struct spool_batch_info *batch;
    const struct spool_page_info *page;
};

enum scanner_event { SCANNER_EVENT_BUTTON, SCANNER_EVENT_PAPER };

struct scanner_hooks {
    void *ctx;
    void (*page)(void *ctx, struct scanner *s, const struct scanner_page *page);
    void (*state)(void *ctx, struct scanner *s, const struct scanner_status *status);
    /* A press or a sheet put in, whether or not it starts a scan; name is that of the option. */
    void (*event)(void *ctx, struct scanner *s, enum scanner_event event, const char *name);
    void (*batch_closed)(void *ctx, struct scanner *s, const struct spool_batch_info *batch);
    void (*log)(void *ctx, struct scanner *s, int level, const char *line); /* levels of base/log.h; may be NULL */
    bool (*anybody)(void *ctx); /* does anyone look at the page now? NULL: yes */
};

/* How patient the machine is where the settings have no say; tests are less so. Milliseconds. */
struct scanner_tempo {
    uint32_t open_retry[3]; /* a scanner that sleeps may need several attempts before anybody is told */
    uint32_t backoff[4];    /* then, and after a crash; the last one for ever after */
    uint32_t absent;        /* between two looks for a scanner that is not there */
    uint32_t busy;          /* between two starts while another program has the scanner */
    uint32_t busy_tries;
    uint32_t close;         /* for a worker to close the scanner and end */
    uint32_t recycle;       /* age at which an idle worker is replaced: backends leak */
    uint32_t network, network_quiet; /* between two questions to a network scanner: somebody looks, nobody does */
    uint32_t network_lost;           /* the longest such time, while it does not answer */
    uint32_t network_timeout;
};

/*
 * What all scanners share. It is copied; what it points to is borrowed until the last scanner is freed. The workers'
 * environment is empty but for the basics and the variables that the daemon's own SOHOA_SCAN_ENV names
 * ("LD_LIBRARY_PATH,…"), which is for tests and demonstrations.
 */
struct scanner_env {
    sd_event *loop;
    struct spool *spool;         /* already recovered */
    const char *worker;          /* path of worker_scan */
    const char *run_dir;         /* folder for the workers' private SANE configuration; made where needed */
    const char *sane_config_dir; /* a SANE configuration to use as it is; NULL or "": private or the system's */
    const struct scanner_tempo *tempo; /* NULL: the usual */
    const char *system_root;           /* where /proc and /run are looked at for other programs; NULL: "/" */
    const struct scanner_hooks *hooks;
};

/*
 * Begins to look for the scanner (unless disabled). A batch that a crash left paused is taken up: the state is then
 * ATTENTION with code "interrupted". settings must outlive the scanner.
 */
int scanner_new(const struct settings_scanner *settings, const struct scanner_env *env, struct scanner **ret_scanner,
                struct so_error *err);

/* Ends the worker (killing it when it lingers), leaves an open batch paused on disk. Accepts NULL. */
void scanner_free(struct scanner *s);

/* What differs from the settings for one scan; NULL or zero fields: as the profile says, or else the scanner's settings. */
struct scanner_request {
    const char *profile; /* one of the settings' */
    const char *source;  /* "Flatbed", "ADF Duplex", … */
    const char *mode;
    const char *paper; /* as in the settings: "A5", "85x54", "max" */
    uint32_t resolution;
    uint32_t sheets;    /* put in, as a person said; 0: nothing said */
    bool manual_duplex; /* all fronts, then the stack turned over by hand and all backs */
};

/* A new batch. SO_EBUSY: not in this state; SO_ENOTFOUND: no such profile; SO_EINVALID: no such paper. */
int scanner_start_scan(struct scanner *s, const struct scanner_request *request, struct so_error *err);
/* Next page, the backs of a stack that was turned over, or after a fault: the same batch goes on. */
int scanner_continue(struct scanner *s, struct so_error *err);
int scanner_finish(struct scanner *s, struct so_error *err);   /* closes the batch as it is */
int scanner_cancel(struct scanner *s, struct so_error *err);   /* stops what it does; pages so far are kept */
int scanner_enable(struct scanner *s, struct so_error *err);   /* after DISABLED or RELEASED; also: look again now */

/*
 * Closes the device so that another program can use it, for so many minutes (at most SCANNER_RELEASE_MAX; 0: until
 * scanner_enable or scanner_start_scan). Once more while RELEASED: for so long from now on.
 */
#define SCANNER_RELEASE_MAX (24 * 60)
int scanner_release(struct scanner *s, unsigned minutes, struct so_error *err);

/* USB devices came or went: a scanner that is away, closed or without rights is looked for at once, by a fresh worker. */
void scanner_look_again(struct scanner *s);

/* The store holds a page of the scanner's batch: noted in the spool, and told with the status. */
int scanner_handed(struct scanner *s, const char *batch, uint32_t number, int64_t record, struct so_error *err);

void scanner_get_status(const struct scanner *s, struct scanner_status *ret_status);
const char *scanner_name(const struct scanner *s);
const struct settings_scanner *scanner_settings(const struct scanner *s);

#endif
