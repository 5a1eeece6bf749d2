/*
 * What a page's words say: which paper it is, its fields, repaired by what evidence, and what is wrong with it.
 * Pure: the same rules, page and answers give the same judgement; no file, clock, log or global is touched after
 * paper_rules_load.
 *
 *     paper_rules_load
 *     for each page of a file:
 *         paper_judge(page, NULL)       → judgement_questions
 *         (the worker answers them)
 *         paper_judge(page, answers)    → the better judgement; asks nothing more
 *     paper_group                       → papers
 */
#ifndef SOHOA_PAPER_PAPER_H
#define SOHOA_PAPER_PAPER_H

#include "base/result.h"
#include "conf/papers.h"
#include "model/page.h"
#include "model/paper.h"
#include "paper/cover.h"

struct paper_rules; /* immutable once loaded: threads may share it */
struct judgement;

/*
 * Definitions of papers from a folder, and what is known about the office (may be NULL): its places make a second
 * opinion on place names. err says file and line.
 */
int paper_rules_load(const char *papers_folder, const char *office_file, struct paper_rules **ret_rules,
                     struct so_error *err);
void paper_rules_free(struct paper_rules *rules);

const struct paper_defs *paper_rules_defs(const struct paper_rules *rules); /* borrowed */

/* A type's name for the clerk, lang "vi" or "en"; "Không rõ" / "Unknown" for PAPER_TYPE_UNKNOWN and unknown types. */
const char *paper_type_title(const struct paper_rules *rules, const char *type, const char *lang);

/* A field's name for the clerk ("Họ, chữ đệm, tên"); the key itself when unknown. Knows chu_ky and con_dau. */
const char *paper_field_title(const struct paper_rules *rules, const char *type, const char *key, const char *lang);

/* Reads one page. answers: to the questions of the judgement of the same page without answers; NULL at first. */
int paper_judge(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                struct judgement **ret_judgement);

/* As paper_judge for a page that is of a type, whatever stands on it. SO_ENOTFOUND when there is no such type. */
int paper_judge_as(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                   const char *type, struct judgement **ret_judgement);
void judgement_free(struct judgement *j);

/*
 * The second looks that would help, most useful first; borrowed; empty when answers were given. At QUALITY_FAST few and
 * small (a look costs about its share of the page's ink), at QUALITY_BEST more. Ids are unique within the page.
 */
const struct questions *judgement_questions(const struct judgement *j);

const char *judgement_type(const struct judgement *j);              /* borrowed */
const char *judgement_reason(const struct judgement *j);            /* why it is that type; borrowed */
const struct fields *judgement_fields(const struct judgement *j);   /* borrowed */
const struct findings *judgement_findings(const struct judgement *j); /* borrowed */

/* Whether the page is a cover sheet, which is no paper: nothing else of it was judged then. ret_cover as of cover_look. */
enum cover_sight judgement_cover(const struct judgement *j, struct cover *ret_cover);

/* A page on its way into a paper. */
enum paper_start {
    PAPER_START_FREE,     /* what its words say */
    PAPER_START_BEGINS,   /* a person said that a paper begins here */
    PAPER_START_CONTINUES /* a person said that none does */
};

struct paper_leaf {
    const struct judgement *judgement; /* NULL: its words are not at hand; it belongs where its place puts it */
    int number;                        /* of the page within its file or stack */
    enum paper_start start;
    bool apart; /* a cover sheet: belongs to no paper, and ends the one before it */
};

/*
 * Pages of one file or stack, in order, as papers. A page whose title begins another paper starts one; a page without a
 * title continues the one before; what a person said goes before both. A paper covers all numbers from its first page to
 * its last. A field stands on the page where it was read; findings about the whole paper on its first.
 * A certification on another paper's page follows that paper, and is marked as standing beside it.
 */
int paper_group(const struct paper_rules *rules, const struct paper_leaf *leaves, size_t n, struct papers *ret_papers);

/* As papers_check of conf: every problem of the definitions in a file or folder, and 0 or the first one's code. */
int paper_check(const char *path, papers_problem_fn *problem, void *userdata);

#endif
