#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/device.h"

#define MM_PER_INCH 25.4

struct applying {
    struct scan_device *device;
    void (*tell)(void *ctx, const struct scan_option *o);
    void *ctx;
};

static enum scan_option_result apply_option(const struct applying *a, const char *name, const char *value)
{
    char in_force[SCAN_NAME_MAX + 1];
    enum scan_option_result result = scan_option_set(a->device, name, value, in_force);
    bool set = result == OPTION_SET || result == OPTION_INEXACT;
    struct scan_option o = {.name = (char *)(uintptr_t)name, .value = set ? in_force : (char *)(uintptr_t)value,
                            .result = result};
    a->tell(a->ctx, &o);
    return result;
}

/* The first of the tries that the scanner accepts. A scanner without the option needs no source. */
static enum scan_status apply_source(const struct applying *a, const struct scan_job *job)
{
    enum scan_option_result result = OPTION_UNKNOWN;
    for (size_t i = 0; i < job->nsources; i++) {
        result = apply_option(a, "source", job->sources[i]);
        if (result == OPTION_SET || result == OPTION_INEXACT)
            return SCAN_GOOD;
    }
    return result == OPTION_REFUSED ? SCAN_UNSUPPORTED : SCAN_GOOD;
}

/* A length in the option's own unit. */
static void apply_length(const struct applying *a, const char *name, uint32_t um, uint32_t resolution)
{
    const SANE_Option_Descriptor *o;
    char value[32];
    if (!scan_find_option(a->device, name, &o))
        return;
    double mm = um / 1000.0;
    if (o->unit == SANE_UNIT_PIXEL)
        snprintf(value, sizeof value, "%.0f", mm / MM_PER_INCH * resolution);
    else
        snprintf(value, sizeof value, "%.3f", mm);
    (void)apply_option(a, name, value);
}

/* Without a size the whole area; clamping to the range makes any large number mean that. */
static void apply_geometry(const struct applying *a, const struct scan_job *job, uint32_t resolution)
{
    uint32_t width = job->width_um ? job->width_um : 10000000, height = job->height_um ? job->height_um : 10000000;
    apply_length(a, "page-width", width, resolution);
    apply_length(a, "page-height", height, resolution);
    apply_length(a, "tl-x", 0, resolution);
    apply_length(a, "tl-y", 0, resolution);
    apply_length(a, "br-x", width, resolution);
    apply_length(a, "br-y", height, resolution);
}

static bool contains(const char *text, const char *word)
{
    return strcasestr(text, word) != NULL;
}

/* What is in force: the source's name tells a flatbed; where there is no source, the kind of device does. */
static enum scan_status read_begun(struct scan_device *d, const char *type, struct scan_begun *ret_begun)
{
    char text[SCAN_NAME_MAX + 1];
    struct scan_begun b = {0};
    bool has_source = scan_option_get(d, "source", text) == SCAN_GOOD;
    b.source = strdup(has_source ? text : "");
    b.flatbed = has_source ? contains(text, "flatbed") || contains(text, "platen") || contains(text, "glass")
                           : contains(type, "flatbed");
    b.duplex = has_source && contains(text, "duplex");
    if (!b.flatbed && !b.duplex && scan_option_get(d, "duplex", text) == SCAN_GOOD)
        b.duplex = strtol(text, NULL, 10) == 1;
    if (!b.flatbed && !b.duplex && scan_option_get(d, "adf-mode", text) == SCAN_GOOD)
        b.duplex = contains(text, "duplex");
    b.mode = strdup(scan_option_get(d, "mode", text) == SCAN_GOOD ? text : "");
    if (scan_option_get(d, "resolution", text) == SCAN_GOOD)
        b.resolution = (uint32_t)strtod(text, NULL);
    if (b.resolution > 9600)
        b.resolution = 0;
    if (!b.source || !b.mode) {
        scan_begun_free(&b);
        return SCAN_NO_MEMORY;
    }
    *ret_begun = b;
    return SCAN_GOOD;
}

/* Options that decide what others mean must come before them; the rest comes last. */
static bool is_early(const char *name)
{
    return !strcmp(name, "adf-mode") || !strcmp(name, "duplex");
}

static void apply_settings(const struct applying *a, const struct scan_job *job, bool early)
{
    for (size_t i = 0; i < job->nsettings; i++)
        if (is_early(job->settings[i].name) == early)
            (void)apply_option(a, job->settings[i].name, job->settings[i].value);
}

enum scan_status scan_apply_job(struct scan_device *d, const char *type, const struct scan_job *job,
                                void (*tell)(void *ctx, const struct scan_option *o), void *ctx,
                                struct scan_begun *ret_begun)
{
    struct applying a = {d, tell, ctx};
    char text[32];
    enum scan_status status = apply_source(&a, job);
    if (status != SCAN_GOOD)
        return status;
    apply_settings(&a, job, true);
    if (job->mode[0])
        (void)apply_option(&a, "mode", job->mode);
    if (job->resolution) {
        snprintf(text, sizeof text, "%u", job->resolution);
        (void)apply_option(&a, "resolution", text);
    }
    apply_geometry(&a, job, job->resolution);
    apply_settings(&a, job, false);
    return read_begun(d, type, ret_begun);
}
