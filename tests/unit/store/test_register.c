/* The certification registers: numbers, corrections, closing, and what is told of them. */
#include <pthread.h>

#include "support.h"
#include "base/buf.h"
#include "base/clock.h"
#include "store/register.h"

#define CLERKS 8
#define EACH 40

static int64_t entered(struct fixture *f, const char *date, int number, const char *who, const char *what)
{
    struct register_new row = {
        .number = number,
        .text = {[REGISTER_REQUESTER] = who, [REGISTER_SUBJECT] = what, [REGISTER_SIGNER] = "Vũ Văn Ký"},
        .copies = 2,
        .fee = 8000};
    int64_t id;
    ok(f, register_add(f->s, "ban_sao", date, &row, 1, true, "lan", &id, &f->err));
    return id;
}

static struct register_entries all_of(struct fixture *f, int year)
{
    struct register_entries e;
    struct register_query q = {.kind = "ban_sao", .year = year, .limit = REGISTER_ROWS_MAX};
    ok(f, register_list(f->s, &q, &e, &f->err));
    return e;
}

static int number_of(struct fixture *f, int64_t id)
{
    struct register_entries e;
    ok(f, register_load(f->s, id, &e, &f->err));
    int number = e.items[0].number;
    register_entries_free(&e);
    return number;
}

static void numbers_run_by_kind_and_restart_with_the_year(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(number_of(f, entered(f, "2024-12-30", 0, "Đỗ Thị Hòa", "Bằng tốt nghiệp")), 1);
    assert_int_equal(number_of(f, entered(f, "2024-12-31", 0, "Đỗ Thị Hòa", "Giấy khai sinh")), 2);
    assert_int_equal(number_of(f, entered(f, "2025-01-02", 0, "Đỗ Thị Hòa", "Giấy khai sinh")), 1);
    struct register_new row = {.text = {"Phạm Văn Tú"}, .copies = 1};
    int64_t id;
    ok(f, register_add(f->s, "chu_ky", "2025-01-02", &row, 1, false, "lan", &id, &f->err));
    assert_int_equal(number_of(f, id), 1);
    /* Struck rows keep their number: the next one is behind them. */
    int version;
    int64_t last = entered(f, "2025-01-03", 0, "Vũ Thị Mai", "Sổ đỏ");
    struct register_edit e = {last, 1, "lan", "ghi nhầm sổ"};
    ok(f, register_strike(f->s, &e, &version, &f->err));
    assert_int_equal(number_of(f, entered(f, "2025-01-03", 0, "Vũ Thị Mai", "Sổ đỏ")), 3);
}

static void papers_of_one_visit_get_numbers_in_a_run_or_none(void **state)
{
    struct fixture *f = *state;
    struct register_new rows[3] = {{.text = {"Ngô Văn Ba", [REGISTER_SUBJECT] = "Giấy khai sinh"}, .copies = 5},
                                   {.text = {"Ngô Văn Ba", [REGISTER_SUBJECT] = "Học bạ"}, .copies = 1},
                                   {.text = {"Ngô Văn Ba", [REGISTER_SUBJECT] = "Sổ đỏ"}, .copies = 2}};
    int64_t ids[3];
    ok(f, register_add(f->s, "ban_sao", "2025-03-03", rows, 3, false, "lan", ids, &f->err));
    for (int i = 0; i < 3; i++)
        assert_int_equal(number_of(f, ids[i]), i + 1);
    rows[2].paper = 999; /* no such paper: nothing of the visit is entered */
    assert_int_equal(register_add(f->s, "ban_sao", "2025-03-03", rows, 3, false, "lan", ids, &f->err), SO_ENOTFOUND);
    struct register_entries e = all_of(f, 2025);
    assert_int_equal(e.len, 3);
    register_entries_free(&e);
}

