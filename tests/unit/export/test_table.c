#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "export/report.h"
#include "export/table.h"

static struct table *people(void)
{
    struct table *t;
    assert_int_equal(table_new("Sổ: khai sinh [2025]", "tháng 9/2025", &t), 0);
    assert_int_equal(table_add_column(t, "Họ và tên", COLUMN_TEXT), 0);
    assert_int_equal(table_add_column(t, "Số tờ", COLUMN_NUMBER), 0);
    assert_int_equal(table_add_column(t, "Tỷ lệ", COLUMN_PERCENT), 0);
    assert_int_equal(table_add_text(t, "Nguyễn Thị Hường"), 0);
    assert_int_equal(table_add_number(t, 7), 0);
    assert_int_equal(table_add_number(t, 985), 0);
    assert_int_equal(table_add_text(t, "Đỗ \"Cả\", ấp 3"), 0);
    assert_int_equal(table_add_number(t, -1200), 0);
    assert_int_equal(table_add_text(t, NULL), 0);
    return t;
}

static void csv_is_what_spreadsheets_read(void **state)
{
    (void)state;
    struct table *t = people();
    struct buf out = BUF_INIT;
    assert_int_equal(table_to_csv(t, &out), 0);
    assert_string_equal(buf_str(&out), "\xEF\xBB\xBFHọ và tên,Số tờ,Tỷ lệ\r\n"
                                       "Nguyễn Thị Hường,7,98.5\r\n"
                                       "\"Đỗ \"\"Cả\"\", ấp 3\",-1200,\r\n");
    buf_free(&out);
    table_free(t);
}

static void no_cell_becomes_a_formula(void **state)
{
    (void)state;
    static const char *const hostile[] = {"=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|'/c calc'!A0",
                                          "\xC2\xA0=1", "＝1+1", "＠x"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct table *t;
        assert_int_equal(table_new("x", NULL, &t), 0);
        assert_int_equal(table_add_column(t, "=A1", COLUMN_TEXT), 0);
        assert_int_equal(table_add_text(t, hostile[i]), 0);
        struct buf out = BUF_INIT;
        assert_int_equal(table_to_csv(t, &out), 0);
        const char *rest = buf_str(&out) + 3;
        assert_memory_equal(rest, "\"'=A1\"\r\n\"'", 10);
        assert_memory_equal(rest + 10, hostile[i], strlen(hostile[i]));
        buf_free(&out);
        table_free(t);
    }
}

static void text_is_aligned_by_what_the_eye_sees(void **state)
{
    (void)state;
    struct table *t = people();
    struct buf out = BUF_INIT;
    assert_int_equal(table_to_text(t, &out), 0);
    assert_string_equal(buf_str(&out), "Sổ: khai sinh [2025]\n"
                                       "tháng 9/2025\n\n"
                                       "Họ và tên         Số tờ   Tỷ lệ\n"
                                       "────────────────  ─────  ──────\n"
                                       "Nguyễn Thị Hường      7  98,5 %\n"
                                       "Đỗ \"Cả\", ấp 3     -1200  \n");
    buf_free(&out);
    table_free(t);
    assert_int_equal(text_width("Nguyễn"), 6);
    assert_int_equal(text_width("Nguye\xCC\x82\xCC\x83n"), 6); /* decomposed */
    assert_int_equal(text_width("漢字"), 4);
}

static void long_titles_are_broken_not_the_table(void **state)
{
    (void)state;
    struct table *t;
    assert_int_equal(table_new("x", "một hai", &t), 0);
    assert_int_equal(table_add_column(t, "Cán bộ đã xác nhận", COLUMN_NUMBER), 0);
    assert_int_equal(table_add_column(t, "Loại", COLUMN_TEXT), 0);
    assert_int_equal(table_add_number(t, 5), 0);
    assert_int_equal(table_add_text(t, "Giấy khai sinh"), 0);
    struct buf out = BUF_INIT;
    assert_int_equal(table_to_text(t, &out), 0);
    assert_string_equal(buf_str(&out), "x\nmột hai\n\n"
                                       " Cán bộ đã  Loại\n"
                                       "  xác nhận  \n"
                                       "──────────  ──────────────\n"
                                       "         5  Giấy khai sinh\n");
    buf_free(&out);
    table_free(t);
}

static void no_cell_can_steer_the_terminal(void **state)
{
    (void)state;
    struct table *t;
    assert_int_equal(table_new("a\033]0;b\a", NULL, &t), 0);
    assert_int_equal(table_add_column(t, "x", COLUMN_TEXT), 0);
    assert_int_equal(table_add_text(t, "\033[2J\r\nforged\xC2\x9B"), 0);
    struct buf out = BUF_INIT;
    assert_int_equal(table_to_text(t, &out), 0);
    for (size_t i = 0; i < out.len; i++)
        assert_true((unsigned char)out.data[i] >= 0x20 || out.data[i] == '\n');
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++)
        lines += out.data[i] == '\n';
    assert_int_equal(lines, 5);
    assert_null(strstr(buf_str(&out), "\xC2\x9B"));
    buf_free(&out);
    table_free(t);
}

