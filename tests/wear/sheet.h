/*
 * A sheet on its way from the printer to a file: pixels in colour, what they truly measure, and what the file will say.
 *
 * An effect changes the sheet in place. Lengths are given in millimetres of the paper and turned into pixels by mm().
 * Memory that is out ends the program: this is a tool for tests.
 */
#ifndef WEAR_SHEET_H
#define WEAR_SHEET_H

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

#include "rng.h"

enum depth { DEPTH_COLOUR, DEPTH_GRAY, DEPTH_BILEVEL };

struct sheet {
    PIX *page;           /* 32 bits a pixel */
    PIX *back;           /* what is printed on the other side, or NULL; as large as page at first */
    double x_dpi, y_dpi; /* of the pixels, truly */
    int says_x, says_y;  /* what the file will say; 0: nothing */
    bool lies;           /* says_x and says_y are not the true ones */
    enum depth depth;
    int quality; /* of a JPEG; 0: a TIFF (bilevel: G4, or G3 where fax) or a PNG */
    bool fax;
    int turned; /* degrees clockwise that the sheet lies wrong */
    double skew;
    struct rng *rng;
};

struct colour {
    double r, g, b;
};

/* Changes one pixel, of which x and y are the place. */
typedef struct colour pixel_change(struct colour c, int x, int y, void *context);

void sheet_change(struct sheet *s, pixel_change *change, void *context);
void sheet_replace(struct sheet *s, PIX *page); /* takes page; NULL ends the program */

static inline double sheet_mm(const struct sheet *s, double millimetres)
{
    return millimetres * s->x_dpi / 25.4;
}

/* A pixel of this row; cut to the sheet. */
struct colour sheet_get(const PIX *page, int x, int y);
void sheet_put(PIX *page, int x, int y, struct colour c);

/* Mixes so much (0..1) of a colour into a pixel, if it is on the sheet. */
void sheet_mix(PIX *page, int x, int y, struct colour c, double share);

/* A soft line, `half` pixels to each side, mixed in by share. */
void sheet_line(PIX *page, double x0, double y0, double x1, double y1, double half, struct colour c, double share);
void sheet_disc(PIX *page, double x, double y, double radius, struct colour c, double share);

/* Same size, but seen through worse optics: the mean over 2·half+1 pixels, drawn between whole ones. */
void sheet_blur(struct sheet *s, double half);

/* Grain of this deviation (0..255), the same in all channels but for `coloured` of it. */
void sheet_grain(struct sheet *s, double deviation, double coloured);

/* A tone curve: below black all is black, above white all is white (0..1), bent by gamma in between. */
void sheet_levels(struct sheet *s, double black, double white, double gamma);
void sheet_to_gray(struct sheet *s);

/* To another number of pixels; the sheet's own resolution follows. */
void sheet_scale(struct sheet *s, double x_factor, double y_factor);

/* Black and white at a threshold (0..1). */
void sheet_threshold(struct sheet *s, double level);

/*
 * The sheet as something looks at it: each pixel of the new one, width×height, comes from where `from` says; what is
 * not on the sheet is `around`, darker by a shadow along the sheet's edge.
 */
typedef void place_from(double u, double v, double *ret_x, double *ret_y, void *context);
void sheet_see(struct sheet *s, int width, int height, place_from *from, void *context, struct colour around);

/* A plane of slow random values from 0 to 1. */
struct cloud {
    int columns, rows;
    double cell, *values;
};
struct cloud cloud_new(struct rng *r, int width, int height, double cell);
double cloud_at(const struct cloud *c, int x, int y);
void cloud_free(struct cloud *c);

#endif
