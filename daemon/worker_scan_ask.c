/* What worker_scan tells the command line: devices, options, how one page comes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/worker_scan.h"
#include "scan/skew.h"

#define MM_PER_INCH 25.4
#define READ_BYTES (256u * 1024)
#define INK_RANGE_MIN 96 /* less contrast than this is no writing */
#define STEEP_PART 2000  /* one step in so many is an edge, on any page with some lines of text */
#define SHARP_PART 4     /* a quarter of the contrast within one pixel */
#define GREY_TAIL_PART 50 /* one fiftieth of the rows, all of the value that a cut JPEG leaves */

/* SANE's strings are Latin-1 by the standard and UTF-8 in practice. */
static bool is_utf8(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    while (*p) {
        int more = *p < 0x80                 ? 0
                   : *p >= 0xc2 && *p < 0xe0 ? 1
                   : (*p & 0xf0) == 0xe0     ? 2
                   : *p >= 0xf0 && *p < 0xf5 ? 3
                                             : -1;
        if (more < 0)
            return false;
        for (p++; more--; p++)
            if ((*p & 0xc0) != 0x80)
                return false;
    }
    return true;
}

static void print_string(const char *s)
{
    bool utf8 = is_utf8(s);
    putchar('"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7f || (c >= 0x80 && !utf8))
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_member(const char *key, const char *s, const char *after)
{
    printf("\"%s\":", key);
    print_string(s);
    fputs(after, stdout);
}

/* Not sane_exit, and no destructors of backends: both may crash or hang. */
static int end(bool ok)
{
    _exit(fflush(stdout) || !ok ? 1 : 0);
}

/* "match" holds the settings' keys that name the scanner for ever; there is none where another one has the same. */
static void print_identity(const struct scan_found_list *list, size_t index)
{
    const char *sysfs = getenv("SOHOA_SYSFS");
    struct scan_identity id;
    enum scan_status status = scan_identify(list, index, sysfs ? sysfs : "/sys", &id);
    printf(",");
    print_member("serial", id.known.serial, ",");
    print_member("usb", id.known.usb, ",");
    print_member("port", id.known.port, "");
    if (status != SCAN_GOOD)
        return;
    const struct {
        const char *key, *value;
    } pairs[] = {{"device", id.device},  {"url", id.url},         {"match_serial", id.serial},
                 {"match_usb", id.usb},  {"match_port", id.port}, {"match_backend", id.backend}};
    const char *before = ",\"match\":{";
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!pairs[i].value[0])
            continue;
        fputs(before, stdout);
        print_member(pairs[i].key, pairs[i].value, "");
        before = ",";
    }
    printf("}");
}

/* Why there is no answer, as one. */
static int fail_with(const char *what, enum scan_status status)
{
    char text[400];
    snprintf(text, sizeof text, "%.300s: %s", what, scan_status_name(status));
    printf("{\"busy\":%s,", status == SCAN_DEVICE_BUSY ? "true" : "false");
    print_member("error", text, "}\n");
    return end(true);
}

int worker_list(bool local_only)
{
    struct scan_found_list list = {0};
    enum scan_status status = scan_begin();
    if (status == SCAN_GOOD)
        status = scan_list(local_only, &list);
    if (status != SCAN_GOOD)
        return fail_with("the scanners can't be listed", status);
    printf("[");
    for (size_t i = 0; i < list.len; i++) {
        printf("%s{", i ? "," : "");
        print_member("device", list.items[i].name, ",");
        print_member("vendor", list.items[i].vendor, ",");
        print_member("model", list.items[i].model, ",");
        print_member("type", list.items[i].type, "");
        print_identity(&list, i);
        printf("}");
    }
    printf("]\n");
    return end(true);
}

/* NULL after having said why. */
static struct scan_device *open_named(const char *name)
{
    struct scan_device *device = NULL;
    char what[320];
    enum scan_status status = scan_begin();
    if (status == SCAN_GOOD)
        status = scan_device_open(name, &device);
    snprintf(what, sizeof what, "%.256s can't be opened", name);
    if (status != SCAN_GOOD)
        fail_with(what, status);
    return device;
}

