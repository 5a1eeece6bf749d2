/*
 * The talk between the daemon and worker_scan, over the socket that the worker finds as descriptor 3.
 *
 *     daemon  → SCAN_OPEN
 *     worker  → SCAN_HELLO                       opened, or why not (then it exits)
 *     worker  → SCAN_SENSOR … SCAN_ALIVE         while idle: changes, then a sign of life for each poll; and after a job
 *     daemon  → SCAN_GO
 *     worker  → SCAN_OPTION … SCAN_BEGUN         what is in force
 *     worker  → SCAN_PAGE, SCAN_DATA …, SCAN_PAGE_END
 *     daemon  → SCAN_ACK | SCAN_STOP             the page is on disk: the next one | no more
 *     worker  → SCAN_DONE                        after NO_DOCS or STOP it stays open and idle, else it exits
 *     daemon  → SCAN_QUIT or closes the socket   the worker closes the scanner and exits
 *
 * Before each call into SANE that may hang the worker says SCAN_CALL, so that the daemon can time it. SIGTERM makes the
 * worker cancel what it does, report, close and exit.
 */
#ifndef SOHOA_MODEL_SCAN_WIRE_H
#define SOHOA_MODEL_SCAN_WIRE_H

#include "base/result.h"
#include "model/wire.h"

#define SCAN_SOCKET_FD 3
#define SCAN_DATA_MAX (64u * 1024)     /* bytes of one SCAN_DATA */
#define SCAN_FRAME_MAX (256u * 1024)   /* bytes of any payload of this talk */
#define SCAN_NAME_MAX 256u             /* bytes of an option name, a value, a device name */
#define SCAN_OPTIONS_MAX 64u           /* extra options of a job, tries of a source */
#define SCAN_SIDE_PIXELS_MAX 100000u   /* width or height of a page */

enum scan_message {
    SCAN_HELLO = 0x200, /* scan_hello */
    SCAN_SENSOR,        /* scan_sensor */
    SCAN_ALIVE,         /* nothing */
    SCAN_OPTION,        /* scan_option */
    SCAN_BEGUN,         /* scan_begun */
    SCAN_PAGE,          /* scan_page */
    SCAN_DATA,          /* raster bytes, bare */
    SCAN_PAGE_END,      /* scan_end */
    SCAN_DONE,          /* scan_end */
    SCAN_LOG,           /* str English line */
    SCAN_CALL,          /* u8 scan_call */

    SCAN_OPEN = 0x280, /* scan_open */
    SCAN_GO,           /* scan_job */
    SCAN_ACK,          /* nothing */
    SCAN_STOP,         /* nothing */
    SCAN_QUIT          /* nothing */
};

/* What SANE answered, by SANE's own numbers (sane.h), which only the room scan may include. */
#define SCAN_STATUS_LIST(X)                                                                                            \
    X(SCAN_GOOD, 0, "good")                                                                                            \
    X(SCAN_UNSUPPORTED, 1, "unsupported")                                                                              \
    X(SCAN_CANCELLED, 2, "cancelled")                                                                                  \
    X(SCAN_DEVICE_BUSY, 3, "busy")                                                                                     \
    X(SCAN_INVALID, 4, "invalid")                                                                                      \
    X(SCAN_EOF, 5, "eof")                                                                                              \
    X(SCAN_JAMMED, 6, "jammed")                                                                                        \
    X(SCAN_NO_DOCS, 7, "no_docs")                                                                                      \
    X(SCAN_COVER_OPEN, 8, "cover_open")                                                                                \
    X(SCAN_IO_ERROR, 9, "io_error")                                                                                    \
    X(SCAN_NO_MEMORY, 10, "no_memory")                                                                                 \
    X(SCAN_ACCESS_DENIED, 11, "access_denied")                                                                         \
    X(SCAN_NOT_FOUND, 12, "not_found")  /* ours: no scanner matches */                                                 \
    X(SCAN_AMBIGUOUS, 13, "ambiguous")  /* ours: several match; a person must choose */                                \
    X(SCAN_TOO_LARGE, 14, "too_large")  /* ours: a page over a limit */

enum scan_status {
#define SCAN_STATUS_ENUM(name, value, text) name = value,
    SCAN_STATUS_LIST(SCAN_STATUS_ENUM)
#undef SCAN_STATUS_ENUM
        SCAN_STATUSES
};
const char *scan_status_name(enum scan_status s); /* stable snake_case name for JSON and logs; never NULL */

/* The call into SANE that the worker is about to make. */
enum scan_call { SCAN_CALL_OPEN, SCAN_CALL_OPTIONS, SCAN_CALL_START, SCAN_CALL_READ, SCAN_CALL_CANCEL, SCAN_CALL_CLOSE,
                 SCAN_CALLS };
const char *scan_call_name(enum scan_call c);

