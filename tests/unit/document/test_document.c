/* A record with papers whose images are drawn on demand: what comes out as PDF, judged by Debian's PDF programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../pdf/support.h"
#include "base/file.h"
#include "daemon/document.h"
#include "store/object.h"
#include "store/readings.h"

#define PAGE_WIDTH 2480 /* A4 at 300 dpi */
#define PAGE_HEIGHT 3508

struct office {
    char *folder, *out; /* of the record; of the PDF files */
    struct store *store;
    struct paper_rules *rules;
    struct document_source source;
    size_t page_bytes; /* what a page takes at quality 75 */
    int renders;
    int fail_at; /* number of the rendering that fails; 0: none */
};

/* A plain image at 200 dpi, filled up to the size wanted with a comment segment or several. */
static int render(void *ctx, const struct store_page *page, const struct render_request *request,
                  struct render_result *ret, struct so_error *err)
{
    struct office *o = ctx;
    assert_true(page->id > 0);
    if (++o->renders == o->fail_at)
        return so_fail(err, SO_ECRASHED, "page %lld: the reading worker crashed", (long long)page->id);
    assert_int_equal(request->dpi, 200);
    struct buf plain = make_jpeg(1653, 2339, 3), b = BUF_INIT;
    assert_int_equal(buf_append(&b, plain.data, 20), 0);
    size_t want = o->page_bytes * (size_t)request->jpeg_quality / 75;
    while (b.len + plain.len < want) {
        size_t n = want - b.len - plain.len < 65533 ? want - b.len - plain.len : 65533;
        n = n < 4 ? 4 : n;
        char *fill = calloc(1, n);
        const uint8_t head[] = {0xFF, 0xFE, (uint8_t)(n >> 8), (uint8_t)n};
        assert_int_equal(buf_append(&b, head, 4), 0);
        assert_int_equal(buf_append(&b, fill, n - 2), 0);
        free(fill);
    }
    assert_int_equal(buf_append(&b, plain.data + 20, plain.len - 20), 0);
    buf_free(&plain);
    *ret = (struct render_result){.width = 1653, .height = 2339, .dpi = 200, .jpeg = b};
    return SO_OK;
}

static struct field make_field(const char *key, const char *value, const char *read, enum field_state state, int page,
                               struct box box)
{
    return (struct field){.key = strdup(key),       .value = strdup(value), .normal = strdup(value),
                          .read = strdup(read),     .evidence = strdup(""), .state = state,
                          .confidence = 0.9f,       .box = box,             .page = page};
}

/* One paper of so many pages: "Họ tên: NGUYÊN VAN A", "Dân tộc: Kính" (repaired to Kinh), "trang N". */
static int64_t add_paper(struct office *o, const char *uuid, const char *dossier, int pages)
{
    struct store_source_new source = {.batch_uuid = uuid, .origin = STORE_SCAN, .dossier = dossier};
    int64_t source_id, paper_id = 0;
    bool existed;
    struct so_error err;
    assert_int_equal(store_source_add(o->store, &source, &source_id, &existed, &err), 0);
    for (int seq = 1; seq <= pages; seq++) {
        char content[64], mark[24];
        struct store_object object;
        snprintf(content, sizeof content, "%s page %d", uuid, seq);
        snprintf(mark, sizeof mark, "trang %d", seq);
        assert_int_equal(store_object_put(o->store, content, strlen(content), &object, &err), 0);
        struct store_page_new page = {
            .source = source_id, .seq = seq, .object = object.hash, .file_page = 1, .media_type = "image/png"};
        struct store_page_added added;
        assert_int_equal(store_page_add(o->store, &page, &added, &err), 0);
        struct page read = {.number = seq, .width = PAGE_WIDTH, .height = PAGE_HEIGHT, .dpi = 300};
        add_word(&read.words, 0, (struct box){300, 300, 60, 40}, "Họ");
        add_word(&read.words, 0, (struct box){375, 300, 80, 40}, "tên:");
        add_word(&read.words, 0, (struct box){470, 300, 200, 40}, "NGUYÊN");
        add_word(&read.words, 0, (struct box){685, 300, 110, 40}, "VAN");
        add_word(&read.words, 0, (struct box){810, 300, 30, 40}, "A");
        add_word(&read.words, 1, (struct box){300, 400, 80, 40}, "Dân");
        add_word(&read.words, 1, (struct box){395, 400, 80, 40}, "tộc:");
        add_word(&read.words, 1, (struct box){490, 400, 110, 40}, "Kính");
        add_word(&read.words, 2, (struct box){300, 500, 200, 40}, mark);
        struct store_reading_new reading = {
            .page = added.page, .models = "vie", .score = 0.9f, .current = true, .read = &read};
        int64_t id;
        assert_int_equal(store_reading_put(o->store, &reading, &id, &err), 0);
        words_free(&read.words);
    }
    struct field fields[] = {
        make_field("ho_ten", "NGUYÊN VAN A", "NGUYÊN VAN A", FIELD_READ, 1, (struct box){460, 290, 400, 60}),
        make_field("dan_toc", "Kinh", "Kính", FIELD_REPAIRED, 1, (struct box){480, 390, 130, 60}),
    };
    struct paper paper = {.type = strdup("giay_khai_sinh"), .type_confidence = 1, .type_reason = strdup(""),
                          .first_page = 1, .pages = pages, .fields = {.items = fields, .len = 2}};
    struct papers papers = {.items = &paper, .len = 1};
    struct store_papers_result result;
    if (store_papers_put(o->store, source_id, &papers, 0.9f, &result, &err))
        fail_msg("%s", err.text);
    struct store_list_query query = {.source = source_id, .limit = 10};
    struct store_items items = {0};
    assert_int_equal(store_papers_list(o->store, &query, &items, &err), 0);
    assert_int_equal(items.len, 1);
    paper_id = items.items[0].id;
    store_items_free(&items);
    field_free(&fields[0]);
    field_free(&fields[1]);
    free(paper.type);
    free(paper.type_reason);
    return paper_id;
}

