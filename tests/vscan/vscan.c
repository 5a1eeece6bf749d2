/* The SANE side of the virtual scanner; README.md in this folder says what it can play. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sane/sane.h>

#include "desk.h"
#include "image.h"
#include "options.h"

#define DESKS_MAX 8
#define READ_MAX 32768

struct device {
    struct desk desk;
    struct options options;
    bool scanning;              /* a frame has begun and is not read to its end */
    volatile sig_atomic_t stop; /* set by sane_cancel, which may come from a signal handler */
    SANE_Status stuck;          /* what every start answers until the device is opened anew */
    struct sheet sheet;
    bool back_next; /* the next start delivers the back of the same sheet */
    struct fault fault;
    SANE_Parameters params;
    uint8_t *raster;
    size_t size, at;
    int page_ms;        /* how long this side takes in all */
    struct timespec began;
};

static struct desk desks[DESKS_MAX];
static SANE_Device listed[DESKS_MAX];
static const SANE_Device *list[DESKS_MAX + 1];

#define EXPORT __attribute__((visibility("default")))
/* The names that libsane's loader asks for; sane.h declares only the front end's. */
#define DECLARED(type, name, ...) EXPORT type name(__VA_ARGS__); type name(__VA_ARGS__)

DECLARED(SANE_Status, sane_vscan_init, SANE_Int *version, SANE_Auth_Callback authorize)
{
    (void)authorize;
    if (version)
        *version = SANE_VERSION_CODE(SANE_CURRENT_MAJOR, SANE_CURRENT_MINOR, 0);
    return SANE_STATUS_GOOD;
}

DECLARED(void, sane_vscan_exit, void)
{
    int n = desk_find_all(desks, DESKS_MAX);
    for (int i = 0; i < n; i++)
        desk_trouble(&desks[i], "exit");
}

DECLARED(SANE_Status, sane_vscan_get_devices, const SANE_Device ***ret_list, SANE_Bool local)
{
    (void)local;
    int n = desk_find_all(desks, DESKS_MAX), shown = 0;
    for (int i = 0; i < n; i++) {
        desk_trouble(&desks[i], "list");
        if (desk_has(&desks[i], "unplugged") || !desk_has(&desks[i], "."))
            continue;
        listed[shown] = (SANE_Device){desks[i].name, "Sohoa", "Folder V1", "sheetfed scanner"};
        list[shown] = &listed[shown];
        shown++;
    }
    list[shown] = NULL;
    *ret_list = list;
    return SANE_STATUS_GOOD;
}

DECLARED(SANE_Status, sane_vscan_open, SANE_String_Const name, SANE_Handle *ret_handle)
{
    struct desk all[DESKS_MAX];
    int n = desk_find_all(all, DESKS_MAX), i = 0;
    while (i < n && name[0] && strcmp(all[i].name, name))
        i++;
    if (i == n || !desk_has(&all[i], "."))
        return SANE_STATUS_INVAL;
    desk_trouble(&all[i], "open");
    if (desk_has(&all[i], "unplugged"))
        return SANE_STATUS_INVAL;
    if (desk_has(&all[i], "denied"))
        return SANE_STATUS_ACCESS_DENIED;
    struct device *d = calloc(1, sizeof *d);
    if (!d)
        return SANE_STATUS_NO_MEM;
    d->desk = all[i];
    if (!options_init(&d->options, &d->desk)) {
        free(d);
        return SANE_STATUS_NO_MEM;
    }
    *ret_handle = d;
    return SANE_STATUS_GOOD;
}

DECLARED(void, sane_vscan_close, SANE_Handle handle)
{
    struct device *d = handle;
    desk_trouble(&d->desk, "close");
    free(d->raster);
    options_free(&d->options);
    free(d);
}

DECLARED(const SANE_Option_Descriptor *, sane_vscan_get_option_descriptor, SANE_Handle handle, SANE_Int option)
{
    struct device *d = handle;
    return option >= 0 && option < OPTIONS ? &d->options.descriptors[option] : NULL;
}

DECLARED(SANE_Status, sane_vscan_control_option, SANE_Handle handle, SANE_Int option, SANE_Action action, void *value,
         SANE_Int *info)
{
    struct device *d = handle;
    desk_trouble(&d->desk, "option");
    if (d->scanning && !d->stop && action != SANE_ACTION_GET_VALUE)
        return SANE_STATUS_DEVICE_BUSY;
    return options_control(&d->options, &d->desk, option, action, value, info);
}

