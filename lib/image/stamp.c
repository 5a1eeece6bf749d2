#include "image/stamp.h"

#include <math.h>
#include <stdlib.h>

#include "base/result.h"
#include "image/clean.h"
#include "image/sample.h"

#define PRINT_SHARE 0.04 /* of the ink in a frame is print: what lies under the stamp is worth more than it */
#define INSIDE_MM 1.0    /* from the frame's middle to what stands in it */
#define AROUND_MM 1.5    /* beyond it, where its own lines end */
#define COLOURED 40      /* between the strongest and the weakest of a stroke's channels */
#define BLACK_LEVEL 120  /* of the plane of black ink: darker is print */
#define PALER 22         /* than the writing: a black stamp that can be told from it */
#define TURNING 0.8      /* of the way from the writing to the stamp: darker is writing */
#define WHITE 250
#define INKED 200 /* darker is ink */

static double per_mm(const struct held_page *held)
{
    return held->dpi / 25.4 / held->coarse_factor;
}

/* A part of the page as it is read, in one plane of its colours. */
static int cut_plane(const struct held_page *held, struct box box, enum look_plane plane, struct raster *ret_cut)
{
    struct raster cut;
    uint8_t *pixels = malloc((size_t)box.w * 3);
    int r = pixels ? raster_new(box.w, box.h, 1, &cut) : SO_ENOMEM;
    struct view view = view_of(&held->source, held->pose, held->gray_factor, (double)box.x * held->gray_factor,
                               (double)box.y * held->gray_factor);
    for (int v = 0; !r && v < box.h; v++) {
        view_row(&view, v, box.w, pixels);
        plane_row(pixels, held->source.channels, box.w, plane, raster_row(&cut, v));
    }
    free(pixels);
    if (!r)
        *ret_cut = cut;
    return r;
}

/* The part of the gray page that holds a frame. */
static struct box gray_box(const struct held_page *held, const struct frame *frame, double beyond)
{
    int scale = held->coarse_factor / held->gray_factor;
    struct box b = frame_box(frame, beyond);
    b = (struct box){b.x * scale, b.y * scale, b.w * scale, b.h * scale};
    return box_intersect(b, (struct box){0, 0, held->gray.width, held->gray.height});
}

/*
 * Whether print is a good part of what stands in the frame. print: the page in the box, in which the stamp's own ink is
 * not darker than `dark`.
 */
static bool covers_print(const struct held_page *held, const struct frame *frame, const struct raster *print,
                         struct box box, int dark)
{
    int scale = held->coarse_factor / held->gray_factor;
    double inside = -INSIDE_MM * per_mm(held);
    size_t printed = 0, all = 0;
    for (int v = 0; v < box.h; v++) {
        const uint8_t *p = raster_row(print, v), *g = raster_row(&held->gray, box.y + v) + box.x;
        for (int u = 0; u < box.w; u++) {
            if (g[u] >= INKED || !frame_holds(frame, (double)(box.x + u) / scale, (double)(box.y + v) / scale, inside))
                continue;
            all++;
            printed += p[u] <= dark;
        }
    }
    return (double)printed > (double)all * PRINT_SHARE;
}

/* Leaves black ink where the stamp is, if some of it is print. */
static int lift_coloured(struct held_page *held, const struct frame *frame, double beyond, bool *ret_lifted)
{
    int scale = held->coarse_factor / held->gray_factor;
    struct box box = gray_box(held, frame, beyond);
    struct raster black;
    int r = cut_plane(held, box, PLANE_BLACK, &black);
    if (r)
        return r;
    *ret_lifted = covers_print(held, frame, &black, box, BLACK_LEVEL);
    for (int v = 0; *ret_lifted && v < box.h; v++) {
        uint8_t *to = raster_row(&held->gray, box.y + v) + box.x;
        const uint8_t *from = raster_row(&black, v);
        for (int u = 0; u < box.w; u++)
            if (from[u] > to[u] && frame_holds(frame, (double)(box.x + u) / scale, (double)(box.y + v) / scale, beyond))
                to[u] = from[u];
    }
    raster_free(&black);
    return SO_OK;
}

static int by_value(const void *a, const void *b)
{
    return *(const uint8_t *)a - *(const uint8_t *)b;
}

struct level {
    int gray, chroma;
};

