/* Printed forms as a clerk gets them: read back with the programs that open PDF, DOCX and XML. */
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
#include "export/printed.h"

#define ROWS 120

static char folder[] = "/tmp/sohoa-printed-XXXXXX";

static struct table *entries(int rows, const char *hostile)
{
    struct table *t;
    assert_int_equal(table_new("Sổ chứng thực", NULL, &t), 0);
    assert_int_equal(table_add_column(t, "Số chứng thực", COLUMN_NUMBER), 0);
    assert_int_equal(table_add_column(t, "Họ tên người yêu cầu", COLUMN_TEXT), 0);
    assert_int_equal(table_add_column(t, "Tỷ lệ", COLUMN_PERCENT), 0);
    for (int i = 1; i <= rows; i++) {
        assert_int_equal(table_add_number(t, i), 0);
        assert_int_equal(table_add_text(t, i == rows && hostile ? hostile : "Nguyễn Thị Hường"), 0);
        assert_int_equal(table_add_number(t, 985), 0);
    }
    return t;
}

static struct printed *report(bool landscape, const char *hostile)
{
    struct printed *p;
    assert_int_equal(printed_new("Báo cáo <1> & 2", landscape, &p), 0);
    const struct printed_letterhead head = {.parent = "THÀNH PHỐ HẢI PHÒNG",
                                            .office = "ỦY BAN NHÂN DÂN\nXÃ HÀ NAM",
                                            .number = "Số:        /BC-UBND",
                                            .place_and_date = "Hà Nam, ngày      tháng      năm 2026"};
    assert_int_equal(printed_add_letterhead(p, &head), 0);
    const struct printed_line title = {"BÁO CÁO", PRINTED_CENTRE, PRINTED_BOLD, 14, 0};
    assert_int_equal(printed_add_text(p, &title), 0);
    assert_int_equal(printed_add_table(p, entries(ROWS, hostile), NULL, 0), 0);
    const struct printed_signature end = {
        .recipients = "- Như trên;\n- Lưu: VT.", .authority = "TM. ỦY BAN NHÂN DÂN", .position = "CHỦ TỊCH"};
    assert_int_equal(printed_add_signature(p, &end), 0);
    return p;
}

/* What a shell command says of the file that it knows as $F; its standard output, to be freed. */
static char *ask(const char *command, const char *file)
{
    assert_int_equal(setenv("F", file, 1), 0);
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    struct buf out = BUF_INIT;
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        assert_int_equal(buf_append(&out, chunk, n), 0);
    assert_int_equal(pclose(pipe), 0);
    return out.data ? buf_steal(&out) : strdup("");
}

static char *save(const struct buf *bytes, const char *name)
{
    char *path = file_join(folder, name);
    assert_non_null(path);
    struct so_error err;
    assert_int_equal(file_write_whole(path, bytes->data, bytes->len, 0600, &err), 0);
    return path;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

static void a_pdf_is_read_as_it_was_written(void **state)
{
    (void)state;
    for (int landscape = 0; landscape < 2; landscape++) {
        struct printed *p = report(landscape, NULL);
        struct buf out = BUF_INIT;
        assert_int_equal(printed_to_pdf(p, &out), 0);
        char *path = save(&out, "a.pdf");
        char *text = ask("pdftotext -layout $F -", path),
             *loose = ask("pdffonts $F | awk 'NR > 2 && !/ yes +yes /'", path), *info = ask("pdfinfo $F", path);
        assert_non_null(strstr(text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
        assert_non_null(strstr(text, "TM. ỦY BAN NHÂN DÂN"));
        assert_int_equal(count(text, "Nguyễn Thị Hường"), ROWS);
        assert_int_equal(count(text, "98,5%"), ROWS);
        const char *at = strstr(info, "Pages:");
        assert_non_null(at);
        int pages = (int)strtol(at + 6, NULL, 10);
        assert_true(pages >= 3);
        assert_int_equal(count(text, "Tỷ lệ"), pages); /* the head row, again on every page */
        assert_non_null(strstr(info, landscape ? "841.89 x 595.276" : "595.276 x 841.89"));
        assert_string_equal(loose, ""); /* every font is embedded, as a subset */
        free(text);
        free(loose);
        free(info);
        free(path);
        buf_free(&out);
        printed_free(p);
    }
}

static void a_row_longer_than_a_page_goes_on_over_pages(void **state)
{
    (void)state;
    struct buf longest = BUF_INIT, out = BUF_INIT;
    for (int i = 0; i < 900; i++)
        assert_int_equal(buf_printf(&longest, "từ%d ", i), 0);
    struct printed *p;
    assert_int_equal(printed_new("x", false, &p), 0);
    assert_int_equal(printed_add_table(p, entries(2, buf_str(&longest)), (const int[]){1, 2, 1}, 14), 0);
    assert_int_equal(printed_to_pdf(p, &out), 0);
    char *path = save(&out, "long.pdf"), *text = ask("pdftotext $F -", path);
    for (int i = 0; i < 900; i += 7) {
        char word[16];
        snprintf(word, sizeof word, "từ%d", i);
        assert_non_null(strstr(text, word));
    }
    free(text);
    free(path);
    printed_free(p);
    buf_free(&longest);
    buf_free(&out);
}

static void a_docx_is_well_formed_and_says_the_same(void **state)
{
    (void)state;
    struct printed *p = report(false, "<w:p> & \"Đỗ\" \x01\x1b[2J");
    struct buf out = BUF_INIT, again = BUF_INIT;
    assert_int_equal(printed_to_docx(p, &out), 0);
    assert_int_equal(printed_to_docx(p, &again), 0);
    assert_int_equal(out.len, again.len);
    assert_memory_equal(out.data, again.data, out.len);
    char *path = save(&out, "a.docx");
    char *text = ask("unzip -p $F word/document.xml | xmllint --nonet --xpath 'string(/)' -", path);
    assert_int_equal(count(text, "Nguyễn Thị Hường"), ROWS - 1);
    assert_non_null(strstr(text, "<w:p> & \"Đỗ\"   [2J"));
    assert_non_null(strstr(text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    free(text);
    free(ask("unzip -q -o $F -d $F.d && find $F.d -type f -print0 | xargs -0 xmllint --noout", path));
    char *heads = ask("unzip -p $F word/document.xml | grep -o tblHeader | wc -l", path);
    assert_int_equal(strtol(heads, NULL, 10), 1);
    free(heads);
    char *title = ask("unzip -p $F docProps/core.xml | xmllint --xpath 'string(/)' -", path);
    assert_non_null(strstr(title, "Báo cáo <1> & 2"));
    free(title);
    free(path);
    buf_free(&out);
    buf_free(&again);
    printed_free(p);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return file_remove_tree(folder, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pdf_is_read_as_it_was_written),
        cmocka_unit_test(a_row_longer_than_a_page_goes_on_over_pages),
        cmocka_unit_test(a_docx_is_well_formed_and_says_the_same),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
