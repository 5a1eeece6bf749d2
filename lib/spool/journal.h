/*
 * A batch's journal: append-only text, one record a line,
 *
 *     seq|time|TYPE|key=value …|crc32
 *
 * seq counts from 1 and never goes back; time is UTC in ms since 1970; values have space, '|', '%', '=' and control
 * characters percent-encoded; crc32 (8 lower-case hex digits) covers everything before the '|' in front of it. A line
 * that does not hold is skipped and counted; a last line without its newline was torn by a crash: what holds of it counts,
 * and it is no damage if it does not. Later records about a page override earlier ones.
 */
#ifndef SOHOA_SPOOL_JOURNAL_H
#define SOHOA_SPOOL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"
#include "spool/disk.h"

#define JOURNAL_LINE_MAX 2048u
#define JOURNAL_PAIRS_MAX 24u
#define JOURNAL_FILE_MAX (16u * 1024 * 1024)

#define JOURNAL_TYPE_LIST(X)                                                                                           \
    X(JOURNAL_BATCH, "BATCH")               /* scanner uuid source mode dpi flatbed duplex profile manual stated */    \
    X(JOURNAL_STATE, "STATE")               /* state reason */                                                         \
    X(JOURNAL_PAGE_BEGIN, "PAGE_BEGIN")     /* page sheet back again raster depth width lines want dpi */              \
    X(JOURNAL_PAGE_DONE, "PAGE_DONE")       /* page bytes lines sha256 flags */                                        \
    X(JOURNAL_PAGE_PARTIAL, "PAGE_PARTIAL") /* page bytes reason */                                                    \
    X(JOURNAL_PAGE_EMPTY, "PAGE_EMPTY")     /* page reason */                                                          \
    X(JOURNAL_PAGE_REPEAT, "PAGE_REPEAT")   /* page of */                                                              \
    X(JOURNAL_PAGE_LOST, "PAGE_LOST")       /* page */                                                                 \
    X(JOURNAL_PAGE_UNKNOWN, "PAGE_UNKNOWN") /* page sheet back */                                                      \
    X(JOURNAL_PAGE_FLAGS, "PAGE_FLAGS")     /* page flags: added to those of PAGE_DONE */                              \
    X(JOURNAL_TURNED, "TURNED")             /* fronts: what follows are their backs, last sheet first */               \
    X(JOURNAL_COUNTED, "COUNTED")           /* images sheets counted flags: the scanner's own counter, by run */       \
    X(JOURNAL_HANDED, "HANDED")             /* page id */                                                              \
    X(JOURNAL_PURGED, "PURGED")             /* page */                                                                 \
    X(JOURNAL_RECOVERED, "RECOVERED")       /* torn: 1 when the line before this one was torn */

enum journal_type {
#define JOURNAL_TYPE_ENUM(name, text) name,
    JOURNAL_TYPE_LIST(JOURNAL_TYPE_ENUM)
#undef JOURNAL_TYPE_ENUM
        JOURNAL_TYPES
};

struct journal_record {
    uint32_t seq;
    int64_t time_ms;
    enum journal_type type;
    size_t npairs;
    struct journal_pair {
        const char *key, *value; /* into text */
    } pairs[JOURNAL_PAIRS_MAX];
    char text[JOURNAL_LINE_MAX + 1];
};

/* One line without its newline. SO_EFORMAT. *ret_record must not be copied: it points into itself. */
int journal_parse_line(const char *line, size_t len, struct journal_record *ret_record);

const char *journal_get(const struct journal_record *r, const char *key); /* "" when absent */
uint64_t journal_get_number(const struct journal_record *r, const char *key); /* 0 when absent or no number */

/* A record that is being built; errors are kept until it is appended. Begin again to use it twice. */
struct journal_entry {
    enum journal_type type;
    struct buf pairs;
    int error;
};
void journal_begin(struct journal_entry *e, enum journal_type type);
void journal_put(struct journal_entry *e, const char *key, const char *value);
void journal_put_number(struct journal_entry *e, const char *key, uint64_t value);

struct journal {
    const struct spool_disk *disk;
    int fd; /* -1: not open for writing */
    uint32_t next_seq;
    bool torn; /* the file does not end with a newline */
};

/* Calls for each good line. *ret_bad counts the others, but not a torn one that a RECOVERED record explains. */
int journal_replay(const char *text, size_t len, struct journal *io_journal,
                   void (*visit)(void *ctx, const struct journal_record *r), void *ctx, uint32_t *ret_bad);

/* Opens for appending; replay first when the file is there. */
int journal_open(struct journal *j, const char *path, struct so_error *err);
void journal_close(struct journal *j);

/*
 * Writes the record and syncs it; *ret_record is what a replay will read. Frees the entry's memory in every case. After
 * a failure the record may or may not be found by the next replay.
 */
int journal_append(struct journal *j, struct journal_entry *e, struct journal_record *ret_record, struct so_error *err);
void journal_drop(struct journal_entry *e); /* an entry that is not appended after all */

#endif
