#include "image/frames.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

/* Millimetres. */
#define WIDTH_MIN 28
#define WIDTH_MAX 80
#define HEIGHT_MIN 12
#define HEIGHT_MAX 45
#define WHOLE_MIN 9     /* of the longer side */
#define STROKE_MIN 5    /* of a side that other writing has broken */
#define THICK_MAX 1.2   /* of a line */
#define GAP_MAX 4       /* in a line where a letter crosses it */
#define BEYOND_NEAR 1.5 /* between a corner and where the line must have ended */
#define BEYOND_FAR 4.5

#define TILT_MAX 0.12 /* tangent: 7 degrees */
#define TILT_DIFFERS 0.03
#define TILT_UNSURE 3.0 /* pixels by which the ends of a stroke may lie off its line */
#define SLOPE_HITS 12   /* pixels of a stroke that tell where it goes */
#define NEAR 4          /* pixels across in which a stroke's next one is looked for */
#define HITS_LEAST 0.5  /* of a stroke's length */
#define SIDE_LEAST 0.65 /* of a side is ink */
#define SIDES_LEAST 0.8 /* … of all four */
#define BAR_LEAST 0.8   /* of a line across */
#define BAR_OUT 0.2     /* more of it than of what runs beside it */
#define BARS_MAX 16
#define QUICK_POINTS 24 /* that rule most lines out */
#define GOES_ON 0.8     /* of the way beyond a corner is ink: a rule that goes on */
#define GOES_ON_MOST 1  /* of the eight such ways, by chance */
#define PLAY 6          /* pixels by which a line's right end may lie off the corner that the sides tell */
#define PAIRS_MAX 200   /* of strokes on a page: more are a table */

/* Thin ink followed from row to row. */
struct stroke {
    int from, to;  /* rows, the last included */
    double x0, x1; /* where it begins and ends */
    int hits;
};

struct strokes {
    struct stroke *items;
    size_t len, cap;
};

static bool inked(const struct raster *classes, int x, int y)
{
    return x >= 0 && y >= 0 && x < classes->width && y < classes->height && raster_row(classes, y)[x] != INK_NONE;
}

static double slope_of(const struct stroke *s)
{
    return s->hits >= SLOPE_HITS ? (s->x1 - s->x0) / (s->to - s->from) : 0;
}

static bool goes_on_at(const struct stroke *s, int y, double x, int gap_max)
{
    int gap = y - s->to, allowed = s->hits < SLOPE_HITS ? 1 : s->hits / 3;
    allowed = allowed > gap_max ? gap_max : allowed;
    return gap >= 1 && gap <= allowed + 1 && fabs(s->x1 + slope_of(s) * gap - x) <= 1.6;
}

/* The thin run of ink about x in row y: continues a stroke or begins one. place: by column the stroke that was there.
 */
static int take_run(struct strokes *strokes, int *place, int width, int y, double x, int gap_max)
{
    int at = (int)(x + 0.5), best = -1;
    for (int d = 0; d <= NEAR && best < 0; d++)
        for (int side = -1; side <= 1 && best < 0; side += 2) {
            int u = at + side * d;
            if (u >= 0 && u < width && place[u] >= 0 && goes_on_at(&strokes->items[place[u]], y, x, gap_max))
                best = place[u];
        }
    if (best >= 0) {
        struct stroke *s = &strokes->items[best];
        s->to = y;
        s->x1 = x;
        s->hits++;
    } else {
        struct stroke *s = array_push(strokes);
        if (!s)
            return SO_ENOMEM;
        *s = (struct stroke){y, y, x, x, 1};
        best = (int)strokes->len - 1;
        int old = place[at];
        if (old >= 0 && strokes->items[old].hits >= SLOPE_HITS && y - strokes->items[old].to <= gap_max)
            return SO_OK; /* a longer one may go on here, behind a letter */
    }
    place[at] = best;
    return SO_OK;
}

