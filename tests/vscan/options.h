/* The options of a virtual scanner: their descriptors and values. */
#ifndef VSCAN_OPTIONS_H
#define VSCAN_OPTIONS_H

#include <stdbool.h>

#include <sane/sane.h>

#include "desk.h"
#include "image.h"

enum option {
    OPT_COUNT,
    OPT_SOURCE,
    OPT_MODE,
    OPT_RESOLUTION,
    OPT_TL_X,
    OPT_TL_Y,
    OPT_BR_X,
    OPT_BR_Y,
    OPT_HAND, /* the number of lines is not told beforehand */
    OPT_BUTTON,
    OPT_LOADED,
    OPT_COVER,
    OPT_EMAIL, /* a second button */
    OPT_COUNTER, /* sheets that the hardware has counted; only where the desk has such a file */
    OPTIONS
};

enum source { SOURCE_FLATBED, SOURCE_ADF_FRONT, SOURCE_ADF_DUPLEX, SOURCES };

struct options {
    SANE_Option_Descriptor *descriptors; /* elsewhere after each SANE_INFO_RELOAD_OPTIONS, as with real backends */
    enum source source;
    enum raster_mode mode;
    SANE_Int resolution;
    SANE_Fixed edge[4]; /* tl-x, tl-y, br-x, br-y in mm */
    SANE_Bool hand;
};

bool options_init(struct options *o, const struct desk *desk);
void options_free(struct options *o);
SANE_Status options_control(struct options *o, const struct desk *desk, SANE_Int option, SANE_Action action, void *value,
                            SANE_Int *info);

/* The window in pixels of an image of image_dpi. */
struct window options_window(const struct options *o, int image_dpi);

#endif
