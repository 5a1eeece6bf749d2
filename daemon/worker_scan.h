/* What the sources of worker_scan share: the socket to the daemon and the open scanner. */
#ifndef SOHOA_DAEMON_WORKER_SCAN_H
#define SOHOA_DAEMON_WORKER_SCAN_H

#include <signal.h>

#include "scan/scan.h"
#include "scan/watch.h"

struct worker {
    struct scan_device *device;
    char *device_name, *type;
    struct scan_watch watch;
    uint32_t poll_ms;
    unsigned drains; /* readings at DRAIN_MS since the start or the last job */
    bool used;    /* a scan ran on this handle: a further start may need it opened anew */
    bool gone;    /* the daemon does not listen any more */
};

/* Set by SIGTERM: cancel what runs, report, end. */
extern volatile sig_atomic_t worker_stop;

/* While set, SIGTERM calls sane_cancel on this device. */
extern struct scan_device *volatile worker_cancels;

/* Sends a frame; put writes its payload (NULL: none). Failures set gone. */
void worker_send(struct worker *w, uint32_t type, const struct buf *payload);
void worker_call(struct worker *w, enum scan_call call);
void worker_log(struct worker *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Runs one job to its end and reports it. The status tells whether the device may stay open: GOOD or NO_DOCS. */
enum scan_status worker_run_job(struct worker *w, const struct scan_job *job);

/* Asked from the command line: JSON on standard output, the exit status. Only a failed open comes back; else they exit. */
int worker_list(bool local_only);
int worker_options(const char *device);
int worker_test(const char *device, const char *source, const char *mode, const char *resolution);

#endif
