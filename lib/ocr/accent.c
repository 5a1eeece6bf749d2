#include "ocr/accent.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* The window, in heights of the letter's body: above its top, below its base line, to both sides of its ink. */
#define ABOVE_SMALL 1.05f
#define BELOW_SMALL 0.55f
#define ABOVE_CAPITAL 0.70f
#define BELOW_CAPITAL 0.38f
#define BESIDE_LEFT 0.15f
#define BESIDE_RIGHT 0.25f
#define WIDTH_LEAST 0.9f

static float ink_at(const struct accent_ink *ink, float x, float y)
{
    if (x < 0 || y < 0 || x >= (float)(ink->width - 1) || y >= (float)(ink->height - 1))
        return 0;
    int xi = (int)x, yi = (int)y;
    float fx = x - (float)xi, fy = y - (float)yi;
    const uint8_t *p = ink->data + (size_t)yi * (size_t)ink->width + (size_t)xi, *q = p + ink->width;
    return ((float)p[0] * (1 - fx) + (float)p[1] * fx) * (1 - fy) + ((float)q[0] * (1 - fx) + (float)q[1] * fx) * fy;
}

void accent_look(const struct accent_ink *ink, const struct accent_place *at, struct accent_state *ret_state)
{
    static const char bases[] = ACCENT_BASES;
    float body = at->base - at->top, above = at->upper ? ABOVE_CAPITAL : ABOVE_SMALL,
          below = at->upper ? BELOW_CAPITAL : BELOW_SMALL;
    float left = at->left - BESIDE_LEFT * body, width = at->right + BESIDE_RIGHT * body - left;
    if (width < WIDTH_LEAST * body) {
        left -= (WIDTH_LEAST * body - width) / 2;
        width = WIDTH_LEAST * body;
    }
    float top = at->top - above * body, dx = width / ACCENT_WIDE, dy = (1 + above + below) * body / ACCENT_HIGH;
    for (int y = 0; y < ACCENT_HIGH; y++)
        for (int x = 0; x < ACCENT_WIDE; x++) { /* the mean of four points */
            float sum = 0;
            for (int k = 0; k < 4; k++)
                sum += ink_at(ink, left + ((float)x + 0.25f + 0.5f * (float)(k & 1)) * dx - 0.5f,
                              top + ((float)y + 0.25f + 0.5f * (float)(k >> 1)) * dy - 0.5f);
            ret_state->window[y][x] = sum * (1 / 1020.0f);
        }
    float *kinds = ret_state->last + ACCENT_LAST - ACCENT_KINDS;
    for (int i = 0; bases[i]; i++)
        kinds[i] = bases[i] == at->letter;
    kinds[ACCENT_KINDS - 1] = at->upper;
}

/* Adds v times the weights of one input to the sums of n outputs. */
static inline void add_scaled(float *restrict sums, const float *restrict weights, float v, int n)
{
    for (int i = 0; i < n; i++)
        sums[i] += v * weights[i];
}

static void filter(struct accent_layer l, const float *in, const float *weights, const float *bias, float *out)
{
    int half = l.side / 2;
    for (int y = 0; y < l.height; y += 2)
        for (int x = 0; x < l.width; x += 2, out += l.to) {
            memcpy(out, bias, (size_t)l.to * sizeof *out);
            for (int v = y - half < 0 ? 0 : y - half; v <= y + half && v < l.height; v++)
                for (int u = x - half < 0 ? 0 : x - half; u <= x + half && u < l.width; u++) {
                    const float *w = weights + ((v - y + half) * l.side + u - x + half) * l.from * l.to;
                    for (int i = 0; i < l.from; i++)
                        add_scaled(out, w + i * l.to, in[(v * l.width + u) * l.from + i], l.to);
                }
            for (int i = 0; i < l.to; i++)
                out[i] = out[i] > 0 ? out[i] : 0;
        }
}

static void shares_of(float *values, int n)
{
    float most = -INFINITY, sum = 0;
    for (int i = 0; i < n; i++)
        most = fmaxf(most, values[i]);
    for (int i = 0; i < n; i++)
        sum += values[i] = expf(values[i] - most);
    for (int i = 0; i < n; i++)
        values[i] /= sum;
}

void accent_judge(const struct accent_net *net, struct accent_state *s)
{
    filter(ACCENT_LAYER_FIRST, &s->window[0][0], &net->first[0][0], net->first_bias, &s->first[0][0][0]);
    filter(ACCENT_LAYER_SECOND, &s->first[0][0][0], &net->second[0][0], net->second_bias, &s->second[0][0][0]);
    filter(ACCENT_LAYER_THIRD, &s->second[0][0][0], &net->third[0][0], net->third_bias, s->last);
    memcpy(s->hidden, net->hidden_bias, sizeof s->hidden);
    for (int i = 0; i < ACCENT_LAST; i++)
        if (s->last[i] != 0)
            add_scaled(s->hidden, net->hidden[i], s->last[i], ACCENT_HIDDEN);
    memcpy(s->shares, net->output_bias, sizeof s->shares);
    for (int i = 0; i < ACCENT_HIDDEN; i++) {
        s->hidden[i] = s->hidden[i] > 0 ? s->hidden[i] : 0;
        add_scaled(s->shares, net->outputs[i], s->hidden[i], ACCENT_OUTPUTS);
    }
    shares_of(s->shares, ACCENT_TONES);
    shares_of(s->shares + ACCENT_TONES, ACCENT_MARKS);
}

void accent_unpack(const struct accent_weights *weights, struct accent_net *ret_net)
{
    static const size_t ends[5] = {offsetof(struct accent_net, second) / sizeof(float),
                                   offsetof(struct accent_net, third) / sizeof(float),
                                   offsetof(struct accent_net, hidden) / sizeof(float),
                                   offsetof(struct accent_net, outputs) / sizeof(float), ACCENT_WEIGHTS};
    float *to = &ret_net->first[0][0];
    for (size_t i = 0, layer = 0; i < ACCENT_WEIGHTS; i++) {
        layer += i == ends[layer];
        to[i] = (float)weights->values[i] * weights->scales[layer];
    }
}
