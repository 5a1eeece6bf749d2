/* What the store's tests share: a store in a folder of its own, and papers in few words. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/audit.h"
#include "store/jobs.h"
#include "store/papers.h"
#include "store/readings.h"
#include "store/search.h"
#include "store/store.h"

struct fixture {
    char folder[64];
    struct store *s;
    struct so_error err;
};

/* cmocka setup and teardown: *state is the fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);
void fixture_reopen(struct fixture *f);

/* Fails the test with the error's text. */
#define ok(f, call)                                                                                                    \
    do {                                                                                                               \
        (f)->err.text[0] = '\0';                                                                                       \
        int ok_r = (call);                                                                                             \
        if (ok_r)                                                                                                      \
            fail_msg("%s: %d %s", #call, ok_r, (f)->err.text);                                                         \
    } while (0)

struct given_field {
    const char *key, *value;
};

/* A source with npages pages of made-up content, closed; ret_pages may be NULL. */
int64_t given_source(struct fixture *f, const char *uuid, enum store_priority priority, int npages, int64_t *ret_pages);

/* A reading whose words are the text's, one after the other, a line each '\n'; word k of a line stands at x = 100 k. */
void make_page(const char *text, struct page *ret_page);
void given_reading(struct fixture *f, int64_t page, int64_t job, const char *text, float score, enum quality quality);

/* One paper over the whole pages [first, first + pages); fields end with a NULL key; missing may be NULL. */
void make_paper(struct papers *papers, const char *type, int first, int pages, const struct given_field *fields,
                const char *missing);

/* A source of one page, read and filed: returns the paper's id. */
int64_t given_paper(struct fixture *f, const char *uuid, const char *type, const struct given_field *fields,
                    const char *text);

/* The first paper of a source. */
int64_t paper_of(struct fixture *f, int64_t source);
int version_of(struct fixture *f, int64_t paper);

#endif
