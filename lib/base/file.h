/*
 * Files that appear whole or not at all.
 *
 * file_write_whole writes to a temporary name in the same folder, syncs it, renames it into place and syncs the folder;
 * a crash at any moment leaves either the old file or the new one.
 */
#ifndef SOHOA_BASE_FILE_H
#define SOHOA_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/result.h"

/* Reads a whole regular file of at most limit bytes. SO_ELIMIT when larger; err names the file. */
int file_read_all(const char *path, size_t limit, struct buf *ret_data, struct so_error *err);

/* As file_read_all for an open descriptor, from its beginning; name stands in errors. */
int file_read_fd(int fd, const char *name, size_t limit, struct buf *ret_data, struct so_error *err);

int file_write_whole(const char *path, const void *data, size_t len, mode_t mode, struct so_error *err);

/*
 * The same for a file that is written piece by piece:
 *
 *     file_whole_new(path, 0640, &file, err); file_whole_append(file, …) …; file_whole_finish(file, err);
 *     file_whole_free(file);
 *
 * Until file_whole_finish succeeds nothing stands under path; freed unfinished, nothing is left behind. After a failed
 * append only freeing makes sense.
 */
struct file_whole;

int file_whole_new(const char *path, mode_t mode, struct file_whole **ret_file, struct so_error *err);
int file_whole_append(struct file_whole *file, const void *data, size_t len, struct so_error *err);
uint64_t file_whole_size(const struct file_whole *file); /* bytes appended so far */
int file_whole_finish(struct file_whole *file, struct so_error *err);
void file_whole_free(struct file_whole *file); /* accepts NULL */

/* Writes all bytes, going on after short writes and EINTR. Sets errno and returns a code on failure. */
int file_write_fd(int fd, const void *data, size_t len);

/* Copies a regular file (at most limit bytes) so that the target appears whole. */
int file_copy_whole(const char *from, const char *to, mode_t mode, uint64_t limit, struct so_error *err);

/* Syncs the folder that holds path (a rename or a new name in it survives a power cut after this). */
int file_sync_parent(const char *path, struct so_error *err);

/* Makes a folder and its parents, mode 0750; an existing folder is success. */
int file_make_dirs(const char *path, struct so_error *err);

/* Removes a file or a whole folder; a missing one is success. Does not follow symbolic links. */
int file_remove_tree(const char *path, struct so_error *err);

/* "a/b" into a new string; NULL when memory is out. */
char *file_join(const char *folder, const char *name);

/* The last part of a path; borrowed from path. */
const char *file_base_name(const char *path);

/* True when the name is one plain path component: not empty, no '/', not "." or "..", no leading '.'. */
bool file_is_plain_name(const char *name);

/* Free bytes for an unprivileged writer on the disk that holds path. */
int file_free_space(const char *path, uint64_t *ret_bytes);

#endif