/* A point of the frame's own lines: the darkest pixel near it, and its colour's strength. */
static struct level level_at(const struct held_page *held, double x, double y)
{
    int scale = held->coarse_factor / held->gray_factor, cx = (int)lround(x * scale), cy = (int)lround(y * scale);
    struct level best = {.gray = 255};
    int at_x = cx, at_y = cy;
    for (int v = cy - 2 * scale; v <= cy + 2 * scale; v++)
        for (int u = cx - 2 * scale; u <= cx + 2 * scale; u++)
            if (u >= 0 && v >= 0 && u < held->gray.width && v < held->gray.height &&
                raster_row(&held->gray, v)[u] < best.gray) {
                best.gray = raster_row(&held->gray, v)[u];
                at_x = u;
                at_y = v;
            }
    if (held->source.channels == 3) {
        uint8_t p[3];
        struct view view = view_of(&held->source, held->pose, held->gray_factor, (double)at_x * held->gray_factor,
                                   (double)at_y * held->gray_factor);
        view_row(&view, 0, 1, p);
        int high = p[0] > p[1] ? p[0] : p[1], low = p[0] > p[1] ? p[1] : p[0];
        best.chroma = (p[2] > high ? p[2] : high) - (p[2] < low ? p[2] : low);
    }
    return best;
}

/* How dark and how coloured the lines are, where print does not cross them; gray 0 when hardly any of them is there. */
static struct level frame_level(const struct held_page *held, const struct frame *frame)
{
    enum { POINTS = 64 };
    size_t n = 0;
    uint8_t grays[4 * POINTS], chromas[4 * POINTS];
    for (int side = 0; side < 4; side++)
        for (int i = 1; i < POINTS; i++) {
            struct frame_point a = frame->corners[side], b = frame->corners[(side + 1) % 4];
            struct level at = level_at(held, a.x + (b.x - a.x) * i / POINTS, a.y + (b.y - a.y) * i / POINTS);
            if (at.gray >= INKED)
                continue;
            grays[n] = (uint8_t)at.gray;
            chromas[n++] = (uint8_t)at.chroma;
        }
    if (n < POINTS)
        return (struct level){0, 0};
    qsort(grays, n, 1, by_value);
    qsort(chromas, n, 1, by_value);
    return (struct level){grays[n * 3 / 5], chromas[n * 3 / 4]};
}

/* Leaves what is darker than the stamp, drawn out to the whole range, if some of it is print. */
static bool lift_black(struct held_page *held, const struct frame *frame, double beyond, int writing, int stamp)
{
    int scale = held->coarse_factor / held->gray_factor, turning = writing + (int)((stamp - writing) * TURNING);
    struct box box = gray_box(held, frame, beyond);
    struct raster here = {.width = held->gray.width, .height = box.h, .channels = 1};
    here.data = raster_row(&held->gray, box.y);
    struct raster shifted = here;
    shifted.data += box.x;
    if (box_is_empty(box) || !covers_print(held, frame, &shifted, box, turning))
        return false;
    for (int y = box.y; y < box_bottom(box); y++) {
        uint8_t *row = raster_row(&held->gray, y);
        for (int x = box.x; x < box_right(box); x++) {
            if (row[x] <= writing || !frame_holds(frame, (double)x / scale, (double)y / scale, beyond))
                continue;
            row[x] = row[x] >= turning
                         ? WHITE
                         : (uint8_t)(writing + (row[x] - writing) * (WHITE - writing) / (turning - writing));
        }
    }
    return true;
}

static void clear_inks(struct held_page *held, const struct frame *frame, double beyond)
{
    int scale = held->coarse_factor / held->gray_factor;
    struct box b = box_intersect(frame_box(frame, beyond), (struct box){0, 0, held->inks.width, held->inks.height});
    for (int y = b.y; y < box_bottom(b); y++)
        for (int x = b.x; x < box_right(b); x++) {
            uint8_t *ink = raster_row(&held->inks, y) + x;
            bool gone = y * scale < held->gray.height && x * scale < held->gray.width &&
                        raster_row(&held->gray, y * scale)[x * scale] >= INKED;
            if (*ink && gone && frame_holds(frame, x, y, beyond))
                *ink = INK_NONE;
        }
}

int stamp_lift(struct held_page *held, const struct frame *frame)
{
    double beyond = AROUND_MM * per_mm(held);
    struct box b = frame_box(frame, 0);
    if (b.y + b.h / 2 > held->inks.height / 2)
        return SO_OK;
    int writing = clean_writing_level(&held->inks, held->coarse_factor / held->gray_factor, &held->gray), r = SO_OK;
    struct level stamp = frame_level(held, frame);
    bool lifted = false;
    if (frame->ink != INK_BLACK || stamp.chroma >= COLOURED)
        r = lift_coloured(held, frame, beyond, &lifted);
    else if (writing >= 0 && stamp.gray - writing >= PALER)
        lifted = lift_black(held, frame, beyond, writing, stamp.gray);
    if (!r && lifted)
        clear_inks(held, frame, beyond);
    return r;
}
