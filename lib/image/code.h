/*
 * Machine-readable codes on a page: QR (citizen cards, dossier receipts), Data Matrix, Code 128, Code 39, PDF417, Aztec.
 * The only C++ of the project stands behind code_scan; see code_zxing.cpp.
 */
#ifndef SOHOA_IMAGE_CODE_H
#define SOHOA_IMAGE_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "model/page.h"

#define CODE_PAYLOAD_MAX 8192
#define CODES_MAX 16

/*
 * The codes in a gray image of white paper at dpi. Places that are as dark and as even as a QR code are looked at
 * closely, the rest of the page at a glance, halved: most pages have no code, and looking closely at a whole page takes
 * as long as reading a line. Payloads that are not UTF-8 or empty are left out.
 * *ret_turned: degrees clockwise (0, 90, 180, 270) by which the first QR code lies turned, and with it the paper that it
 * is printed on; -1 where there is none. SO_ENOMEM.
 */
int code_find(const uint8_t *gray, int width, int height, int dpi, struct codes *ret_codes, int *ret_turned);
void codes_free(struct codes *codes);

/* What is looked for, and how hard. */
enum code_look {
    CODE_SQUARE,         /* QR, Data Matrix, PDF417, Aztec: at a glance */
    CODE_SQUARE_CLOSELY, /* the same, each possible place tried */
    CODE_LINEAR,         /* Code 128 and Code 39, at most one */
};

/*
 * The C++ side: calls found for each code, until it returns not 0; turned is 0..359 degrees clockwise. Exceptions do not
 * pass; -1 when the library failed.
 */
#ifdef __cplusplus
extern "C"
#endif
int code_scan(const uint8_t *gray, int width, int height, enum code_look look,
              int (*found)(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box, int turned),
              void *arg);

#endif
