/*
 * Copies that can be trusted: a backup is a folder with the database as of one moment, the originals that it names, and
 * a manifest with the hash of every file, written last. A second backup into the same folder copies only new originals.
 */
#ifndef SOHOA_STORE_BACKUP_H
#define SOHOA_STORE_BACKUP_H

#include "store/store.h"

#define STORE_MANIFEST                                                                                                 \
    "manifest.txt" /* lines "<sha256> <bytes> <path within the backup>", the first line names the format */

struct store_backup_progress {
    int db_pages, db_pages_left;
    int64_t objects, objects_done;
};

/* Called between steps, without locks; anything but 0 stops the work with SO_ECANCELLED. May be NULL. */
typedef int (*store_progress_fn)(void *ctx, const struct store_backup_progress *progress);

struct store_backup_result {
    int64_t papers, pages, objects, objects_copied;
    uint64_t bytes; /* of all files of the backup */
    bool noted;     /* the data folder remembers that there is a backup */
};

/*
 * Backs up while the daemon works on, and notes it in the data folder (ret_result->noted false: that could not be done,
 * as when another user may only read there). SO_EEXISTS: the folder holds something that is no backup of
 * this store.
 */
int store_backup(struct store *s, const char *folder, store_progress_fn progress, void *ctx,
                 struct store_backup_result *ret_result, struct so_error *err);

/*
 * When the latest backup that was finished took its moment of the record, as the data folder remembers it: what the
 * record held before is in a backup. 0: no backup was ever made.
 */
int store_backup_last(struct store *s, int64_t *ret_moment_ms, struct so_error *err);

/* Makes a data folder out of a backup after verifying it. SO_EEXISTS: the data folder has a database already. */
int store_restore(const char *backup_folder, const char *data_folder, struct so_error *err);

struct store_verify_result {
    int64_t objects, objects_missing, objects_damaged;
    bool database_sound, index_sound, audit_sound;
    char first_problem[480]; /* "" when all is sound */
};

/* Checks a backup against its manifest and its database's integrity. SO_EFORMAT when not sound, with ret_result set. */
int store_verify_backup(const char *folder, struct store_verify_result *ret_result, struct so_error *err);

/* Checks the living store: integrity, search index, audit chain, the hash of every original. As above. */
int store_verify(struct store *s, store_progress_fn progress, void *ctx, struct store_verify_result *ret_result,
                 struct so_error *err);

#endif
