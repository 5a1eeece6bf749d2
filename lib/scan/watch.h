/* Buttons and sensors: which options of a scanner to read while nothing is scanned, and what their changes mean. */
#ifndef SOHOA_SCAN_WATCH_H
#define SOHOA_SCAN_WATCH_H

#include "scan/scan.h"

struct scan_watched {
    enum scan_sensor_kind kind;
    char *name;
    const char *press_first; /* a button option that makes the backend read the hardware anew, or NULL */
    char value[SCAN_NAME_MAX + 1]; /* as last told; "" before the first reading */
    char seen[SCAN_NAME_MAX + 1];  /* as last read */
    int64_t since_ms;              /* monotonic, of seen */
    int64_t deaf_until_ms;
    bool drained; /* of a button: what was pressed before anybody listened has gone by */
};

struct scan_watch {
    struct scan_watched *items;
    size_t len, cap;
    uint32_t settle_ms, debounce_ms;
};

/*
 * The options to watch: those that the table knows for the backend, and each yes/no option that only the hardware can
 * set. Options that make a start block until somebody presses a key are never among them.
 */
enum scan_status scan_watch_init(struct scan_device *d, const char *device_name, struct scan_watch *ret_watch);
void scan_watch_free(struct scan_watch *w);

/* Reads each watched option once, and tells the changes. now_ms is monotonic. The failure of any ends the round. */
enum scan_status scan_watch_poll(struct scan_watch *w, struct scan_device *d, int64_t now_ms,
                                 void (*tell)(void *ctx, const struct scan_sensor *s), void *ctx);

/* After a scan: what happened meanwhile is not told as an event. */
void scan_watch_forget(struct scan_watch *w);

/* Whether every button has said the same twice since the last forgetting: presses from now on are meant for us. */
bool scan_watch_drained(const struct scan_watch *w);

/* One reading of one watched option; the rule of what a change is, without SANE. True when it is to be told. */
bool scan_watch_take(const struct scan_watch *w, struct scan_watched *o, const char *value, int64_t now_ms,
                     struct scan_sensor *ret_sensor);

/* The paper sensor's state now; false in *ret_known when there is none. */
bool scan_watch_paper(const struct scan_watch *w, struct scan_device *d, bool *ret_known);

#endif
