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

/* The codes in a gray image; payloads that are not UTF-8 or empty are left out. SO_ENOMEM. */
int code_find(const uint8_t *gray, int width, int height, struct codes *ret_codes);
void codes_free(struct codes *codes);

/*
 * The C++ side: calls found for each code, until it returns not 0. Exceptions do not pass; -1 when the library failed.
 */
#ifdef __cplusplus
extern "C"
#endif
int code_scan(const uint8_t *gray, int width, int height,
              int (*found)(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box), void *arg);

#endif
