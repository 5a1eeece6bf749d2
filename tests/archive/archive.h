/*
 * A made-up archive: papers of made-up persons as the store holds them after reading, in numbers that no drawer of images
 * reaches. Names and places are those of the drawer (tests/papers/people.h), as often as people bear them; texts say what
 * the forms print, and every hundredth word is misread.
 */
#ifndef TESTS_ARCHIVE_H
#define TESTS_ARCHIVE_H

#include "model/paper.h"
#include "people.h"
#include "store/store.h"

#define ARCHIVE_PERSONS 3
#define ARCHIVE_FIELDS 12

struct archive_field {
    const char *key, *value, *normal;
};

/* One paper of one page. Its strings live in its pool. */
struct archive_paper {
    GStringChunk *pool;
    const char *type;
    struct person persons[ARCHIVE_PERSONS];
    int npersons;
    const char *number; /* "45/2018" */
    struct archive_field fields[ARCHIVE_FIELDS];
    int nfields;
    const char *text; /* of its page */
};

/* Paper number n of the archive that the seed names: always the same. */
void archive_paper_make(struct archive_paper *p, uint64_t seed, int64_t n);
void archive_paper_free(struct archive_paper *p);

/* "000.00.19.H23-YYMMDD-NNNN": a tenth as many dossiers as papers. */
void archive_dossier_code(int64_t n, char out[64]);

/*
 * Papers [from, from + count) in one transaction, paper n with id n + 1 in an empty store: the rows that intake, reading
 * and filing leave, and the index. *inout_text grows by the bytes of their texts and fields.
 */
int archive_fill(struct store *s, uint64_t seed, int64_t from, int64_t count, int64_t *inout_text, struct so_error *err);

/*
 * One paper the way of the daemon, through the public interface: a source with its original, then page, reading and paper,
 * of which *ret_ms is the wall time and *ret_cpu the thread's own.
 */
int archive_add_one(struct store *s, uint64_t seed, int64_t n, double *ret_ms, double *ret_cpu, struct so_error *err);

#endif
