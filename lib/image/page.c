#include "image/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "image/clean.h"
#include "image/code.h"
#include "image/grid.h"
#include "image/held.h"
#include "image/inks.h"
#include "image/light.h"
#include "image/marks.h"
#include "image/pale.h"
#include "image/sample.h"
#include "image/stamp.h"
#include "image/streaks.h"
#include "image/unread.h"
#include "image/upright.h"

#define COARSE_SIDE 1700 /* pixels of the coarse page's longer side: A4 at about 150 dots an inch */
#define LIGHT_CELL 16    /* coarse pixels */
#define OCR_DPI 300
#define FINE_DPI 250       /* from which on the steps of black and white do not matter */
#define BILEVEL_STEP 101   /* pixels, of which one is looked at … */
#define BILEVEL_SHARE 1000 /* … and one in so many may be gray */
#define INK_MARGIN 24      /* coarse pixels of bare paper around the page's ink: 4 mm */

static int to_gray(const struct raster *source, enum look_plane plane, struct raster *ret)
{
    int r = raster_new(source->width, source->height, 1, ret);
    for (int y = 0; !r && y < source->height; y++)
        plane_row(raster_row(source, y), source->channels, source->width, plane, raster_row(ret, y));
    return r;
}

/* About 150 dots an inch for a whole page, whatever the file says of its resolution. */
static int coarse_factor(const struct raster *page)
{
    int side = page->width > page->height ? page->width : page->height;
    return side >= 2 * COARSE_SIDE ? side / COARSE_SIDE : side > 3 * COARSE_SIDE / 2 ? 2 : 1;
}

/* The whole gray page for OCR: reduced to what the recogniser needs, light evened, upright. */
static int make_gray(struct held_page *held, const struct light *light, int light_factor)
{
    struct raster gray = {0};
    int factor = (int)lround((double)held->dpi / OCR_DPI);
    while (factor > 1 && (held->source.width / factor < COARSE_SIDE / 2 || light_factor % factor))
        factor--;
    held->gray_factor = factor < 1 ? 1 : factor;
    int r = SO_OK;
    if (held->gray_factor > 1) {
        struct raster reduced;
        r = raster_reduce(&held->source, held->gray_factor, &reduced);
        r = r ? r : to_gray(&reduced, PLANE_GRAY, &gray);
        if (!r)
            raster_free(&reduced);
    } else {
        r = to_gray(&held->source, PLANE_GRAY, &gray);
    }
    r = r ? r : light_even_out(light, light_factor / held->gray_factor, &gray);
    r = r ? r : raster_turn(&gray, held->pose.turned);
    if (!r && held->pose.skew != 0)
        r = raster_rotate_gray(&gray, held->pose.skew, &held->gray);
    else if (!r) {
        held->gray = gray;
        gray = (struct raster){0};
    }
    raster_free(&gray);
    return r;
}

/* Puts the page without red where a red seal stands: other red ink, such as a stamp's text, is to be read. */
static int fade_seal(struct held_page *held, const struct ring *ring, int scale)
{
    double cx = ring->x * scale, cy = ring->y * scale, radius = (ring->radius + 5) * scale;
    int side = (int)(2 * radius) + 1, left = (int)(cx - radius), top = (int)(cy - radius);
    uint8_t *pixels = malloc((size_t)side * 3), *row = malloc((size_t)side);
    struct view view = view_of(&held->source, held->pose, held->gray_factor, (double)left * held->gray_factor,
                               (double)top * held->gray_factor);
    for (int v = 0; pixels && row && v < side; v++) {
        int y = top + v;
        if (y < 0 || y >= held->gray.height)
            continue;
        view_row(&view, v, side, pixels);
        plane_row(pixels, held->source.channels, side, PLANE_NO_SEAL, row);
        uint8_t *to = raster_row(&held->gray, y);
        for (int u = 0; u < side; u++) {
            int x = left + u;
            double dx = x - cx, dy = y - cy;
            if (x >= 0 && x < held->gray.width && dx * dx + dy * dy < radius * radius && row[u] > to[x])
                to[x] = row[u];
        }
    }
    int r = pixels && row ? SO_OK : SO_ENOMEM;
    free(pixels);
    free(row);
    return r;
}

