#include "support_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/array.h"
#include "viet/text.h"

static void add_word(struct page *page, const char *s, size_t len, int column, int line)
{
    bool doubtful = *s == '?';
    struct word *w = array_push(&page->words);
    assert_non_null(w);
    w->text = strndup(s + doubtful, len - doubtful);
    w->confidence = doubtful ? 0.40f : 0.95f;
    w->line = line;
    w->box = (struct box){PAGE_LEFT + column * PAGE_LETTER, PAGE_TOP + line * PAGE_LINE,
                          (int)viet_length(s, len) * PAGE_LETTER - 4, 36};
}

static void ink_box(struct page *page, uint8_t *plane, uint8_t share, struct box b)
{
    const struct ink_grid *g = &page->ink;
    for (int y = b.y > 0 ? b.y / g->cell : 0; y < box_bottom(b) / g->cell && y < g->rows; y++)
        for (int x = b.x > 0 ? b.x / g->cell : 0; x < box_right(b) / g->cell && x < g->cols; x++)
            plane[y * g->cols + x] = share;
}

/* Above the page's last line, which is the signer's name. */
static void add_marks(struct page *page)
{
    const struct word *last = page->words.len ? &page->words.items[page->words.len - 1] : NULL;
    struct box b = last ? last->box : (struct box){1400, 2600, 0, 0};
    const struct mark marks[] = {{MARK_SEAL, {b.x - 400, b.y - 300, 430, 430}, 0.9f},
                                 {MARK_SIGNATURE, {b.x - 200, b.y - 150, 300, 120}, 0.9f}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct mark *m = array_push(&page->marks);
        assert_non_null(m);
        *m = marks[i];
    }
    ink_box(page, page->ink.red, 30, marks[0].box);
}

void page_set(struct page *page, const char *text)
{
    page_init(page);
    page->number = 1;
    page->width = 2480;
    page->height = 3508;
    page->dpi = 300;
    page->colour = true;
    struct ink_grid *g = &page->ink;
    g->cell = 8;
    g->cols = page->width / g->cell + 1;
    g->rows = page->height / g->cell + 1;
    size_t cells = (size_t)g->cols * (size_t)g->rows;
    g->black = calloc(cells, 1);
    g->blue = calloc(cells, 1);
    g->red = calloc(cells, 1);
    int line = 0, column = 0;
    for (size_t at = 0, len = strlen(text); at < len;) {
        if (text[at] == '\n' || text[at] == ' ') {
            column = text[at] == '\n' ? 0 : column + 1;
            line += text[at++] == '\n';
            continue;
        }
        size_t n = strcspn(text + at, " \n");
        add_word(page, text + at, n, column, line);
        if (text[at] != '.')
            ink_box(page, g->black, 70, page->words.items[page->words.len - 1].box);
        column += (int)viet_length(text + at, n);
        at += n;
    }
    add_marks(page);
}

void page_ink(struct page *page, int line, int column, int letters)
{
    ink_box(page, page->ink.black, 70, (struct box){PAGE_LEFT + column * PAGE_LETTER, PAGE_TOP + line * PAGE_LINE, letters * PAGE_LETTER, 36});
}

void page_drop_marks(struct page *page, enum mark_kind kind)
{
    for (size_t i = 0; i < page->marks.len; i++)
        if (page->marks.items[i].kind == kind)
            page->marks.items[i].confidence = 0;
}

struct paper_rules *rules;

int rules_setup(void **state)
{
    (void)state;
    struct so_error err = {0};
    if (paper_rules_load(SOHOA_SOURCE_DIR "/config/papers", NULL, &rules, &err) != SO_OK)
        fail_msg("%s", err.text);
    return 0;
}

int rules_teardown(void **state)
{
    (void)state;
    paper_rules_free(rules);
    return 0;
}

struct papers judge_page(const struct paper_rules *by, const struct page *page)
{
    struct judgement *j = NULL;
    struct papers papers = {0};
    assert_int_equal(paper_judge(by, page, NULL, &j), SO_OK);
    assert_int_equal(paper_group(by, &(struct paper_leaf){.judgement = j, .number = page->number}, 1, &papers), SO_OK);
    judgement_free(j);
    assert_true(papers.len == 1 || (papers.len == 2 && papers.items[1].beside));
    return papers;
}

struct papers judge_text(const struct paper_rules *by, const char *text)
{
    struct page page;
    page_set(&page, text);
    struct papers papers = judge_page(by, &page);
    page_free(&page);
    return papers;
}

const struct field *field_of(const struct papers *papers, const char *key)
{
    return fields_find(&papers->items[0].fields, key);
}

const char *value_of(const struct papers *papers, const char *key)
{
    const struct field *f = field_of(papers, key);
    return f ? f->value : "";
}

const struct finding *finding_of(const struct papers *papers, enum finding_code code, const char *field)
{
    const struct findings *list = &papers->items[0].findings;
    for (size_t i = 0; i < list->len; i++)
        if (list->items[i].code == code && !strcmp(list->items[i].field, field))
            return &list->items[i];
    return NULL;
}
