/* Which pages of a stack are covers, where papers may begin, and what a person is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "daemon/stack.h"
#include "spool/spool.h"
#include "store/object.h"

#define PAGES_MAX 12

static struct paper_rules *rules;

struct desk {
    struct store_stack stack;
    struct judgement *judgements[PAGES_MAX];
    struct cover covers[PAGES_MAX];
    struct store_warnings warnings;
};

static int load_rules(void **state)
{
    (void)state;
    struct so_error err;
    return paper_rules_load(SOHOA_SOURCE_DIR "/config/papers", NULL, &rules, &err);
}

static int free_rules(void **state)
{
    (void)state;
    paper_rules_free(rules);
    return 0;
}

/* A page that was read; cover NULL: an ordinary one with these words. */
static struct store_page *add_page(struct desk *d, int sheet, bool back, const char *words, const struct cover *cover)
{
    struct store_page *p = array_push(&d->stack.pages);
    assert_non_null(p);
    int seq = (int)d->stack.pages.len;
    *p = (struct store_page){.id = seq, .seq = seq, .sheet = sheet, .back = back, .state = STORE_PAGE_READ,
                             .has_reading = true, .image_kept = true, .media_type = strdup("image/png"),
                             .reason = strdup(""), .blank = !*words && !cover};
    struct page page;
    struct buf payload = BUF_INIT;
    page_init(&page);
    page.number = seq;
    page.width = 2480;
    page.height = 3508;
    page.dpi = 300;
    for (int x = 0; *words; x++) {
        size_t n = strcspn(words, " ");
        struct word *w = array_push(&page.words);
        assert_non_null(w);
        *w = (struct word){.text = strndup(words, n), .confidence = 0.9f, .box = {300 + 200 * x, 300, 180, 60}};
        words += n + (words[n] == ' ');
    }
    if (cover) {
        assert_int_equal(cover_write(cover, &payload), SO_OK);
        struct code *code = array_push(&page.codes);
        assert_non_null(code);
        *code = (struct code){"QRCode", strdup(buf_str(&payload)), payload.len, {10, 10, 300, 300}};
    }
    assert_int_equal(paper_judge(rules, &page, NULL, &d->judgements[seq - 1]), SO_OK);
    buf_free(&payload);
    page_free(&page);
    return p;
}

static void clear(struct desk *d)
{
    for (size_t i = 0; i < PAGES_MAX; i++)
        judgement_free(d->judgements[i]);
    store_warnings_free(&d->warnings);
    store_stack_free(&d->stack);
}

/* "sheet_count@0 grey_tail@2" */
static void expect_warnings(struct desk *d, const char *want)
{
    char have[400] = "";
    store_warnings_free(&d->warnings);
    assert_int_equal(stack_warnings(&d->stack, d->judgements, &d->warnings), SO_OK);
    for (size_t i = 0; i < d->warnings.len; i++)
        snprintf(have + strlen(have), sizeof have - strlen(have), "%s%s@%d", i ? " " : "", d->warnings.items[i].code,
                 d->warnings.items[i].seq);
    assert_string_equal(have, want);
}

static struct store_cover *mark_cover(struct desk *d, size_t page, int sheets)
{
    d->stack.pages.items[page].role = STORE_PAGE_COVER;
    struct store_cover *c = array_push(&d->stack.covers);
    assert_non_null(c);
    *c = (struct store_cover){(int)page + 1, strdup("H29"), strdup(""), sheets, strdup("")};
    return c;
}

static void clean_stacks_say_nothing(void **state)
{
    (void)state;
    struct desk d = {.stack = {.closed = true, .sheets = 2}};
    add_page(&d, 1, false, "Giấy tờ", NULL);
    add_page(&d, 1, true, "", NULL);
    add_page(&d, 2, false, "Giấy tờ", NULL);
    add_page(&d, 2, true, "", NULL);
    expect_warnings(&d, "");
    clear(&d);
}

static void sheets_that_do_not_add_up_are_told_at_the_end(void **state)
{
    (void)state;
    struct desk d = {.stack = {.sheets = 3}};
    add_page(&d, 1, false, "Giấy tờ", NULL);
    add_page(&d, 2, false, "Giấy tờ", NULL);
    add_page(&d, 1, true, "Giấy tờ", NULL); /* backs may come later */
    expect_warnings(&d, "");
    d.stack.closed = true;
    expect_warnings(&d, "sheet_count@0");
    assert_string_equal(d.warnings.items[0].message,
                        "Đã khai 3 tờ nhưng máy quét được 2 tờ: có thể hai tờ dính nhau đi qua cùng lúc");
    struct store_trouble *t = array_push(&d.stack.troubles);
    assert_non_null(t);
    *t = (struct store_trouble){.number = 4, .sheet = 3, .kind = strdup("partial")};
    expect_warnings(&d, "partial_page@0"); /* the third sheet was there, and broke off */
    d.stack.sheets = 2;
    expect_warnings(&d, "partial_page@0 sheet_count@0");
    clear(&d);
}

