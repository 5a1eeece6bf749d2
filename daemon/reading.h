/*
 * One page read whole: words, judgement, the second looks that the judgement asks for, and the judgement made again with
 * their answers. This is where the rooms of reading meet; nothing is stored here.
 */
#ifndef SOHOA_DAEMON_READING_H
#define SOHOA_DAEMON_READING_H

#include "daemon/reader.h"
#include "paper/paper.h"

struct reading {
    struct page page;
    struct answers answers;
    struct judgement *judgement;
};

/* Which page of which file. */
struct reading_of {
    int fd;
    const char *name; /* stands in errors */
    int file_page;    /* within that image file, from 1 */
    int number;       /* within what the clerk handed in, from 1: the number that fields and findings carry */
};

int reading_take(struct reader *reader, const struct paper_rules *rules, const struct reading_of *of,
                 enum quality quality, struct reading *ret_reading, struct so_error *err);

/* The judgement of a page that was read before; takes page and answers, also on failure. */
int reading_again(const struct paper_rules *rules, struct page *page, struct answers *answers,
                  struct reading *ret_reading, struct so_error *err);

/*
 * How far a reading can be trusted, 0..1: the mean confidence of its fields, an unreadable one counting nothing; of its
 * words where no paper was recognised.
 */
float reading_score(const struct reading *reading);

void reading_free(struct reading *reading); /* accepts NULL and zeroed; leaves it zeroed */

#endif