/* The upright strokes of the inks in `of` (INK_BIT) that are long enough for a part of a side. */
static int find_strokes(const struct raster *classes, unsigned of, double per_mm, struct strokes *ret)
{
    struct strokes all = {0};
    int *place = malloc((size_t)classes->width * sizeof *place), r = place ? SO_OK : SO_ENOMEM;
    int thick = (int)ceil(THICK_MAX * per_mm), gap_max = (int)(GAP_MAX * per_mm);
    for (int x = 0; !r && x < classes->width; x++)
        place[x] = -1;
    for (int y = 0; !r && y < classes->height; y++) {
        const uint8_t *row = raster_row(classes, y);
        for (int x = 0; !r && x < classes->width; x++) {
            if (!(INK_BIT(row[x]) & of))
                continue;
            int from = x;
            while (x < classes->width && INK_BIT(row[x]) & of)
                x++;
            if (x - from <= thick)
                r = take_run(&all, place, classes->width, y, (from + x - 1) / 2.0, gap_max);
        }
    }
    free(place);
    size_t kept = 0;
    for (size_t i = 0; i < all.len; i++) {
        struct stroke s = all.items[i];
        int length = s.to - s.from + 1;
        if (length >= STROKE_MIN * per_mm && s.hits >= length * HITS_LEAST && fabs(slope_of(&s)) <= TILT_MAX)
            all.items[kept++] = s;
    }
    all.len = kept;
    if (r)
        array_free(&all);
    else
        *ret = all;
    return r;
}

/* How much of the way from a to b is inked, a pixel beside it at most: at so many points, 0 for all; counted by ink. */
static double inked_share(const struct raster *classes, struct frame_point a, struct frame_point b, int points,
                          int *inks)
{
    double length = hypot(b.x - a.x, b.y - a.y);
    int n = points ? points : (int)length, hits = 0;
    bool across = fabs(b.x - a.x) > fabs(b.y - a.y);
    for (int i = 0; i <= n && n > 0; i++) {
        int x = (int)lround(a.x + (b.x - a.x) * i / n), y = (int)lround(a.y + (b.y - a.y) * i / n);
        for (int d = 0; d < 3; d++) {
            int by = d == 2 ? -1 : d, u = across ? x : x + by, v = across ? y + by : y;
            if (!inked(classes, u, v))
                continue;
            hits++;
            if (inks)
                inks[raster_row(classes, v)[u]]++;
            break;
        }
    }
    return n > 0 ? (double)hits / (n + 1) : 0;
}

/* Whether the line from a to b goes on beyond b. */
static bool goes_on(const struct raster *classes, struct frame_point a, struct frame_point b, double per_mm)
{
    double length = hypot(b.x - a.x, b.y - a.y), ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
    struct frame_point near = {b.x + ux * BEYOND_NEAR * per_mm, b.y + uy * BEYOND_NEAR * per_mm};
    struct frame_point far = {b.x + ux * BEYOND_FAR * per_mm, b.y + uy * BEYOND_FAR * per_mm};
    return inked_share(classes, near, far, 0, NULL) >= GOES_ON;
}

static double x_at(const struct stroke *s, double y)
{
    return s->x0 + (s->x1 - s->x0) * (y - s->from) / (s->to - s->from);
}

/* From the one stroke to the middle of the other. */
static double apart(const struct stroke *whole, const struct stroke *part)
{
    return (part->x0 + part->x1) / 2 - x_at(whole, (part->from + part->to) / 2.0);
}

/* May the one be the side of a frame of which the other is the other side, or a part of it? */
static bool are_sides(const struct stroke *whole, const struct stroke *part, double per_mm)
{
    double width = fabs(apart(whole, part)), unsure = TILT_DIFFERS + TILT_UNSURE / (part->to - part->from);
    return part->from < whole->to + NEAR && part->to > whole->from - NEAR &&
           whole->to - whole->from <= 2 * HEIGHT_MAX * per_mm && width >= WIDTH_MIN * per_mm &&
           width <= WIDTH_MAX * per_mm && fabs(slope_of(whole) - slope_of(part)) <= unsure;
}

