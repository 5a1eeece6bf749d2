/*
 * What an eSCL scanner answers to GET {url}/ScannerStatus: a small HTTP/1.1 response with a small XML body. Pure and
 * bounded; the bytes come from the network.
 */
#ifndef SOHOA_DAEMON_SCANNER_ESCL_ANSWER_H
#define SOHOA_DAEMON_SCANNER_ESCL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#define ESCL_HEAD_MAX (8u * 1024)
#define ESCL_BODY_MAX (64u * 1024)
#define ESCL_ANSWER_MAX (ESCL_HEAD_MAX + 2 * ESCL_BODY_MAX) /* as it comes, with chunk sizes */

enum escl_device { ESCL_DEVICE_UNKNOWN, ESCL_IDLE, ESCL_PROCESSING, ESCL_TESTING, ESCL_STOPPED, ESCL_DOWN };

/* UNKNOWN: the device has no feeder, or does not tell. */
enum escl_adf { ESCL_ADF_UNKNOWN, ESCL_ADF_EMPTY, ESCL_ADF_LOADED, ESCL_ADF_BUSY, ESCL_ADF_JAM, ESCL_ADF_OPEN };

struct escl_status {
    unsigned http; /* status code; all but 200 leave the rest unknown */
    enum escl_device device;
    enum escl_adf adf;
    bool has_images; /* the newest job's own count is told */
    unsigned images;
};

/*
 * Reads the answer as far as it has come; closed: nothing more will. SO_EBUSY: more is needed. SO_EFORMAT, SO_ELIMIT,
 * SO_ENOMEM.
 */
int escl_answer_parse(const char *data, size_t len, bool closed, struct escl_status *ret_status);

#endif
