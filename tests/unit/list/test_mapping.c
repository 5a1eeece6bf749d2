/* Rows of old lists as papers: columns found by their names, text decoded, faults told by row and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "list/judge.h"
#include "viet/text.h"

static const struct viet_date today = {2026, 3, 2};
static struct so_error err;
static struct list_defs defs;

struct work {
    struct list_rows rows;
    struct list_mapping mapping;
    struct list_judge *judge;
};

static void open_list(struct work *w, const char *csv, size_t len)
{
    assert_int_equal(list_read_csv(csv, len, &w->rows, &err), 0);
    if (list_map(&w->rows, &defs, NULL, NULL, &w->mapping, &err))
        fail_msg("%s", err.text);
    assert_int_equal(list_judge_new(&w->rows, &w->mapping, today, &w->judge), 0);
}

static void close_list(struct work *w)
{
    list_judge_free(w->judge);
    list_mapping_free(&w->mapping);
    list_rows_free(&w->rows);
}

static const char *field(const struct list_record *r, const char *key, bool normal)
{
    for (size_t i = 0; i < r->fields.len; i++)
        if (!strcmp(r->fields.items[i].key, key))
            return normal ? r->fields.items[i].normal : r->fields.items[i].value;
    return "";
}

/* "column:fault[!] " of each problem; ! an error. */
static void expect_problems(const struct list_record *r, const char *want)
{
    struct buf text = BUF_INIT;
    for (size_t i = 0; i < r->problems.len; i++) {
        assert_true(*r->problems.items[i].message && *r->problems.items[i].message_en);
        assert_int_equal(buf_printf(&text, "%zu:%s%s ", r->problems.items[i].column,
                                    list_fault_name(r->problems.items[i].fault), r->problems.items[i].error ? "!" : ""),
                         0);
    }
    assert_string_equal(buf_str(&text), want);
    buf_free(&text);
}

static struct list_record row(const struct work *w, size_t behind_head)
{
    struct list_record r;
    assert_int_equal(list_judge_row(w->judge, w->mapping.head + behind_head, &r), 0);
    return r;
}

static void a_list_of_the_ministry_is_known_by_its_columns(void **state)
{
    (void)state;
    static const char csv[] =
        "STT,so,quyenSo,trangSo,ngayDangKy,loaiDangKy,nksHoTen,nksGioiTinh,nksNgaySinh,meHoTen,meNgaySinh\n"
        "1,01/2018,02/2018,5,24.06.2018,1,NGUYỄN THỊ HÀ,2,18.06.2018,VŨ THỊ MAI,1990\n";
    struct work w;
    open_list(&w, csv, sizeof csv - 1);
    assert_string_equal(w.mapping.def->key, "khai_sinh");
    assert_int_equal(w.mapping.column_of[0], -1);
    struct list_record r = row(&w, 1);
    expect_problems(&r, "");
    assert_string_equal(field(&r, "so", false), "01/2018");
    assert_string_equal(field(&r, "ho_ten", false), "NGUYỄN THỊ HÀ");
    assert_string_equal(field(&r, "gioi_tinh", false), "Nữ");
    assert_string_equal(field(&r, "loai_dang_ky", false), "Đúng hạn");
    assert_string_equal(field(&r, "ngay_sinh", false), "18.06.2018");
    assert_string_equal(field(&r, "ngay_sinh", true), "2018-06-18");
    assert_string_equal(field(&r, "me_nam_sinh", true), "1990");
    assert_string_equal(r.identity, "giay_khai_sinh|01/2018|02/2018|nguyen thi ha");
    list_record_free(&r);
    close_list(&w);
}

/* As an office's own list is: a title above, names of its own, one column in VN3, another in Unicode. */
static void a_list_of_the_office_is_read_column_by_column(void **state)
{
    (void)state;
    static const char text[] = "Sæ ®¨ng ký khai tö x· Thanh Xu©n;;;\n\n"
                               "Sè;Hä vµ tªn;Ngµy chÕt;Ghi chó\n"
                               "7;NguyÔn V¨n §øc;1/2/1999;giµ yÕu\n"
                               "8;Ph¹m ThÞ H\u00ADêng;1999;\n";
    char bytes[sizeof text]; /* a byte a letter, as the old file has it */
    size_t len = 0;
    for (size_t at = 0; at < sizeof text - 1;)
        bytes[len++] = (char)viet_next(text, sizeof text - 1, &at);
    struct work w;
    open_list(&w, bytes, len);
    assert_string_equal(w.mapping.def->key, "khai_tu");
    assert_int_equal(w.mapping.head, 2);
    assert_int_equal(list_judge_encoding(w.judge, 1), VIET_TCVN3);
    struct list_record r = row(&w, 1);
    expect_problems(&r, "");
    assert_string_equal(field(&r, "ho_ten", false), "Nguyễn Văn Đức");
    assert_string_equal(field(&r, "ngay_chet", true), "1999-02-01");
    assert_string_equal(field(&r, "ghi_chu", false), "già yếu");
    list_record_free(&r);
    r = row(&w, 2);
    assert_string_equal(field(&r, "ho_ten", false), "Phạm Thị Hường");
    assert_string_equal(field(&r, "ngay_chet", true), "1999");
    list_record_free(&r);
    close_list(&w);
}

