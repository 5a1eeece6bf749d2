/*
 * The master image of a captured page: the spool's raw PNM as a PNG of the very same pixels. It is what the archive
 * keeps (colour, full resolution, lossless) at about half the size.
 */
#ifndef SOHOA_DAEMON_MASTER_H
#define SOHOA_DAEMON_MASTER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/result.h"

#define MASTER_PIXELS_MAX (400ull * 1000 * 1000)

/*
 * Reads a PNM file (P4, P5 or P6, 8 or 16 bits) and writes a PNG file that appears whole. dpi goes into the PNG; 0 leaves
 * it out. upside_down: turned by half a circle, pixel for pixel. SO_EFORMAT when the file is no whole PNM.
 */
int master_write(const char *pnm_path, const char *png_path, unsigned dpi, bool upside_down, struct so_error *err);

#endif
