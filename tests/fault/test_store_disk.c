/*
 * The disk under the database fails at its n-th write, sync or truncation, for every n: the store says so, loses
 * nothing that it had acknowledged, keeps nothing half, and works again once the disk does. SOHOA_ALL_FAULTS tries
 * every n instead of ever fewer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup.h"
#include "store/dossiers.h"
#include "store/giving_up.h"
#include "store/jobs.h"
#include "store/lists.h"
#include "store/object.h"
#include "store/papers.h"
#include "store/readings.h"
#include "store/register.h"
#include "store/search.h"

/* A VFS that passes everything on, and fails when its countdown ends. */
static struct {
    int countdown; /* calls until the fault; 0: none any more */
    int code;      /* what the failing call returns */
    bool for_good; /* all later calls fail too, as on a full disk */
    bool half;     /* a failing write has written the first half */
    bool fired;
} fault;

static sqlite3_vfs *real;

struct faulty_file {
    sqlite3_file base;
    sqlite3_file *inner; /* lies behind this struct */
};

static int fails(void)
{
    if (fault.fired && fault.for_good)
        return fault.code;
    if (fault.countdown && --fault.countdown == 0) {
        fault.fired = true;
        return fault.code;
    }
    return SQLITE_OK;
}

#define INNER(f) (((struct faulty_file *)(f))->inner)
#define PASS(call) (INNER(f)->pMethods->call)

static int on_close(sqlite3_file *f)
{
    return INNER(f)->pMethods ? PASS(xClose)(INNER(f)) : SQLITE_OK;
}
static int on_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return PASS(xRead)(INNER(f), p, n, at);
}
static int on_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    int rc = fails();
    if (rc && fault.half)
        PASS(xWrite)(INNER(f), p, n / 2, at);
    return rc ? rc : PASS(xWrite)(INNER(f), p, n, at);
}
static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int rc = fails();
    return rc ? SQLITE_IOERR_TRUNCATE : PASS(xTruncate)(INNER(f), size);
}
static int on_sync(sqlite3_file *f, int flags)
{
    int rc = fails();
    return rc ? SQLITE_IOERR_FSYNC : PASS(xSync)(INNER(f), flags);
}
static int on_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return PASS(xFileSize)(INNER(f), size);
}
static int on_lock(sqlite3_file *f, int level)
{
    return PASS(xLock)(INNER(f), level);
}
static int on_unlock(sqlite3_file *f, int level)
{
    return PASS(xUnlock)(INNER(f), level);
}
static int on_check_lock(sqlite3_file *f, int *out)
{
    return PASS(xCheckReservedLock)(INNER(f), out);
}
static int on_control(sqlite3_file *f, int op, void *arg)
{
    return PASS(xFileControl)(INNER(f), op, arg);
}
static int on_sector(sqlite3_file *f)
{
    return PASS(xSectorSize)(INNER(f));
}
static int on_traits(sqlite3_file *f)
{
    return PASS(xDeviceCharacteristics)(INNER(f));
}
static int on_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return PASS(xShmMap)(INNER(f), page, size, extend, out);
}
static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return PASS(xShmLock)(INNER(f), offset, n, flags);
}
static void on_shm_barrier(sqlite3_file *f)
{
    PASS(xShmBarrier)(INNER(f));
}
static int on_shm_unmap(sqlite3_file *f, int del)
{
    return PASS(xShmUnmap)(INNER(f), del);
}

static const sqlite3_io_methods methods = {2,         on_close,   on_read,     on_write,       on_truncate,  on_sync,
                                           on_size,   on_lock,    on_unlock,   on_check_lock,  on_control,   on_sector,
                                           on_traits, on_shm_map, on_shm_lock, on_shm_barrier, on_shm_unmap, NULL,
                                           NULL};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    struct faulty_file *x = (struct faulty_file *)f;
    x->inner = (sqlite3_file *)(x + 1);
    int rc = real->xOpen(real, name, x->inner, flags, out);
    f->pMethods = rc ? NULL : &methods;
    return rc;
}

static sqlite3_vfs faulty;

