/*
 * A file as pages: images by their own page numbers, PDF pages as images that poppler's programs make in a sandbox, one
 * page at a time.
 *
 * The kind is told by the file's first bytes, never by its name. Only headers are looked at here; decoding is the
 * reading worker's.
 */
#ifndef SOHOA_DAEMON_UNPACK_H
#define SOHOA_DAEMON_UNPACK_H

#include <stdbool.h>

#include "base/result.h"

#define UNPACK_PAGES_MAX 2000

struct unpack;

/*
 * SO_EFORMAT: no image and no PDF, or a broken one; SO_EENCRYPTED; SO_ELIMIT: too many pages; SO_ENOTFOUND, SO_EPERM …;
 * err names the file and says what to do. name stands in errors instead of path when it is not NULL.
 */
int unpack_open(const char *path, const char *name, struct unpack **ret_unpack, struct so_error *err);
void unpack_close(struct unpack *u); /* accepts NULL; removes what it made */

int unpack_pages(const struct unpack *u);              /* ≥ 1 */
const char *unpack_media_type(const struct unpack *u); /* "application/pdf", "image/jpeg", …; borrowed */

/*
 * Page n (from 1) as an open image file and the page number within that image file. The descriptor is the caller's.
 */
int unpack_page(struct unpack *u, int n, int *ret_fd, int *ret_file_page, struct so_error *err);

/*
 * Directories, that is pages, of an open TIFF file, by its chain, in whatever order they lie; a loop, the file's end or
 * more than UNPACK_PAGES_MAX end the walk. ret_whole: the chain ends as it should, so the file is not cut within it.
 */
int unpack_tiff_chain(int fd, bool *ret_whole);

#endif