static void what_the_capture_noted_is_told_with_its_page(void **state)
{
    (void)state;
    struct desk d = {0};
    add_page(&d, 1, false, "Giấy tờ", NULL)->flags = SPOOL_SHORT | SPOOL_GREY_TAIL;
    add_page(&d, 1, true, "Giấy tờ", NULL)->flags = SPOOL_SAME;
    add_page(&d, 2, false, "", NULL)->flags = SPOOL_SAME | SPOOL_ONE_VALUE;
    add_page(&d, 3, false, "Giấy tờ", NULL)->flags = SPOOL_ODD_DUPLEX;
    add_page(&d, 4, false, "Giấy tờ", NULL)->state = STORE_PAGE_FAILED;
    expect_warnings(&d, "short_page@1 grey_tail@1 same_as_previous@2 blank_side@3 odd_duplex@4 unread_page@5");
    assert_string_equal(d.warnings.items[2].message,
                        "Tờ 1 mặt sau (ảnh 2): ảnh giống hệt ảnh trước; có thể máy gửi một ảnh hai lần");
    assert_string_equal(d.warnings.items[0].message_en, "Sheet 1 (image 1): the image is shorter than the paper; the "
                                                        "sheet may have been pulled in askew or cut off");
    clear(&d);
}

static void covers_count_their_own_sheets(void **state)
{
    (void)state;
    struct desk d = {.stack = {.closed = true, .sheets = 5}};
    const struct cover cover = {.dossier = "H29", .sheets = 2};
    add_page(&d, 1, false, "", &cover);
    add_page(&d, 2, false, "Giấy tờ", NULL);
    add_page(&d, 3, false, "Giấy tờ", NULL);
    add_page(&d, 4, false, "", &cover);
    add_page(&d, 5, false, "Giấy tờ", NULL);
    mark_cover(&d, 0, 2);
    mark_cover(&d, 3, 2);
    expect_warnings(&d, "cover_sheet_count@4");
    assert_string_equal(d.warnings.items[0].message, "Tờ bìa ở ảnh 4 ghi 2 tờ nhưng sau nó có 1 tờ");
    d.stack.pages.items[4].state = STORE_PAGE_WAITING;
    expect_warnings(&d, ""); /* it may be a cover: too early to tell */
    clear(&d);
}

static void what_looks_like_a_cover_is_told_and_stays_a_page(void **state)
{
    (void)state;
    struct desk d = {0};
    add_page(&d, 1, false, COVER_HEADING, NULL);
    expect_warnings(&d, "doubtful_cover@1");
    struct stack_leaves leaves;
    assert_int_equal(stack_leaves(&d.stack, d.judgements, &leaves), SO_OK);
    assert_false(leaves.items[0].apart);
    array_free(&leaves);
    clear(&d);
}