static int setup(void **state)
{
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    struct office *o = calloc(1, sizeof *o);
    struct so_error err;
    o->folder = make_folder();
    o->out = make_folder();
    o->page_bytes = 250000;
    struct store_options options = {.folder = o->folder};
    if (store_open(&options, &o->store, &err) ||
        paper_rules_load(SOHOA_SOURCE_DIR "/config/papers", NULL, &o->rules, &err))
        fail_msg("%s", err.text);
    o->source = (struct document_source){.store = o->store, .rules = o->rules, .office = "UBND xã Thanh Xuân",
                                         .render = render, .render_ctx = o};
    *state = o;
    return 0;
}

static int teardown(void **state)
{
    struct office *o = *state;
    store_close(o->store);
    paper_rules_free(o->rules);
    remove_folder(o->folder);
    remove_folder(o->out);
    free(o);
    return 0;
}

static char *text_of(const char *path)
{
    struct buf check = output_of("qpdf --check '%s'", path);
    buf_free(&check);
    struct buf text = output_of("pdftotext -raw '%s' -", path);
    return buf_steal(&text);
}

static void text_layer_says_what_the_clerk_confirmed(void **state)
{
    struct office *o = *state;
    int64_t id = add_paper(o, "a", NULL, 2);
    char *path = file_join(o->out, "a.pdf");
    struct document_result result;
    struct so_error err;
    assert_int_equal(document_paper_pdf(&o->source, id, path, &result, &err), 0);
    assert_int_equal(result.pages, 2);
    assert_int_equal(result.files, 1);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, result.bytes);
    char *text = text_of(path);
    assert_string_equal(text, "Họ tên: NGUYÊN VAN A\nDân tộc: Kính\ntrang 1\n\f"
                              "Họ tên: NGUYÊN VAN A\nDân tộc: Kính\ntrang 2\n\f");
    free(text);

    struct store_paper paper;
    assert_int_equal(store_paper_load(o->store, id, &paper, &err), 0);
    struct store_edit edit = {id, paper.version, "lan"};
    store_paper_free(&paper);
    assert_int_equal(store_field_set(o->store, &edit, "ho_ten", "NGUYỄN VĂN Á", NULL, &edit.version, &err), 0);
    assert_int_equal(document_paper_pdf(&o->source, id, path, NULL, &err), 0);
    text = text_of(path);
    assert_string_equal(text, "Họ tên: NGUYỄN VĂN Á\nDân tộc: Kính\ntrang 1\n\f"
                              "Họ tên: NGUYÊN VAN A\nDân tộc: Kính\ntrang 2\n\f");
    free(text);

    assert_int_equal(store_paper_confirm(o->store, &edit, &edit.version, &err), 0);
    assert_int_equal(document_paper_pdf(&o->source, id, path, NULL, &err), 0);
    text = text_of(path);
    assert_string_equal(text, "Họ tên: NGUYỄN VĂN Á\nDân tộc: Kinh\ntrang 1\n\f"
                              "Họ tên: NGUYÊN VAN A\nDân tộc: Kính\ntrang 2\n\f");
    free(text);
    struct buf info = output_of("pdfinfo '%s'", path);
    assert_non_null(strstr(buf_str(&info), "UBND xã Thanh Xuân"));
    assert_non_null(strstr(buf_str(&info), "Giấy khai sinh"));
    assert_non_null(strstr(buf_str(&info), "NGUYỄN VĂN Á"));
    assert_non_null(strstr(buf_str(&info), "(A4)"));
    buf_free(&info);
    free(path);
}