static void print_description(const struct scan_description *d)
{
    printf("{");
    print_member("name", d->name, ",");
    print_member("title", d->title, ",");
    print_member("type", d->type, ",");
    print_member("unit", d->unit, ",");
    print_member("value", d->value, ",");
    printf("\"active\":%s,\"settable\":%s", d->active ? "true" : "false", d->settable ? "true" : "false");
    if (d->has_range)
        printf(",\"range\":{\"min\":%.4f,\"max\":%.4f,\"step\":%.4f}", d->min, d->max, d->step);
    if (d->choices.len) {
        printf(",\"choices\":[");
        for (size_t i = 0; i < d->choices.len; i++) {
            fputs(i ? "," : "", stdout);
            print_string(d->choices.items[i]);
        }
        printf("]");
    }
    printf("}");
}

int worker_options(const char *name)
{
    struct scan_device *device = open_named(name);
    bool any = false;
    if (!device)
        return 1;
    printf("[");
    for (uint32_t i = 1;; i++) {
        struct scan_description d;
        enum scan_status status = scan_describe(device, i, &d);
        if (status == SCAN_EOF || status == SCAN_IO_ERROR)
            break;
        if (status != SCAN_GOOD)
            continue;
        fputs(any ? ",\n" : "", stdout);
        print_description(&d);
        scan_description_free(&d);
        any = true;
    }
    printf("]\n");
    fflush(stdout);
    scan_device_close(device);
    return end(true);
}

/* What is learnt of a page from its bytes as they pass by. */
struct look {
    struct scan_frame frame; /* of the last one */
    unsigned frames;
    bool gray;
    uint64_t bytes, sum, tail; /* tail: bytes of cut-JPEG grey at the end */
    uint8_t least, most;
    struct skew skew;    /* of its first frame */
    uint64_t steps[256]; /* between a byte and the same channel's one before it, within what was read at once */
};

static void look_at(struct look *l, const uint8_t *data, size_t n)
{
    size_t channels = l->gray ? 1 : 3;
    uint64_t row = l->frame.row_bytes ? l->frame.row_bytes : UINT64_MAX;
    for (size_t i = channels; i < n && l->frame.depth == 8; i++)
        if ((l->bytes + i) % row >= channels) /* not from the end of a row to the next one */
            l->steps[data[i] > data[i - channels] ? data[i] - data[i - channels] : data[i - channels] - data[i]]++;
    for (size_t i = 0; i < n; i++) {
        l->sum += data[i];
        l->least = data[i] < l->least ? data[i] : l->least;
        l->most = data[i] > l->most ? data[i] : l->most;
        l->tail = data[i] >= 0x7f && data[i] <= 0x81 ? l->tail + 1 : 0;
    }
    l->bytes += n;
}

static enum scan_status read_frame(struct scan_device *device, struct look *l)
{
    static uint8_t data[READ_BYTES];
    enum scan_status status = scan_start(device);
    if (status == SCAN_GOOD)
        status = scan_frame_of(device, &l->frame);
    if (status != SCAN_GOOD)
        return status;
    if (!l->frames++)
        skew_begin(&l->skew, &l->frame);
    l->gray = l->frame.format == SCAN_FRAME_GRAY;
    while (status == SCAN_GOOD) {
        size_t n = 0;
        status = scan_read(device, data, sizeof data, &n);
        look_at(l, data, n);
        if (l->frames == 1)
            skew_take(&l->skew, data, n);
        if (l->bytes > (uint64_t)SCAN_SIDE_PIXELS_MAX * SCAN_SIDE_PIXELS_MAX)
            return SCAN_TOO_LARGE;
    }
    return status == SCAN_EOF ? SCAN_GOOD : status;
}

/* A paper size that is brought into the scanner's range is no news. */
static void note_inexact(void *ctx, const struct scan_option *o)
{
    bool *inexact = ctx;
    bool matters = !strcmp(o->name, "resolution") || !strcmp(o->name, "mode");
    *inexact = *inexact || (matters && o->result == OPTION_INEXACT);
}