/* The sheet's XML, as unzip gives it. */
static struct buf part_of(const struct buf *xlsx, const char *part)
{
    char path[] = "/tmp/sohoa-table-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(file_write_whole(path, xlsx->data, xlsx->len, 0600, NULL), 0);
    char command[200];
    snprintf(command, sizeof command, "unzip -p %s %s", path, part);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    struct buf out = BUF_INIT;
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        assert_int_equal(buf_append(&out, chunk, n), 0);
    assert_int_equal(pclose(f), 0);
    unlink(path);
    return out;
}

static void xlsx_holds_text_numbers_and_no_formula(void **state)
{
    (void)state;
    struct table *t = people();
    assert_int_equal(table_add_text(t, "=HYPERLINK(\"http://x\")"), 0);
    assert_int_equal(table_add_number(t, 3), 0);
    assert_int_equal(table_add_number(t, 1000), 0);
    struct buf xlsx = BUF_INIT;
    assert_int_equal(table_to_xlsx(t, &xlsx), 0);
    struct buf sheet = part_of(&xlsx, "xl/worksheets/sheet1.xml");
    struct buf book = part_of(&xlsx, "xl/workbook.xml");
    assert_non_null(strstr(buf_str(&sheet), "Nguyễn Thị Hường"));
    assert_non_null(strstr(buf_str(&sheet), "<v>0.985</v>"));
    assert_non_null(strstr(buf_str(&sheet), "<v>-1200</v>"));
    assert_non_null(strstr(buf_str(&sheet), "=HYPERLINK("));
    assert_null(strstr(buf_str(&sheet), "<f>"));
    assert_non_null(strstr(buf_str(&book), "name=\"Sổ  khai sinh  2025 \""));
    buf_free(&book);
    buf_free(&sheet);
    buf_free(&xlsx);
    table_free(t);
}

static void half_a_row_is_refused(void **state)
{
    (void)state;
    struct table *t = people();
    struct buf out = BUF_INIT;
    assert_int_equal(table_add_column(t, "spät", COLUMN_TEXT), SO_EINVALID);
    assert_int_equal(table_add_text(t, "một nửa"), 0);
    assert_int_equal(table_to_csv(t, &out), SO_EINVALID);
    assert_int_equal(table_to_text(t, &out), SO_EINVALID);
    assert_int_equal(table_to_xlsx(t, &out), SO_EINVALID);
    assert_int_equal(out.len, 0);
    char *huge = malloc(TABLE_CELL_MAX + 2);
    memset(huge, 'x', TABLE_CELL_MAX + 1);
    huge[TABLE_CELL_MAX + 1] = '\0';
    assert_int_equal(table_add_text(t, huge), SO_ELIMIT);
    free(huge);
    table_free(t);
}

static void report_adds_up(void **state)
{
    (void)state;
    const struct report_row rows[] = {
        {"2025-09", "Giấy khai sinh", 3, 4, 3, 0, 2, 1, 5, 0, 2},
        {"2025-09", "Bản sao chứng thực", 10, 12, 0, 10, 10, 0, 1, 2, 9},
    };
    const struct report report = {"UBND xã Thanh Xuân", "tháng 9/2025", rows, 2};
    struct table *t;
    assert_int_equal(report_to_table(&report, REPORT_VI, &t), 0);
    struct buf out = BUF_INIT;
    assert_int_equal(table_to_csv(t, &out), 0);
    assert_non_null(strstr(buf_str(&out), "\r\n2025-09,Giấy khai sinh,3,4,3,0,2,66.7,1,5,0,2\r\n"));
    assert_non_null(strstr(buf_str(&out), "\r\nTổng cộng,,13,16,3,10,12,92.3,1,6,2,\r\n"));
    assert_non_null(strstr(t->note, "UBND xã Thanh Xuân. Kỳ báo cáo: tháng 9/2025."));
    buf_free(&out);
    table_free(t);

    const struct report nothing = {NULL, NULL, NULL, 0};
    assert_int_equal(report_to_table(&nothing, REPORT_EN, &t), 0);
    assert_int_equal(table_to_csv(t, &out), 0);
    assert_non_null(strstr(buf_str(&out), "\r\nTotal,,0,0,0,0,0,,0,0,0,\r\n"));
    buf_free(&out);
    table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_what_spreadsheets_read), cmocka_unit_test(no_cell_becomes_a_formula),
        cmocka_unit_test(text_is_aligned_by_what_the_eye_sees), cmocka_unit_test(long_titles_are_broken_not_the_table),
        cmocka_unit_test(no_cell_can_steer_the_terminal),
        cmocka_unit_test(xlsx_holds_text_numbers_and_no_formula), cmocka_unit_test(half_a_row_is_refused),
        cmocka_unit_test(report_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