/* A line across from side to side. */
struct crossbar {
    struct frame_point left, right;
    double share; /* of it is ink */
};

/* Where the sides stand: two lines that are askew alike. */
struct sides {
    double left, right; /* at row 0 */
    double tilt;        /* columns a row */
};

static struct sides sides_of(const struct stroke *whole, const struct stroke *part)
{
    double tilt = slope_of(whole), one = (whole->x0 + whole->x1) / 2 - tilt * (whole->from + whole->to) / 2.0;
    double other = (part->x0 + part->x1) / 2 - tilt * (part->from + part->to) / 2.0;
    return (struct sides){one < other ? one : other, one < other ? other : one, tilt};
}

/* The line across that begins at the left side in row y, and may be askew by a little more or less than the sides. */
static struct crossbar crossbar_at(const struct raster *classes, const struct sides *sides, int y)
{
    struct crossbar best = {.share = 0};
    double width = sides->right - sides->left;
    struct frame_point left = {sides->left + sides->tilt * y, y};
    for (int k = -PLAY; k <= PLAY; k++) {
        double right_y = y - sides->tilt * width + k;
        struct frame_point right = {sides->right + sides->tilt * right_y, right_y};
        double share = inked_share(classes, left, right, QUICK_POINTS, NULL);
        if (share < BAR_LEAST)
            continue;
        share = inked_share(classes, left, right, 0, NULL);
        if (share > best.share)
            best = (struct crossbar){left, right, share};
    }
    return best;
}

/* A line and not a row of text: beside it there is much less ink. */
static bool stands_out(const struct raster *classes, const struct crossbar *bar, int thick)
{
    for (int side = -1; side <= 1; side += 2) {
        struct frame_point a = {bar->left.x, bar->left.y + side * (thick + 1)};
        struct frame_point b = {bar->right.x, bar->right.y + side * (thick + 1)};
        if (inked_share(classes, a, b, 0, NULL) > bar->share - BAR_OUT)
            return false;
    }
    return true;
}

static int find_crossbars(const struct raster *classes, const struct sides *sides, int from, int to, int thick,
                          struct crossbar bars[BARS_MAX])
{
    int n = 0;
    for (int y = from; y <= to && n < BARS_MAX; y++) {
        struct crossbar bar = crossbar_at(classes, sides, y);
        if (bar.share < BAR_LEAST || !stands_out(classes, &bar, thick))
            continue;
        bool same = n && bar.left.y - bars[n - 1].left.y <= thick;
        if (same && bar.share <= bars[n - 1].share)
            continue;
        bars[same ? n - 1 : n++] = bar;
    }
    return n;
}

/* All four sides are there, and end at the corners. */
static bool is_frame(const struct raster *classes, const struct crossbar *top, const struct crossbar *bottom,
                     double per_mm, struct frame *ret)
{
    struct frame f = {.corners = {top->left, top->right, bottom->right, bottom->left}};
    const struct frame_point *c = f.corners;
    int inks[INK_COUNT] = {0}, on = 0;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        double share = inked_share(classes, c[i], c[(i + 1) % 4], 0, inks);
        if (share < SIDE_LEAST)
            return false;
        sum += share;
        on += goes_on(classes, c[i], c[(i + 1) % 4], per_mm) + goes_on(classes, c[(i + 1) % 4], c[i], per_mm);
    }
    if (sum < 4 * SIDES_LEAST || on > GOES_ON_MOST)
        return false;
    f.ink = INK_BLACK;
    for (int ink = INK_BLUE; ink < INK_COUNT; ink++)
        if (inks[ink] > inks[f.ink])
            f.ink = (enum ink)ink;
    *ret = f;
    return true;
}