/* The seals of both lists: those at one place once, as the surer one. */
static void join_seals(const struct seals *more, struct seals *io)
{
    for (int i = 0; i < more->count; i++) {
        int same = -1;
        for (int k = 0; k < io->count && same < 0; k++)
            if (hypot(more->rings[i].x - io->rings[k].x, more->rings[i].y - io->rings[k].y) < io->rings[k].radius)
                same = k;
        int at = same >= 0 ? same : io->count < SEALS_MAX ? io->count++ : -1;
        if (at < 0 || (same >= 0 && io->confidence[same] >= more->confidence[i]))
            continue;
        io->rings[at] = more->rings[i];
        io->confidence[at] = more->confidence[i];
    }
}

/*
 * Looks for seals, then takes out of the inks and of the gray page what is not writing. pale: the pale inks of a page
 * without colour; no pixels where there is colour.
 */
static int clean(struct held_page *held, const struct raster *pale)
{
    struct raster before;
    struct seals copied = {0};
    struct frames stamps = {0};
    int scale = held->coarse_factor / held->gray_factor;
    double per_mm = held->dpi / 25.4 / held->coarse_factor;
    int r = seals_find(&held->inks, RINGS_RED, per_mm, &held->red);
    r = r ? r : seals_find(&held->inks, RINGS_DARK, per_mm, &held->dark);
    if (!r && pale->data)
        r = seals_find(pale, RINGS_PALE, per_mm, &copied);
    join_seals(&copied, &held->dark);
    r = r ? r : frames_find(&held->inks, per_mm, &stamps);
    for (int i = 0; !r && i < stamps.count; i++)
        r = stamp_lift(held, &stamps.items[i]);
    r = r ? r : raster_reduce(&held->inks, 1, &before);
    if (r)
        return r;
    r = inks_remove_rules(&held->inks);
    if (!r)
        clean_erased(&before, &held->inks, scale, &held->gray);
    raster_free(&before);
    for (int i = 0; !r && i < held->red.count; i++)
        if (held->red.confidence[i] >= SEAL_THERE)
            r = fade_seal(held, &held->red.rings[i], scale);
    for (int i = 0; !r && i < held->dark.count; i++)
        if (held->dark.confidence[i] >= SEAL_SURE)
            clean_ring(&held->dark.rings[i], scale, &held->gray);
    if (!r)
        clean_pale(&held->inks, scale, &held->gray);
    return r;
}

/* A QR code tells which way up its paper lies, where few words do: a card on an empty sheet. pale is turned with it. */
static int find_codes(struct held_page *held, struct raster *pale)
{
    int turned = -1;
    int r = code_find(held->gray.data, held->gray.width, held->gray.height, held->dpi / held->gray_factor, &held->codes,
                      &turned);
    if (!r && turned == 180) {
        held_turn_half(held);
        r = pale->data ? raster_turn(pale, 180) : SO_OK;
    }
    if (!r && turned >= 0)
        held->sure = turned % 180 == 0;
    return r;
}

/* Whether nearly all of a page is black or white, as fax machines and copiers in their usual mode make it. */
static bool is_bilevel(const struct raster *page)
{
    size_t n = (size_t)page->width * (size_t)page->height, between = 0, seen = 0;
    if (page->channels != 1)
        return false;
    for (size_t i = 0; i < n; i += BILEVEL_STEP, seen++)
        between += page->data[i] != 0 && page->data[i] != 255;
    return between * BILEVEL_SHARE < seen;
}

