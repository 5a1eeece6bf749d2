/*
 * The frames of rubber stamps: a rectangle of thin lines, a little askew, such as that of the stamp that an office puts
 * on what it receives (Nghị định 30/2020 phụ lục IV: 50 × 35 mm; in practice 45 to 70 by 20 to 40). Private to the
 * room.
 */
#ifndef SOHOA_IMAGE_FRAMES_H
#define SOHOA_IMAGE_FRAMES_H

#include "image/inks.h"

#define FRAMES_MAX 4

struct frame_point {
    double x, y;
};

struct frame {
    struct frame_point corners[4]; /* left top, right top, right bottom, left bottom; pixels of the inks */
    enum ink ink;                  /* that most of its lines are of */
};

struct frames {
    struct frame items[FRAMES_MAX];
    int count;
};

/*
 * The frames among a page's inks (upright, rules still there). per_mm: pixels a millimetre. The cells of a table are no
 * frames: their lines go on beyond the corners. SO_ENOMEM.
 */
int frames_find(const struct raster *classes, double per_mm, struct frames *ret_frames);

/* Whether a point lies within the frame or not farther than this outside of it. */
bool frame_holds(const struct frame *frame, double x, double y, double beyond);

/* The box around a frame, grown by `beyond`; may leave the page. */
struct box frame_box(const struct frame *frame, double beyond);

#endif
