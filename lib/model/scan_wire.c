#include "model/scan_wire.h"

#include <stdlib.h>

#define TEXT_MAX 480u

const char *scan_status_name(enum scan_status s)
{
    static const char *const names[] = {
#define SCAN_STATUS_NAME(name, value, text) [name] = text,
        SCAN_STATUS_LIST(SCAN_STATUS_NAME)
#undef SCAN_STATUS_NAME
    };
    return (unsigned)s < SCAN_STATUSES ? names[s] : "unknown";
}

const char *scan_call_name(enum scan_call c)
{
    static const char *const names[] = {"open", "options", "start", "read", "cancel", "close"};
    return (unsigned)c < SCAN_CALLS ? names[c] : "unknown";
}

const char *scan_option_result_name(enum scan_option_result r)
{
    static const char *const names[] = {"set", "inexact", "refused", "inactive", "unknown"};
    return (unsigned)r < OPTION_RESULTS ? names[r] : "unknown";
}

uint64_t scan_page_row_bytes(const struct scan_page *p)
{
    uint64_t samples = (uint64_t)p->width * (p->raster == RASTER_RGB ? 3 : 1);
    return (samples * p->depth + 7) / 8;
}

/* Text of the other side is cut to what it will accept, so that a talkative backend cannot break the talk. */
static int put_text(struct buf *b, const char *s, size_t limit)
{
    size_t n = s ? strlen(s) : 0;
    return wire_put_bytes(b, s ? s : "", n < limit ? n : limit);
}

static int put_name(struct buf *b, const char *s)
{
    return put_text(b, s, SCAN_NAME_MAX);
}

static char *get_name(struct wire_in *in)
{
    return wire_get_str(in, SCAN_NAME_MAX);
}

/* A value of 0..count-1; others are bad. */
static unsigned get_choice(struct wire_in *in, unsigned count)
{
    unsigned v = wire_get_u8(in);
    if (v >= count)
        in->bad = true;
    return in->bad ? 0 : v;
}

static uint32_t get_at_most(struct wire_in *in, uint32_t limit)
{
    uint32_t v = wire_get_u32(in);
    if (v > limit)
        in->bad = true;
    return in->bad ? 0 : v;
}

int scan_wire_put_open(struct buf *b, const struct scan_open *o)
{
    int r = put_name(b, o->device);
    r = r ? r : put_name(b, o->url);
    r = r ? r : put_name(b, o->serial);
    r = r ? r : put_name(b, o->usb);
    r = r ? r : put_name(b, o->port);
    r = r ? r : put_name(b, o->backend);
    r = r ? r : wire_put_u32(b, o->poll_ms);
    r = r ? r : wire_put_u32(b, o->settle_ms);
    r = r ? r : wire_put_u32(b, o->debounce_ms);
    r = r ? r : wire_put_u8(b, o->usb_reset);
    r = r ? r : put_name(b, o->seen_usb);
    return r ? r : put_name(b, o->seen_port);
}

int scan_wire_get_open(struct wire_in *in, struct scan_open *ret_o)
{
    struct scan_open o = {.device = get_name(in), .url = get_name(in)};
    o.serial = get_name(in);
    o.usb = get_name(in);
    o.port = get_name(in);
    o.backend = get_name(in);
    o.poll_ms = wire_get_u32(in);
    o.settle_ms = wire_get_u32(in);
    o.debounce_ms = wire_get_u32(in);
    o.usb_reset = get_choice(in, 2);
    o.seen_usb = get_name(in);
    o.seen_port = get_name(in);
    int r = wire_end(in);
    if (r)
        scan_open_free(&o);
    else
        *ret_o = o;
    return r;
}

void scan_open_free(struct scan_open *o)
{
    free(o->device);
    free(o->url);
    free(o->serial);
    free(o->usb);
    free(o->port);
    free(o->backend);
    free(o->seen_usb);
    free(o->seen_port);
    *o = (struct scan_open){0};
}

int scan_wire_put_hello(struct buf *b, const struct scan_hello *h)
{
    int r = wire_put_u8(b, (uint8_t)h->status);
    r = r ? r : put_text(b, h->text, TEXT_MAX);
    r = r ? r : put_name(b, h->device);
    r = r ? r : put_name(b, h->vendor);
    r = r ? r : put_name(b, h->model);
    r = r ? r : put_name(b, h->type);
    r = r ? r : wire_put_u32(b, h->watched);
    r = r ? r : put_name(b, h->usb);
    return r ? r : put_name(b, h->port);
}