static void the_same_record_gives_the_same_file(void **state)
{
    struct office *o = *state;
    int64_t id = add_paper(o, "a", NULL, 2);
    char *a = file_join(o->out, "a.pdf"), *b = file_join(o->out, "b.pdf");
    assert_int_equal(document_paper_pdf(&o->source, id, a, NULL, NULL), 0);
    usleep(2000);
    assert_int_equal(document_paper_pdf(&o->source, id, b, NULL, NULL), 0);
    struct buf same = output_of("cmp '%s' '%s'", a, b);
    buf_free(&same);
    free(a);
    free(b);
}

static void a_dossier_is_its_papers_in_order(void **state)
{
    struct office *o = *state;
    add_paper(o, "a", "H23-1", 1);
    add_paper(o, "b", "H23-2", 1);
    add_paper(o, "c", "H23-1", 3);
    char *path = file_join(o->out, "d.pdf");
    struct document_result result;
    struct so_error err;
    assert_int_equal(document_dossier_pdf(&o->source, "H23-1", path, &result, &err), 0);
    assert_int_equal(result.papers, 2);
    assert_int_equal(result.pages, 4);
    struct buf text = output_of("pdftotext -raw '%s' - | grep trang | tr '\\n' ' '", path);
    assert_string_equal(buf_str(&text), "trang 1 trang 1 trang 2 trang 3 ");
    buf_free(&text);
    assert_int_equal(document_dossier_pdf(&o->source, "H23-9", path, NULL, &err), SO_ENOTFOUND);
    assert_int_equal(document_paper_pdf(&o->source, 4711, path, NULL, &err), SO_ENOTFOUND);
    free(path);
}

static void a_long_document_fits_or_is_split(void **state)
{
    struct office *o = *state;
    o->page_bytes = 390000;
    int64_t id = add_paper(o, "a", NULL, 8);
    char *path = file_join(o->out, "a.pdf");
    struct document_result result;
    struct so_error err = {0};
    struct pdf_limits *limits = &o->source.limits;
    limits->whole = 2400000;
    assert_int_equal(document_paper_pdf(&o->source, id, path, &result, &err), 0);
    assert_int_equal(result.files, 1);
    assert_true(result.bytes <= limits->whole);
    assert_int_equal(unlink(path), 0);

    limits->whole = 1000000;
    assert_int_equal(document_paper_pdf(&o->source, id, path, &result, &err), SO_ELIMIT);
    assert_non_null(strstr(err.text, "1.0 MB"));
    assert_int_equal(files_in(o->out), 0);

    limits->split = true;
    assert_int_equal(document_paper_pdf(&o->source, id, path, &result, &err), 0);
    assert_int_equal(result.files, 4);
    assert_int_equal(files_in(o->out), 4);
    for (size_t i = 0; i < 4; i++) {
        char *part = pdf_part_path(path, i);
        struct stat st;
        assert_int_equal(stat(part, &st), 0);
        assert_true((uint64_t)st.st_size <= limits->whole);
        struct buf text = output_of("pdftotext -raw '%s' - | grep trang | tr '\\n' ' '", part);
        char expected[40];
        snprintf(expected, sizeof expected, "trang %zu trang %zu ", 2 * i + 1, 2 * i + 2);
        assert_string_equal(buf_str(&text), expected);
        buf_free(&text);
        free(part);
    }
    int fd = -1; /* an HTTP answer is one file */
    assert_int_equal(document_paper_pdf_fd(&o->source, id, o->out, &fd, &err), SO_ELIMIT);
    assert_int_equal(fd, -1);
    assert_int_equal(files_in(o->out), 4);
    free(path);
}

