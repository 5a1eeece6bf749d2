#include "ocr/strokes.h"

#include <math.h>

#include "ocr/pieces.h"

#define SMALLEST 10
#define LEG_ROWS 0.8f  /* share of its rows in which a leg has ink */
#define SERIF 0.28f     /* what ends above may be one */
#define ARMS 0.72f      /* so high at least the arms of an M leave its legs, by where they meet; a bar's ends do not */
#define LEG 0.55f       /* of the height: a run that long is a leg's */
#define THICKEST 0.4f   /* of its height: a bar or an arm of a letter */
#define PLACES 15       /* between the legs that are looked at */
#define ROWS_MAX 200
#define L_SLENDER 0.5f /* width of an l by its height: below */
#define SIDE_MAX 160 /* pixels of a letter that is looked at for a hole */

struct shape {
    const struct figure_ink *ink;
    struct box box;
};

static bool is_dark(const struct shape *s, int x, int y)
{
    return s->ink->data[(size_t)(s->box.y + y) * (size_t)s->ink->width + (size_t)(s->box.x + x)] > DARK;
}

/* The outer edge of a leg, as a straight line x = at + slope * y. */
struct edge {
    float at, slope;
};

/* The column of the row's first or last ink; -1 when it has none. */
static int outermost(const struct shape *s, int y, bool right)
{
    for (int i = 0; i < s->box.w; i++) {
        int x = right ? s->box.w - 1 - i : i;
        if (is_dark(s, x, y))
            return x;
    }
    return -1;
}

/* Through the outermost ink of all rows; then once more without those that lie off it. */
static struct edge fit_edge(const struct shape *s, bool right)
{
    struct edge e = {0, 0};
    for (int pass = 0; pass < 2; pass++) {
        float n = 0, sx = 0, sy = 0, sxy = 0, syy = 0;
        for (int y = 0; y < s->box.h; y++) {
            int x = outermost(s, y, right);
            if (x < 0 || (pass && fabsf((float)x - e.at - e.slope * (float)y) > 0.12f * (float)s->box.w))
                continue;
            n++;
            sx += (float)x;
            sy += (float)y;
            sxy += (float)x * (float)y;
            syy += (float)y * (float)y;
        }
        float d = n * syy - sy * sy;
        if (n < 4 || d <= 0)
            break;
        e.slope = (n * sxy - sx * sy) / d;
        e.at = (sx - e.slope * sy) / n;
    }
    return e;
}

/* The share of the rows in which ink stands on the edge, within a stroke's width. */
static float along(const struct shape *s, struct edge e, int width, bool right)
{
    int rows = 0;
    for (int y = 0; y < s->box.h; y++) {
        int x0 = (int)lroundf(e.at + e.slope * (float)y) - (right ? width : 0);
        bool dark = false;
        for (int x = x0; x <= x0 + width && !dark; x++)
            dark = x >= 0 && x < s->box.w && is_dark(s, x, y);
        rows += dark;
    }
    return (float)rows / (float)s->box.h;
}

struct run {
    int from, to; /* rows */
};

/* The next run of ink from the top, of what stands at this share of the way from leg to leg: one pixel is a speck. */
static bool next_run(const struct shape *s, const struct edge legs[2], float at, int from, struct run *ret)
{
    int run = 0;
    for (int y = from; y <= s->box.h; y++) {
        float a = legs[0].at + legs[0].slope * (float)y, b = legs[1].at + legs[1].slope * (float)y;
        int x = (int)lroundf(a + at * (b - a));
        bool dark = y < s->box.h && x >= 0 && x < s->box.w && is_dark(s, x, y);
        if (!dark && run >= 2) {
            *ret = (struct run){y - run, y};
            return true;
        }
        run = dark ? run + 1 : 0;
    }
    return false;
}

/* What of a letter stands there; a serif at its top above something else is passed over. */
static bool top_run(const struct shape *s, const struct edge legs[2], float at, struct run *ret)
{
    struct run below;
    float height = (float)s->box.h;
    if (!next_run(s, legs, at, 0, ret))
        return false;
    bool serif = (float)ret->from < 0.1f * height && (float)ret->to < SERIF * height;
    if (serif && next_run(s, legs, at, ret->to, &below) && (float)below.from < 0.75f * height)
        *ret = below;
    return true;
}

/* Puts a value into its place among n in order. */
static void insert(float *io_values, int n, float value)
{
    int at = n;
    for (; at > 0 && io_values[at - 1] > value; at--)
        io_values[at] = io_values[at - 1];
    io_values[at] = value;
}

/* Serifs stand out at the outer sides of its legs' ends: print, of which the recogniser is the better judge. */
static bool has_serifs(const struct shape *s, const struct edge legs[2])
{
    int found = 0;
    for (int i = 0; i < 4; i++) {
        bool right = i & 1, below = i & 2;
        int most = 0;
        for (int k = 0; k < s->box.h * 8 / 100 + 1; k++) {
            int y = below ? s->box.h - 1 - k : k, x = outermost(s, y, right);
            int line = (int)lroundf(legs[right].at + legs[right].slope * (float)y), out = right ? x - line : line - x;
            most = x >= 0 && out > most ? out : most;
        }
        found += (float)most > 0.055f * (float)s->box.w;
    }
    return found >= 3;
}

