/* The held page's inside. Private to the room. */
#ifndef SOHOA_IMAGE_HELD_H
#define SOHOA_IMAGE_HELD_H

#include "image/marks.h"
#include "image/page.h"

struct held_page {
    struct raster source; /* as captured */
    int dpi;
    int width, height; /* upright */
    struct pose pose;
    bool sure; /* that the pose is right */
    bool prepared;      /* the pose was searched, and what follows is there */
    struct raster gray; /* upright, for OCR */
    int gray_factor;
    struct raster inks; /* upright, an enum ink a pixel, rules removed */
    int coarse_factor;  /* page pixels a pixel of inks */
    struct seals red, dark; /* rings in inks */
    struct codes codes; /* in pixels of gray */
    bool colour;
};

#endif