static void faults_are_told_and_only_hopeless_rows_refused(void **state)
{
    (void)state;
    static const char csv[] = "Số,Quyển số,Họ tên,Ngày sinh,Giới tính,Ngày đăng ký\n"
                              "01/2018,01/2018,Vũ Thị Mai,12.05.5005,Nữ,31/82023\n"
                              "01/,02/,Vũ Thị Lan,,9,01.01.2030\n"
                              ",1,Vũ Thị Hoa,1/1/2001,nữ,\n"
                              " , ,\t,,,\n"
                              "5,1,,2001,Nam,2001\n";
    struct work w;
    open_list(&w, csv, sizeof csv - 1);
    struct list_record r = row(&w, 1);
    expect_problems(&r, "5:bad_date 3:bad_date ");
    assert_false(r.failed);
    assert_string_equal(field(&r, "ngay_sinh", false), "12.05.5005"); /* as it is written, and no date */
    assert_string_equal(field(&r, "ngay_sinh", true), "");
    assert_non_null(strstr(r.problems.items[1].message, "12.05.5005"));
    list_record_free(&r);
    r = row(&w, 2);
    expect_problems(&r, "0:bad_number 1:bad_number 5:future_date 4:unknown_code ");
    list_record_free(&r);
    r = row(&w, 3);
    expect_problems(&r, "0:empty! ");
    assert_true(r.failed);
    assert_string_equal(field(&r, "gioi_tinh", false), "Nữ");
    assert_string_equal(r.identity, "");
    list_record_free(&r);
    r = row(&w, 4);
    assert_true(r.empty);
    expect_problems(&r, "");
    list_record_free(&r);
    r = row(&w, 5);
    expect_problems(&r, "2:empty! ");
    list_record_free(&r);
    close_list(&w);
}

static void a_row_is_known_again_by_its_contents(void **state)
{
    (void)state;
    static const char csv[] = "Số,Họ tên,Quyển số\n1,Vũ Thị Hoà,1\n1,Vũ  Thị Hoà ,1\n1,Vũ Thị Hòa,1\n2,Vũ Thị Hoà,1\n";
    struct work w;
    open_list(&w, csv, sizeof csv - 1);
    struct list_record a = row(&w, 1), b = row(&w, 2), c = row(&w, 3), d = row(&w, 4);
    assert_string_equal(a.hash, b.hash);
    assert_string_not_equal(a.hash, c.hash);
    assert_string_equal(a.identity, c.identity);
    assert_string_not_equal(a.identity, d.identity);
    list_record_free(&a);
    list_record_free(&b);
    list_record_free(&c);
    list_record_free(&d);
    close_list(&w);
}

static void a_clerk_says_which_column_is_which(void **state)
{
    (void)state;
    static const char csv[] = "Mã,Họ tên,Ghi chú,Cột lạ\n7/2001,Vũ Thị Mai,x,Kinh\n";
    struct list_rows rows;
    struct list_mapping m;
    assert_int_equal(list_read_csv(csv, sizeof csv - 1, &rows, &err), 0);
    const struct list_def *births = list_defs_find(&defs, "khai_sinh");
    assert_int_equal(list_map(&rows, &defs, births, NULL, &m, &err), SO_EFORMAT);
    assert_non_null(strstr(err.text, "needs the column \"Số\""));
    assert_int_equal(list_map(&rows, &defs, births, "mã=so|CỘT LẠ=dan_toc|Ghi chú=", &m, &err), 0);
    assert_string_equal(m.def->columns[m.column_of[0]].field, "so");
    assert_int_equal(m.column_of[2], -1);
    assert_string_equal(m.def->columns[m.column_of[3]].field, "dan_toc");
    list_mapping_free(&m);
    assert_int_equal(list_map(&rows, &defs, births, "Nơi nào=so", &m, &err), SO_EINVALID);
    assert_int_equal(list_map(&rows, &defs, births, "Mã=khong_co", &m, &err), SO_EINVALID);
    list_rows_free(&rows);
    assert_int_equal(list_read_csv("a,b\n1,2\n", 8, &rows, &err), 0);
    assert_int_equal(list_map(&rows, &defs, NULL, NULL, &m, &err), SO_EFORMAT);
    list_rows_free(&rows);
}

static void refused(const char *yaml, const char *why)
{
    struct list_defs some = {0};
    err.text[0] = '\0';
    assert_int_equal(list_defs_add(&some, yaml, strlen(yaml), "x.yaml", &err), SO_EFORMAT);
    if (!strstr(err.text, why))
        fail_msg("\"%s\" says nothing of \"%s\"", err.text, why);
    list_defs_free(&some);
}

static void mistakes_in_a_definition_are_told(void **state)
{
    (void)state;
    refused("list: a\ntitle: A\ntype: t\n", "\"columns\" is needed");
    refused("list: a\ntitle: A\ntype: t\ncolumns: [{title: T}]\n", "\"field\" is needed");
    refused("list: a\ntitle: A\ntype: t\ncolumns: [{field: f, title: T, kind: day}]\n", "kind");
    refused("list: a\ntitle: A\ntype: t\ncolumns: [{field: f, title: T, kind: code}]\n", "a code needs values");
    refused("list: a\ntitle: A\ntype: t\nidentity: [g]\ncolumns: [{field: f, title: T}]\n",
            "identity names the field g");
}

static int load(void **state)
{
    (void)state;
    return list_defs_load(SOHOA_SOURCE_DIR "/config/lists", &defs, &err);
}

static int unload(void **state)
{
    (void)state;
    list_defs_free(&defs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_the_ministry_is_known_by_its_columns),
        cmocka_unit_test(a_list_of_the_office_is_read_column_by_column),
        cmocka_unit_test(faults_are_told_and_only_hopeless_rows_refused),
        cmocka_unit_test(a_row_is_known_again_by_its_contents),
        cmocka_unit_test(a_clerk_says_which_column_is_which),
        cmocka_unit_test(mistakes_in_a_definition_are_told),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