static int prepare(struct held_page *held)
{
    struct raster coarse = {0}, gray = {0}, ink = {0}, pale = {0};
    struct light light = {0};
    struct upright up = {0};
    int factor = coarse_factor(&held->source), streaks;
    int r = streaks_mend(&held->source, held->dpi, &streaks);
    if (!r && held->dpi < FINE_DPI && is_bilevel(&held->source))
        r = raster_soften(&held->source);
    r = r ? r : raster_reduce(&held->source, factor, &coarse);
    r = r ? r : to_gray(&coarse, PLANE_NO_SEAL, &gray);
    r = r ? r : light_measure(&gray, LIGHT_CELL, &light);
    r = r ? r : light_ink(&light, &gray, 0.72, &ink);
    r = r ? r : upright_find(&ink, &up);
    raster_free(&ink);
    held->pose = up.pose;
    held->sure = up.sure;
    held->coarse_factor = factor;
    r = r ? r : inks_classify(&coarse, &gray, &light, &held->inks);
    held->colour = !r && held->source.channels == 3 && inks_have_colour(&held->inks);
    if (!r && !held->colour)
        r = pale_find(&gray, &light, factor > 1 ? 1 : 2, &pale);
    raster_free(&coarse);
    raster_free(&gray);
    if (!r && pale.data)
        r = inks_pose(&pale, held->pose);
    r = r ? r : inks_pose(&held->inks, held->pose);
    r = r ? r : make_gray(held, &light, factor);
    light_free(&light);
    /* Before the page is cleaned: bars are rules to that. */
    r = r ? r : find_codes(held, &pale);
    r = r ? r : clean(held, &pale);
    raster_free(&pale);
    held->prepared = !r;
    return r;
}

