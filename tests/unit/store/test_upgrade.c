/*
 * Databases of former programs come up to date with all that they hold; those of newer ones, and what is no database of
 * ours, are left as they are. An old database is made by the old migrations and holds rows as the old program wrote
 * them.
 */
#include "support.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/backup.h"
#include "store/internal.h"
#include "store/object.h"
#include "store/users.h"

static void database_path(const struct fixture *f, char out[128])
{
    snprintf(out, 128, "%s/sohoa.db", f->folder);
}

/* Rows of the first schema, which all later ones must take over. */
static const char *const first_rows =
    "INSERT INTO dossier (code, title, created) VALUES ('000.00.19.H23-230915-0001', '', 1000);"
    "INSERT INTO source (id, batch_uuid, origin, priority, name, scanner, dossier, user, created, closed)"
    " VALUES (1, 'old', 0, 0, '', 'fi', '000.00.19.H23-230915-0001', 'lan', 1000, 1);"
    "INSERT INTO object (id, hash, size, created) VALUES"
    " (1, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', 5, 1000);"
    "INSERT INTO paper (id, source, first_page, npages, type, type_confidence, type_reason, title, date, dossier, "
    "score,"
    "  version, touched, confirmed, errors, created, updated) VALUES"
    " (7, 1, 1, 1, 'giay_khai_sinh', 0.9, 'title', 'Nguyễn Văn Đức', '2018-10-01', '000.00.19.H23-230915-0001', 0.9, 3,"
    "  1, 1, 1, 1000, 2000);"
    "INSERT INTO page (id, source, seq, object, hash, file_page, media_type, flags, captured, state, paper) VALUES"
    " (5, 1, 1, 1, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', 1, 'image/png', 0, 1000, 1, 7);"
    "INSERT INTO value (paper, key, ord, value, normal, read, evidence, state, confidence, x, y, w, h, page, author, "
    "user,"
    "  time, current) VALUES"
    " (7, 'ho_ten', 0, 'Nguyễn Văn Bức', 'Nguyễn Văn Bức', '', '', 0, 0.5, 1, 2, 3, 4, 1, 0, '', 1000, 0),"
    " (7, 'ho_ten', 0, 'Nguyễn Văn Đức', 'Nguyễn Văn Đức', '', '', 0, 1, 1, 2, 3, 4, 1, 1, 'lan', 1500, 1),"
    " (7, 'so', 1, '45/2018', '45/2018', '', '', 0, 1, 1, 2, 3, 4, 1, 0, '', 1000, 1);"
    "INSERT INTO finding (paper, code, field, severity, message, message_en, evidence, x, y, w, h, page, time) VALUES"
    " (7, 0, 'quyen_so', 2, 'Thiếu', 'Missing', '', 0, 0, 0, 0, 1, 1000);"
    "INSERT INTO paper (id, source, first_page, npages, type, type_confidence, type_reason, score, created, updated)"
    " VALUES (9, 1, 2, 1, 'khong_ro', 0, '', 0, 1000, 1000);"
    "DELETE FROM paper WHERE id=9;" /* what the audit log says of 9 is said of no other paper */
    "INSERT INTO run (started, finished, state, pages_read) VALUES (1000, 2000, 1, 12);";

/* What a program of the second schema had indexed besides. */
static const char *const second_rows =
    "INSERT INTO search_doc (paper, names, fields, text) VALUES (7, 'Nguyễn Văn Bức', '', x'');"
    "INSERT INTO search_name (rowid, doc) VALUES (7, 'Nguyễn Văn Bức');"
    "INSERT INTO vocabulary (term) VALUES ('buc'), ('nguyen'), ('van');"
    "UPDATE meta SET value=0 WHERE key='search_rebuild';";

/* A row of the certification register, of the third. */
static const char *const third_rows =
    "INSERT INTO register_entry (kind, year, number, book, date, requester, identity, subject, language, signer, note,"
    "  copies, pages, fee, dossier, paper, user, created, updated) VALUES ('SCT/BS', 2023, 4207, 2, '2023-02-27',"
    "  'Nguyễn Văn Đức', '', 'Giấy khai sinh', '', 'Vũ Đình Khuê', '', 3, 1, 6000, '', 7, 'lan', 1000, 1000);";

static void given_database(struct fixture *f, int version)
{
    char path[128];
    struct conn c;
    store_close(f->s);
    f->s = NULL;
    file_remove_tree(f->folder, NULL);
    assert_int_equal(mkdir(f->folder, 0700), 0);
    database_path(f, path);
    ok(f, sql_open(path, NULL, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &c, &f->err));
    ok(f, search_register(&c, &f->err));
    ok(f, store_migrate(&c, 1, &f->err));
    ok(f, sql_script(&c, &f->err, first_rows));
    ok(f, audit_add(&c, "lan", "field.set", "paper", 7, "ho_ten", &f->err));
    ok(f, store_migrate(&c, version < 2 ? version : 2, &f->err));
    if (version >= 2)
        ok(f, sql_script(&c, &f->err, second_rows));
    ok(f, store_migrate(&c, version < 3 ? version : 3, &f->err));
    if (version >= 3)
        ok(f, sql_script(&c, &f->err, third_rows));
    ok(f, store_migrate(&c, version, &f->err));
    sql_close(&c);
    struct store_object o;
    struct store_options options = {.folder = f->folder};
    ok(f, store_open(&options, &f->s, &f->err));
    ok(f, store_object_put(f->s, "hello", 5, &o, &f->err));
}

