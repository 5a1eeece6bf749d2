/* Which way up a page lies and how crooked. Private to the room but for its tests. */
#ifndef SOHOA_IMAGE_UPRIGHT_H
#define SOHOA_IMAGE_UPRIGHT_H

#include <stdbool.h>

#include "image/page.h"

struct upright {
    struct pose pose;
    float lines; /* how much clearer text lines are along than across the page in this pose */
    float up;    /* by about how many standard deviations this way up is the likelier one; not negative */
    bool sure;   /* false: too little text, or undecided */
};

/*
 * The pose that makes a page upright, from its ink (a mask of light_ink, about 150 dots an inch). A page with too little
 * text to tell stays as it lies. What runs straight for longer than letters do is cleared from the ink.
 */
int upright_find(struct raster *ink, struct upright *ret_upright);

#endif