int held_load(struct image *image, const struct pose *known, struct held_page **ret_held, struct so_error *err)
{
    struct held_page *held = calloc(1, sizeof *held);
    if (!held) {
        image_free(image);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    held->source = image->raster;
    held->dpi = image->dpi;
    *image = (struct image){0};
    if (known)
        held->pose = *known;
    int r = known ? SO_OK : prepare(held);
    if (r) {
        held_free(held);
        return so_fail(err, r, "out of memory");
    }
    bool sideways = held->pose.turned % 180 != 0;
    held->width = sideways ? held->source.height : held->source.width;
    held->height = sideways ? held->source.width : held->source.height;
    *ret_held = held;
    return SO_OK;
}

void held_free(struct held_page *held)
{
    if (!held)
        return;
    raster_free(&held->source);
    raster_free(&held->gray);
    raster_free(&held->inks);
    codes_free(&held->codes);
    free(held);
}

int held_peek_gray(const struct held_page *held, struct held_gray *ret_gray)
{
    if (!held->gray.data)
        return SO_ENOTFOUND;
    *ret_gray = (struct held_gray){.data = held->gray.data,
                                   .width = held->gray.width,
                                   .height = held->gray.height,
                                   .dpi = held->dpi / held->gray_factor,
                                   .factor = held->gray_factor};
    return SO_OK;
}

/* The first column from which on there is ink in a row, and the last; false for a bare row. */
static bool row_reach(const uint8_t *row, int width, int *ret_first, int *ret_last)
{
    int first = raster_skip_zero(row, 0, width), last = width - 1;
    if (first == width)
        return false;
    while (!row[last])
        last--;
    *ret_first = first;
    *ret_last = last;
    return true;
}

struct box held_ink_box(const struct held_page *held)
{
    const struct box whole = {0, 0, held->gray.width, held->gray.height};
    struct box ink = {0};
    int first, last;
    for (int y = 0; held->prepared && y < held->inks.height; y++)
        if (row_reach(raster_row(&held->inks, y), held->inks.width, &first, &last))
            ink = box_union(ink, (struct box){first, y, last - first + 1, 1});
    if (box_is_empty(ink))
        return whole;
    int scale = held->coarse_factor / held->gray_factor;
    ink = box_grow(ink, INK_MARGIN, INK_MARGIN);
    return box_intersect((struct box){ink.x * scale, ink.y * scale, ink.w * scale, ink.h * scale}, whole);
}

int held_find_unread(const struct held_page *held, const struct words *words, struct box *ret_boxes, int max,
                     int *ret_count)
{
    struct words coarse = {0};
    int scale = held->prepared ? held->coarse_factor / held->gray_factor : 1, n = 0, r = SO_OK;
    for (size_t i = 0; !r && i < words->len; i++) {
        struct box b = words->items[i].box;
        struct word *w = array_push(&coarse);
        if (!w) {
            r = SO_ENOMEM;
            break;
        }
        *w = words->items[i]; /* its text is borrowed */
        w->box = (struct box){b.x / scale, b.y / scale, (b.w + scale - 1) / scale, (b.h + scale - 1) / scale};
    }
    if (!r && held->prepared)
        r = unread_find(&held->inks, &held->red, &held->dark, &coarse, ret_boxes, max, &n);
    for (int i = 0; !r && i < n; i++) {
        struct box b = ret_boxes[i];
        ret_boxes[i] = (struct box){b.x * scale, b.y * scale, b.w * scale, b.h * scale};
    }
    array_free(&coarse);
    if (!r)
        *ret_count = n;
    return r;
}

bool held_is_sure(const struct held_page *held)
{
    return held->sure;
}

static void turn_rings(struct seals *seals, const struct raster *inks)
{
    for (int i = 0; i < seals->count; i++) {
        seals->rings[i].x = inks->width - 1 - seals->rings[i].x;
        seals->rings[i].y = inks->height - 1 - seals->rings[i].y;
    }
}

void held_turn_half(struct held_page *held)
{
    held->pose.turned = (held->pose.turned + 180) % 360;
    /* A half turn is done in place and cannot fail. */
    (void)raster_turn(&held->gray, 180);
    (void)raster_turn(&held->inks, 180);
    turn_rings(&held->red, &held->inks);
    turn_rings(&held->dark, &held->inks);
    for (size_t i = 0; i < held->codes.len; i++) {
        struct box *b = &held->codes.items[i].box;
        b->x = held->gray.width - box_right(*b);
        b->y = held->gray.height - box_bottom(*b);
    }
}

void held_describe_size(const struct held_page *held, struct page *page)
{
    page->width = held->width;
    page->height = held->height;
    page->dpi = held->dpi;
    page->turned = held->pose.turned;
    page->skew = held->pose.skew;
}

static void scale_marks(struct marks *marks, int factor)
{
    for (size_t i = 0; i < marks->len; i++) {
        struct box b = marks->items[i].box;
        marks->items[i].box = (struct box){b.x * factor, b.y * factor, b.w * factor, b.h * factor};
    }
}

static int copy_codes(const struct held_page *held, struct codes *ret)
{
    for (size_t i = 0; i < held->codes.len; i++) {
        const struct code *from = &held->codes.items[i];
        char *payload = strdup(from->payload);
        struct code *to = payload ? array_push(ret) : NULL;
        if (!to) {
            free(payload);
            return SO_ENOMEM;
        }
        int f = held->gray_factor;
        struct box b = from->box;
        *to = *from;
        to->payload = payload;
        to->box = (struct box){b.x * f, b.y * f, b.w * f, b.h * f};
    }
    return SO_OK;
}

int held_describe(const struct held_page *held, struct page *page, struct so_error *err)
{
    held_describe_size(held, page);
    page->colour = held->source.channels == 3;
    if (!held->prepared)
        return SO_OK;
    page->colour = held->colour;
    int r = grid_make(&held->inks, held->coarse_factor, held->dpi, &page->ink);
    r = r ? r : grid_is_blank(&held->inks, &page->blank);
    if (!r && !page->blank)
        r = marks_find(&held->inks, &held->red, &held->dark, &page->marks);
    scale_marks(&page->marks, held->coarse_factor);
    r = r ? r : copy_codes(held, &page->codes);
    return r ? so_fail(err, r, "out of memory") : SO_OK;
}