/* Every rendering fails once: nothing may be left, not even of earlier parts. */
static void a_lost_worker_leaves_nothing(void **state)
{
    struct office *o = *state;
    o->page_bytes = 600000;
    int64_t id = add_paper(o, "a", NULL, 3);
    char *path = file_join(o->out, "a.pdf");
    struct so_error err;
    int r = -1, failures = 0;
    for (o->fail_at = 1; r; o->fail_at++) {
        o->renders = 0;
        r = document_paper_pdf(&o->source, id, path, NULL, &err);
        assert_int_equal(files_in(o->out), r ? 0 : 1);
        assert_true(r == 0 || r == SO_ECRASHED);
        failures += r != 0;
    }
    assert_true(failures >= 3);
    free(path);
}

static void papers_without_images_have_no_pdf(void **state)
{
    struct office *o = *state;
    int64_t id = add_paper(o, "a", "H23-1", 1);
    add_paper(o, "b", "H23-1", 1);
    struct store_paper paper;
    struct so_error err;
    assert_int_equal(store_paper_load(o->store, id, &paper, &err), 0);
    struct store_edit edit = {id, paper.version, "lan"};
    store_paper_free(&paper);
    assert_int_equal(store_paper_keep(o->store, &edit, STORE_KEEP_RECORD, &edit.version, &err), 0);
    char *path = file_join(o->out, "a.pdf");
    assert_int_equal(document_paper_pdf(&o->source, id, path, NULL, &err), SO_EEND);
    assert_int_equal(files_in(o->out), 0);
    struct document_result result;
    assert_int_equal(document_dossier_pdf(&o->source, "H23-1", path, &result, &err), 0);
    assert_int_equal(result.papers, 1);
    assert_int_equal(result.papers_skipped, 1);
    free(path);
}

static void a_descriptor_leaves_no_name(void **state)
{
    struct office *o = *state;
    int64_t id = add_paper(o, "a", "H23-1", 1);
    struct so_error err;
    int fd = -1;
    char head[5] = "";
    assert_int_equal(document_paper_pdf_fd(&o->source, id, o->out, &fd, &err), 0);
    assert_int_equal(read(fd, head, 4), 4);
    assert_string_equal(head, "%PDF");
    close(fd);
    assert_int_equal(document_dossier_pdf_fd(&o->source, "H23-1", o->out, &fd, &err), 0);
    close(fd);
    assert_int_equal(document_paper_pdf_fd(&o->source, 4711, o->out, &fd, &err), SO_ENOTFOUND);
    assert_int_equal(files_in(o->out), 0);
}

static void file_names_are_safe(void **state)
{
    (void)state;
    static const struct {
        const char *type, *title, *date, *name;
    } cases[] = {
        {"giay_khai_sinh", "NGUYỄN VĂN ĐỨC", "2017-06-24", "giay_khai_sinh_nguyen-van-duc_2017-06-24.pdf"},
        {"giay_khai_sinh", "", "1932", "giay_khai_sinh_1932.pdf"},
        {"giay_khai_sinh", "../../etc/passwd\n", "", "giay_khai_sinh_etc-passwd.pdf"},
        {"../x", "…", "/", "giay_to.pdf"},
        {"", "A  —  B", "", "a-b.pdf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store_paper paper = {
            .type = (char *)cases[i].type, .title = (char *)cases[i].title, .date = (char *)cases[i].date};
        char *name = document_paper_name(&paper);
        assert_string_equal(name, cases[i].name);
        assert_true(file_is_plain_name(name));
        free(name);
    }
    char *name = document_dossier_name("000.14.34.H23-220716-0031");
    assert_string_equal(name, "000.14.34.H23-220716-0031.pdf");
    free(name);
    name = document_dossier_name("../a/\"b");
    assert_true(file_is_plain_name(name) && !strchr(name, '"'));
    free(name);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(text_layer_says_what_the_clerk_confirmed),
        T(the_same_record_gives_the_same_file),
        T(a_dossier_is_its_papers_in_order),
        T(a_long_document_fits_or_is_split),
        T(a_lost_worker_leaves_nothing),
        T(papers_without_images_have_no_pdf),
        T(a_descriptor_leaves_no_name),
        cmocka_unit_test(file_names_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
