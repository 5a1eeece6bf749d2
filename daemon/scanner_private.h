/*
 * Inside of scanner.h, shared by scanner*.c only.
 *
 *                  enable                    found, opened
 *     DISABLED ────────────► PROBING ───────────────────────► WATCHING (has sensors) or IDLE (has none)
 *        ▲  rights, crashes  ▲  │  ▲                             │  start, button, paper
 *        └──────────────┬────┼──┤  │ timer                       ▼
 *              not there│    │  │  ├──────── BACKOFF ◄──┐     STARTING ◄──────────────┐ saved, feeder: next sheet
 *                       ▼    │  └──┤  did not open      │        │ sheet comes        │
 *                     ABSENT ┘     └────────────────────┘        ▼                    │
 *        RELEASED ◄─ release (from rest) ─► enable            READING ──► SAVING ─────┤
 *                                                                │           │ glass  │ continue
 *        fault at any of the three: ATTENTION ◄── CANCELLING ◄───┤           ▼        │
 *           │  continue ► PROBING ► STARTING, same batch     too long,    OPEN_WAIT ──┘
 *           │  finish ► PROBING, or OPEN_WAIT for backs      cancel          │ finish, idle too long
 *           └───────────────────────────────────────────────────────────────► batch closed ► WATCHING or IDLE
 *
 * The feeder's "no more documents" closes the batch, or leads to OPEN_WAIT when the stack is to be turned over by hand;
 * scanner_to is the only function that changes the state.
 */
#ifndef SOHOA_DAEMON_SCANNER_PRIVATE_H
#define SOHOA_DAEMON_SCANNER_PRIVATE_H

#include "daemon/scanner.h"
#include "daemon/scanner_escl.h"
#include "model/scan_wire.h"
#include "model/wire_stream.h"

#define SCANNER_CRASHES_KEPT 8

/* What to do once the worker has opened the scanner. */
enum scanner_plan { PLAN_NOTHING, PLAN_SCAN };

/* The worker process and the talk with it. pid 0: there is none. */
struct scanner_worker {
    pid_t pid;
    int pidfd, sock;
    sd_event_source *io, *exit;
    sd_event_source *watchdog; /* of the call that is running */
    struct wire_stream stream;
    enum scan_call call;
    bool opened;     /* HELLO said GOOD */
    bool in_job;     /* from GO to DONE */
    bool asked;      /* a start was allowed and no page has been announced since: a sheet may be under way */
    bool terminated; /* SIGTERM was sent */
    bool killed;     /* SIGKILL was sent */
    bool expected;   /* its end is no surprise */
    bool broken;     /* it sent nonsense: nothing more is read from it */
};

/* A network scanner's own word, asked without opening it (scanner_network.c). */
struct scanner_network {
    struct escl_watch *watch; /* NULL: not watched */
    unsigned silent;          /* questions without an answer, in a row */
    bool lost;                /* it sleeps, or is gone */
    bool sees;                /* it tells what its feeder holds */
    bool had_paper;           /* as it said before this run */
    bool known;               /* the paper's state was told since the last scan: a change is an event */
    bool counting;            /* a run is over, and its count is wanted */
    bool asked_count;         /* the next answer brings it */
    unsigned again;           /* how often the batch went on by itself because of that */
};

struct scanner {
    const struct settings_scanner *set;
    struct scanner_env env;
    enum scanner_state state;
    struct scanner_status status; /* what was told last; names of the device */
    struct scanner_worker worker;
    struct scanner_network network;
    sd_event_source *timer; /* of the state: look again, retry, close when idle, recycle */
    void (*timer_action)(struct scanner *s);
    const struct scanner_tempo *tempo;
    char sane_dir[256]; /* private SANE configuration; "" none */

    struct scan_job job; /* of the batch, kept for going on */
    const struct settings_profile *profile; /* that was picked for it; NULL: none */
    bool manual_duplex;                     /* of the batch that is to begin */
    uint32_t sheets;                        /* likewise: stated; 0: not */
    enum scanner_plan plan;
    struct spool_batch *batch;
    struct spool_page *page;
    bool back; /* the side that came last, or is coming */
    uint64_t row_bytes, page_bytes;
    struct scan_begun begun;
    const char *fault;   /* code of what ended the run early; NULL: nothing did */
    uint32_t run_pages;  /* pages since the last GO */
    uint32_t run_images, run_sheets; /* that began to come in, whatever became of them */
    uint32_t same_pages; /* identical ones in a row */
    bool user_cancel;