int scan_wire_get_hello(struct wire_in *in, struct scan_hello *ret_h)
{
    struct scan_hello h = {.status = (enum scan_status)get_choice(in, SCAN_STATUSES)};
    h.text = wire_get_str(in, TEXT_MAX);
    h.device = get_name(in);
    h.vendor = get_name(in);
    h.model = get_name(in);
    h.type = get_name(in);
    h.watched = wire_get_u32(in);
    h.usb = get_name(in);
    h.port = get_name(in);
    int r = wire_end(in);
    if (r)
        scan_hello_free(&h);
    else
        *ret_h = h;
    return r;
}

void scan_hello_free(struct scan_hello *h)
{
    free(h->text);
    free(h->device);
    free(h->vendor);
    free(h->model);
    free(h->type);
    free(h->usb);
    free(h->port);
    *h = (struct scan_hello){0};
}

int scan_wire_put_sensor(struct buf *b, const struct scan_sensor *s)
{
    int r = wire_put_u8(b, (uint8_t)s->kind);
    r = r ? r : put_name(b, s->name);
    r = r ? r : put_name(b, s->value);
    r = r ? r : wire_put_u8(b, s->on);
    return r ? r : wire_put_u8(b, s->initial);
}

int scan_wire_get_sensor(struct wire_in *in, struct scan_sensor *ret_s)
{
    struct scan_sensor s = {.kind = (enum scan_sensor_kind)get_choice(in, SENSOR_KINDS)};
    s.name = get_name(in);
    s.value = get_name(in);
    s.on = get_choice(in, 2);
    s.initial = get_choice(in, 2);
    int r = wire_end(in);
    if (r)
        scan_sensor_free(&s);
    else
        *ret_s = s;
    return r;
}

void scan_sensor_free(struct scan_sensor *s)
{
    free(s->name);
    free(s->value);
    *s = (struct scan_sensor){0};
}

int scan_wire_put_job(struct buf *b, const struct scan_job *j)
{
    if (j->nsources > SCAN_OPTIONS_MAX || j->nsettings > SCAN_OPTIONS_MAX)
        return SO_ELIMIT;
    int r = wire_put_u32(b, (uint32_t)j->nsources);
    for (size_t i = 0; !r && i < j->nsources; i++)
        r = put_name(b, j->sources[i]);
    r = r ? r : put_name(b, j->mode);
    r = r ? r : wire_put_u32(b, j->resolution);
    r = r ? r : wire_put_u32(b, j->width_um);
    r = r ? r : wire_put_u32(b, j->height_um);
    r = r ? r : wire_put_u32(b, (uint32_t)j->nsettings);
    for (size_t i = 0; !r && i < j->nsettings; i++) {
        r = put_name(b, j->settings[i].name);
        r = r ? r : put_name(b, j->settings[i].value);
    }
    return r;
}

int scan_wire_get_job(struct wire_in *in, struct scan_job *ret_j)
{
    struct scan_job j = {0};
    size_t n = wire_get_count(in, SCAN_OPTIONS_MAX, 4);
    j.sources = calloc(n + 1, sizeof *j.sources);
    for (size_t i = 0; j.sources && i < n; i++)
        j.sources[j.nsources++] = get_name(in);
    j.mode = get_name(in);
    j.resolution = get_at_most(in, 9600);
    j.width_um = get_at_most(in, 10000000);
    j.height_um = get_at_most(in, 10000000);
    n = wire_get_count(in, SCAN_OPTIONS_MAX, 8);
    j.settings = calloc(n + 1, sizeof *j.settings);
    for (size_t i = 0; j.settings && i < n; i++) {
        struct scan_setting *s = &j.settings[j.nsettings++];
        s->name = get_name(in);
        s->value = get_name(in);
    }
    int r = j.sources && j.settings ? wire_end(in) : SO_ENOMEM;
    if (r)
        scan_job_free(&j);
    else
        *ret_j = j;
    return r;
}

