#include "support.h"

#include "viet/date.h"

static void assert_parses(const char *s, const char *iso)
{
    struct viet_date d;
    char got[VIET_DATE_SIZE] = "none";
    if (viet_date_parse(s, strlen(s), &d))
        viet_date_iso(d, got);
    if (strcmp(got, iso))
        fail_msg("\"%s\" is read as %s, not %s", s, got, iso);
}

static void reads_dates_in_digits(void **state)
{
    (void)state;
    assert_parses("24/06/2017", "2017-06-24");
    assert_parses("24-6-2017", "2017-06-24");
    assert_parses(" 24.06.2017. ", "2017-06-24");
    assert_parses("24/6 /2017", "2017-06-24");
    assert_parses("2017-06-24", "2017-06-24");
    assert_parses("ngày 08 tháng 12 năm 2023", "2023-12-08");
    assert_parses("NGÀY 8 THÁNG 12 NĂM 2023", "2023-12-08");
    assert_parses("ngay 08 thang 12 nam 2023", "2023-12-08");
    assert_parses("ngày 24/06/2017", "2017-06-24");
    assert_parses("tháng 5 năm 1932", "1932-05");
    assert_parses("05/1932", "1932-05");
    assert_parses("năm 1932", "1932");
    assert_parses("1932", "1932");
    assert_parses("Ngày 08, tháng 12, năm 2023", "2023-12-08");
    assert_parses("04 tháng 9 năm 1983", "1983-09-04");
    assert_parses("23. tháng 4 năm .1984", "1984-04-23");
}

static void refuses_what_is_no_date(void **state)
{
    (void)state;
    static const char *const none[] = {
        "",
        "31/82023",
        "30/1/20223",
        "31/04/2020",
        "29/02/2019",
        "00/05/2019",
        "05/00/2019",
        "24/13/2019",
        "398/2017",
        "24/06/17",
        "ngày tháng năm",
        "ngày 8 tháng năm 2023",
        "24/06/2017 abc",
        "1.2.3.4",
        "24-06/2017",
        "1700",
        "2300",
        "/",
        "24/06/",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_parses(none[i], "none");
}

static void finds_a_date_inside_a_line(void **state)
{
    (void)state;
    struct viet_date d;
    size_t start, end;
    const char *s = "Thanh Xuân, ngày 08 tháng 12 năm 2023";
    assert_true(viet_date_find(s, strlen(s), &d, &start, &end));
    assert_true(viet_date_equal(d, (struct viet_date){2023, 12, 8}));
    assert_string_equal(s + start, "ngày 08 tháng 12 năm 2023");
    assert_int_equal(end, strlen(s));
    s = "CCCD số 030088027810, cấp ngày 06/12/2022 tại Hải Dương";
    assert_true(viet_date_find(s, strlen(s), &d, &start, &end));
    assert_true(viet_date_equal(d, (struct viet_date){2022, 12, 6}));
    static const char *const none[] = {"Số: 363/2023/TLKS-BS", "quyển số 03/2023-SCT/BS", "ngày 30/02/2020",
                                       "Số: 12/KH-UBND", "số 2017"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (viet_date_find(none[i], strlen(none[i]), &d, &start, &end))
            fail_msg("a date in \"%s\"", none[i]);
}

static void every_day_has_one_number(void **state)
{
    (void)state;
    long first = viet_date_to_days((struct viet_date){VIET_YEAR_MIN, 1, 1});
    long last = viet_date_to_days((struct viet_date){VIET_YEAR_MAX, 12, 31});
    assert_int_equal(viet_date_to_days((struct viet_date){1970, 1, 1}), 0);
    assert_int_equal(viet_date_to_days((struct viet_date){2000, 3, 1}), 11017);
    struct viet_date before = {0};
    for (long n = first; n <= last; n++) {
        struct viet_date d = viet_date_from_days(n);
        if (!viet_date_is_valid(d) || !viet_date_is_whole(d) || viet_date_to_days(d) != n)
            fail_msg("day %ld", n);
        assert_true(n == first || viet_date_compare(before, d) < 0);
        before = d;
    }
}

static void iso_round_trips(void **state)
{
    (void)state;
    static const struct viet_date dates[] = {{2017, 6, 24}, {1932, 5, 0}, {1932, 0, 0}, {2024, 2, 29}};
    static const char *const slashes[] = {"24/06/2017", "05/1932", "1932", "29/02/2024"};
    for (size_t i = 0; i < 4; i++) {
        char iso[VIET_DATE_SIZE], printed[VIET_DATE_SIZE];
        struct viet_date back, again;
        viet_date_iso(dates[i], iso);
        viet_date_slashes(dates[i], printed);
        assert_string_equal(printed, slashes[i]);
        assert_true(viet_date_from_iso(iso, strlen(iso), &back) && viet_date_equal(back, dates[i]));
        assert_true(viet_date_parse(printed, strlen(printed), &again) && viet_date_equal(again, dates[i]));
    }
    struct viet_date unused;
    static const char *const bad[] = {"",           "2017-6-24",  "2017-00",    "2017-06-00",
                                      "2017-06-31", "2017/06/24", "2017-06-24 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(viet_date_from_iso(bad[i], strlen(bad[i]), &unused));
}

/* Every day, month and year that the calendar has here, written both ways and read back. */
static void every_date_round_trips(void **state)
{
    (void)state;
    for (int year = VIET_YEAR_MIN; year <= VIET_YEAR_MAX; year++)
        for (int month = 0; month <= 12; month++)
            for (int day = 0; day <= (month ? 31 : 0); day++) {
                struct viet_date d = {year, month, day}, back = {0};
                char iso[VIET_DATE_SIZE], printed[VIET_DATE_SIZE];
                if (!viet_date_is_valid(d))
                    continue;
                viet_date_iso(d, iso);
                if (!viet_date_from_iso(iso, strlen(iso), &back) || !viet_date_equal(back, d))
                    fail_msg("%s is read as %d-%d-%d", iso, back.year, back.month, back.day);
                viet_date_slashes(d, printed);
                if (!viet_date_parse(printed, strlen(printed), &back) || !viet_date_equal(back, d))
                    fail_msg("%s is read as %d-%d-%d", printed, back.year, back.month, back.day);
            }
}

static void partial_dates_compare_as_spans(void **state)
{
    (void)state;
    struct viet_date year = {1932, 0, 0}, month = {1932, 5, 0}, day = {1932, 5, 7}, other = {1933, 1, 1};
    assert_int_equal(viet_date_compare(year, day), 0);
    assert_int_equal(viet_date_compare(month, day), 0);
    assert_true(viet_date_compare(day, other) < 0);
    assert_true(viet_date_compare(other, year) > 0);
    assert_false(viet_date_is_valid((struct viet_date){1932, 0, 5}));
    assert_false(viet_date_is_valid((struct viet_date){0, 5, 5}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates_in_digits),
        cmocka_unit_test(refuses_what_is_no_date),
        cmocka_unit_test(finds_a_date_inside_a_line),
        cmocka_unit_test(every_day_has_one_number),
        cmocka_unit_test(iso_round_trips),
        cmocka_unit_test(every_date_round_trips),
        cmocka_unit_test(partial_dates_compare_as_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
