/*
 * The mark and tone of one letter (a ă â á à ả …, d đ) by its shape alone, where the base letter is known: what the
 * recogniser's model of words mistakes in capitals, small print and poor copies. Private to the room, and to
 * training/accents.c, which makes the weights.
 *
 * A window over the letter, the room above and below it and a little of its neighbours, brought to one size, goes
 * through a small net: three layers of filters, each halving the sides, then one that is told which letter it is.
 */
#ifndef SOHOA_OCR_ACCENT_H
#define SOHOA_OCR_ACCENT_H

#include <stdbool.h>
#include <stdint.h>

#define ACCENT_HIGH 40 /* pixels of the window */
#define ACCENT_WIDE 24
#define ACCENT_BASES "aeiouyd"
#define ACCENT_KINDS 8 /* the base letter, one of seven, and whether it is a capital */
#define ACCENT_TONES 6 /* enum viet_tone */
#define ACCENT_MARKS 5 /* enum viet_mark */
#define ACCENT_OUTPUTS (ACCENT_TONES + ACCENT_MARKS)

/* Filters of a layer and how broad they are; each layer has half the height and width of the one before. */
#define ACCENT_FIRST 8
#define ACCENT_SECOND 16
#define ACCENT_THIRD 24
#define ACCENT_FIRST_SIDE 5
#define ACCENT_SIDE 3
#define ACCENT_LAST (ACCENT_HIGH / 8 * (ACCENT_WIDE / 8) * ACCENT_THIRD + ACCENT_KINDS)
#define ACCENT_HIDDEN 64

/* Gray values of a part of a page, 0 paper … 255 ink, width bytes a row. */
struct accent_ink {
    const uint8_t *data;
    int width, height;
};

/* Where a letter stands, in pixels of the ink. */
struct accent_place {
    float left, right; /* of its ink */
    float top, base;   /* of small letters without ascender, or of capitals: without marks */
    char letter;       /* of ACCENT_BASES */
    bool upper;
};

/* Each filter's weights lie side by side for one pixel: [row][column][from][to]. */
struct accent_net {
    float first[ACCENT_FIRST_SIDE * ACCENT_FIRST_SIDE][ACCENT_FIRST], first_bias[ACCENT_FIRST];
    float second[ACCENT_SIDE * ACCENT_SIDE * ACCENT_FIRST][ACCENT_SECOND], second_bias[ACCENT_SECOND];
    float third[ACCENT_SIDE * ACCENT_SIDE * ACCENT_SECOND][ACCENT_THIRD], third_bias[ACCENT_THIRD];
    float hidden[ACCENT_LAST][ACCENT_HIDDEN], hidden_bias[ACCENT_HIDDEN];
    float outputs[ACCENT_HIDDEN][ACCENT_OUTPUTS], output_bias[ACCENT_OUTPUTS];
};

/* What each layer makes of a window. */
struct accent_state {
    float window[ACCENT_HIGH][ACCENT_WIDE];
    float first[ACCENT_HIGH / 2][ACCENT_WIDE / 2][ACCENT_FIRST];
    float second[ACCENT_HIGH / 4][ACCENT_WIDE / 4][ACCENT_SECOND];
    float last[ACCENT_LAST]; /* the third layer, row by row, then the letter */
    float hidden[ACCENT_HIDDEN];
    float shares[ACCENT_OUTPUTS]; /* of each tone, then of each mark; both add up to 1 */
};

void accent_look(const struct accent_ink *ink, const struct accent_place *at, struct accent_state *ret_state);
void accent_judge(const struct accent_net *net, struct accent_state *io_state);

/* A layer of filters of a side, moved by two pixels: width and height are those of what it reads. */
struct accent_layer {
    int height, width, from, to, side;
};
#define ACCENT_LAYER_FIRST ((struct accent_layer){ACCENT_HIGH, ACCENT_WIDE, 1, ACCENT_FIRST, ACCENT_FIRST_SIDE})
#define ACCENT_LAYER_SECOND                                                                                            \
    ((struct accent_layer){ACCENT_HIGH / 2, ACCENT_WIDE / 2, ACCENT_FIRST, ACCENT_SECOND, ACCENT_SIDE})
#define ACCENT_LAYER_THIRD                                                                                             \
    ((struct accent_layer){ACCENT_HIGH / 4, ACCENT_WIDE / 4, ACCENT_SECOND, ACCENT_THIRD, ACCENT_SIDE})

/* The net as it is shipped, each layer's weights scaled to a byte; training/accents.c writes it. */
#define ACCENT_WEIGHTS (sizeof(struct accent_net) / sizeof(float))
struct accent_weights {
    float scales[5]; /* of the five layers' weights; biases are counted with their layer */
    int8_t values[ACCENT_WEIGHTS];
};
extern const struct accent_weights accent_weights;

void accent_unpack(const struct accent_weights *weights, struct accent_net *ret_net);

#endif