static void register_faulty(void)
{
    real = sqlite3_vfs_find(NULL);
    faulty = *real;
    faulty.zName = "faulty";
    faulty.pNext = NULL;
    faulty.szOsFile = (int)sizeof(struct faulty_file) + real->szOsFile;
    faulty.xOpen = on_open;
    assert_int_equal(sqlite3_vfs_register(&faulty, 0), SQLITE_OK);
}

/* What the store has acknowledged of one day's work. */
struct acknowledged {
    int64_t source, page, reading, entry;
    int papers, edits;
    bool dossier, filed, restricted, given_up, listed, closed;
};

#define DOSSIER "H23.01-230915-0001"

static void make_paper(struct papers *papers)
{
    struct paper *p = calloc(1, sizeof *p);
    struct field *x = calloc(1, sizeof *x);
    assert_true(p && x);
    *p = (struct paper){.type = strdup("giay_khai_sinh"), .type_reason = strdup(""), .first_page = 1, .pages = 1};
    *x = (struct field){.key = strdup("ho_ten"),
                        .value = strdup("Nguyễn Văn Đức"),
                        .normal = strdup(""),
                        .read = strdup(""),
                        .evidence = strdup(""),
                        .page = 1};
    p->fields.items = x;
    p->fields.len = p->fields.cap = 1;
    papers->items = p;
    papers->len = papers->cap = 1;
}

static int put_papers(struct store *s, int64_t source, struct so_error *err)
{
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers);
    int r = store_papers_put(s, source, &papers, 0.9f, &result, err);
    papers_free(&papers);
    return r;
}

static int put_reading(struct store *s, int64_t page, int64_t *ret_reading, struct so_error *err)
{
    struct page p;
    page_init(&p);
    p.width = p.height = 100;
    p.dpi = 300;
    struct store_reading_new n = {.page = page, .models = "vie", .score = 0.9f, .read = &p};
    int r = store_reading_put(s, &n, ret_reading, err);
    page_free(&p);
    return r;
}

/* The one paper, as an edit of what is there now. */
static int edit_of_paper(struct store *s, struct store_edit *ret_edit, struct so_error *err)
{
    struct store_list_query q = {.limit = 1, .view = STORE_VIEW_ALL};
    struct store_items items;
    int r = store_papers_list(s, &q, &items, err);
    if (r)
        return r;
    assert_int_equal(items.len, 1);
    *ret_edit = (struct store_edit){items.items[0].id, items.items[0].version, "lan"};
    store_items_free(&items);
    return SO_OK;
}

static int edit(struct store *s, struct so_error *err)
{
    struct store_edit e;
    int r = edit_of_paper(s, &e, err);
    return r ? r : store_field_set(s, &e, "ho_ten", "Nguyễn Văn Dũng", NULL, &e.version, err);
}

static int restrict_paper(struct store *s, struct so_error *err)
{
    struct store_edit e;
    int r = edit_of_paper(s, &e, err);
    return r ? r : store_paper_restrict(s, &e, true, &e.version, err);
}

static int open_dossier(struct store *s, struct so_error *err)
{
    char code[DOSSIER_CODE_MAX + 1];
    struct store_dossier_new n = {
        .code = DOSSIER, .procedure = "1.001193", .title = "Khai sinh", .name = "Trần Thị Bưởi", .user = "lan"};
    int r = store_dossier_open(s, &n, code, err);
    return r == SO_EEXISTS ? SO_OK : r; /* a day that begins anew after a fault */
}

static int file_in_dossier(struct store *s, struct so_error *err)
{
    struct store_dossier d;
    struct store_edit paper;
    int version, r = edit_of_paper(s, &paper, err);
    if (!r)
        r = store_dossier_load(s, DOSSIER, &d, err);
    if (r)
        return r;
    struct store_dossier_edit e = {DOSSIER, d.version, "lan", NULL};
    store_dossier_free(&d);
    return store_dossier_put_paper(s, &e, paper.paper, DOSSIER_INPUT, NULL, &version, err);
}

/* The dossier ends, and of its paper nothing may be kept. */
static int end_dossier(struct store *s, struct so_error *err)
{
    struct store_dossier d = {0};
    int version, r = store_dossier_load(s, DOSSIER, &d, err);
    if (r)
        return r;
    struct store_keeping keeping = {d.papers.len ? d.papers.items[0].id : 0, STORE_KEEP_NOTHING};
    struct store_dossier_move move = {.state = DOSSIER_WITHDRAWN, .due = -1, .keepings = &keeping, .nkeepings = 1};
    struct store_dossier_edit e = {DOSSIER, d.version, "lan", NULL};
    store_dossier_free(&d);
    return store_dossier_set_state(s, &e, &move, &version, err);
}

