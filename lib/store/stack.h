/*
 * A source as a stack of sheets: how many were stated, which are covers, where clerks said that papers begin, and what
 * a person should look at. What a clerk said stands until a clerk changes it; readings only suggest.
 */
#ifndef SOHOA_STORE_STACK_H
#define SOHOA_STORE_STACK_H

#include "store/intake.h"

#define STORE_SHEETS_MAX 9999

struct store_cover {
    int seq;       /* of its page */
    char *dossier; /* never "": a cover without a code begins a dossier of its own name */
    char *procedure;
    int sheets;    /* stated on it; 0: not */
    char *user;    /* who said that the page is one; "" when its code does */
};

/* What a clerk said of a page: a paper begins here, or none does. */
struct store_boundary {
    int seq;
    bool begins;
    char *user;
};

/* A paper as a stretch of pages. */
struct store_span {
    int64_t paper;
    int first_page, npages;
    bool touched;     /* by a clerk */
    bool image_kept;  /* false: its words are gone, and its pages cannot be given to another paper */
};

/* A side that never became a whole page; or, with STORE_TROUBLE_COUNTER, that the scanner counted otherwise. */
struct store_trouble {
    int number, sheet; /* number 0: of no page; sheet 0: unknown. With a counter, what it said */
    bool back;
    char *kind; /* spool_page_kind_name: "partial", "empty", "lost", "unknown"; or STORE_TROUBLE_COUNTER */
};
#define STORE_TROUBLE_COUNTER "counter"

struct store_stack {
    int version;
    int sheets; /* stated by a clerk, covers included; 0: not */
    bool closed;
    enum store_origin origin;
    struct store_pages pages;
    struct { struct store_cover *items; size_t len, cap; } covers;
    struct { struct store_boundary *items; size_t len, cap; } boundaries; /* that count, by page */
    struct { struct store_span *items; size_t len, cap; } spans;
    struct { struct store_trouble *items; size_t len, cap; } troubles;
    bool can_undo; /* a clerk's boundary can be taken back */
};

int store_stack_load(struct store *s, int64_t source, struct store_stack *ret_stack,
                     struct so_error *err); /* SO_ENOTFOUND */
void store_stack_free(struct store_stack *stack);

/*
 * A page is a cover: for good, whatever later readings see. dossier "" gives it one named after source and page. The
 * dossier is made known, with the procedure unless it has one; the papers behind get it with the next store_papers_put,
 * but for those that a clerk filed. Idempotent. SO_ENOTFOUND.
 */
int store_cover_put(struct store *s, int64_t source, const struct store_cover *cover, struct so_error *err);

/* The other side of a cover's sheet is blank and goes with it. Idempotent. */
int store_cover_back_put(struct store *s, int64_t source, int seq, struct so_error *err);

/* What the spool could not make whole, told when the batch is closed. Replaces what was told before. */
int store_troubles_put(struct store *s, int64_t source, const struct store_trouble *troubles, size_t n,
                       struct so_error *err);

/* A clerk's change of a source: the version that the clerk saw, and who it is. */
struct store_stack_edit {
    int64_t source;
    int version;
    const char *user;
};

/*
 * The functions below return the new version. SO_ESTALE when the source has another one by now: ret_version is set to
 * that one nevertheless. SO_ENOTFOUND: no such source or page. The papers concerned keep what clerks said of them, each
 * value with its page, and wait for store_papers_put with what their pages say now.
 */

/* How many sheets were put in; 0 takes the statement back. */
int store_stack_state_sheets(struct store *s, const struct store_stack_edit *edit, int sheets, int *ret_version,
                             struct so_error *err);

/*
 * A paper begins at this page; the page continues the paper before it; the paper that begins at page begins at to. Page
 * numbers are the pages' seq. SO_EINVALID: no paper there, a cover between, or words that are not kept.
 */
int store_stack_split(struct store *s, const struct store_stack_edit *edit, int page, int *ret_version,
                      struct so_error *err);
int store_stack_join(struct store *s, const struct store_stack_edit *edit, int page, int *ret_version,
                     struct so_error *err);
int store_stack_move(struct store *s, const struct store_stack_edit *edit, int page, int to, int *ret_version,
                     struct so_error *err);

/*
 * The page is a cover (as store_cover_put), though its code can't be read; cover->user is not looked at. SO_EINVALID: it
 * is one, or a clerk has worked on its paper. uncover takes that back; SO_EINVALID for covers that are known by their code.
 */
int store_stack_cover(struct store *s, const struct store_stack_edit *edit, const struct store_cover *cover,
                      int *ret_version, struct so_error *err);
int store_stack_uncover(struct store *s, const struct store_stack_edit *edit, int page, int *ret_version,
                        struct so_error *err);

/* Takes back the latest of split, join and move. SO_ENOTFOUND when there is none. */
int store_stack_undo(struct store *s, const struct store_stack_edit *edit, int *ret_version, struct so_error *err);

/* Sources of which papers wait to be judged anew, as after a crash. At most max. */
int store_stacks_waiting(struct store *s, int64_t *ret_sources, size_t max, size_t *ret_n, struct so_error *err);

enum store_warning_state { STORE_WARNING_OPEN, STORE_WARNING_ACKNOWLEDGED, STORE_WARNING_OVER };
const char *store_warning_state_name(enum store_warning_state s); /* "open", "acknowledged", "over" */

struct store_warning {
    int64_t id;
    char *code; /* stable: "sheet_count", "grey_tail" … */
    int seq;    /* of its page; 0: of the whole stack */
    char *message, *message_en;
    enum store_warning_state state;
    char *user; /* who acknowledged it */
    int64_t time;
};

struct store_warnings {
    struct store_warning *items;
    size_t len, cap;
};

/*
 * All that is to be said of a source now. One that is said again in the same words keeps its state; one that is not
 * said any more is over. Only code, seq and messages are read. ret_changed: something differs from before.
 */
int store_warnings_put(struct store *s, int64_t source, const struct store_warnings *warnings, bool *ret_changed,
                       struct so_error *err);

/* Open ones first, then acknowledged ones, by page; those that are over are left out. */
int store_warnings_load(struct store *s, int64_t source, struct store_warnings *ret_warnings, struct so_error *err);
void store_warnings_free(struct store_warnings *w);

/* A clerk has seen it; or (false) it stands open again. SO_ENOTFOUND: none of this source. */
int store_warning_acknowledge(struct store *s, int64_t source, int64_t warning, bool seen, const char *user,
                              struct so_error *err);

struct store_source_item {
    struct store_source source;
    int sheets, covers;
    int warnings; /* open ones */
    int64_t thumbnail_page;
};

struct store_source_items {
    struct store_source_item *items;
    size_t len, cap;
};

/*
 * Sources that came in [from, until), 0: open; with an open warning only; that the view shows; newest first, limit
 * 1..500.
 */
int store_sources_list(struct store *s, int64_t from, int64_t until, bool warned, enum store_view view, int limit,
                       struct store_source_items *ret_items, struct so_error *err);
void store_source_items_free(struct store_source_items *items);

/* Nothing of this batch waits for a person: it is known, closed, and no warning of it is open. */
int store_source_settled(struct store *s, const char *batch_uuid, bool *ret_settled, struct so_error *err);

#endif
