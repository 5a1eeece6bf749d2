/* Pages that the tests draw themselves. */
#ifndef SOHOA_TEST_IMAGE_SUPPORT_H
#define SOHOA_TEST_IMAGE_SUPPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <leptonica/allheaders.h>

#include "base/buf.h"
#include "image/decode.h"
#include "image/inks.h"
#include "image/page.h"

#define PAPER_WIDTH 2480 /* A4 at 300 dots an inch */
#define PAPER_HEIGHT 3508

PIX *paper_new(int width, int height);      /* white, 32 bits, 300 dots an inch */
void paper_text(PIX *paper, int x, int y, const char *text, int size, uint32_t colour); /* size 4, 6 … 20 */
void paper_letter(PIX *paper);              /* some thirty lines of English */
void paper_dot(PIX *paper, int x, int y, int radius, uint32_t colour);
void paper_line(PIX *paper, int x0, int y0, int x1, int y1, int width, uint32_t colour);
void paper_ring(PIX *paper, int x, int y, int radius, int width, uint32_t colour);
void paper_scrawl(PIX *paper, int x, int y, int width, int height, uint32_t colour); /* like a signature */

#define BLACK 0x20202000u
#define BLUE 0x2030a000u
#define RED 0xd0303800u

/* Both take the paper. */
struct buf paper_encode(PIX *paper, int format); /* IFF_* */
struct held_page *paper_hold(PIX *paper);

int decode_bytes(const struct buf *file, int page, struct image *ret, struct so_error *err);

#endif