static void a_number_that_stands_is_refused_unless_the_paper_says_so(void **state)
{
    struct fixture *f = *state;
    struct register_new row = {.number = 7, .copies = 1};
    int64_t id;
    ok(f, register_add(f->s, "ban_sao", "2025-03-03", &row, 1, false, "lan", &id, &f->err));
    assert_int_equal(register_add(f->s, "ban_sao", "2025-03-03", &row, 1, false, "lan", &id, &f->err), SO_EEXISTS);
    ok(f, register_add(f->s, "ban_sao", "2025-03-03", &row, 1, true, "lan", &id, &f->err));
    static const char *const bad[] = {"2025-02-30", "2025-03", "3/3/2025", "", "2999-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(register_add(f->s, "ban_sao", bad[i], &row, 1, true, "lan", &id, &f->err), SO_EINVALID);
    assert_int_equal(register_add(f->s, "SCT/BS", "2025-03-03", &row, 1, true, "lan", &id, &f->err), SO_EINVALID);
}

struct clerk {
    struct fixture *f;
    int64_t ids[EACH];
    int failed;
};

static void *enter_many(void *arg)
{
    struct clerk *c = arg;
    struct so_error err;
    struct register_new row = {.text = {"Nguyễn Văn A"}, .copies = 1};
    for (int i = 0; i < EACH; i++)
        c->failed += register_add(c->f->s, "ban_sao", "2025-05-05", &row, 1, false, "lan", &c->ids[i], &err) != SO_OK;
    return NULL;
}

static void two_clerks_never_get_one_number(void **state)
{
    struct fixture *f = *state;
    struct clerk clerks[CLERKS];
    pthread_t threads[CLERKS];
    for (int i = 0; i < CLERKS; i++) {
        clerks[i] = (struct clerk){.f = f};
        assert_int_equal(pthread_create(&threads[i], NULL, enter_many, &clerks[i]), 0);
    }
    for (int i = 0; i < CLERKS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(clerks[i].failed, 0);
    }
    struct register_entries e = all_of(f, 2025);
    assert_int_equal(e.len, CLERKS * EACH);
    for (size_t i = 0; i < e.len; i++)
        assert_int_equal(e.items[i].number, (int)i + 1); /* each once, none left out */
    register_entries_free(&e);
}

static void a_correction_keeps_what_stood_and_needs_a_reason(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "2025-03-03", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    struct register_set sets[2] = {{"requester", "Đỗ Thị Hồng"}, {"copies", "3"}};
    struct register_edit e = {id, 1, "tu", ""};
    int version = 0;
    assert_int_equal(register_correct(f->s, &e, sets, 2, &version, &f->err), SO_EINVALID);
    e.reason = "nghe nhầm tên";
    ok(f, register_correct(f->s, &e, sets, 2, &version, &f->err));
    assert_int_equal(version, 2);
    assert_int_equal(register_correct(f->s, &e, sets, 2, &version, &f->err), SO_ESTALE);
    assert_int_equal(version, 2);
    struct register_history h;
    ok(f, register_history(f->s, id, &h, &f->err));
    assert_int_equal(h.len, 2);
    assert_string_equal(h.items[1].before, "Đỗ Thị Hoà");
    assert_string_equal(h.items[1].after, "Đỗ Thị Hồng");
    assert_string_equal(h.items[0].before, "2");
    assert_string_equal(h.items[0].user, "tu");
    assert_string_equal(h.items[0].reason, "nghe nhầm tên");
    register_history_free(&h);
    static const struct register_set bad[] = {{"copies", "-1"},
                                              {"copies", "1e3"},
                                              {"number", "0"},
                                              {"date", "2024-03-03"},
                                              {"date", "hôm qua"},
                                              {"kind", "chu_ky"},
                                              {"id; DROP TABLE paper", "1"}};
    e.version = 2;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(register_correct(f->s, &e, &bad[i], 1, &version, &f->err), SO_EINVALID);
}

static void a_struck_row_stays_and_can_be_restored(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "2025-03-03", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    struct register_edit e = {id, 1, "lan", NULL};
    struct register_set set = {"note", "x"};
    int version;
    assert_int_equal(register_strike(f->s, &e, &version, &f->err), SO_EINVALID);
    e.reason = "khách không ký";
    ok(f, register_strike(f->s, &e, &version, &f->err));
    e.version = 2;
    assert_int_equal(register_correct(f->s, &e, &set, 1, &version, &f->err), SO_EINVALID);
    struct register_entries all = all_of(f, 2025);
    assert_int_equal(all.len, 1);
    assert_true(all.items[0].struck > 0);
    assert_string_equal(all.items[0].struck_reason, "khách không ký");
    register_entries_free(&all);
    ok(f, register_restore(f->s, &e, &version, &f->err));
    all = all_of(f, 2025);
    assert_int_equal(all.items[0].struck, 0);
    register_entries_free(&all);
}

static void a_closed_year_is_locked_until_it_is_opened_with_a_reason(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "2024-06-01", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    entered(f, "2024-06-02", 0, "Vũ Văn Nam", "Học bạ");
    int version;
    struct register_edit strike = {entered(f, "2024-06-03", 0, "Vũ Văn Nam", "Sổ đỏ"), 1, "lan", "nhầm"};
    ok(f, register_strike(f->s, &strike, &version, &f->err));
    struct register_totals t;
    ok(f, register_close(f->s, "ban_sao", 2024, "truong", &t, &f->err));
    assert_int_equal(t.entries, 2);
    assert_int_equal(t.struck, 1);
    assert_int_equal(t.copies, 4);
    assert_int_equal(t.fee, 16000);
    assert_int_equal(t.first, 1);
    assert_int_equal(t.last, 2);
    struct register_new row = {.copies = 1};
    int64_t other;
    struct register_edit e = {id, 1, "lan", "sửa"};
    struct register_set set = {"note", "x"};
    assert_int_equal(register_add(f->s, "ban_sao", "2024-12-31", &row, 1, false, "lan", &other, &f->err), SO_EPERM);
    assert_int_equal(register_correct(f->s, &e, &set, 1, &version, &f->err), SO_EPERM);
    assert_int_equal(register_strike(f->s, &e, &version, &f->err), SO_EPERM);
    assert_int_equal(register_close(f->s, "ban_sao", 2024, "truong", &t, &f->err), SO_EEXISTS);
    ok(f, register_add(f->s, "ban_sao", "2025-01-02", &row, 1, false, "lan", &other, &f->err));
    ok(f, register_add(f->s, "chu_ky", "2024-12-31", &row, 1, false, "lan", &other, &f->err));
    assert_int_equal(register_reopen(f->s, "ban_sao", 2024, "truong", "", &f->err), SO_EINVALID);
    ok(f, register_reopen(f->s, "ban_sao", 2024, "truong", "bỏ sót một dòng", &f->err));
    assert_int_equal(register_reopen(f->s, "ban_sao", 2024, "truong", "x", &f->err), SO_ENOTFOUND);
    ok(f, register_correct(f->s, &e, &set, 1, &version, &f->err));
    struct store_audit log;
    ok(f, store_audit_list(f->s, "register", 0, 0, 10, &log, &f->err));
    assert_string_equal(log.items[0].action, "register.reopen");
    assert_non_null(strstr(log.items[0].detail, "bỏ sót một dòng"));
    store_audit_free(&log);
}

static void a_year_is_closed_when_it_is_over(void **state)
{
    struct fixture *f = *state;
    struct civil_time now = clock_civil(clock_now_ms());
    struct register_totals t;
    assert_int_equal(register_close(f->s, "ban_sao", now.year + 1, "truong", &t, &f->err), SO_EINVALID);
    assert_int_equal(register_close(f->s, "ban_sao", now.year, "truong", &t, &f->err),
                     now.month < 12 ? SO_EINVALID : SO_OK);
    ok(f, register_close(f->s, "ban_sao", now.year - 1, "truong", &t, &f->err));
    assert_int_equal(t.entries, 0);
}

static void years_tell_their_totals(void **state)
{
    struct fixture *f = *state;
    entered(f, "2024-06-01", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    entered(f, "2025-06-01", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    entered(f, "2025-06-01", 0, "Đỗ Thị Hoà", "Học bạ");
    struct register_totals t;
    ok(f, register_close(f->s, "ban_sao", 2024, "truong", &t, &f->err));
    struct register_years y;
    ok(f, register_years(f->s, STORE_VIEW_ALL, &y, &f->err));
    assert_int_equal(y.len, 2);
    assert_true(y.items[0].closed > 0);
    assert_string_equal(y.items[0].closed_by, "truong");
    assert_int_equal(y.items[1].year, 2025);
    assert_int_equal(y.items[1].totals.entries, 2);
    assert_int_equal(y.items[1].closed, 0);
    register_years_free(&y);
}

static void rows_survive(void **state)
{
    struct fixture *f = *state;
    int64_t id = entered(f, "2025-03-03", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    fixture_reopen(f);
    assert_int_equal(number_of(f, id), 1);
}

/* What register_check says, as "fault:number[-until] …". */
static char *told(struct fixture *f, int year)
{
    struct register_entries e = all_of(f, year);
    struct register_findings x;
    struct buf text = BUF_INIT;
    assert_int_equal(register_check(&e, 1u << REGISTER_REQUESTER, &x), SO_OK);
    for (size_t i = 0; i < x.len; i++) {
        assert_true(*x.items[i].message && *x.items[i].message_en);
        assert_int_equal(
            buf_printf(&text, "%s:%d-%d ", register_fault_name(x.items[i].fault), x.items[i].number, x.items[i].until),
            0);
    }
    register_findings_free(&x);
    register_entries_free(&e);
    return text.data ? buf_steal(&text) : strdup("");
}

static void expect_told(struct fixture *f, int year, const char *want)
{
    char *got = told(f, year);
    assert_string_equal(got, want);
    free(got);
}

static void gaps_repeats_and_disorder_are_told(void **state)
{
    struct fixture *f = *state;
    for (int i = 1; i <= 3; i++)
        entered(f, "2023-01-05", 0, "Đỗ Thị Hoà", i == 1 ? "a" : i == 2 ? "b" : "c");
    expect_told(f, 2023, "");

    entered(f, "2024-01-05", 3, "Đỗ Thị Hoà", "a");
    entered(f, "2024-01-05", 7, "Vũ Nam", "a");
    entered(f, "2024-01-05", 7, "Vũ Bắc", "b");
    entered(f, "2024-01-04", 8, "Vũ Đông", "c");
    entered(f, "2024-01-06", 10, "", "d");
    expect_told(f, 2024, "gap:1-2 gap:4-6 repeat:7-7 disorder:8-8 gap:9-9 empty:10-10 ");

    /* Copies of one original share a number; hòa and hoà are one person. */
    entered(f, "2025-01-05", 0, "Đỗ Thị Hoà", "Giấy khai sinh");
    entered(f, "2025-01-05", 0, "ĐỖ THỊ HÒA", "giấy khai sinh");
    entered(f, "2025-01-06", 0, "ĐỖ THỊ HÒA", "giấy khai sinh");
    expect_told(f, 2025, "split:2-2 ");

    /* A struck row holds its number, and its repeat is none. */
    int version;
    struct register_edit e = {entered(f, "2022-01-05", 1, "A B", "a"), 1, "lan", "trùng"};
    entered(f, "2022-01-05", 1, "A C", "b");
    ok(f, register_strike(f->s, &e, &version, &f->err));
    expect_told(f, 2022, "");

    struct register_new row = {.text = {"A B"}, .book = 3, .copies = 1};
    int64_t id;
    ok(f, register_add(f->s, "ban_sao", "2022-02-05", &row, 1, false, "lan", &id, &f->err));
    expect_told(f, 2022, "book:2-2 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_run_by_kind_and_restart_with_the_year, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(papers_of_one_visit_get_numbers_in_a_run_or_none, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_number_that_stands_is_refused_unless_the_paper_says_so, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(two_clerks_never_get_one_number, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_correction_keeps_what_stood_and_needs_a_reason, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_struck_row_stays_and_can_be_restored, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_closed_year_is_locked_until_it_is_opened_with_a_reason, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_year_is_closed_when_it_is_over, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(years_tell_their_totals, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(rows_survive, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(gaps_repeats_and_disorder_are_told, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
