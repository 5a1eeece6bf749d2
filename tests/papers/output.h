/* Writes a specimen's picture and its truth. */
#ifndef SPECIMEN_OUTPUT_H
#define SPECIMEN_OUTPUT_H

#include "form.h"
#include "scan.h"

/* Each says on standard error what failed, and gives false. */
bool write_pnm(const char *path, const struct picture *p);
bool write_jpeg(const char *path, const struct picture *p, int quality);

/* The truth, in the shape that score reads: type, fields, missing, marks, degrade, text. */
struct truth {
    const struct form *form;
    const struct damage *damage;
    int dpi;
    const char *font, *text;
};
bool write_truth(const char *path, const struct truth *t);

/* "degrade" and "dpi" of a truth, on standard output. */
bool print_damage(const struct damage *d, int dpi);

#endif