static void set_params(struct device *d, const struct window *w)
{
    d->params = (SANE_Parameters){.format = d->options.mode == MODE_COLOR ? SANE_FRAME_RGB : SANE_FRAME_GRAY,
                                  .last_frame = SANE_TRUE,
                                  .bytes_per_line = (SANE_Int)raster_row_bytes(d->options.mode, w->width),
                                  .pixels_per_line = w->width,
                                  .lines = d->options.hand ? -1 : w->height,
                                  .depth = d->options.mode == MODE_LINEART ? 1 : 8};
}

DECLARED(SANE_Status, sane_vscan_get_parameters, SANE_Handle handle, SANE_Parameters *params)
{
    struct device *d = handle;
    /* Once started, the last frame's values stay: over saned the question arrives after the frame was read. */
    if (!d->raster) {
        struct window w = options_window(&d->options, desk_number(&d->desk, "dpi", 300));
        set_params(d, &w);
    }
    *params = d->params;
    return SANE_STATUS_GOOD;
}

/* Loads one side into the raster that the reads will deliver. */
static SANE_Status load_side(struct device *d, const char *folder, const char *name)
{
    char path[PATH_MAX + NAME_MAX];
    snprintf(path, sizeof path, "%s/%s%s", d->desk.dir, folder, name);
    struct image image;
    int dpi = desk_number(&d->desk, "dpi", 300);
    if (name[0] && access(path, F_OK) == 0) {
        if (!image_load(path, &image))
            return SANE_STATUS_IO_ERROR;
    } else if (!image_white(1, 1, &image)) {
        return SANE_STATUS_NO_MEM;
    }
    struct window w = options_window(&d->options, dpi);
    free(d->raster);
    d->raster = raster_render(&image, d->options.mode, &w);
    image_free(&image);
    if (!d->raster)
        return SANE_STATUS_NO_MEM;
    set_params(d, &w);
    d->size = (size_t)w.height * (size_t)d->params.bytes_per_line;
    d->at = 0;
    return SANE_STATUS_GOOD;
}

/* The fault of a start leaves the sheet where it is. */
static SANE_Status start_fault(struct device *d, const char *side)
{
    struct fault f = desk_take_fault(&d->desk, side, true);
    if (f.kind == FAULT_CRASH)
        abort();
    while (f.kind == FAULT_HANG || (f.kind == FAULT_STALL && !d->stop))
        usleep(20000);
    if (f.kind == FAULT_STATUS && (f.status == SANE_STATUS_JAMMED || f.status == SANE_STATUS_COVER_OPEN))
        d->stuck = f.status;
    return f.kind == FAULT_STATUS ? f.status : f.kind == FAULT_STALL ? SANE_STATUS_CANCELLED : SANE_STATUS_GOOD;
}

static SANE_Status start_feeder(struct device *d)
{
    bool back = d->back_next;
    d->back_next = false;
    if (!back && !desk_next_sheet(&d->desk, &d->sheet))
        return SANE_STATUS_NO_DOCS;
    const char *side = back ? d->sheet.back : d->sheet.front;
    SANE_Status status = start_fault(d, side);
    if (status != SANE_STATUS_GOOD)
        return status;
    d->fault = desk_take_fault(&d->desk, side, false);
    status = load_side(d, back ? "taken/" : "adf/", side);
    if (status != SANE_STATUS_GOOD)
        return status;
    if (!back)
        desk_pull_sheet(&d->desk, &d->sheet);
    d->back_next = !back && d->options.source == SOURCE_ADF_DUPLEX;
    return SANE_STATUS_GOOD;
}

DECLARED(SANE_Status, sane_vscan_start, SANE_Handle handle)
{
    struct device *d = handle;
    d->stop = 0;
    clock_gettime(CLOCK_MONOTONIC, &d->began);
    desk_note_pace(&d->desk, "start");
    desk_trouble(&d->desk, "start");
    if (desk_has(&d->desk, "unplugged"))
        return SANE_STATUS_IO_ERROR;
    if (d->stuck != SANE_STATUS_GOOD)
        return d->stuck;
    if (desk_has(&d->desk, "cover-open"))
        return SANE_STATUS_COVER_OPEN;
    if (desk_has(&d->desk, "busy"))
        return SANE_STATUS_DEVICE_BUSY;
    d->fault = (struct fault){0};
    d->page_ms = desk_number(&d->desk, "ms-per-page", 0);
    SANE_Status status =
        d->options.source == SOURCE_FLATBED ? load_side(d, "", "glass.pnm") : start_feeder(d);
    d->scanning = status == SANE_STATUS_GOOD;
    return status;
}

