/* A backup can be trusted, and shows when it cannot. */
#include "support.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "store/backup.h"
#include "store/object.h"

static const struct given_field person[] = {{"ho_ten", "Nguyễn Văn Đức"}, {NULL, NULL}};

struct paths {
    char backup[128], restored[128];
};

static struct paths paths_of(const struct fixture *f)
{
    struct paths p;
    snprintf(p.backup, sizeof p.backup, "%s/backup", f->folder);
    snprintf(p.restored, sizeof p.restored, "%s/restored", f->folder);
    return p;
}

static struct store_backup_result backup(struct fixture *f)
{
    struct paths p = paths_of(f);
    struct store_backup_result r;
    ok(f, store_backup(f->s, p.backup, NULL, NULL, &r, &f->err));
    return r;
}

/* What raw pages wait for: the moment that the latest backup holds, not the one at which it ended. */
static void test_the_record_remembers_its_backup(void **state)
{
    struct fixture *f = *state;
    int64_t moment = -1, before = clock_now_ms();
    ok(f, store_backup_last(f->s, &moment, &f->err));
    assert_int_equal(moment, 0);
    struct store_backup_result r = backup(f);
    assert_true(r.noted);
    ok(f, store_backup_last(f->s, &moment, &f->err));
    assert_true(moment >= before && moment <= clock_now_ms());
    char note[128];
    snprintf(note, sizeof note, "%s/last-backup", f->folder);
    ok(f, file_write_whole(note, "tomorrow", 8, 0600, &f->err));
    assert_int_equal(store_backup_last(f->s, &moment, &f->err), SO_EFORMAT);
}

static void test_restored_store_holds_and_finds_everything(void **state)
{
    struct fixture *f = *state;
    struct paths p = paths_of(f);
    int64_t id = given_paper(f, "a", "giay_khai_sinh", person, "GIẤY KHAI SINH");
    struct store_backup_result r = backup(f);
    assert_int_equal(r.papers, 1);
    assert_int_equal(r.objects_copied, 1);
    given_paper(f, "b", "giay_khai_sinh", person, "sau khi sao lưu");
    struct store_verify_result v;
    ok(f, store_verify_backup(p.backup, &v, &f->err));
    ok(f, store_restore(p.backup, p.restored, &f->err));
    struct store *s;
    struct store_options o = {.folder = p.restored};
    ok(f, store_open(&o, &s, &f->err));
    struct store_search q = {.text = "duc khai sinh", .limit = 5};
    struct store_hits h;
    ok(f, store_search(s, &q, &h, &f->err));
    assert_int_equal(h.len, 1);
    assert_true(h.items[0].paper == id);
    store_hits_free(&h);
    ok(f, store_verify(s, NULL, NULL, &v, &f->err));
    assert_int_equal(v.objects, 1);
    store_close(s);
    assert_int_equal(store_restore(p.backup, p.restored, &f->err), SO_EEXISTS);
}

static void test_a_second_backup_copies_what_is_new(void **state)
{
    struct fixture *f = *state;
    given_paper(f, "a", "giay_khai_sinh", person, "");
    backup(f);
    given_paper(f, "b", "giay_khai_sinh", person, "");
    struct store_backup_result r = backup(f);
    assert_int_equal(r.objects, 2);
    assert_int_equal(r.objects_copied, 1);
}

static void test_damage_is_seen(void **state)
{
    struct fixture *f = *state;
    struct paths p = paths_of(f);
    struct store_object o;
    struct store_verify_result v;
    given_paper(f, "a", "giay_khai_sinh", person, "");
    backup(f);
    ok(f, store_object_put(f->s, "a page 1", 8, &o, &f->err));
    assert_true(o.known);
    char path[512];
    snprintf(path, sizeof path, "%s/objects/%.2s/%s", p.backup, o.hash, o.hash);
    ok(f, file_write_whole(path, "a page 2", 8, 0600, &f->err));
    assert_int_equal(store_verify_backup(p.backup, &v, &f->err), SO_EFORMAT);
    assert_int_equal(v.objects_damaged, 1);
    assert_true(v.database_sound);
    assert_int_equal(store_restore(p.backup, p.restored, &f->err), SO_EFORMAT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(store_verify_backup(p.backup, &v, &f->err), SO_EFORMAT);
    assert_int_equal(v.objects_missing, 1);
    backup(f); /* the next backup makes good what is missing */
    ok(f, store_verify_backup(p.backup, &v, &f->err));
    char *kept = store_object_path(f->s, o.hash);
    ok(f, file_write_whole(kept, "a page 2", 8, 0600, &f->err));
    assert_int_equal(store_verify(f->s, NULL, NULL, &v, &f->err), SO_EFORMAT);
    assert_int_equal(v.objects_damaged, 1);
    free(kept);
}

static void test_a_cut_off_manifest_is_no_backup(void **state)
{
    struct fixture *f = *state;
    struct paths p = paths_of(f);
    struct store_verify_result v;
    struct buf b = BUF_INIT;
    char path[256];
    given_paper(f, "a", "giay_khai_sinh", person, "");
    backup(f);
    snprintf(path, sizeof path, "%s/%s", p.backup, STORE_MANIFEST);
    ok(f, file_read_all(path, 10000, &b, &f->err));
    for (size_t n = 0; n < b.len; n += 7) {
        ok(f, file_write_whole(path, b.data, n, 0600, &f->err));
        assert_int_equal(store_verify_backup(p.backup, &v, &f->err), SO_EFORMAT);
    }
    buf_free(&b);
}

static int stop(void *ctx, const struct store_backup_progress *progress)
{
    (void)progress;
    return ++*(int *)ctx >= 2;
}

static void test_a_stopped_backup_can_be_taken_up_again_but_no_foreign_folder(void **state)
{
    struct fixture *f = *state;
    struct paths p = paths_of(f);
    struct store_backup_result r;
    struct store_verify_result v;
    int steps = 0;
    given_paper(f, "a", "giay_khai_sinh", person, "");
    assert_int_equal(store_backup(f->s, p.backup, stop, &steps, &r, &f->err), SO_ECANCELLED);
    assert_int_not_equal(store_verify_backup(p.backup, &v, &f->err), SO_OK);
    backup(f);
    ok(f, store_verify_backup(p.backup, &v, &f->err));
    char path[256];
    snprintf(path, sizeof path, "%s/letters", p.restored);
    ok(f, file_make_dirs(path, &f->err));
    assert_int_equal(store_backup(f->s, p.restored, NULL, NULL, &r, &f->err), SO_EEXISTS);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_the_record_remembers_its_backup),
        CASE(test_restored_store_holds_and_finds_everything),
        CASE(test_a_second_backup_copies_what_is_new),
        CASE(test_damage_is_seen),
        CASE(test_a_cut_off_manifest_is_no_backup),
        CASE(test_a_stopped_backup_can_be_taken_up_again_but_no_foreign_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