static void check_paper(struct fixture *f)
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, 7, &p, &f->err));
    assert_string_equal(p.title, "Nguyễn Văn Đức");
    assert_string_equal(p.dossier, "000.00.19.H23-230915-0001");
    assert_int_equal(p.version, 3);
    assert_true(p.confirmed && p.touched && !p.restricted);
    assert_int_equal(p.values.len, 2);
    assert_int_equal(p.findings.len, 1);
    assert_int_equal(p.pages.len, 1);
    store_paper_free(&p);
    struct store_values v;
    ok(f, store_field_history(f->s, 7, "ho_ten", &v, &f->err));
    assert_int_equal(v.len, 2);
    store_values_free(&v);
}

static int64_t count_of(struct fixture *f, const char *sql)
{
    struct conn *c;
    int64_t n = -1;
    ok(f, store_read_begin(f->s, &c, &f->err));
    ok(f, sql_int(c, &f->err, &n, sql));
    store_read_end(f->s, c);
    return n;
}

static void check_search(struct fixture *f, int64_t entries)
{
    bool done = false;
    while (!done)
        ok(f, store_search_rebuild(f->s, &done, &f->err));
    static const char *const typed[] = {"duc", "so:45/2018", "nam:2018", "nvd", "ho_so:000.00.19.H23-230915-0001"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct store_search q = {.text = typed[i], .limit = 5};
        struct store_hits h;
        ok(f, store_search(f->s, &q, &h, &f->err));
        assert_true(h.len >= 1 && h.items[0].paper == 7 && !h.items[0].entry && !h.items[0].near);
        store_hits_free(&h);
    }
    struct store_search q = {.text = "duc so:4207 nam:2023", .limit = 5};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    assert_int_equal(h.total, entries);
    assert_true(!entries || h.items[0].entry == 1);
    store_hits_free(&h);
}

static void test_from_every_former_schema(void **state)
{
    struct fixture *f = *state;
    for (int version = 1; version <= store_schema_version(); version++) {
        given_database(f, version);
        check_paper(f);
        check_search(f, version >= 3);
        assert_int_equal(count_of(f, "SELECT count(*) FROM register_entry WHERE number=4207"), version >= 3);
        assert_int_equal(count_of(f, "SELECT seq FROM sqlite_sequence WHERE name='paper'"), 9);
        struct store_verify_result v;
        ok(f, store_verify(f->s, NULL, NULL, &v, &f->err));
        /* and it is a database to work on */
        struct store_edit e = {7, 3, "hoa"};
        ok(f, store_field_set(f->s, &e, "ho_ten", "Nguyễn Văn Đực", NULL, &e.version, &f->err));
        ok(f, store_field_undo(f->s, &e, "ho_ten", &e.version, &f->err));
        fixture_reopen(f);
        check_search(f, version >= 3);
    }
}

static void change_marks(struct fixture *f, const char *sql)
{
    char path[128];
    struct conn c;
    store_close(f->s);
    f->s = NULL;
    database_path(f, path);
    ok(f, sql_open(path, NULL, SQLITE_OPEN_READWRITE, &c, &f->err));
    ok(f, sql_script(&c, &f->err, sql));
    sql_close(&c);
}

/* A byte for byte copy of the database, to see that a refused one was not touched. */
static struct buf contents(struct fixture *f)
{
    char path[128];
    struct buf b = BUF_INIT;
    database_path(f, path);
    ok(f, file_read_all(path, 64u << 20, &b, &f->err));
    return b;
}

static void check_refused(struct fixture *f, int code, const char *words)
{
    struct store_options o = {.folder = f->folder};
    struct buf before = contents(f);
    for (int read_only = 0; read_only < 2; read_only++) {
        o.read_only = read_only;
        assert_int_equal(store_open(&o, &f->s, &f->err), code);
        if (!strstr(f->err.text, words))
            fail_msg("\"%s\" does not say \"%s\"", f->err.text, words);
    }
    struct buf after = contents(f);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.data, after.data, before.len);
    buf_free(&before);
    buf_free(&after);
}

static void test_a_newer_database_is_left_alone(void **state)
{
    struct fixture *f = *state;
    char marks[64];
    snprintf(marks, sizeof marks, "PRAGMA user_version=%d", store_schema_version() + 1);
    change_marks(f, marks);
    check_refused(f, SO_EUNSUPPORTED, "newer program");
    change_marks(f, "PRAGMA user_version=1; PRAGMA application_id=7");
    check_refused(f, SO_EFORMAT, "not made by this program");
}

static void test_a_file_that_is_no_database_is_left_alone(void **state)
{
    struct fixture *f = *state;
    char path[128];
    store_close(f->s);
    f->s = NULL;
    database_path(f, path);
    ok(f, file_write_whole(path, "letters to the office", 21, 0600, &f->err));
    check_refused(f, SO_EFORMAT, "");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_from_every_former_schema),
        CASE(test_a_newer_database_is_left_alone),
        CASE(test_a_file_that_is_no_database_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