/*
 * The steepest steps of a sharp page go from paper to ink within a pixel or two: most of the way between its brightest and
 * its darkest. A page without ink tells nothing.
 */
static bool is_blurred(const struct look *l)
{
    unsigned range = l->most - l->least, step = 255;
    uint64_t steepest = 0, wanted = l->bytes / STEEP_PART;
    if (l->frame.depth != 8 || range < INK_RANGE_MIN)
        return false;
    while (step && (steepest += l->steps[step]) < wanted)
        step--;
    return step * SHARP_PART < range;
}

/* Null where no writing tells. */
static void print_skew(const struct look *l)
{
    double degrees;
    if (skew_find(&l->skew, &degrees))
        printf("\"skew\":%.1f,", degrees);
    else
        printf("\"skew\":null,");
}

static void print_look(const struct look *l, const struct scan_begun *begun, bool inexact, int64_t ms)
{
    uint64_t row = l->frame.row_bytes, lines = row ? l->bytes / l->frames / row : 0;
    double dpi = begun->resolution ? begun->resolution : 1;
    bool cut = l->frame.lines && lines < l->frame.lines, blank = l->bytes && l->least == l->most;
    bool grey_tail = l->frame.depth == 8 && !blank && l->tail > l->bytes / GREY_TAIL_PART;
    const char *colour = !l->gray ? "colour" : l->frame.depth == 1 ? "black and white" : "grey";
    printf("{\"width\":%u,\"height\":%llu,\"width_mm\":%.1f,\"height_mm\":%.1f,\"resolution\":%u,\"depth\":%u,",
           l->frame.width, (unsigned long long)lines, begun->resolution ? l->frame.width / dpi * MM_PER_INCH : 0,
           begun->resolution ? (double)lines / dpi * MM_PER_INCH : 0, begun->resolution, l->frame.depth);
    printf("\"bytes\":%llu,\"ms\":%lld,\"mean\":%llu,", (unsigned long long)l->bytes, (long long)ms,
           (unsigned long long)(l->bytes ? l->sum / l->bytes : 0));
    print_skew(l);
    print_member("colour", colour, ",");
    print_member("source", begun->source, ",");
    print_member("mode", begun->mode, ",\"warnings\":[");
    const char *warnings[] = {blank ? "blank" : NULL, grey_tail ? "grey_tail" : NULL, cut ? "short" : NULL,
                              inexact ? "inexact" : NULL, !blank && is_blurred(l) ? "blurred" : NULL};
    bool any = false;
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        if (warnings[i])
            printf("%s\"%s\"", any ? "," : "", warnings[i]);
        any = any || warnings[i];
    }
    printf("]}\n");
    fflush(stdout);
}

int worker_test(const char *name, const char *source, const char *mode, const char *resolution)
{
    struct scan_device *device = open_named(name);
    char *end_of_number = NULL;
    unsigned long dpi = strtoul(resolution, &end_of_number, 10);
    if (!device)
        return 1;
    char *sources[] = {(char *)(uintptr_t)source};
    struct scan_job job = {.sources = sources,
                           .nsources = *source ? 1 : 0,
                           .mode = (char *)(uintptr_t)mode,
                           .resolution = *end_of_number || dpi > 9600 ? 0 : (uint32_t)dpi,
                           .width_um = 210000,
                           .height_um = 297000};
    struct scan_begun begun = {0};
    struct look look = {.least = 255};
    bool inexact = false;
    int64_t since = clock_mono_ms();
    enum scan_status status = scan_apply_job(device, "", &job, note_inexact, &inexact, &begun);
    do
        status = status == SCAN_GOOD ? read_frame(device, &look) : status;
    while (status == SCAN_GOOD && !look.frame.last);
    if (status == SCAN_GOOD)
        print_look(&look, &begun, inexact, clock_mono_ms() - since);
    else
        fail_with("no page came", status);
    skew_free(&look.skew);
    scan_begun_free(&begun);
    scan_device_cancel(device);
    scan_device_close(device);
    return end(status == SCAN_GOOD);
}
