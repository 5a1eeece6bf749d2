/* Lists of old registers: rows become papers that search finds, come again without harm, and go as a whole. */
#include <stdio.h>

#include "support.h"
#include "store/lists.h"

static char hashes[8][65];

/* A row "so|ho_ten" of list contents number `contents`. */
static struct store_list_row make_row(int number, int contents, const char *identity, const char *scan,
                                      struct fields *fields)
{
    snprintf(hashes[contents], sizeof hashes[0], "%064d", contents);
    return (struct store_list_row){number, hashes[contents], identity, "giay_khai_sinh", scan, fields};
}

static void add(struct fields *fields, const char *key, const char *value)
{
    struct field *f = array_push(fields);
    assert_non_null(f);
    *f = (struct field){strdup(key), strdup(value), strdup(value), strdup(value), strdup(""), FIELD_READ, 1, {0}, 0};
}

static void drop(struct fields *fields)
{
    for (size_t i = 0; i < fields->len; i++) {
        struct field *f = &fields->items[i];
        free(f->key);
        free(f->value);
        free(f->normal);
        free(f->read);
        free(f->evidence);
    }
    array_free(fields);
}

static int64_t begun(struct fixture *f)
{
    struct store_list_new n = {.name = "khai-sinh-1998.xlsx", .definition = "khai_sinh", .user = "lan"};
    int64_t list;
    ok(f, store_list_begin(f->s, &n, &list, &f->err));
    return list;
}

static size_t found(struct fixture *f, const char *text)
{
    struct store_search q = {.text = text, .limit = 10};
    struct store_hits h;
    ok(f, store_search(f->s, &q, &h, &f->err));
    size_t n = h.len;
    store_hits_free(&h);
    return n;
}

static enum store_list_result put(struct fixture *f, int64_t list, const struct store_list_row *row, bool dry,
                                  struct store_list_done *ret_done)
{
    struct store_list_done done;
    ok(f, store_list_put(f->s, list, row, 1, dry, "lan", &done, &f->err));
    if (ret_done)
        *ret_done = done;
    return done.result;
}

static void rows_are_found_and_come_again_without_harm(void **state)
{
    struct fixture *f = *state;
    struct fields mai = {0}, other = {0};
    add(&mai, "so", "12/1998");
    add(&mai, "ho_ten", "Vũ Thị Mai");
    add(&other, "ho_ten", "Vũ Thị Mai");
    struct store_list_row row = make_row(7, 1, "12/1998|vu thi mai", "", &mai);
    assert_int_equal(put(f, 0, &row, true, NULL), STORE_LIST_ADDED);
    assert_int_equal(found(f, "vu thi mai"), 0); /* dry: nothing was done */
    int64_t list = begun(f);
    struct store_list_done done;
    assert_int_equal(put(f, list, &row, false, &done), STORE_LIST_ADDED);
    assert_int_equal(found(f, "vu thi mai"), 1);
    assert_int_equal(found(f, "so:12/1998"), 1);
    struct store_paper p;
    ok(f, store_paper_load(f->s, done.paper, &p, &f->err));
    assert_int_equal(p.npages, 0);
    assert_int_equal(p.pages.len, 0);
    assert_string_equal(p.title, "Vũ Thị Mai");
    assert_string_equal(p.values.items[0].user, "lan");
    assert_string_equal(p.values.items[0].field.evidence, "list 1");
    store_paper_free(&p);
    assert_int_equal(put(f, begun(f), &row, false, &done), STORE_LIST_PRESENT);
    struct store_list_row changed = make_row(7, 2, "12/1998|vu thi mai", "", &other);
    assert_int_equal(put(f, list, &changed, true, NULL), STORE_LIST_CONFLICT);
    assert_int_equal(found(f, "vu thi mai"), 1);
    drop(&mai);
    drop(&other);
}

static int64_t scanned(struct fixture *f, const char *name)
{
    static const struct given_field read[] = {{"ho_ten", "VU THl MAl"}, {"dan_toc", "Kinh"}, {NULL, NULL}};
    struct store_source_new n = {.batch_uuid = name, .origin = STORE_IMPORT, .name = name};
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    return given_paper(f, name, "khac", read, "x");
}

