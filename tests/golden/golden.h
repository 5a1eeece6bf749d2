/*
 * Pictures and numbers held against those of the last time that somebody looked at them, which lie in a folder of the
 * tests. `--renew` puts today's there instead.
 *
 * What is compared may differ a little: a compiler may round otherwise, a library may decode a JPEG otherwise. A
 * picture is another one when its pixels differ by more than a gray value in the mean, or one in two hundred by more
 * than 40: text that lies a pixel off makes some twenty in two hundred of those, a rule that was left makes as many as
 * it has. A class picture (an enum a pixel) is another one when one pixel in two hundred is of another class.
 */
#ifndef SOHOA_TEST_GOLDEN_H
#define SOHOA_TEST_GOLDEN_H

#include <stdbool.h>

#include "image/raster.h"

#define GOLDEN_MEAN 1.0
#define GOLDEN_FAR 40
#define GOLDEN_FAR_SHARE 0.005
#define GOLDEN_SPREAD 80 /* class pictures: gray values from one class to the next */

struct golden {
    const char *folder; /* of what is right */
    const char *seen;   /* where today's is put when it is another, with a picture of the differences */
    bool renew;
};

/* True when picture is as that of the name, or was put in its place. What is wrong is told on standard error. */
bool golden_picture(const struct golden *golden, const char *name, const struct raster *picture);

/* The same for classes: values 0 to 3. */
bool golden_classes(const struct golden *golden, const char *name, const struct raster *classes);

/*
 * The same for numbers: lines "name value tolerance" of a file. A value is another one when it is farther from the
 * file's than the file's tolerance.
 */
struct golden_number {
    const char *name;
    double value, tolerance;
};
bool golden_numbers(const struct golden *golden, const char *name, const struct golden_number *numbers, int n);

/* Whether two pictures of one size are one by the rule above. */
bool golden_alike(const struct raster *a, const struct raster *b);

#endif