/* The width of the narrower leg, by the rows in which nothing else of an H, M or N should touch it. */
static float leg_width(const struct shape *s)
{
    float widths[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
        float runs[ROWS_MAX];
        int n = 0;
        for (int y = s->box.h / 2; y < s->box.h * 92 / 100 && n < ROWS_MAX; y++) {
            int x = outermost(s, y, side), run = 0;
            for (; x >= 0 && x < s->box.w && is_dark(s, x, y); x += side ? -1 : 1)
                run++;
            if (run)
                insert(runs, n++, (float)run);
        }
        widths[side] = n ? runs[n / 2] : (float)s->box.w;
    }
    return fminf(widths[0], widths[1]);
}

/* What stands between the legs, seen from above. */
struct between {
    float middle, thick; /* where its ink begins in the middle, and how far it reaches down; shares of the height */
    float left, right;   /* how much of what lies above that, left and right of the middle, is filled */
    float highest;       /* where its ink begins at its highest place, as a share of the middle */
};

static bool look_between(const struct shape *s, const struct edge legs[2], struct between *ret)
{
    bool leg[PLACES];
    float tops[PLACES], centre[PLACES], thick[PLACES], height = (float)s->box.h;
    float span = legs[1].at - legs[0].at + (legs[1].slope - legs[0].slope) * (float)s->box.h / 2;
    float inner = span > 1 ? (leg_width(s) + 1) / span : 1;
    int n = 0;
    if (inner > 0.42f)
        return false;
    for (int k = 0; k < PLACES; k++) {
        float at = inner + (1 - 2 * inner) * (float)k / (PLACES - 1);
        struct run run = {s->box.h, s->box.h};
        bool ink = top_run(s, legs, at, &run);
        tops[k] = (float)run.from / height;
        leg[k] = ink && (float)(run.to - run.from) > LEG * height;
        if (k < PLACES * 2 / 5 || k >= PLACES - PLACES * 2 / 5)
            continue;
        insert(centre, n, tops[k]);
        insert(thick, n++, (float)(run.to - run.from) / height);
    }
    *ret = (struct between){.middle = centre[n / 2], .thick = thick[n / 2], .highest = 1};
    if (ret->middle < 0.05f || ret->thick < 0.03f)
        return false;
    for (int k = 0, o = PLACES - 1; k < PLACES / 2; k++, o--) {
        ret->left += leg[k] ? 0 : fmaxf(-1, 1 - tops[k] / ret->middle) / (float)(PLACES / 2);
        ret->highest = fminf(ret->highest, leg[k] ? 1 : tops[k] / ret->middle);
        ret->highest = fminf(ret->highest, leg[o] ? 1 : tops[o] / ret->middle);
        ret->right += leg[o] ? 0 : fmaxf(-1, 1 - tops[o] / ret->middle) / (float)(PLACES / 2);
    }
    return true;
}

/* Between the legs of most of the lowest rows is a place without ink. */
static bool is_open_below(const struct shape *s, const struct edge legs[2])
{
    int open = 0, all = 0;
    for (int y = s->box.h * 85 / 100; y < s->box.h * 97 / 100; y++) {
        float a = legs[0].at + legs[0].slope * (float)y, b = legs[1].at + legs[1].slope * (float)y;
        int gap = 0;
        for (int k = 0; k < 9; k++) {
            int x = (int)lroundf(a + (0.2f + 0.6f * (float)k / 8) * (b - a));
            gap += x >= 0 && x < s->box.w && !is_dark(s, x, y);
        }
        open += gap >= 4;
        all++;
    }
    return all && open * 10 >= all * 7;
}

static float clear(float margin, float full)
{
    return margin >= full ? 1 : margin <= 0 ? 0 : margin / full;
}

static char two_legs(const struct shape *s, float *ret_share)
{
    struct between b;
    struct edge legs[2] = {fit_edge(s, false), fit_edge(s, true)};
    int width = s->box.h / 8 + 1;
    if (along(s, legs[0], width, false) < LEG_ROWS || along(s, legs[1], width, true) < LEG_ROWS ||
        has_serifs(s, legs) || !is_open_below(s, legs) || !look_between(s, legs, &b) || b.thick > THICKEST)
        return 0;
    float bend = (b.left + b.right) / 2, tilt = (b.left - b.right) / 2;
    if (bend > 0.08f && b.right > 0.02f && b.left > -0.1f && b.middle > 0.2f && b.highest < ARMS) {
        *ret_share = clear(bend - 0.06f, 0.05f);
        return 'M';
    }
    if (fabsf(bend) < 0.05f && fabsf(tilt) < 0.2f && b.middle > 0.22f && b.middle < 0.72f) {
        *ret_share = clear(0.06f - fabsf(bend), 0.03f) * clear(0.25f - fabsf(tilt), 0.1f);
        return 'H';
    }
    if (tilt > 0.25f) {
        *ret_share = clear(tilt - 0.2f, 0.1f);
        return 'N';
    }
    return 0;
}