/* Which scanner: all keys that are known, "" for unknown. Tried in this order: device, url, serial, usb, port, backend. */
struct scan_open {
    char *device;         /* exact SANE name */
    char *url;            /* eSCL address, opened without discovery */
    char *serial;         /* inside the SANE name, or the USB serial number */
    char *usb;            /* "04c5:11a2" */
    char *port;           /* USB port path of sysfs, "1-1.4" */
    char *backend;        /* "fujitsu"; alone it matches when exactly one such scanner is there */
    uint32_t poll_ms;     /* between two polls of the watched options; 0: do not watch */
    uint32_t settle_ms;   /* a paper sensor must stand so long */
    uint32_t debounce_ms; /* a button is deaf so long after an event */
    bool usb_reset;       /* first of all reset its USB device: as seen before, or else by the keys above */
    char *seen_usb, *seen_port; /* as an earlier HELLO said; "" not known */
};

struct scan_hello {
    enum scan_status status;
    char *text;   /* English reason when status is not SCAN_GOOD */
    char *device; /* SANE name; "" when none was found */
    char *vendor;
    char *model;
    char *type;
    uint32_t watched; /* options that are being polled */
    char *usb, *port; /* of the USB device behind it, as in scan_open; "" not known */
};

enum scan_sensor_kind { SENSOR_BUTTON, SENSOR_PAPER, SENSOR_COVER, SENSOR_KINDS };

/* A change of a watched option. The first value after opening is no change and is sent with initial set. */
struct scan_sensor {
    enum scan_sensor_kind kind;
    char *name;
    char *value; /* "0", "1", a number, or the string of a string option */
    bool on;     /* pressed, loaded, open */
    bool initial;
};

struct scan_setting {
    char *name;
    char *value;
};

struct scan_job {
    char **sources; /* tried in order; the first that the scanner knows is taken; none: leave as it is */
    size_t nsources;
    char *mode; /* "" leaves it */
    uint32_t resolution;
    uint32_t width_um, height_um; /* of the paper, overscan included; 0: as large as can be */
    struct scan_setting *settings; /* further options, set where active, told where not */
    size_t nsettings;
};

enum scan_option_result { OPTION_SET, OPTION_INEXACT, OPTION_REFUSED, OPTION_INACTIVE, OPTION_UNKNOWN, OPTION_RESULTS };
const char *scan_option_result_name(enum scan_option_result r);

struct scan_option {
    char *name;
    char *value; /* in force afterwards; what was asked when it was not set */
    enum scan_option_result result;
};

struct scan_begun {
    char *source; /* in force; "" when the scanner has no such option */
    char *mode;
    uint32_t resolution;
    bool flatbed; /* one page, then done */
    bool duplex;  /* every second page is a back */
};

enum scan_raster { RASTER_BILEVEL, RASTER_GRAY, RASTER_RGB, RASTERS };

/*
 * A page's raster as PNM wants it: rows without padding, 1 bit (1 is black), 8 or 16 bit (big-endian) a sample, RGB
 * interleaved; three-pass frames are already woven together.
 */
struct scan_page {
    enum scan_raster raster;
    uint32_t depth; /* bits a sample: 1, 8, 16 */
    uint32_t width; /* pixels */
    uint32_t lines; /* 0: not known before the end */
    uint32_t want_lines; /* what the paper size asks for; 0: unknown */
    uint32_t resolution;
    bool back;
};

struct scan_end {
    enum scan_status status; /* SCAN_GOOD: a page ended with all it promised */
    uint32_t pages;          /* of the job so far */
    bool has_count;
    uint32_t counted; /* what the scanner's own counter says of the job so far */
    char *text;              /* English; "" when the status says it all */
};

int scan_wire_put_open(struct buf *b, const struct scan_open *o);
int scan_wire_get_open(struct wire_in *in, struct scan_open *ret_o); /* frees what it got on failure; likewise below */
int scan_wire_put_hello(struct buf *b, const struct scan_hello *h);
int scan_wire_get_hello(struct wire_in *in, struct scan_hello *ret_h);
int scan_wire_put_sensor(struct buf *b, const struct scan_sensor *s);
int scan_wire_get_sensor(struct wire_in *in, struct scan_sensor *ret_s);
int scan_wire_put_job(struct buf *b, const struct scan_job *j);
int scan_wire_get_job(struct wire_in *in, struct scan_job *ret_j);
int scan_wire_put_option(struct buf *b, const struct scan_option *o);
int scan_wire_get_option(struct wire_in *in, struct scan_option *ret_o);
int scan_wire_put_begun(struct buf *b, const struct scan_begun *v);
int scan_wire_get_begun(struct wire_in *in, struct scan_begun *ret_v);
int scan_wire_put_page(struct buf *b, const struct scan_page *p);
int scan_wire_get_page(struct wire_in *in, struct scan_page *ret_p);
int scan_wire_put_end(struct buf *b, const struct scan_end *e);
int scan_wire_get_end(struct wire_in *in, struct scan_end *ret_e);

void scan_open_free(struct scan_open *o); /* frees what it owns and zeroes it; likewise below */
void scan_hello_free(struct scan_hello *h);
void scan_sensor_free(struct scan_sensor *s);
void scan_job_free(struct scan_job *j);
void scan_option_free(struct scan_option *o);
void scan_begun_free(struct scan_begun *v);
void scan_end_free(struct scan_end *e);

/* Bytes of one row of the raster. */
uint64_t scan_page_row_bytes(const struct scan_page *p);

#endif
