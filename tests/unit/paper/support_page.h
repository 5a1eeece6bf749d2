/* Pages for tests, set from plain text: a letter is 16 pixels wide, a line 52 high, and a run of spaces is a gap. */
#ifndef TESTS_PAPER_SUPPORT_PAGE_H
#define TESTS_PAPER_SUPPORT_PAGE_H

#include "model/page.h"
#include "paper/paper.h"

#define PAGE_LETTER 16
#define PAGE_LINE 52
#define PAGE_LEFT 160
#define PAGE_TOP 160

/*
 * A page of text, with a seal and a signature. Words are read with confidence 0.95; "?word" with 0.40. Ink stands
 * under every word but leader dots.
 */
void page_set(struct page *page, const char *text);

/* Ink without words behind a label: from column `column` of text line `line`, `letters` wide. */
void page_ink(struct page *page, int line, int column, int letters);

void page_drop_marks(struct page *page, enum mark_kind kind);

/* The definitions that the project ships: there from a group's set-up to its tear-down. */
extern struct paper_rules *rules;
int rules_setup(void **state);
int rules_teardown(void **state);

struct papers judge_text(const struct paper_rules *by, const char *text);
struct papers judge_page(const struct paper_rules *by, const struct page *page);

const char *value_of(const struct papers *papers, const char *key); /* "" when the field is not there */
const struct field *field_of(const struct papers *papers, const char *key);
const struct finding *finding_of(const struct papers *papers, enum finding_code code, const char *field);

#define assert_value(papers, key, expected) assert_string_equal(value_of(papers, key), expected)
#define assert_missing(papers, key) assert_non_null(finding_of(papers, FINDING_MISSING, key))
#define assert_not_missing(papers, key) assert_null(finding_of(papers, FINDING_MISSING, key))

#endif