/* A real store: the covers are recorded, a blank side goes along, and one with content does not. */
static void covers_and_their_other_sides_leave_the_papers(void **state)
{
    (void)state;
    char folder[] = "/tmp/sohoa-stack-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct store *store = NULL;
    struct so_error err = {0};
    struct store_options o = {.folder = folder};
    assert_int_equal(store_open(&o, &store, &err), SO_OK);
    struct store_source_new n = {.batch_uuid = "b", .origin = STORE_SCAN, .priority = STORE_COUNTER};
    int64_t source;
    bool existed;
    assert_int_equal(store_source_add(store, &n, &source, &existed, &err), SO_OK);
    const struct cover cover = {.dossier = "H29", .procedure = "khai_sinh", .sheets = 1};
    struct desk d = {0};
    add_page(&d, 1, false, "Giấy tờ", NULL);
    add_page(&d, 1, true, "", NULL);
    add_page(&d, 2, false, "", NULL); /* fed with its face down */
    add_page(&d, 2, true, "", &cover);
    add_page(&d, 3, false, "Giấy tờ", NULL);
    add_page(&d, 4, false, "", &cover);
    add_page(&d, 4, true, "Giấy tờ", NULL);
    for (int i = 1; i <= 7; i++) {
        struct store_object object;
        char content[16];
        snprintf(content, sizeof content, "page %d", i);
        assert_int_equal(store_object_put(store, content, strlen(content), &object, &err), SO_OK);
        struct store_page_new p = {.source = source, .seq = i, .object = object.hash, .file_page = 1,
                                   .media_type = "image/png"};
        struct store_page_added added;
        assert_int_equal(store_page_add(store, &p, &added, &err), SO_OK);
    }
    assert_int_equal(stack_find_covers(store, source, &d.stack, d.judgements, &err), SO_OK);
    struct stack_leaves leaves;
    assert_int_equal(stack_leaves(&d.stack, d.judgements, &leaves), SO_OK);
    const bool apart[] = {false, false, true, true, false, true, false};
    for (size_t i = 0; i < leaves.len; i++)
        assert_int_equal(leaves.items[i].apart, apart[i]);
    expect_warnings(&d, "cover_back@7");
    array_free(&leaves);
    /* A file knows no sheets: the blank page right behind a cover is its back, the one behind that is not. */
    for (size_t i = 0; i < d.stack.pages.len; i++) {
        d.stack.pages.items[i].sheet = 0;
        d.stack.pages.items[i].role = STORE_PAGE_OF_PAPER;
    }
    d.stack.pages.items[4].blank = d.stack.pages.items[6].blank = true;
    assert_int_equal(stack_find_covers(store, source, &d.stack, d.judgements, &err), SO_OK);
    assert_int_equal(d.stack.pages.items[2].role, STORE_PAGE_OF_PAPER);
    assert_int_equal(d.stack.pages.items[4].role, STORE_PAGE_COVER_BACK);
    assert_int_equal(d.stack.pages.items[6].role, STORE_PAGE_COVER_BACK);
    struct store_stack again;
    assert_int_equal(store_stack_load(store, source, &again, &err), SO_OK);
    assert_int_equal(again.covers.len, 2);
    assert_int_equal(again.pages.items[2].role, STORE_PAGE_COVER_BACK);
    assert_int_equal(again.pages.items[6].role, STORE_PAGE_COVER_BACK);
    store_stack_free(&again);
    clear(&d);
    store_close(store);
    file_remove_tree(folder, NULL);
}

static void add_span(struct desk *d, int first, int n, bool touched)
{
    struct store_span *s = array_push(&d->stack.spans);
    assert_non_null(s);
    *s = (struct store_span){.first_page = first, .npages = n, .touched = touched, .image_kept = true};
}

static void a_clerks_word_goes_before_the_pages(void **state)
{
    (void)state;
    struct desk d = {0};
    for (int i = 1; i <= 5; i++)
        add_page(&d, i, false, i % 2 ? "GIẤY KHAI SINH" : "Giấy tờ", NULL);
    add_span(&d, 1, 3, true);
    add_span(&d, 4, 2, false);
    for (int i = 0; i < 2; i++) {
        struct store_boundary *b = array_push(&d.stack.boundaries);
        assert_non_null(b);
        *b = i ? (struct store_boundary){5, false, strdup("lan")} : (struct store_boundary){2, true, strdup("lan")};
    }
    struct stack_leaves leaves;
    assert_int_equal(stack_leaves(&d.stack, d.judgements, &leaves), SO_OK);
    const enum paper_start want[] = {PAPER_START_BEGINS, PAPER_START_BEGINS, PAPER_START_CONTINUES, PAPER_START_FREE,
                                     PAPER_START_CONTINUES};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(leaves.items[i].start, want[i]);
    struct papers papers = {0};
    assert_int_equal(paper_group(rules, leaves.items, leaves.len, &papers), SO_OK);
    assert_int_equal(papers.len, 2);
    assert_int_equal(papers.items[1].first_page, 2);
    assert_int_equal(papers.items[1].pages, 4);
    papers_free(&papers);
    array_free(&leaves);
    clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_stacks_say_nothing),
        cmocka_unit_test(sheets_that_do_not_add_up_are_told_at_the_end),
        cmocka_unit_test(what_the_capture_noted_is_told_with_its_page),
        cmocka_unit_test(covers_count_their_own_sheets),
        cmocka_unit_test(what_looks_like_a_cover_is_told_and_stays_a_page),
        cmocka_unit_test(covers_and_their_other_sides_leave_the_papers),
        cmocka_unit_test(a_clerks_word_goes_before_the_pages),
    };
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