static bool has_ended(struct store *s)
{
    struct store_dossier d = {0};
    bool ended = store_dossier_load(s, DOSSIER, &d, NULL) == SO_OK && d.state == DOSSIER_WITHDRAWN;
    store_dossier_free(&d);
    return ended;
}

static int certify(struct store *s, int64_t *ret_entry, struct so_error *err)
{
    struct register_new row = {.text = {[REGISTER_REQUESTER] = "Trần Thị Bưởi"}, .copies = 2, .pages = 1};
    return register_add(s, "ban_sao", "2026-03-02", &row, 1, false, "lan", ret_entry, err);
}

#define LISTED 3 /* rows of the old list */

/* An old list is taken in: all of its rows in one transaction, then its end. A day that begins anew finds them there. */
static int import_list(struct store *s, struct so_error *err)
{
    struct fields fields[LISTED] = {0};
    struct field values[LISTED];
    struct store_list_row rows[LISTED];
    struct store_list_done done[LISTED];
    struct store_list_counts counts = {.rows = LISTED};
    char hashes[LISTED][65];
    int64_t list;
    for (int i = 0; i < LISTED; i++) {
        memset(hashes[i], 'a' + i, 64);
        hashes[i][64] = '\0';
        values[i] = (struct field){.key = "ho_ten", .value = "Lò Thị Pẩu", .normal = "", .read = "", .evidence = ""};
        fields[i] = (struct fields){&values[i], 1, 1};
        rows[i] = (struct store_list_row){
            .row = i + 1, .hash = hashes[i], .identity = "", .type = "trich_luc_khai_tu", .scan = "", .fields = &fields[i]};
    }
    int r = store_list_begin(s, &(struct store_list_new){.name = "so.xlsx", .definition = "khai_tu", .user = "lan"}, &list,
                             err);
    r = r ? r : store_list_put(s, list, rows, LISTED, false, "lan", done, err);
    return r ? r : store_list_finish(s, list, &counts, "lan", err);
}

/* A year of a register of its own is closed: in a day that begins anew it may be closed already. */
static int close_year(struct store *s, struct so_error *err)
{
    struct register_new row = {.text = {[REGISTER_REQUESTER] = "Trần Thị Bưởi"}, .copies = 2, .fee = 10000};
    struct register_totals totals;
    int64_t entry;
    int r = register_add(s, "chu_ky", "2019-03-02", &row, 1, false, "lan", &entry, err);
    if (r)
        return r == SO_EPERM ? SO_OK : r;
    return register_close(s, "chu_ky", 2019, "lan", &totals, err);
}

