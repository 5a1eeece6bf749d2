/* What the recogniser saw on a page: every reading is kept, one is current. */
#ifndef SOHOA_STORE_READINGS_H
#define SOHOA_STORE_READINGS_H

#include "model/page.h"
#include "store/store.h"

struct store_reading_new {
    int64_t page;
    int64_t job; /* finished in the same transaction; 0 for none */
    const char *models; /* "vie 4.1 fast" */
    float score;        /* 0..1, how much the reading can be trusted: what "improved" means by night */
    bool current;       /* becomes the page's current reading (the first one always does) */
    const struct page *read; /* quality and measures come from here */
    const struct answers *answers; /* to second looks; may be NULL */
};

/* Stores a reading and, with a job, finishes it; the page's state becomes read. SO_ENOTFOUND: page, or job not leased.
 */
int store_reading_put(struct store *s, const struct store_reading_new *reading, int64_t *ret_reading,
                      struct so_error *err);

struct store_reading {
    int64_t id, page;
    int seq;             /* of the page within its source */
    enum quality quality;
    char *models;
    float score;
    int64_t time;
    bool current;
    struct page read;
    struct answers answers;
};

struct store_readings {
    struct store_reading *items;
    size_t len, cap;
};

/* The current readings of a source's pages in page order; pages without a reading are left out. */
int store_source_readings(struct store *s, int64_t source, struct store_readings *ret_readings, struct so_error *err);

/* The current reading of a page; SO_ENOTFOUND when there is none. */
int store_page_reading(struct store *s, int64_t page, struct store_reading *ret_reading, struct so_error *err);

/* All readings of a page, newest first, without words (read and answers are empty but for the measures). */
int store_page_history(struct store *s, int64_t page, struct store_readings *ret_readings, struct so_error *err);

/* Makes an older reading the current one. SO_ENOTFOUND. */
int store_reading_select(struct store *s, int64_t reading, struct so_error *err);

void store_reading_free(struct store_reading *r);
void store_readings_free(struct store_readings *r);

#endif
