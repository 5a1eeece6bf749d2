/*
 * One figure (a digit, or a stroke, dash or point between digits) by its shape alone, whatever stands beside it: what
 * the recogniser's model of words cannot give for numbers written by hand. Private to the room, and to training/figures.c,
 * which makes the weights.
 *
 * Directions of the outline in 5×5 fields of the figure, brought to one size, and how large and how high it stands on
 * its line, go through a net of one hidden layer.
 */
#ifndef SOHOA_OCR_FIGURE_H
#define SOHOA_OCR_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/page.h"

#define FIGURE_FIELDS 5
#define FIGURE_DIRECTIONS 8
#define FIGURE_FEATURES (FIGURE_FIELDS * FIGURE_FIELDS * FIGURE_DIRECTIONS + 4)
#define FIGURE_HIDDEN 72
#define FIGURE_OTHER 13 /* letters, pieces, two figures in one */
#define FIGURE_CLASSES 14
#define FIGURE_NAMES "0123456789/-." /* of the classes before FIGURE_OTHER */

/* Ink, 0 none … 255 full, width bytes a row. */
struct figure_ink {
    const uint8_t *data;
    int width, height;
};

/* top, height: of the digits of its line, in pixels. */
void figure_features(const struct figure_ink *ink, struct box box, int top, int height,
                     float ret_features[FIGURE_FEATURES]);

/* How likely each class is; they add up to 1. */
void figure_classify(const float features[FIGURE_FEATURES], float ret_shares[FIGURE_CLASSES]);

/* A weight is its value times its layer's scale. Written by training/figures.c. */
struct figure_weights {
    float hidden_scale, class_scale;
    float hidden_bias[FIGURE_HIDDEN], class_bias[FIGURE_CLASSES];
    int8_t hidden[FIGURE_HIDDEN][FIGURE_FEATURES];
    int8_t classes[FIGURE_CLASSES][FIGURE_HIDDEN];
};
extern const struct figure_weights figure_weights;

#endif