/* Paper that ink closes in: its height and middle as shares of the letter's; false when it is none or too little. */
static bool find_hole(const struct shape *s, float *ret_height, float *ret_middle)
{
    uint8_t out[SIDE_MAX * SIDE_MAX] = {0};
    uint16_t stack[SIDE_MAX * SIDE_MAX];
    int w = s->box.w, h = s->box.h, n = 0, area = 0, y0 = h, y1 = -1;
    for (int i = 0; i < w * h; i++) {
        int x = i % w, y = i / w;
        bool edge = x == 0 || y == 0 || x == w - 1 || y == h - 1;
        if (edge && !is_dark(s, x, y)) {
            out[i] = 1;
            stack[n++] = (uint16_t)i;
        }
    }
    while (n) {
        int at = stack[--n];
        const int next[4] = {at - 1, at + 1, at - w, at + w};
        for (int k = 0; k < 4; k++) {
            bool inside = k == 0 ? at % w > 0 : k == 1 ? at % w < w - 1 : next[k] >= 0 && next[k] < w * h;
            if (!inside || out[next[k]] || is_dark(s, next[k] % w, next[k] / w))
                continue;
            out[next[k]] = 1;
            stack[n++] = (uint16_t)next[k];
        }
    }
    for (int i = 0; i < w * h; i++) {
        if (out[i] || is_dark(s, i % w, i / w))
            continue;
        area++;
        y0 = i / w < y0 ? i / w : y0;
        y1 = i / w;
    }
    if (area * 25 < w * h)
        return false;
    *ret_height = (float)(y1 - y0 + 1) / (float)h;
    *ret_middle = (float)(y0 + y1 + 1) / 2 / (float)h;
    return true;
}

/* Where the outline stands about a share of the height, as a share of the width: the middle one of some rows. */
static float outline(const struct shape *s, float from, float to, bool right)
{
    float at[ROWS_MAX];
    int n = 0;
    for (int y = (int)(from * (float)s->box.h); y <= (int)(to * (float)s->box.h) && y < s->box.h && n < ROWS_MAX; y++) {
        int x = outermost(s, y, right);
        if (x >= 0)
            insert(at, n++, (float)x);
    }
    return n ? at[n / 2] / (float)s->box.w : 0;
}

/* How far the outline bulges between above and below, whatever its slant. */
static float bulge(const struct shape *s, bool right)
{
    float above = outline(s, 0.05f, 0.15f, right), below = outline(s, 0.85f, 0.95f, right);
    float bulges = outline(s, 0.42f, 0.58f, right) - (above + below) / 2;
    return right ? bulges : -bulges;
}

static char bowl(const struct shape *s, float *ret_share)
{
    float height, middle, left = bulge(s, false), right = bulge(s, true);
    if (s->box.w > SIDE_MAX || s->box.h > SIDE_MAX || !find_hole(s, &height, &middle))
        return 0;
    if (height < 0.4f || middle < 0.4f || middle > 0.6f || left < 0.08f)
        return 0;
    *ret_share = right > 0.1f ? clear(right - 0.08f, 0.05f) : clear(0.1f - right, 0.05f);
    return right > 0.1f ? 'o' : 'a';
}

/* A t has nothing but its stem above the bar, an l no foot as long as that of an L. */
static char small_tall(const struct shape *s, float *ret_share)
{
    float top = 0, slender = (float)s->box.w / (float)s->box.h;
    for (int y = s->box.h * 2 / 100; y <= s->box.h * 12 / 100; y++) {
        int left = outermost(s, y, false), right = outermost(s, y, true);
        top = fmaxf(top, (float)(right - left + 1) / (float)s->box.w);
    }
    if (slender < L_SLENDER) {
        *ret_share = clear(L_SLENDER - slender, 0.08f);
        return 'l';
    }
    *ret_share = top > 0.65f ? clear(top - 0.6f, 0.15f) : clear(0.65f - top, 0.15f);
    return top > 0.65f ? 'T' : 't';
}

char strokes_letter(const struct figure_ink *ink, struct box box, float *ret_share)
{
    struct shape s = {ink, box};
    float share = 0;
    if (box.w < SMALLEST * 2 / 3 || box.h < SMALLEST || box.w * 2 > box.h * 3 || box.w * 5 < box.h)
        return 0;
    char letter = two_legs(&s, &share);
    letter = letter ? letter : bowl(&s, &share);
    letter = letter ? letter : small_tall(&s, &share);
    if (letter)
        *ret_share = share;
    return letter;
}