static void undoing_a_list_brings_back_what_stood(void **state)
{
    struct fixture *f = *state;
    int64_t paper = scanned(f, "so-1998-012"), removed, kept;
    struct fields mai = {0}, lan = {0}, hoa = {0};
    add(&mai, "ho_ten", "Vũ Thị Mai");
    add(&lan, "ho_ten", "Đỗ Thị Lan");
    add(&hoa, "ho_ten", "Phạm Thị Hoa");
    int64_t list = begun(f);
    struct store_list_done filled, made, touched;
    struct store_list_row unknown = make_row(9, 3, "", "khong-co.pdf", &mai);
    assert_int_equal(put(f, list, &unknown, true, &made), STORE_LIST_ADDED);
    assert_true(made.scan_absent); /* told, and a paper without pages would be made */
    struct store_list_row rows[3] = {make_row(1, 4, "", "so-1998-012", &mai), make_row(2, 5, "", "", &lan),
                                     make_row(3, 6, "", "", &hoa)};
    assert_int_equal(put(f, list, &rows[0], false, &filled), STORE_LIST_FILLED);
    assert_int_equal(filled.paper, paper);
    assert_int_equal(put(f, list, &rows[1], false, &made), STORE_LIST_ADDED);
    assert_int_equal(put(f, list, &rows[2], false, &touched), STORE_LIST_ADDED);
    assert_int_equal(found(f, "vu thi mai"), 1);
    struct store_edit edit = {.paper = touched.paper, .version = 1, .user = "tu"};
    int version;
    ok(f, store_field_set(f->s, &edit, "dan_toc", "Tày", NULL, &version, &f->err));
    struct store_list_counts counts = {.rows = 3, .by_result = {2, 1, 0, 0}};
    ok(f, store_list_finish(f->s, list, &counts, "lan", &f->err));

    ok(f, store_list_undo(f->s, list, "truong", &removed, &kept, &f->err));
    assert_int_equal(removed, 2);
    assert_int_equal(kept, 1); /* somebody has worked on it since */
    assert_int_equal(found(f, "do thi lan"), 0);
    assert_int_equal(found(f, "pham thi hoa"), 1);
    struct store_paper p;
    ok(f, store_paper_load(f->s, paper, &p, &f->err));
    assert_string_equal(p.values.items[0].field.value, "VU THl MAl");
    assert_int_equal(p.values.len, 2);
    store_paper_free(&p);
    assert_int_equal(store_list_undo(f->s, list, "truong", &removed, &kept, &f->err), SO_EINVALID);
    assert_int_equal(store_list_undo(f->s, 99, "truong", &removed, &kept, &f->err), SO_ENOTFOUND);
    /* The rows may come again. */
    assert_int_equal(put(f, begun(f), &rows[1], false, &made), STORE_LIST_ADDED);

    struct store_lists all;
    ok(f, store_lists_load(f->s, &all, &f->err));
    assert_int_equal(all.len, 2);
    assert_string_equal(all.items[1].undone_by, "truong");
    assert_int_equal(all.items[1].counts.by_result[STORE_LIST_FILLED], 1);
    store_lists_free(&all);
    drop(&mai);
    drop(&lan);
    drop(&hoa);
}

static void old_rows_are_no_papers_of_the_day(void **state)
{
    struct fixture *f = *state;
    struct fields mai = {0};
    add(&mai, "ho_ten", "Vũ Thị Mai");
    struct store_list_row row = make_row(1, 7, "", "", &mai);
    assert_int_equal(put(f, begun(f), &row, false, NULL), STORE_LIST_ADDED);
    struct store_list_query q = {.limit = 10};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 0);
    store_items_free(&items);
    q.source = 1;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_int_equal(items.len, 1);
    store_items_free(&items);
    drop(&mai);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_found_and_come_again_without_harm, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(undoing_a_list_brings_back_what_stood, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(old_rows_are_no_papers_of_the_day, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