    unsigned open_failures, busy_tries;
    bool reset_tried;                          /* the USB device, since it last opened */
    bool found_busy;                           /* the last failure to open: somebody else has it */
    char seen_usb[16], seen_port[64];          /* the USB device, when it last opened */
    int64_t crashes[SCANNER_CRASHES_KEPT]; /* monotonic ms, newest first */
};

/* scanner.c: the state and what is told */
void scanner_to(struct scanner *s, enum scanner_state state, const char *code);
void scanner_tell(struct scanner *s); /* the same state, new numbers */
void scanner_note(struct scanner *s, int level, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void scanner_set_timer(struct scanner *s, uint64_t ms, void (*action)(struct scanner *s)); /* ms 0: none */
void scanner_probe(struct scanner *s);
void scanner_rest(struct scanner *s, const char *code); /* WATCHING or IDLE, from wherever the worker is */

/* scanner_worker.c: the process */
int scanner_worker_start(struct scanner *s, struct so_error *err);
void scanner_worker_send(struct scanner *s, uint32_t type, const struct buf *payload);
void scanner_worker_go(struct scanner *s);
void scanner_worker_quit(struct scanner *s);   /* politely; its end is expected */
void scanner_worker_cancel(struct scanner *s); /* SIGTERM, then SIGKILL after cancel_grace */
void scanner_worker_kill(struct scanner *s);
void scanner_worker_discard(struct scanner *s); /* kills and reaps at once, without hooks */

/* scanner_open.c: what the answers to opening mean */
void scanner_on_hello(struct scanner *s, const struct scan_hello *h);
void scanner_on_sensor(struct scanner *s, const struct scan_sensor *sensor);
void scanner_on_open_failure(struct scanner *s, enum scan_status status);
bool scanner_reset_is_due(const struct scanner *s); /* of its USB device, before the next attempt to open it */
void scanner_on_crash(struct scanner *s); /* a worker ended without a word while nothing was being scanned */

/* scanner_capture.c: a job from GO to DONE */
void scanner_on_begun(struct scanner *s, struct scan_begun *begun); /* takes what begun owns */
void scanner_on_page(struct scanner *s, const struct scan_page *page);
void scanner_on_data(struct scanner *s, const void *data, size_t len);
void scanner_on_page_end(struct scanner *s, const struct scan_end *end);
void scanner_on_done(struct scanner *s, const struct scan_end *end);
void scanner_on_worker_lost(struct scanner *s); /* it ended amid a job */
void scanner_go(struct scanner *s);             /* with an open worker: STARTING */
void scanner_close_batch(struct scanner *s, bool suspect);
void scanner_on_run_over(struct scanner *s); /* the feeder is empty, and the scanner's count is known or never will be */
void scanner_check_count(struct scanner *s, uint32_t counted);
bool scanner_turn_is_due(const struct scanner *s); /* fronts are done, the stack waits to be turned over */
bool scanner_may_turn(const struct scanner *s);    /* there are fronts, and nobody was asked yet to turn them over */
void scanner_ask_to_turn(struct scanner *s);

/* scanner_network.c: begins to ask a scanner with an address what it does */
void scanner_network_start(struct scanner *s);

/*
 * A run of the feeder is over: asks how many images the scanner itself has counted, and whether its feeder is empty, as the
 * backend says. True when the answer, or giving up on it, will go on with the same batch or call scanner_on_run_over.
 */
bool scanner_network_count(struct scanner *s);

/* scanner_text.c: what clerks are told; unknown codes give "" */
struct scanner_numbers {
    uint32_t sheet; /* 0: there are none, as on the glass */
    uint32_t pages, fronts, backs;
};
void scanner_text(const char *code, const struct scanner_numbers *numbers, char out_vi[SCANNER_TEXT_SIZE],
                  char out_en[SCANNER_TEXT_SIZE]);

/* Adds to the message which other program holds the scanner, where the code makes that likely and one is found. */
void scanner_name_owner(struct scanner *s, const char *code);

/* scanner_config.c: what the settings say, in the worker's words */
void scanner_make_open(const struct scanner *s, struct scan_open *ret_open); /* borrows from s and the settings */
const struct settings_profile *scanner_find_profile(const struct scanner *s, const char *name); /* NULL: none */
int scanner_make_job(const struct scanner *s, const struct scanner_request *request, struct scan_job *ret_job,
                     struct so_error *err);
/* The private SANE configuration, only the wanted backend, into s->sane_dir; "" when the backend is not known. */
int scanner_make_sane_config(struct scanner *s, struct so_error *err);
/* The worker's environment, NULL-terminated; NULL when memory is out. */
char **scanner_make_env(const struct scanner *s);
void scanner_free_env(char **env);

#endif
