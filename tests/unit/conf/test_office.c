#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "conf/office.h"

#define NAME "name: N, unit: u, province: p"

static void refused(const char *text, const char *message)
{
    struct office *o = NULL;
    struct so_error err = {0};
    int r = office_parse(text, strlen(text), "/etc/sohoa/office.yaml", &o, &err);
    if (r != SO_EFORMAT || !strstr(err.text, message))
        fail_msg("%d (%s) instead of (%s)", r, err.text, message);
    assert_null(o);
}

static struct office *shipped(void)
{
    struct office *o = NULL;
    struct so_error err = {0};
    if (office_load(SOHOA_SOURCE_DIR "/config/office.yaml", &o, &err))
        fail_msg("%s", err.text);
    return o;
}

static void a_paper_has_the_name_of_its_day(void **state)
{
    (void)state;
    struct office *o = shipped();
    const struct office_name *old = office_name_on(o, (struct viet_date){2025, 6, 30});
    const struct office_name *now = office_name_on(o, (struct viet_date){2025, 7, 1});
    assert_string_equal(old->unit, "xã Thanh Xuân");
    assert_string_equal(now->unit, "xã Hà Nam");
    assert_ptr_equal(office_name_on(o, (struct viet_date){1990, 1, 1}), old);
    struct buf b = BUF_INIT;
    assert_int_equal(office_put_full_name(old, &b), 0);
    assert_string_equal(b.data, "Ủy ban nhân dân xã Thanh Xuân, huyện Thanh Hà, tỉnh Hải Dương");
    buf_clear(&b);
    assert_int_equal(office_put_full_name(now, &b), 0);
    assert_string_equal(b.data, "Ủy ban nhân dân xã Hà Nam, thành phố Hải Phòng");
    buf_free(&b);
    office_free(o);
}

static void days_off_move_what_is_due(void **state)
{
    (void)state;
    struct office *o = shipped();
    assert_true(office_is_working_day(o, (struct viet_date){2025, 4, 25}));  /* a Friday */
    assert_true(office_is_working_day(o, (struct viet_date){2025, 4, 26}));  /* a Saturday, worked for 2 May */
    assert_false(office_is_working_day(o, (struct viet_date){2025, 4, 27})); /* a Sunday */
    assert_false(office_is_working_day(o, (struct viet_date){2025, 5, 2}));
    struct viet_date due = office_add_working_days(o, (struct viet_date){2025, 4, 29}, 1);
    assert_true(viet_date_equal(due, (struct viet_date){2025, 5, 5}));
    due = office_add_working_days(o, (struct viet_date){2025, 4, 27}, 0);
    assert_true(viet_date_equal(due, (struct viet_date){2025, 4, 28}));
    due = office_add_working_days(o, (struct viet_date){2025, 3, 3}, 5);
    assert_true(viet_date_equal(due, (struct viet_date){2025, 3, 10}));
    office_free(o);
}

static void places_are_names_or_maps(void **state)
{
    (void)state;
    static const char text[] =
        "names: [{" NAME "}]\nplaces:\n  - Vĩnh Ninh\n  - {name: Thanh Hà, kind: huyện, aliases: [Thanh Ha]}\n";
    struct office *o = NULL;
    struct so_error err;
    assert_int_equal(office_parse(text, strlen(text), "o", &o, &err), SO_OK);
    assert_int_equal(o->nplaces, 2);
    assert_string_equal(o->places[0].name, "Vĩnh Ninh");
    assert_string_equal(o->places[0].kind, "");
    assert_string_equal(o->places[1].aliases.items[0], "Thanh Ha");
    assert_non_null(office_name_on(o, (struct viet_date){2000, 1, 1}));
    assert_true(office_is_working_day(o, (struct viet_date){2026, 1, 1})); /* no list of days off, a Thursday */
    office_free(o);
}

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    refused("", "office.yaml:1:1: \"names\" is needed here");
    refused("names: []\n", "names needs at least one");
    refused("names: [{unit: u, province: p}]\n", "office.yaml:1:9: \"name\" is needed");
    refused("names: [{" NAME ", to: 2025}]\n", "to must be a day such as 2025-07-01");
    refused("names: [{" NAME ", to: 2025-02-30}]\n", "to must be a day");
    refused("names: [{" NAME ", from: 2025-02-03, to: 2025-02-02}]\n", "from lies after to");
    refused("names: [{" NAME "}, {" NAME ", from: 2025-01-01}]\n", "order of their days");
    refused("names: [{" NAME ", to: 2025-06-30}, {" NAME ", from: 2025-06-30}]\n", "not overlap");
    refused("names: [{" NAME "}]\nholiday: []\n", "did you mean \"holidays\"");
    refused("names: [{" NAME "}]\nholidays: [1/1/2025]\n", "office.yaml:2:12: holidays must be a day");
    refused("names: [{" NAME "}]\nplaces: [{kind: x}]\n", "office.yaml:2:10: \"name\" is needed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_has_the_name_of_its_day),
        cmocka_unit_test(days_off_move_what_is_due),
        cmocka_unit_test(places_are_names_or_maps),
        cmocka_unit_test(mistakes_are_told_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
