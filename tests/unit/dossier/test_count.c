/* What dossiers count for, each rule by an example that would be counted otherwise without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "dossier/count.h"

static struct procedures *procedures;
static struct paper_defs defs;

static int64_t at(int year, int month, int day, int hour)
{
    return clock_from_civil(year, month, day, 60 * hour);
}

static const struct procedure *procedure(const char *key)
{
    const struct procedure *p = procedures_find(procedures, key, (struct viet_date){2023, 3, 1});
    assert_non_null(p);
    return p;
}

/* Received on 1/3/2023, due on 3/3 at 17:00, finished on the day given (0: not). */
static struct count_dossier dossier(const char *key, int finished)
{
    return (struct count_dossier){.procedure = key ? procedure(key) : NULL,
                                  .state = finished ? DOSSIER_RETURNED : DOSSIER_RECEIVED,
                                  .received = at(2023, 3, 1, 8),
                                  .due = at(2023, 3, 3, 17),
                                  .finished = finished ? at(2023, 3, finished, 9) : 0,
                                  .closed = finished ? at(2023, 3, finished, 9) : 0};
}

/* The names of the figures of the dossier in March 2023, seen from 10 March. */
static void expect(const struct count_dossier *d, const char *want)
{
    uint32_t bits = count_dossier(d, &defs, at(2023, 3, 1, 0), at(2023, 4, 1, 0), at(2023, 3, 10, 12));
    char got[512] = "";
    for (int i = 0; i < FIGURES; i++)
        if (bits >> i & 1)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", figure_name((enum figure)i));
    assert_string_equal(got, want);
}

static void dossiers_are_early_on_time_late_or_open(void **state)
{
    (void)state;
#define REST "input_counted output_counted "
    struct count_dossier d = dossier("khai_sinh", 2);
    expect(&d, "received resolved early " REST);
    d = dossier("khai_sinh", 3);
    expect(&d, "received resolved on_time " REST);
    d = dossier("khai_sinh", 4);
    expect(&d, "received resolved late " REST);
    d.due = 0;
    expect(&d, "received resolved no_due " REST);
    d = dossier("khai_sinh", 0);
    expect(&d, "received open open_late ");
    d.due = at(2023, 3, 20, 17);
    expect(&d, "received open ");
    d.state = DOSSIER_WITHDRAWN;
    d.closed = at(2023, 3, 5, 9);
    expect(&d, "received withdrawn ");
    d = dossier("khai_sinh", 3);
    d.received = at(2023, 2, 27, 8);
    d.reused = true;
    d.channel = DOSSIER_ONLINE;
    expect(&d, "carried resolved on_time input_counted input_digitised output_counted ");
    d.finished = d.closed = at(2023, 4, 2, 9);
    expect(&d, "carried open open_late "); /* seen from March */
    d.finished = d.closed = at(2023, 2, 28, 9);
    expect(&d, "");
    d = dossier("khai_sinh", 3);
    d.received = at(2023, 4, 1, 8);
    expect(&d, "");
}

static void input_is_digitised_when_what_is_demanded_was_captured(void **state)
{
    (void)state;
    struct count_paper form = {DOSSIER_INPUT, "to_khai_dang_ky_khai_sinh", "", 1},
                       birth = {DOSSIER_INPUT, "giay_chung_sinh", "", 2},
                       result = {DOSSIER_OUTPUT, "giay_khai_sinh", "", 1};
    struct count_dossier d = dossier("khai_sinh", 3);
    struct count_paper all[3] = {form, birth, result};
    d.papers = all;
    d.npapers = 3;
    expect(&d, "received resolved on_time input_counted input_digitised output_counted output_digitised ");
    d.npapers = 2;
    expect(&d, "received resolved on_time input_counted input_digitised output_counted ");
    all[0] = birth; /* the declaration is missing */
    d.npapers = 1;
    expect(&d, "received resolved on_time " REST);
    all[0] = form;
    all[0].npages = 0; /* a row of an old list is no capture */
    expect(&d, "received resolved on_time " REST);
    all[0] = (struct count_paper){DOSSIER_INPUT, "unknown", "to_khai", 1}; /* a clerk put it on the line */
    expect(&d, "received resolved on_time input_counted input_digitised output_counted ");
    d.npapers = 0;
    d.channel = DOSSIER_ONLINE;
    d.reused = true;
    expect(&d, "received online resolved on_time input_counted input_digitised output_counted reused ");
}

static void what_may_not_be_digitised_is_excluded_and_said(void **state)
{
    (void)state;
    struct count_dossier d = dossier("chung_thuc_ban_sao", 3);
    expect(&d, "received resolved on_time input_excluded output_excluded ");
    d.electronic_copy = true; /* then the original is scanned and the copy is a result */
    expect(&d, "received resolved on_time " REST);
    d = dossier("khai_sinh", 3);
    d.state = DOSSIER_REFUSED;
    expect(&d, "received resolved on_time refused input_counted output_excluded ");
    d = dossier(NULL, 3);
    expect(&d, "received resolved on_time " REST);
}

static void shares_are_rounded_to_tenths(void **state)
{
    (void)state;
    assert_int_equal(figure_share(1, 3), 333);
    assert_int_equal(figure_share(2, 3), 667);
    assert_int_equal(figure_share(1152, 1152), 1000);
    assert_int_equal(figure_share(0, 0), -1);
}

static int load(void **state)
{
    (void)state;
    struct so_error err = {0};
    if (procedures_load(SOHOA_SOURCE_DIR "/config/procedures.yaml", &procedures, &err) ||
        papers_load(SOHOA_SOURCE_DIR "/config/papers", &defs, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    return 0;
}

static int unload(void **state)
{
    (void)state;
    procedures_free(procedures);
    paper_defs_free(&defs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dossiers_are_early_on_time_late_or_open),
        cmocka_unit_test(input_is_digitised_when_what_is_demanded_was_captured),
        cmocka_unit_test(what_may_not_be_digitised_is_excluded_and_said),
        cmocka_unit_test(shares_are_rounded_to_tenths),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
