/*
 * Made-up papers for the API's and the pages' tests: put into a real store the way the pipeline does it, without
 * scanner and recogniser.
 */
#ifndef SOHOA_TESTS_API_SPECIMENS_H
#define SOHOA_TESTS_API_SPECIMENS_H

#include "store/store.h"

#define SPECIMEN_WIDTH 2480 /* of every page, in pixels at 300 dpi; the test image shows the same page smaller */
#define SPECIMEN_HEIGHT 3508

/* How many specimens there are; specimen_put takes any number below. */
size_t specimen_count(void);

/*
 * Takes a one-page source in and reads it: source, page, reading, paper. The image is the file's bytes with a few bytes
 * behind its end, so that no two originals are the same. name: the source's, may be NULL.
 */
int specimen_put(struct store *store, size_t number, const char *image_file, const char *name, int64_t *ret_source,
                 int64_t *ret_page, int64_t *ret_paper, struct so_error *err);

/*
 * A stack of six pages on four sheets, both sides of the first three: a cover for dossier H29-7 that says two sheets,
 * its blank back, two papers of a front and a back each. The last page has a grey tail, and four sheets were stated of
 * which three came. Papers and warnings are for assembly_arrange to make.
 */
int specimen_put_stack(struct store *store, const char *image_file, int64_t *ret_source, struct so_error *err);

/* A page that waits, and one that could not be read. */
int specimen_put_unread(struct store *store, const char *image_file, struct so_error *err);

#endif