/* What happens when the fault's place is reached; GOOD when reading goes on. */
static SANE_Status read_fault(struct device *d)
{
    size_t place = d->size / 100 * (size_t)d->fault.percent;
    if (d->fault.kind == FAULT_SLOW) {
        usleep((useconds_t)d->fault.percent * 1000);
        return SANE_STATUS_GOOD;
    }
    if (d->fault.kind == FAULT_NONE || d->at < place)
        return SANE_STATUS_GOOD;
    if (d->fault.kind == FAULT_CRASH)
        abort();
    while (d->fault.kind == FAULT_HANG || (d->fault.kind == FAULT_STALL && !d->stop))
        usleep(20000);
    if (d->fault.kind == FAULT_STALL)
        return SANE_STATUS_CANCELLED;
    if (d->fault.status == SANE_STATUS_JAMMED || d->fault.status == SANE_STATUS_COVER_OPEN) {
        desk_return_sheet(&d->desk, &d->sheet);
        d->stuck = d->fault.status;
    }
    d->back_next = false;
    return d->fault.status;
}

/* How many bytes the next read may give: never across the place of a fault. */
static size_t next_size(const struct device *d, size_t max)
{
    size_t n = d->size - d->at;
    size_t place = d->size / 100 * (size_t)(d->fault.percent > 0 ? d->fault.percent : 0);
    if (d->fault.kind != FAULT_NONE && d->fault.kind != FAULT_SLOW && d->at < place && place - d->at < n)
        n = place - d->at;
    if (n > max)
        n = max;
    return n > READ_MAX ? READ_MAX : n;
}

/* The paper runs at its own speed, whatever the computer does: bytes come no sooner than they are read from it. */
static void keep_pace(const struct device *d, size_t n)
{
    if (!d->page_ms)
        return;
    double due = (double)d->page_ms / 1000 * (double)(d->at + n) / (double)d->size;
    struct timespec until = d->began;
    until.tv_sec += (time_t)due;
    until.tv_nsec += (long)((due - (double)(time_t)due) * 1e9);
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (!d->stop && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

DECLARED(SANE_Status, sane_vscan_read, SANE_Handle handle, SANE_Byte *data, SANE_Int max, SANE_Int *ret_len)
{
    struct device *d = handle;
    *ret_len = 0;
    if (!d->scanning)
        return SANE_STATUS_INVAL;
    desk_trouble(&d->desk, "read");
    SANE_Status status = read_fault(d);
    if (status == SANE_STATUS_GOOD && d->stop)
        status = SANE_STATUS_CANCELLED;
    if (status == SANE_STATUS_GOOD && desk_has(&d->desk, "unplugged"))
        status = SANE_STATUS_IO_ERROR;
    if (status == SANE_STATUS_GOOD && d->at == d->size) {
        status = SANE_STATUS_EOF;
        desk_note_pace(&d->desk, "end");
    }
    if (status != SANE_STATUS_GOOD) {
        d->scanning = false;
        return status;
    }
    size_t n = next_size(d, (size_t)max);
    keep_pace(d, n);
    memcpy(data, d->raster + d->at, n);
    d->at += n;
    *ret_len = (SANE_Int)n;
    return SANE_STATUS_GOOD;
}

DECLARED(void, sane_vscan_cancel, SANE_Handle handle)
{
    struct device *d = handle;
    desk_trouble(&d->desk, "cancel");
    d->stop = 1; /* only this: the call may come from a signal handler amid a read */
    d->back_next = false;
}

DECLARED(SANE_Status, sane_vscan_set_io_mode, SANE_Handle handle, SANE_Bool non_blocking)
{
    (void)handle;
    return non_blocking ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_GOOD;
}

DECLARED(SANE_Status, sane_vscan_get_select_fd, SANE_Handle handle, SANE_Int *fd)
{
    (void)handle;
    (void)fd;
    return SANE_STATUS_UNSUPPORTED;
}
