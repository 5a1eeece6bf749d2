#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "daemon/receipt.h"

static struct procedures *all;
static struct casework work;

static int setup(void **state)
{
    (void)state;
    struct so_error err;
    int r = procedures_load(SOHOA_SOURCE_DIR "/config/procedures.yaml", &all, &err);
    work.procedures = all;
    return r;
}

static int teardown(void **state)
{
    (void)state;
    procedures_free(all);
    return 0;
}

#define VALUE(k, v, n) {.field = {.key = (char *)k, .value = (char *)v, .normal = (char *)n}}

static struct store_value values[] = {
    VALUE("ma_ho_so", "000.14.34.H23-220716-0031", "000.14.34.H23-220716-0031"),
    VALUE("nguoi_nop", "PHẠM THỊ THỬ", "PHẠM THỊ THỬ"),
    VALUE("so_dinh_danh", "030 187 000 123", "030187000123"),
    VALUE("noi_dung", "Đăng ký khai sinh cho con", ""),
    VALUE("ngay_nhan", "08 giờ 59 phút, ngày 16/07/2022", "2022-07-16T08:59"),
    VALUE("ngay_hen", "16 giờ 30 phút, ngày 18/07/2022", "2022-07-18T16:30"),
};

static struct store_paper receipt(void)
{
    struct store_paper p = {.id = 7, .type = (char *)RECEIPT_TYPE};
    p.values.items = values;
    p.values.len = sizeof values / sizeof *values;
    return p;
}

static void a_receipt_says_what_the_clerk_did_not(void **state)
{
    (void)state;
    struct store_paper p = receipt();
    struct store_dossier_new n = {.name = "PHẠM THỊ THƯ"};
    struct so_error err;
    assert_int_equal(receipt_fill(&work, &p, &n, &err), 0);
    assert_string_equal(n.code, "000.14.34.H23-220716-0031");
    assert_string_equal(n.name, "PHẠM THỊ THƯ"); /* the clerk's own word */
    assert_string_equal(n.person_id, "030187000123");
    assert_string_equal(n.procedure, "khai_sinh");
    assert_true(n.received == clock_from_civil(2022, 7, 16, 8 * 60 + 59));
    assert_true(n.due == clock_from_civil(2022, 7, 18, 16 * 60 + 30));
    assert_null(n.phone);
}

static void what_was_misread_stays_open(void **state)
{
    (void)state;
    struct store_paper p = receipt();
    struct store_value read[] = {VALUE("ma_ho_so", "000.14.34.H23-220732-0031", ""),
                                 VALUE("noi_dung", "Việc không có trong danh mục", ""),
                                 VALUE("ngay_nhan", "16/07/2922", "2922-07-16T08:00")};
    p.values.items = read;
    p.values.len = 3;
    struct store_dossier_new n = {0};
    struct so_error err;
    assert_int_equal(receipt_fill(&work, &p, &n, &err), 0);
    assert_null(n.code);
    assert_null(n.procedure);
    assert_true(n.received == 0);
    p.type = (char *)"giay_khai_sinh";
    assert_int_equal(receipt_fill(&work, &p, &n, &err), SO_EINVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_says_what_the_clerk_did_not),
        cmocka_unit_test(what_was_misread_stays_open),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