/* The highest frame between two sides. */
static bool frame_between(const struct raster *classes, const struct stroke *whole, const struct stroke *part,
                          double per_mm, struct frame *ret)
{
    struct crossbar bars[BARS_MAX];
    struct sides sides = sides_of(whole, part);
    int thick = (int)ceil(THICK_MAX * per_mm), from = whole->from < part->from ? whole->from : part->from;
    int to = whole->to > part->to ? whole->to : part->to, lean = (int)fabs(sides.tilt * (sides.right - sides.left));
    int n = find_crossbars(classes, &sides, from - lean - thick, to + lean + thick, thick, bars);
    double best = HEIGHT_MIN * per_mm;
    bool found = false;
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++) {
            double height = bars[k].left.y - bars[i].left.y;
            if (height < best || height > HEIGHT_MAX * per_mm || !is_frame(classes, &bars[i], &bars[k], per_mm, ret))
                continue;
            best = height;
            found = true;
        }
    return found;
}

static bool known(const struct frames *frames, const struct frame *f)
{
    double x = (f->corners[0].x + f->corners[2].x) / 2, y = (f->corners[0].y + f->corners[2].y) / 2;
    for (int i = 0; i < frames->count; i++)
        if (frame_holds(&frames->items[i], x, y, 0))
            return true;
    return false;
}

/* The frames with sides of the inks in `of`, beside those found before. */
static int find_frames(const struct raster *classes, unsigned of, double per_mm, struct frames *io)
{
    struct strokes strokes = {0};
    int r = find_strokes(classes, of, per_mm, &strokes), pairs = 0;
    for (size_t i = 0; !r && i < strokes.len; i++) {
        const struct stroke *whole = &strokes.items[i];
        int height = whole->to - whole->from;
        for (size_t k = 0; k < strokes.len && io->count < FRAMES_MAX && pairs < PAIRS_MAX; k++) {
            const struct stroke *part = &strokes.items[k];
            struct frame f;
            bool longer = height > part->to - part->from || (height == part->to - part->from && i < k);
            if (k == i || !longer || height < WHOLE_MIN * per_mm || !are_sides(whole, part, per_mm))
                continue;
            pairs++;
            if (frame_between(classes, whole, part, per_mm, &f) && !known(io, &f))
                io->items[io->count++] = f;
        }
    }
    array_free(&strokes);
    return r;
}

/* Coloured ones first: in their own colour print that crosses them does not hide them. */
int frames_find(const struct raster *classes, double per_mm, struct frames *ret_frames)
{
    static const unsigned INKS[] = {INK_BIT(INK_RED), INK_BIT(INK_BLUE), INK_ANY};
    struct frames out = {.count = 0};
    int r = SO_OK;
    for (size_t i = 0; !r && i < sizeof INKS / sizeof *INKS; i++)
        r = find_frames(classes, INKS[i], per_mm, &out);
    if (!r)
        *ret_frames = out;
    return r;
}

bool frame_holds(const struct frame *frame, double x, double y, double beyond)
{
    const struct frame_point *c = frame->corners;
    for (int i = 0; i < 4; i++) {
        double ux = c[(i + 1) % 4].x - c[i].x, uy = c[(i + 1) % 4].y - c[i].y, length = hypot(ux, uy);
        /* Corners follow clockwise: the inside lies to the right of each side, where y grows downward. */
        if ((ux * (y - c[i].y) - uy * (x - c[i].x)) / length < -beyond)
            return false;
    }
    return true;
}

struct box frame_box(const struct frame *frame, double beyond)
{
    double x0 = frame->corners[0].x, y0 = frame->corners[0].y, x1 = x0, y1 = y0;
    for (int i = 1; i < 4; i++) {
        x0 = fmin(x0, frame->corners[i].x);
        x1 = fmax(x1, frame->corners[i].x);
        y0 = fmin(y0, frame->corners[i].y);
        y1 = fmax(y1, frame->corners[i].y);
    }
    int x = (int)floor(x0 - beyond), y = (int)floor(y0 - beyond);
    return (struct box){x, y, (int)ceil(x1 + beyond) - x + 1, (int)ceil(y1 + beyond) - y + 1};
}
