#include "support.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/object.h"

static void open_fixture(struct fixture *f)
{
    struct store_options o = {.folder = f->folder, .readers = 8};
    ok(f, store_open(&o, &f->s, &f->err));
}

int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    snprintf(f->folder, sizeof f->folder, "/tmp/sohoa-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    open_fixture(f);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    file_remove_tree(f->folder, NULL);
    free(f);
    return 0;
}

void fixture_reopen(struct fixture *f)
{
    store_close(f->s);
    f->s = NULL;
    open_fixture(f);
}

int64_t given_source(struct fixture *f, const char *uuid, enum store_priority priority, int npages, int64_t *ret_pages)
{
    struct store_source_new n = {.batch_uuid = uuid, .origin = STORE_SCAN, .priority = priority, .user = "lan"};
    int64_t source;
    bool existed;
    ok(f, store_source_add(f->s, &n, &source, &existed, &f->err));
    for (int i = 1; i <= npages; i++) {
        char content[128];
        struct store_object o;
        snprintf(content, sizeof content, "%s page %d", uuid, i);
        ok(f, store_object_put(f->s, content, strlen(content), &o, &f->err));
        struct store_page_new p = {
            .source = source, .seq = i, .object = o.hash, .file_page = 1, .media_type = "image/png"};
        struct store_page_added added;
        ok(f, store_page_add(f->s, &p, &added, &f->err));
        if (ret_pages)
            ret_pages[i - 1] = added.page;
    }
    ok(f, store_source_close(f->s, source, &f->err));
    return source;
}

void make_page(const char *text, struct page *ret_page)
{
    page_init(ret_page);
    ret_page->number = 1;
    ret_page->width = 2480;
    ret_page->height = 3508;
    ret_page->dpi = 300;
    int line = 0, column = 0;
    while (*text) {
        size_t n = strcspn(text, " \n");
        if (n) {
            struct word *w = array_push(&ret_page->words);
            assert_non_null(w);
            w->text = strndup(text, n);
            w->confidence = 0.9f;
            w->box = (struct box){100 * column, 50 * line, 90, 40};
            w->line = line;
            column++;
        }
        text += n;
        if (*text == '\n') {
            line++;
            column = 0;
        }
        text += *text != '\0';
    }
}

void given_reading(struct fixture *f, int64_t page, int64_t job, const char *text, float score, enum quality quality)
{
    struct page p;
    make_page(text, &p);
    p.quality = quality;
    struct store_reading_new n = {
        .page = page, .job = job, .models = "vie", .score = score, .current = true, .read = &p};
    int64_t id;
    ok(f, store_reading_put(f->s, &n, &id, &f->err));
    page_free(&p);
}

static void make_field(struct fields *fields, const struct given_field *g, int page)
{
    struct field *x = array_push(fields);
    assert_non_null(x);
    *x = (struct field){.key = strdup(g->key),
                        .value = strdup(g->value),
                        .normal = strdup(g->value),
                        .read = strdup(g->value),
                        .evidence = strdup(""),
                        .state = *g->value ? FIELD_READ : FIELD_ABSENT,
                        .confidence = 0.9f,
                        .box = {10, 20, 30, 40},
                        .page = page};
}

void make_paper(struct papers *papers, const char *type, int first, int pages, const struct given_field *fields,
                const char *missing)
{
    struct paper *p = array_push(papers);
    assert_non_null(p);
    *p = (struct paper){.type = strdup(type),
                        .type_confidence = 0.9f,
                        .type_reason = strdup("title"),
                        .first_page = first,
                        .pages = pages};
    for (; fields && fields->key; fields++)
        make_field(&p->fields, fields, first);
    if (missing) {
        struct finding *x = array_push(&p->findings);
        assert_non_null(x);
        *x = (struct finding){.code = FINDING_MISSING,
                              .field = strdup(missing),
                              .severity = SEVERITY_ERROR,
                              .message = strdup("Thiếu"),
                              .message_en = strdup("Missing"),
                              .evidence = strdup(""),
                              .page = first};
    }
}

int64_t given_paper(struct fixture *f, const char *uuid, const char *type, const struct given_field *fields,
                    const char *text)
{
    int64_t page;
    int64_t source = given_source(f, uuid, STORE_COUNTER, 1, &page);
    given_reading(f, page, 0, text, 0.9f, QUALITY_FAST);
    struct papers papers = {0};
    struct store_papers_result result;
    make_paper(&papers, type, 1, 1, fields, NULL);
    ok(f, store_papers_put(f->s, source, &papers, 0.9f, &result, &f->err));
    papers_free(&papers);
    return paper_of(f, source);
}

int64_t paper_of(struct fixture *f, int64_t source)
{
    struct store_list_query q = {.source = source, .limit = 100};
    struct store_items items;
    ok(f, store_papers_list(f->s, &q, &items, &f->err));
    assert_true(items.len > 0);
    int64_t id = items.items[items.len - 1].id;
    store_items_free(&items);
    return id;
}

int version_of(struct fixture *f, int64_t paper)
{
    struct store_paper p;
    ok(f, store_paper_load(f->s, paper, &p, &f->err));
    int version = p.version;
    store_paper_free(&p);
    return version;
}
