/* The certification registers as the office's file describes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/registers.h"

static struct registers *shipped(void)
{
    struct registers *all;
    struct so_error err = {0};
    if (registers_load(SOHOA_SOURCE_DIR "/config/registers.yaml", &all, &err))
        fail_msg("%s", err.text);
    return all;
}

static void the_four_kinds_are_there_with_dated_columns(void **state)
{
    (void)state;
    struct registers *all = shipped();
    static const char *const codes[] = {"SCT/BS", "SCT/CK,ĐC", "SCT/CKND", "SCT/HĐ,GD"};
    assert_int_equal(all->len, 4);
    for (size_t i = 0; i < 4; i++)
        assert_ptr_equal(registers_find(all, codes[i]), &all->items[i]);
    assert_ptr_equal(registers_find(all, "chu_ky"), &all->items[1]);
    assert_ptr_equal(registers_of_paper(all, "chung_thuc_ban_sao"), &all->items[0]);
    assert_null(registers_of_paper(all, "giay_khai_sinh"));
    const struct register_kind *deals = &all->items[3];
    const struct register_form *old = register_form_on(deals, (struct viet_date){2025, 10, 31}),
                               *now = register_form_on(deals, (struct viet_date){2025, 11, 1});
    assert_ptr_not_equal(old, now);
    assert_string_equal(old->title, "");
    assert_string_equal(now->title, "Sổ chứng thực giao dịch");
    for (size_t i = 0; i < all->len; i++)
        for (size_t k = 0; k < all->items[i].nforms; k++) {
            assert_int_equal(all->items[i].forms[k].columns[0].column, REGISTER_COLUMN_NUMBER);
            assert_int_equal(all->items[i].forms[k].columns[1].column, REGISTER_COLUMN_DATE);
        }
    registers_free(all);
}

static void fees_follow_pages_and_copies(void **state)
{
    (void)state;
    struct registers *all = shipped();
    const struct register_kind *copies = registers_find(all, "ban_sao"), *deals = registers_find(all, "giao_dich");
    struct viet_date day = {2025, 3, 3};
    assert_int_equal(register_fee_on(copies, day, 1, 1), 2000);
    assert_int_equal(register_fee_on(copies, day, 1, 2), 4000);
    assert_int_equal(register_fee_on(copies, day, 3, 4), 18000);
    assert_int_equal(register_fee_on(copies, day, 2, 500), 400000); /* at most 200,000 a copy */
    assert_int_equal(register_fee_on(copies, day, 1, 0), 2000);
    assert_int_equal(register_fee_on(deals, day, 5, 20), 50000);
    assert_int_equal(register_fee_on(deals, (struct viet_date){2010, 1, 1}, 1, 1), -1);
    registers_free(all);
}

static void refused(const char *text, const char *why)
{
    struct registers *all;
    struct so_error err = {0};
    assert_int_equal(registers_parse(text, strlen(text), "registers.yaml", &all, &err), SO_EFORMAT);
    if (!strstr(err.text, why))
        fail_msg("\"%s\" says nothing of \"%s\"", err.text, why);
}

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
#define FORM "forms: [{source: s, columns: [{column: number, label: Số}]}]"
    refused("", "registers.yaml:1:1: \"kinds\" is needed here");
    refused("kinds: []\n", "kinds needs 1 to 32 elements");
    refused("kinds: [{key: A B, code: X, title: T, " FORM "}]\n", "must be 1 to 40 of a-z");
    refused("kinds: [{key: a, code: X, title: T, " FORM "}, {key: a, code: Y, title: T, " FORM "}]\n", "two registers a");
    refused("kinds: [{key: a, code: X, title: T, forms: [{source: s, columns: [{column: numer, label: L}]}]}]\n", "numer");
    refused("kinds: [{key: a, code: X, title: T, forms: [{source: s, from: 2025-02-30, columns: []}]}]\n", "from must be");
    refused("kinds: [{key: a, code: X, title: T, " FORM ", fees: [{per: case}]}]\n", "fee");
    refused("kinds: [{key: a, code: X, titel: T}]\n", "titel");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_kinds_are_there_with_dated_columns),
        cmocka_unit_test(fees_follow_pages_and_copies),
        cmocka_unit_test(mistakes_are_told_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