void scan_job_free(struct scan_job *j)
{
    for (size_t i = 0; i < j->nsources; i++)
        free(j->sources[i]);
    free(j->sources);
    free(j->mode);
    for (size_t i = 0; i < j->nsettings; i++) {
        free(j->settings[i].name);
        free(j->settings[i].value);
    }
    free(j->settings);
    *j = (struct scan_job){0};
}

int scan_wire_put_option(struct buf *b, const struct scan_option *o)
{
    int r = put_name(b, o->name);
    r = r ? r : put_name(b, o->value);
    return r ? r : wire_put_u8(b, (uint8_t)o->result);
}

int scan_wire_get_option(struct wire_in *in, struct scan_option *ret_o)
{
    struct scan_option o = {.name = get_name(in)};
    o.value = get_name(in);
    o.result = (enum scan_option_result)get_choice(in, OPTION_RESULTS);
    int r = wire_end(in);
    if (r)
        scan_option_free(&o);
    else
        *ret_o = o;
    return r;
}

void scan_option_free(struct scan_option *o)
{
    free(o->name);
    free(o->value);
    *o = (struct scan_option){0};
}

int scan_wire_put_begun(struct buf *b, const struct scan_begun *v)
{
    int r = put_name(b, v->source);
    r = r ? r : put_name(b, v->mode);
    r = r ? r : wire_put_u32(b, v->resolution);
    r = r ? r : wire_put_u8(b, v->flatbed);
    return r ? r : wire_put_u8(b, v->duplex);
}

int scan_wire_get_begun(struct wire_in *in, struct scan_begun *ret_v)
{
    struct scan_begun v = {.source = get_name(in)};
    v.mode = get_name(in);
    v.resolution = get_at_most(in, 9600);
    v.flatbed = get_choice(in, 2);
    v.duplex = get_choice(in, 2);
    int r = wire_end(in);
    if (r)
        scan_begun_free(&v);
    else
        *ret_v = v;
    return r;
}

void scan_begun_free(struct scan_begun *v)
{
    free(v->source);
    free(v->mode);
    *v = (struct scan_begun){0};
}

int scan_wire_put_page(struct buf *b, const struct scan_page *p)
{
    int r = wire_put_u8(b, (uint8_t)p->raster);
    r = r ? r : wire_put_u32(b, p->depth);
    r = r ? r : wire_put_u32(b, p->width);
    r = r ? r : wire_put_u32(b, p->lines);
    r = r ? r : wire_put_u32(b, p->want_lines);
    r = r ? r : wire_put_u32(b, p->resolution);
    return r ? r : wire_put_u8(b, p->back);
}

int scan_wire_get_page(struct wire_in *in, struct scan_page *ret_p)
{
    struct scan_page p = {.raster = (enum scan_raster)get_choice(in, RASTERS)};
    p.depth = wire_get_u32(in);
    p.width = get_at_most(in, SCAN_SIDE_PIXELS_MAX);
    p.lines = get_at_most(in, SCAN_SIDE_PIXELS_MAX);
    p.want_lines = get_at_most(in, SCAN_SIDE_PIXELS_MAX);
    p.resolution = get_at_most(in, 9600);
    p.back = get_choice(in, 2);
    if (!p.width || (p.raster == RASTER_BILEVEL ? p.depth != 1 : p.depth != 8 && p.depth != 16))
        in->bad = true;
    int r = wire_end(in);
    if (!r)
        *ret_p = p;
    return r;
}

int scan_wire_put_end(struct buf *b, const struct scan_end *e)
{
    int r = wire_put_u8(b, (uint8_t)e->status);
    r = r ? r : wire_put_u32(b, e->pages);
    r = r ? r : wire_put_u8(b, e->has_count);
    r = r ? r : wire_put_u32(b, e->counted);
    return r ? r : put_text(b, e->text, TEXT_MAX);
}

int scan_wire_get_end(struct wire_in *in, struct scan_end *ret_e)
{
    struct scan_end e = {.status = (enum scan_status)get_choice(in, SCAN_STATUSES)};
    e.pages = wire_get_u32(in);
    e.has_count = get_choice(in, 2);
    e.counted = wire_get_u32(in);
    e.text = wire_get_str(in, TEXT_MAX);
    int r = wire_end(in);
    if (r)
        scan_end_free(&e);
    else
        *ret_e = e;
    return r;
}

void scan_end_free(struct scan_end *e)
{
    free(e->text);
    *e = (struct scan_end){0};
}
