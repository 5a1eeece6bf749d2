#include <sane/sane.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/device.h"

/* The wire's statuses are SANE's own numbers; whatever else a backend may invent is an input/output error. */
enum scan_status scan_status_of(int sane_status)
{
    return sane_status >= 0 && sane_status <= SANE_STATUS_ACCESS_DENIED ? (enum scan_status)sane_status : SCAN_IO_ERROR;
}

enum scan_status scan_begin(void)
{
    SANE_Int version;
    return scan_status_of(sane_init(&version, NULL));
}

static char *copy(const char *s)
{
    return strndup(s ? s : "", SCAN_NAME_MAX);
}

enum scan_status scan_list(bool local_only, struct scan_found_list *ret_list)
{
    const SANE_Device **devices = NULL;
    SANE_Status status = sane_get_devices(&devices, local_only);
    if (status != SANE_STATUS_GOOD)
        return scan_status_of(status);
    struct scan_found_list list = {0};
    for (size_t i = 0; devices && devices[i]; i++) {
        struct scan_found *f = array_push(&list);
        if (!f) {
            scan_found_list_free(&list);
            return SCAN_NO_MEMORY;
        }
        *f = (struct scan_found){copy(devices[i]->name), copy(devices[i]->vendor), copy(devices[i]->model),
                                 copy(devices[i]->type)};
        if (!f->name || !f->vendor || !f->model || !f->type) {
            scan_found_list_free(&list);
            return SCAN_NO_MEMORY;
        }
    }
    *ret_list = list;
    return SCAN_GOOD;
}

void scan_found_list_free(struct scan_found_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        free(list->items[i].name);
        free(list->items[i].vendor);
        free(list->items[i].model);
        free(list->items[i].type);
    }
    array_free(list);
}

enum scan_status scan_device_open(const char *name, struct scan_device **ret_device)
{
    struct scan_device *d = calloc(1, sizeof *d);
    if (!d)
        return SCAN_NO_MEMORY;
    SANE_Status status = sane_open(name, &d->handle);
    if (status != SANE_STATUS_GOOD) {
        free(d);
        return scan_status_of(status);
    }
    *ret_device = d;
    return SCAN_GOOD;
}

void scan_device_close(struct scan_device *d)
{
    if (!d)
        return;
    sane_close(d->handle);
    free(d);
}

void scan_device_cancel(struct scan_device *d)
{
    sane_cancel(d->handle);
}

enum scan_status scan_start(struct scan_device *d)
{
    return scan_status_of(sane_start(d->handle));
}

static bool is_known_format(SANE_Frame format)
{
    return format >= SANE_FRAME_GRAY && format <= SANE_FRAME_BLUE;
}

enum scan_status scan_frame_of(struct scan_device *d, struct scan_frame *ret_frame)
{
    SANE_Parameters p;
    SANE_Status status = sane_get_parameters(d->handle, &p);
    if (status != SANE_STATUS_GOOD)
        return scan_status_of(status);
    if (!is_known_format(p.format) || (p.depth != 1 && p.depth != 8 && p.depth != 16) ||
        (p.depth == 1 && p.format != SANE_FRAME_GRAY))
        return SCAN_UNSUPPORTED;
    if (p.pixels_per_line < 1 || p.bytes_per_line < 1)
        return SCAN_INVALID;
    if ((uint32_t)p.pixels_per_line > SCAN_SIDE_PIXELS_MAX || p.lines > (SANE_Int)SCAN_SIDE_PIXELS_MAX)
        return SCAN_TOO_LARGE;
    struct scan_frame f = {.format = (enum scan_format)(p.format - SANE_FRAME_GRAY),
                           .last = p.last_frame,
                           .row_bytes = (uint32_t)p.bytes_per_line,
                           .width = (uint32_t)p.pixels_per_line,
                           .depth = (uint32_t)p.depth,
                           .lines = p.lines > 0 ? (uint32_t)p.lines : 0};
    *ret_frame = f;
    return SCAN_GOOD;
}

enum scan_status scan_read(struct scan_device *d, void *data, size_t max, size_t *ret_len)
{
    SANE_Int len = 0;
    SANE_Status status = sane_read(d->handle, data, (SANE_Int)max, &len);
    *ret_len = len > 0 && (size_t)len <= max ? (size_t)len : 0;
    return scan_status_of(status);
}