static int work(struct store *s, struct acknowledged *done, struct so_error *err)
{
    struct store_object o;
    struct store_page_added added;
    struct store_source_new n = {.batch_uuid = "a"};
    bool existed;
    int r = store_source_add(s, &n, &done->source, &existed, err);
    if (!r)
        r = store_object_put(s, "page", 4, &o, err);
    if (!r) {
        struct store_page_new p = {
            .source = done->source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
        r = store_page_add(s, &p, &added, err);
        done->page = r ? 0 : added.page;
    }
    if (!r)
        r = put_reading(s, done->page, &done->reading, err);
    if (!r && !(r = put_papers(s, done->source, err)))
        done->papers = 1;
    if (!r && !(r = edit(s, err)))
        done->edits = 1;
    if (!r && !(r = open_dossier(s, err)))
        done->dossier = true;
    if (!r && !(r = file_in_dossier(s, err)))
        done->filed = true;
    if (!r)
        r = certify(s, &done->entry, err);
    if (!r && !(r = import_list(s, err)))
        done->listed = true;
    if (!r && !(r = close_year(s, err)))
        done->closed = true;
    if (!r && !(r = restrict_paper(s, err)))
        done->restricted = true;
    if (!r && !(r = end_dossier(s, err)))
        done->given_up = true;
    return r;
}

/* Ending and giving up are one: the paper is whole in an open dossier, or gone in one that has ended. */
static void check_given_up(struct store *s, const struct store_dossier *d)
{
    struct so_error err = {0};
    struct store_paper p = {0};
    struct store_raw_pages raw = {0};
    bool over = d->state == DOSSIER_WITHDRAWN;
    assert_int_equal(store_paper_load(s, d->papers.items[0].id, &p, &err), SO_OK);
    char *original = store_object_path(s, p.pages.items[0].object);
    assert_int_equal(p.keep == STORE_KEEP_NOTHING, over);
    assert_int_equal(p.values.len == 0, over);
    assert_int_equal(p.pages.items[0].image_kept, !over);
    assert_int_equal(access(original, F_OK) == 0, !over);
    assert_int_equal(store_raw_given_up(s, &raw, &err), SO_OK);
    assert_int_equal(raw.len, over);
    free(original);
    store_raw_pages_free(&raw);
    store_paper_free(&p);
}

static void check_dossier(struct store *s, const struct acknowledged *done)
{
    struct so_error err = {0};
    struct store_dossier d;
    if (!done->dossier)
        return;
    assert_int_equal(store_dossier_load(s, DOSSIER, &d, &err), SO_OK);
    assert_string_equal(d.name, "Trần Thị Bưởi");
    assert_true(d.papers.len >= done->filed && d.papers.len <= 1);
    assert_true(!done->given_up || d.state == DOSSIER_WITHDRAWN);
    if (d.papers.len)
        check_given_up(s, &d);
    store_dossier_free(&d);
}

/* Rows have numbers in one run, with nothing half between them. */
static void check_register(struct store *s, const struct acknowledged *done)
{
    struct so_error err = {0};
    struct register_query q = {.kind = "ban_sao", .view = STORE_VIEW_ALL, .limit = 10};
    struct register_entries e = {0};
    bool found = !done->entry;
    assert_int_equal(register_list(s, &q, &e, &err), SO_OK);
    for (size_t i = 0; i < e.len; i++) {
        assert_int_equal(e.items[i].number, (int)i + 1);
        assert_string_equal(e.items[i].text[REGISTER_REQUESTER], "Trần Thị Bưởi");
        found |= e.items[i].id == done->entry;
    }
    register_entries_free(&e);
    assert_true(found);
}

static int64_t hits(struct store *s, const char *text)
{
    struct so_error err = {0};
    struct store_search q = {.text = text, .limit = 5, .no_fuzzy = true, .view = STORE_VIEW_ALL};
    struct store_hits h;
    assert_int_equal(store_search(s, &q, &h, &err), SO_OK);
    int64_t total = h.total;
    store_hits_free(&h);
    return total;
}

/* The rows of a list are there all or none, and its end only behind them. */
static void check_list(struct store *s, const struct acknowledged *done)
{
    struct so_error err = {0};
    struct store_lists lists;
    int64_t found = hits(s, "loai:trich_luc_khai_tu");
    bool finished = false;
    assert_true(found == 0 || found == LISTED);
    assert_int_equal(store_lists_load(s, &lists, &err), SO_OK);
    for (size_t i = 0; i < lists.len; i++)
        finished |= lists.items[i].finished != 0;
    store_lists_free(&lists);
    assert_true(!finished || found == LISTED);
    assert_true(!done->listed || finished);
}

/* A closed year has the totals of its rows. */
static void check_closing(struct store *s, const struct acknowledged *done)
{
    struct so_error err = {0};
    struct register_years years;
    bool closed = false;
    int64_t rows = hits(s, "loai:so_chu_ky");
    assert_int_equal(register_years(s, STORE_VIEW_ALL, &years, &err), SO_OK);
    for (size_t i = 0; i < years.len; i++) {
        if (strcmp(years.items[i].kind, "chu_ky") != 0)
            continue;
        closed |= years.items[i].closed != 0;
        assert_int_equal(years.items[i].totals.entries, rows);
        assert_int_equal(years.items[i].totals.fee, 10000 * rows);
    }
    register_years_free(&years);
    assert_true(!done->closed || closed);
}

/* Search and counts tell of the paper what the paper says of itself. */
static void check_search(struct store *s, const char *title)
{
    struct so_error err = {0};
    struct store_search q = {.text = title, .limit = 5, .no_fuzzy = true, .view = STORE_VIEW_ALL};
    struct store_facets facets;
    assert_int_equal(hits(s, title), 1);
    assert_int_equal(store_search_facets(s, &q, &facets, &err), SO_OK);
    assert_int_equal(facets.total, 1);
    store_facets_free(&facets);
}

static void check(struct store *s, const struct acknowledged *done)
{
    struct so_error err = {0};
    struct store_source src;
    struct store_verify_result v;
    if (store_verify(s, NULL, NULL, &v, &err))
        fail_msg("not sound: %s", err.text);
    if (done->source) {
        assert_int_equal(store_source_load(s, done->source, &src, &err), SO_OK);
        assert_true(src.pages >= (done->page != 0) && src.pages <= 1);
        assert_true(src.papers >= done->papers && src.papers <= 1);
        store_source_free(&src);
    }
    struct store_list_query q = {.limit = 10, .view = STORE_VIEW_ALL};
    struct store_items items;
    assert_int_equal(store_papers_list(s, &q, &items, &err), SO_OK);
    assert_true(!done->papers || items.len == 1);
    if (done->edits)
        assert_string_equal(items.items[0].title, has_ended(s) ? "" : "Nguyễn Văn Dũng");
    if (items.len && *items.items[0].title)
        check_search(s, items.items[0].title);
    if (done->restricted)
        assert_int_equal(store_paper_visible(s, items.items[0].id, STORE_VIEW_OPEN, &err), SO_ENOTFOUND);
    store_items_free(&items);
    check_dossier(s, done);
    check_register(s, done);
    check_list(s, done);
    check_closing(s, done);
}

/* One day with a fault at the n-th call; false when the day ended before it. */
static bool run_with_fault(int n, int code, bool for_good, bool half)
{
    char folder[] = "/tmp/sohoa-fault-XXXXXX";
    struct store_options broken = {.folder = folder, .vfs = "faulty", .readers = 1}, sound = {.folder = folder};
    struct acknowledged done = {0};
    struct so_error err = {0};
    struct store *s = NULL;
    assert_non_null(mkdtemp(folder));
    memset(&fault, 0, sizeof fault);
    fault.countdown = n;
    fault.code = code;
    fault.for_good = for_good;
    fault.half = half;
    int r = store_open(&broken, &s, &err);
    if (!r)
        r = work(s, &done, &err);
    bool fired = fault.fired;
    if (r && (!fired || (r != SO_EIO && r != SO_ENOSPACE)))
        fail_msg("fault %d: %d %s", n, r, err.text);
    memset(&fault, 0, sizeof fault);
    if (s && r && !has_ended(s)) { /* the disk is well again: the same store goes on */
        struct acknowledged again = {0};
        r = work(s, &again, &err);
        if (r && !(r == SO_EIO || r == SO_ENOSPACE))
            fail_msg("after fault %d: %d %s", n, r, err.text);
    }
    store_close(s);
    if (store_open(&sound, &s, &err))
        fail_msg("after fault %d the store does not open: %s", n, err.text);
    check(s, &done);
    store_close(s);
    file_remove_tree(folder, NULL);
    return fired;
}

static void run_all(int code, bool for_good, bool half)
{
    bool all = getenv("SOHOA_ALL_FAULTS") != NULL;
    int n = 1, runs = 0;
    for (; run_with_fault(n, code, for_good, half); n += all ? 1 : 1 + n / 10)
        runs++;
    assert_true(runs > 40); /* the work has many writes: a countdown that never ends tests nothing */
}

static void test_a_full_disk(void **state)
{
    (void)state;
    run_all(SQLITE_FULL, true, false);
}

static void test_one_failed_write(void **state)
{
    (void)state;
    run_all(SQLITE_IOERR_WRITE, false, false);
}

static void test_a_dead_disk(void **state)
{
    (void)state;
    run_all(SQLITE_IOERR_WRITE, true, false);
}

static void test_a_write_that_stops_halfway(void **state)
{
    (void)state;
    run_all(SQLITE_FULL, false, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_one_failed_write),
        cmocka_unit_test(test_a_dead_disk),
        cmocka_unit_test(test_a_write_that_stops_halfway),
    };
    register_faulty();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
