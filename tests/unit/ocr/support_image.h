/* Pictures of words and numbers for tests. */
#ifndef TESTS_OCR_SUPPORT_IMAGE_H
#define TESTS_OCR_SUPPORT_IMAGE_H

#include "ocr/ocr.h"

/* tests/unit/ocr/FOLDER/NAME.pgm, at 300 dots an inch. *ret_data holds its pixels: free it. Fails the test on any error. */
struct ocr_image load_image(const char *folder, const char *name, uint8_t **ret_data);

#endif
