#include "ocr/figure.h"

#include <math.h>
#include <string.h>

#define SIDE 20    /* pixels of the figure brought to one size */
#define INNER 18.0 /* … without its margin */

static float ink_at(const struct figure_ink *ink, double x, double y)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    float fx = (float)(x - x0), fy = (float)(y - y0), v[4];
    for (int i = 0; i < 4; i++) {
        int xi = x0 + (i & 1), yi = y0 + (i >> 1);
        bool in = xi >= 0 && yi >= 0 && xi < ink->width && yi < ink->height;
        v[i] = in ? (float)ink->data[(size_t)yi * (size_t)ink->width + (size_t)xi] / 255.0f : 0;
    }
    return (v[0] * (1 - fx) + v[1] * fx) * (1 - fy) + (v[2] * (1 - fx) + v[3] * fx) * fy;
}

/* The box in the middle of SIDE×SIDE pixels, its proportions kept; a pixel is the mean of nine points. */
static void normalise(const struct figure_ink *ink, struct box box, float out[SIDE][SIDE])
{
    double step = fmax(box.w, box.h) / INNER, cx = box.x + box.w / 2.0 - 0.5, cy = box.y + box.h / 2.0 - 0.5;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            float sum = 0;
            for (int k = 0; k < 9; k++) {
                double sx = cx + (x + 0.5 - SIDE / 2.0 + (k % 3 - 1) / 3.0) * step;
                double sy = cy + (y + 0.5 - SIDE / 2.0 + (k / 3 - 1) / 3.0) * step;
                bool inside = sx > box.x - 1 && sy > box.y - 1 && sx < box_right(box) && sy < box_bottom(box);
                sum += inside ? ink_at(ink, sx, sy) : 0;
            }
            out[y][x] = sum / 9;
        }
}

/* Shares a point's weight between the two fields that it lies between; positions beyond the middles count whole. */
static int split(int at, float *ret_second)
{
    float place = ((float)at + 0.5f) * FIGURE_FIELDS / SIDE - 0.5f;
    int first = place < 0 ? 0 : (int)place;
    *ret_second = place < 0 || first + 1 >= FIGURE_FIELDS ? 0 : place - (float)first;
    return first;
}

static void add_direction(float *features, int x, int y, float gx, float gy)
{
    float length = hypotf(gx, gy), wx, wy;
    if (length < 0.02f)
        return;
    float turn = atan2f(gy, gx) / (2 * (float)M_PI) * FIGURE_DIRECTIONS;
    turn = turn < 0 ? turn + FIGURE_DIRECTIONS : turn;
    int d0 = (int)turn % FIGURE_DIRECTIONS, d1 = (d0 + 1) % FIGURE_DIRECTIONS;
    float later = turn - floorf(turn);
    int fx = split(x, &wx), fy = split(y, &wy);
    for (int i = 0; i < 4; i++) {
        float share = length * (i & 1 ? wx : 1 - wx) * (i >> 1 ? wy : 1 - wy);
        if (share <= 0)
            continue;
        float *field = features + ((fy + (i >> 1)) * FIGURE_FIELDS + fx + (i & 1)) * FIGURE_DIRECTIONS;
        field[d0] += share * (1 - later);
        field[d1] += share * later;
    }
}

void figure_features(const struct figure_ink *ink, struct box box, int top, int height,
                     float ret_features[FIGURE_FEATURES])
{
    float p[SIDE][SIDE], sum = 0;
    const int n = FIGURE_FEATURES - 4;
    memset(ret_features, 0, sizeof(float) * FIGURE_FEATURES);
    normalise(ink, box, p);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            float left = x ? p[y][x - 1] : 0, right = x + 1 < SIDE ? p[y][x + 1] : 0;
            float above = y ? p[y - 1][x] : 0, below = y + 1 < SIDE ? p[y + 1][x] : 0;
            add_direction(ret_features, x, y, right - left, below - above);
        }
    for (int i = 0; i < n; i++) {
        ret_features[i] = sqrtf(ret_features[i]);
        sum += ret_features[i] * ret_features[i];
    }
    for (int i = 0; i < n; i++)
        ret_features[i] *= sum > 0 ? 6 / sqrtf(sum) : 0;
    float line = height > 0 ? (float)height : 1;
    ret_features[n] = fminf((float)box.h / line, 2);
    ret_features[n + 1] = fminf((float)box.w / line, 2);
    ret_features[n + 2] = fmaxf(-1, fminf(((float)box.y + (float)box.h / 2 - (float)top) / line, 2));
    ret_features[n + 3] = (float)box.w / (float)(box.w + box.h);
}

void figure_classify(const float features[FIGURE_FEATURES], float ret_shares[FIGURE_CLASSES])
{
    const struct figure_weights *w = &figure_weights;
    float hidden[FIGURE_HIDDEN], most = -INFINITY, sum = 0;
    for (int i = 0; i < FIGURE_HIDDEN; i++) {
        float v = 0;
        for (int k = 0; k < FIGURE_FEATURES; k++)
            v += features[k] * (float)w->hidden[i][k];
        v = v * w->hidden_scale + w->hidden_bias[i];
        hidden[i] = v > 0 ? v : 0;
    }
    for (int i = 0; i < FIGURE_CLASSES; i++) {
        float v = 0;
        for (int k = 0; k < FIGURE_HIDDEN; k++)
            v += hidden[k] * (float)w->classes[i][k];
        ret_shares[i] = v * w->class_scale + w->class_bias[i];
        most = fmaxf(most, ret_shares[i]);
    }
    for (int i = 0; i < FIGURE_CLASSES; i++) {
        ret_shares[i] = expf(ret_shares[i] - most);
        sum += ret_shares[i];
    }
    for (int i = 0; i < FIGURE_CLASSES; i++)
        ret_shares[i] /= sum;
}
