/* Who gets in, who is kept out, and what the log says of it. */
#include "support.h"

#include <sqlite3.h>
#include <stdio.h>

#include "store/users.h"

static void given_user(struct fixture *f, const char *name, enum store_user_role role)
{
    int64_t id;
    ok(f, store_user_add(f->s, name, "Chị Lan", role, "mat khau dung", &id, &f->err));
}

static void test_sign_in_and_out(void **state)
{
    struct fixture *f = *state;
    given_user(f, "lan", STORE_USER_CLERK);
    char token[STORE_TOKEN_SIZE];
    struct store_user u;
    ok(f, store_login(f->s, "lan", "mat khau dung", 8, token, &u, &f->err));
    assert_string_equal(u.display, "Chị Lan");
    store_user_free(&u);
    ok(f, store_session_check(f->s, token, &u, &f->err));
    assert_string_equal(u.name, "lan");
    store_user_free(&u);
    fixture_reopen(f); /* sessions live through a restart */
    ok(f, store_session_check(f->s, token, &u, &f->err));
    store_user_free(&u);
    ok(f, store_session_end(f->s, token, &f->err));
    assert_int_equal(store_session_check(f->s, token, &u, &f->err), SO_EAUTH);
    token[0] ^= 1;
    assert_int_equal(store_session_check(f->s, token, &u, &f->err), SO_EAUTH);
    assert_int_equal(store_session_check(f->s, "", &u, &f->err), SO_EAUTH);
}

static void test_wrong_passwords_make_one_wait(void **state)
{
    struct fixture *f = *state;
    given_user(f, "lan", STORE_USER_CLERK);
    char token[STORE_TOKEN_SIZE];
    struct store_user u;
    assert_int_equal(store_login(f->s, "nobody", "mat khau dung", 8, token, &u, &f->err), SO_EAUTH);
    for (int i = 0; i < STORE_LOGIN_TRIES; i++)
        assert_int_equal(store_login(f->s, "lan", "mat khau sai", 8, token, &u, &f->err), SO_EAUTH);
    assert_int_equal(store_login(f->s, "lan", "mat khau dung", 8, token, &u, &f->err), SO_EBUSY);
    ok(f, store_user_set_password(f->s, "lan", "mat khau moi", &f->err)); /* an administrator helps out */
    ok(f, store_login(f->s, "lan", "mat khau moi", 8, token, &u, &f->err));
    store_user_free(&u);
}

static void test_disabling_ends_sessions_and_the_last_admin_stays(void **state)
{
    struct fixture *f = *state;
    given_user(f, "lan", STORE_USER_CLERK);
    given_user(f, "chu-tich", STORE_USER_ADMIN);
    char token[STORE_TOKEN_SIZE];
    struct store_user u;
    ok(f, store_session_create(f->s, "lan", 1, token, &f->err));
    ok(f, store_user_set_disabled(f->s, "lan", true, &f->err));
    assert_int_equal(store_session_check(f->s, token, &u, &f->err), SO_EAUTH);
    assert_int_equal(store_login(f->s, "lan", "mat khau dung", 8, token, &u, &f->err), SO_EAUTH);
    assert_int_equal(store_session_create(f->s, "lan", 1, token, &f->err), SO_ENOTFOUND);
    assert_int_equal(store_user_set_disabled(f->s, "chu-tich", true, &f->err), SO_EINVALID);
    assert_int_equal(store_user_set_role(f->s, "chu-tich", STORE_USER_CLERK, &f->err), SO_EINVALID);
    struct store_users all;
    ok(f, store_user_list(f->s, &all, &f->err));
    assert_int_equal(all.len, 2);
    store_users_free(&all);
    int64_t id;
    assert_int_equal(store_user_add(f->s, "lan", "x", STORE_USER_CLERK, "mat khau dung", &id, &f->err), SO_EEXISTS);
    assert_int_equal(store_user_add(f->s, "La n", "x", STORE_USER_CLERK, "mat khau dung", &id, &f->err), SO_EINVALID);
    assert_int_equal(store_user_add(f->s, "hoa", "x", STORE_USER_CLERK, "ngan", &id, &f->err), SO_EINVALID);
}

static void test_secrets_are_not_in_the_file(void **state)
{
    struct fixture *f = *state;
    given_user(f, "lan", STORE_USER_CLERK);
    char token[STORE_TOKEN_SIZE], path[128];
    ok(f, store_session_create(f->s, "lan", 1, token, &f->err));
    store_close(f->s);
    f->s = NULL;
    snprintf(path, sizeof path, "%s/sohoa.db", f->folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char data[4 * 1024 * 1024];
    size_t n = fread(data, 1, sizeof data, file);
    fclose(file);
    assert_null(memmem(data, n, token, strlen(token)));
    assert_null(memmem(data, n, "mat khau", 8));
    assert_non_null(memmem(data, n, "$argon2id$", 10));
}

/* Alters the database behind the store's back. */
static int tamper(struct fixture *f, const char *sql)
{
    char path[128];
    sqlite3 *db;
    store_close(f->s);
    f->s = NULL;
    snprintf(path, sizeof path, "%s/sohoa.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    fixture_reopen(f);
    return rc;
}

static void test_the_audit_log_shows_what_was_done_to_it(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 5; i++)
        ok(f, store_audit_add(f->s, "lan", i % 2 ? "view" : "search", "paper", i, "", &f->err));
    struct store_audit a;
    ok(f, store_audit_list(f->s, NULL, 0, 0, 3, &a, &f->err));
    assert_int_equal(a.len, 3);
    assert_true(a.items[0].object_id == 4);
    store_audit_free(&a);
    ok(f, store_audit_list(f->s, "paper", 2, 0, 10, &a, &f->err));
    assert_int_equal(a.len, 1);
    store_audit_free(&a);
    int64_t rows, bad = 0;
    ok(f, store_audit_verify(f->s, &rows, &bad, &f->err));
    assert_int_equal(rows, 5);
    assert_int_not_equal(tamper(f, "UPDATE audit SET user='hoa' WHERE id=3"), SQLITE_OK);
    assert_int_not_equal(tamper(f, "DELETE FROM audit"), SQLITE_OK);
    tamper(f, "DROP TRIGGER audit_fixed; UPDATE audit SET user='hoa' WHERE id=3");
    assert_int_equal(store_audit_verify(f->s, &rows, &bad, &f->err), SO_EFORMAT);
    assert_int_equal(bad, 3);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_sign_in_and_out),
        CASE(test_wrong_passwords_make_one_wait),
        CASE(test_disabling_ends_sessions_and_the_last_admin_stays),
        CASE(test_secrets_are_not_in_the_file),
        CASE(test_the_audit_log_shows_what_was_done_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
