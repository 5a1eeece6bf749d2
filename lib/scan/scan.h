/*
 * SANE, thinly: what worker_scan needs of it, with options by name and answers as values. Only worker_scan links this.
 *
 * One thread uses all of it; only scan_device_cancel may come from elsewhere (a signal handler). Descriptors are asked
 * anew for each access, never kept, so that SANE_INFO_RELOAD_OPTIONS needs no care from callers.
 */
#ifndef SOHOA_SCAN_SCAN_H
#define SOHOA_SCAN_SCAN_H

#include "base/result.h"
#include "model/scan_wire.h"

struct scan_found {
    char *name, *vendor, *model, *type;
};

struct scan_found_list {
    struct scan_found *items;
    size_t len, cap;
};

/* Once a process, before anything else. */
enum scan_status scan_begin(void);

/* What is there now; local_only leaves out the network (and with it eSCL scanners). */
enum scan_status scan_list(bool local_only, struct scan_found_list *ret_list);
void scan_found_list_free(struct scan_found_list *list);

/*
 * The scanner that is meant: its index, or SCAN_NOT_FOUND, or SCAN_AMBIGUOUS when only the backend is known and several
 * have it. A key that is given and can't be checked speaks against a device: of two equal scanners the one that is left
 * is never taken for the other. sysfs is "/sys" (tests pass another): it tells which USB device hides behind "libusb:BBB:DDD".
 */
enum scan_status scan_match(const struct scan_open *want, const struct scan_found_list *list, const char *sysfs,
                            size_t *ret_index);

/* What names a scanner for ever, as the settings want it; "" where it is not needed. */
struct scan_identity {
    char device[SCAN_NAME_MAX + 1], url[SCAN_NAME_MAX + 1];
    char serial[128], usb[20], port[64], backend[64];
    struct {
        char serial[128], usb[20], port[64];
    } known; /* all that USB says of it, also where that makes no name */
};

/*
 * The fewest keys by which scan_match finds this device of the list and no other: address, serial number, USB identity,
 * the port with it, a name that does not change, the backend. SCAN_AMBIGUOUS when none of them does: a name with a bus
 * address in it is never taken, it changes with every replug. What is known is set in either case.
 */
enum scan_status scan_identify(const struct scan_found_list *list, size_t index, const char *sysfs,
                               struct scan_identity *ret_identity);

/* The USB device behind a SANE name: its "vendor:product" and port; both "" when it is none, or not known. */
void scan_usb_of_name(const char *name, const char *sysfs, char ret_ids[SCAN_NAME_MAX + 1],
                      char ret_port[SCAN_NAME_MAX + 1]);

/*
 * Resets the USB device that was seen_, or else that the keys lead to, as unplugging it would (USBDEVFS_RESET). devices is
 * "/dev/bus/usb" (tests pass another). out says which device, and how it went. SCAN_NOT_FOUND unless exactly one fits.
 */
enum scan_status scan_usb_reset(const struct scan_open *want, const char *sysfs, const char *devices,
                                char out[SCAN_NAME_MAX + 1]);

/* The SANE name by which an eSCL scanner is opened without discovery; malloc'ed, NULL when memory is out. */
char *scan_url_name(const char *url);

struct scan_device;
enum scan_status scan_device_open(const char *name, struct scan_device **ret_device);
void scan_device_close(struct scan_device *d); /* accepts NULL */
void scan_device_cancel(struct scan_device *d);

/* The value as text (SCAN_NAME_MAX + 1 bytes); SCAN_INVALID when there is no such active, readable option. */
enum scan_status scan_option_get(struct scan_device *d, const char *name, char out[SCAN_NAME_MAX + 1]);

/*
 * Sets an option from text: a string of its list (letter case does not matter), a number (brought into range, to the
 * nearest listed one), yes/no, or "" for a button. out gets the value in force. OPTION_UNKNOWN, OPTION_INACTIVE and
 * OPTION_REFUSED leave things as they were.
 */
enum scan_option_result scan_option_set(struct scan_device *d, const char *name, const char *value,
                                        char out[SCAN_NAME_MAX + 1]);

/* One option as people see it. */
#define SCAN_DESCRIBED_MAX 1024
#define SCAN_CHOICES_MAX 256

struct scan_description {
    char name[SCAN_NAME_MAX + 1], title[SCAN_NAME_MAX + 1];
    const char *type;              /* "bool", "int", "fixed", "string", "button" */
    const char *unit;              /* "", "px", "bit", "mm", "dpi", "%", "µs" */
    char value[SCAN_NAME_MAX + 1]; /* "" when it can't be read now */
    bool active, settable, has_range;
    double min, max, step; /* of a range; step 0: any */
    struct {
        char **items;
        size_t len, cap;
    } choices; /* of a list */
};

/* The option at index (from 1): SCAN_EOF after the last, SCAN_NOT_FOUND where there is a heading. */
enum scan_status scan_describe(struct scan_device *d, uint32_t index, struct scan_description *ret_description);
void scan_description_free(struct scan_description *d);

/* Sets a whole job in the order that backends need; tell is called for each option that was tried. */
enum scan_status scan_apply_job(struct scan_device *d, const char *type, const struct scan_job *job,
                                void (*tell)(void *ctx, const struct scan_option *o), void *ctx,
                                struct scan_begun *ret_begun);

/* Lines that the page geometry in force asks for at its resolution; 0: not known. */
uint32_t scan_wanted_lines(struct scan_device *d, uint32_t resolution);

enum scan_format { SCAN_FRAME_GRAY, SCAN_FRAME_RGB, SCAN_FRAME_RED, SCAN_FRAME_GREEN, SCAN_FRAME_BLUE };

struct scan_frame {
    enum scan_format format;
    bool last;
    uint32_t row_bytes, width, depth;
    uint32_t lines; /* 0: not known */
};

/* The next frame: SCAN_GOOD, or why not (SCAN_NO_DOCS, SCAN_JAMMED …). */
enum scan_status scan_start(struct scan_device *d);
enum scan_status scan_frame_of(struct scan_device *d, struct scan_frame *ret_frame); /* SCAN_TOO_LARGE over limits */

/* SCAN_GOOD (also with *ret_len 0), SCAN_EOF, or the failure; *ret_len counts in every case. */
enum scan_status scan_read(struct scan_device *d, void *data, size_t max, size_t *ret_len);

#endif
