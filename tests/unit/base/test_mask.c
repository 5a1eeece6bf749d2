#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/mask.h"

static void numbers_keep_their_last_three_digits(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"030217002695", "*********695"},
        {"số 030217002695 cấp", "số *********695 cấp"},
        {"030 217 002695", "*** *** ***695"},
        {"CMND 141.742.143, sinh 1985", "CMND ***.***.143, sinh 1985"},
        {"ĐT 0976 260 478", "ĐT **** *** 478"},
        {"123456789", "******789"},
        {"a030217002695b123456789c", "a*********695b******789c"},
        {"số 12 ngày 141742143", "số 12 ngày ******143"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", pairs[i][0]);
        mask_numbers(text);
        assert_string_equal(text, pairs[i][1]);
    }
}

static void other_digits_stay(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "12345678",
        "ngày 24 tháng 06 năm 2017",
        "24.06.2017",
        "000.23.38.H23-230925-0049",
        "số 48/1958 2017",
        "500 000 đồng",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", texts[i]);
        mask_numbers(text);
        assert_string_equal(text, texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_their_last_three_digits),
        cmocka_unit_test(other_digits_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
