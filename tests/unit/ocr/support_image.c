#include "support_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct ocr_image load_image(const char *folder, const char *name, uint8_t **ret_data)
{
    char path[512];
    int width = 0, height = 0;
    snprintf(path, sizeof path, SOHOA_SOURCE_DIR "/tests/unit/ocr/%s/%s.pgm", folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "P5 %4d %4d 255", &width, &height), 2);
    assert_int_equal(fgetc(f), '\n');
    uint8_t *data = malloc((size_t)width * (size_t)height);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)width * (size_t)height, f), width * height);
    fclose(f);
    *ret_data = data;
    return (struct ocr_image){.data = data, .width = width, .height = height, .dpi = 300};
}
