/* The report on a period: every share stands beside what it is a share of, in each of its forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "export/period_report.h"

static const struct period_row fields[] = {
    {"Hộ tịch",
     {.n = {[FIGURE_RECEIVED] = 190,
            [FIGURE_RESOLVED] = 188,
            [FIGURE_EARLY] = 100,
            [FIGURE_ON_TIME] = 85,
            [FIGURE_LATE] = 3,
            [FIGURE_OPEN] = 2,
            [FIGURE_INPUT_COUNTED] = 188,
            [FIGURE_INPUT_DIGITISED] = 150,
            [FIGURE_OUTPUT_COUNTED] = 188,
            [FIGURE_OUTPUT_DIGITISED] = 94}}},
    {"Chứng thực",
     {.n = {[FIGURE_RECEIVED] = 884,
            [FIGURE_RESOLVED] = 884,
            [FIGURE_ON_TIME] = 884,
            [FIGURE_INPUT_EXCLUDED] = 884,
            [FIGURE_OUTPUT_EXCLUDED] = 884}}},
};
static const struct period_code codes[] = {{"H23-230301-0001", "Hộ tịch", 1u << FIGURE_RECEIVED | 1u << FIGURE_LATE},
                                           {"H23-230301-0002", "Chứng thực", 1u << FIGURE_RECEIVED}};

static struct period_report report(void)
{
    static struct office_name office = {.name = (char *)"Ủy ban nhân dân xã Thanh Xuân",
                                        .unit = (char *)"xã Thanh Xuân"};
    struct period_report r = {.office = &office,
                              .from = {2022, 12, 10},
                              .to = {2023, 9, 10},
                              .fields = fields,
                              .nfields = 2,
                              .months = fields,
                              .nmonths = 1,
                              .codes = codes,
                              .ncodes = 2};
    for (int f = 0; f < 2; f++)
        for (int i = 0; i < FIGURES; i++)
            r.total.n[i] += fields[f].figures.n[i];
    return r;
}

static void the_line_that_was_left_blank_is_filled(void **state)
{
    (void)state;
    struct period_report r = report();
    struct buf out = BUF_INIT;
    assert_int_equal(period_report_line(&r, &out), 0);
    assert_string_equal(
        buf_str(&out),
        "Kết quả số hóa hồ sơ, giấy tờ, kết quả giải quyết TTHC: số hóa thành phần hồ sơ đầu vào 150/188 hồ "
        "sơ (79,8%); số hóa kết quả giải quyết 94/188 hồ sơ (50,0%). Không tính 884 hồ sơ có giấy tờ chỉ "
        "xuất trình hoặc không được lưu ảnh, 884 hồ sơ có kết quả không thuộc diện số hóa.");
    buf_free(&out);
}

static void nothing_to_digitise_is_no_share(void **state)
{
    (void)state;
    struct period_report r = report();
    memset(&r.total, 0, sizeof r.total);
    struct buf out = BUF_INIT;
    assert_int_equal(period_report_line(&r, &out), 0);
    assert_non_null(strstr(buf_str(&out), "0/0 hồ sơ (–)"));
    buf_free(&out);
}

static void text_and_csv_say_every_figure(void **state)
{
    (void)state;
    struct period_report r = report();
    struct buf text = BUF_INIT, csv = BUF_INIT;
    assert_int_equal(period_report_text(&r, &text), 0);
    assert_non_null(strstr(buf_str(&text), "Từ ngày 10/12/2022 đến ngày 10/09/2023"));
    assert_non_null(strstr(buf_str(&text), "Tiếp nhận 1074 hồ sơ, gồm: hộ tịch 190; chứng thực 884."));
    assert_non_null(strstr(buf_str(&text), "99,7 %")); /* 1069 of 1072 */
    assert_non_null(strstr(buf_str(&text), "H23-230301-0001"));
    assert_int_equal(period_report_csv(&r, &csv), 0);
    assert_non_null(strstr(buf_str(&csv), "\r\nChứng thực,0,884,0,884,0,884,0,0,0,0,0,0,0,0,884,0,0,884,0\r\n"));
    assert_non_null(strstr(buf_str(&csv), "\r\nTổng cộng,0,1074,"));
    buf_free(&text);
    buf_free(&csv);
}

static void documents_are_made_with_and_without_codes(void **state)
{
    (void)state;
    struct period_report r = report();
    struct buf with = BUF_INIT, without = BUF_INIT;
    struct printed *p;
    assert_int_equal(period_report_xlsx(&r, &with), 0);
    assert_memory_equal(with.data, "PK", 2);
    r.ncodes = 0;
    assert_int_equal(period_report_xlsx(&r, &without), 0);
    assert_true(with.len > without.len);
    assert_int_equal(period_report_print(&r, &p), 0);
    buf_clear(&with);
    assert_int_equal(printed_to_docx(p, &with), 0);
    printed_free(p);
    r.office = NULL;
    assert_int_equal(period_report_print(&r, &p), 0);
    buf_clear(&with);
    assert_int_equal(printed_to_pdf(p, &with), 0);
    assert_memory_equal(with.data, "%PDF-", 5);
    printed_free(p);
    buf_free(&with);
    buf_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_that_was_left_blank_is_filled),
        cmocka_unit_test(nothing_to_digitise_is_no_share),
        cmocka_unit_test(text_and_csv_say_every_figure),
        cmocka_unit_test(documents_are_made_with_and_without_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
