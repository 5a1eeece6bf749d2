/* Which way up a page lies and how crooked. Private to the room but for its tests. */
#ifndef SOHOA_IMAGE_UPRIGHT_H
#define SOHOA_IMAGE_UPRIGHT_H

#include "image/page.h"

struct Pix;

/*
 * The pose that makes a page upright, from its ink: a 1-bit image of about 150 dots an inch with borders removed. A page
 * with too little text to tell stays as it lies.
 */
int upright_find(struct Pix *ink, struct pose *ret_pose);

#endif
