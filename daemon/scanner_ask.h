/*
 * Questions to scanners outside of a scan: which are connected, what one can do, how a page comes. Each is a worker_scan of
 * its own that answers in JSON and may hang or crash: it is ended at its time limit. For command line and daemon.
 */
#ifndef SOHOA_DAEMON_SCANNER_ASK_H
#define SOHOA_DAEMON_SCANNER_ASK_H

#include <jansson.h>

#include "base/result.h"

struct scanner_asking {
    const char *worker;     /* path of worker_scan */
    const char *const *env; /* of the worker, NULL-terminated */
};

/* The caller's. Failures carry the worker's own reason: SO_EBUSY, SO_EIO; SO_ETIMEOUT, SO_ECRASHED. */

/* An array: device, vendor, model, type, serial, usb, port, and match with the settings' keys that name it for ever (none:
   ambiguous). */
int scanner_ask_list(const struct scanner_asking *how, json_t **ret_list, struct so_error *err);

/* An array of the driver's options. */
int scanner_ask_options(const struct scanner_asking *how, const char *device, json_t **ret_options, struct so_error *err);

/*
 * One page, of which nothing is kept: its measures, and in plain words for people "says" with an array of {code, message,
 * message_en}, first how it came, then what is wrong with it. source and mode "": the driver's; resolution "0".
 */
int scanner_ask_test(const struct scanner_asking *how, const char *device, const char *source, const char *mode,
                     const char *resolution, json_t **ret_test, struct so_error *err);

#endif
