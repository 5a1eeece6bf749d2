/*
 * What a node of a YAML tree must be: typed getters for readers of one file's schema.
 *
 * The getters of a key take the map, the key, and the variable that already holds the default: a key that is absent or
 * blank leaves it alone and is success; a value of the wrong shape is SO_EFORMAT with its place, the key and what is
 * wanted. Strings given out are malloc'ed copies that replace (and free) the former value.
 */
#ifndef SOHOA_CONF_SCHEMA_H
#define SOHOA_CONF_SCHEMA_H

#include <stdint.h>

#include "conf/yaml.h"
#include "viet/date.h"

/* What a node is, for errors and checks. */
int conf_want_map(const struct conf_node *node, const char *what, struct so_error *err);
int conf_want_list(const struct conf_node *node, const char *what, struct so_error *err);
int conf_want_text(const struct conf_node *node, const char *what, struct so_error *err); /* a scalar, not empty */

/*
 * Fails on the first key of the map that is not in allowed (ends with NULL), naming the nearest allowed one. Call it
 * first: it also fails when node is not a map.
 */
int conf_check_keys(const struct conf_node *map, const char *const *allowed, struct so_error *err);

/* The value under a key that must be there and not blank. */
int conf_require(const struct conf_node *map, const char *key, const struct conf_node **ret_node,
                 struct so_error *err);

int conf_get_string(const struct conf_node *map, const char *key, char **io_value, struct so_error *err);
/* As conf_get_string into a NULL: "" when the key is not there or blank; require: it must be there. */
int conf_get_text(const struct conf_node *map, const char *key, char **ret_text, struct so_error *err);
int conf_require_text(const struct conf_node *map, const char *key, char **ret_text, struct so_error *err);
int conf_get_int(const struct conf_node *map, const char *key, long min, long max, long *io_value,
                 struct so_error *err);
int conf_get_bool(const struct conf_node *map, const char *key, bool *io_value, struct so_error *err); /* true, false */

/* A whole day of the calendar, "2025-07-01". */
int conf_get_day(const struct conf_node *map, const char *key, struct viet_date *io_day, struct so_error *err);
int conf_to_day(const struct conf_node *node, const char *what, struct viet_date *ret_day, struct so_error *err);

/* "500ms", "90" or "90s", "10m", "8h", "30d" as milliseconds; a bare number counts in `unit` milliseconds. */
int conf_get_duration(const struct conf_node *map, const char *key, int64_t unit, int64_t min_ms, int64_t max_ms,
                      int64_t *io_ms, struct so_error *err);

/* "200", "64k", "6M", "2G" (powers of 1024) as bytes; a bare number counts in `unit` bytes. */
int conf_get_size(const struct conf_node *map, const char *key, uint64_t unit, uint64_t min, uint64_t max,
                  uint64_t *io_bytes, struct so_error *err);

/* One of names (ends with NULL); *io_index is its index. The error lists the names. */
int conf_get_enum(const struct conf_node *map, const char *key, const char *const *names, int *io_index,
                  struct so_error *err);

/* "19:00" or "9:15" as minutes of the day, 0..1439. */
bool conf_parse_time(const char *text, size_t len, int *ret_minute);

/* A list of strings, or one string as a list of one. */
struct conf_strings {
    char **items; /* none NULL or empty */
    size_t len, cap;
};
int conf_get_strings(const struct conf_node *map, const char *key, struct conf_strings *io_list, struct so_error *err);
int conf_strings_add(struct conf_strings *list, const char *text); /* a copy; SO_ENOMEM */
void conf_strings_free(struct conf_strings *list);

/* The scalars themselves, for list elements: node must be a scalar; what names it in the error ("a resolution"). */
int conf_to_int(const struct conf_node *node, const char *what, long min, long max, long *ret_value,
                struct so_error *err);
int conf_to_bool(const struct conf_node *node, const char *what, bool *ret_value, struct so_error *err);
int conf_to_enum(const struct conf_node *node, const char *what, const char *const *names, int *ret_index,
                 struct so_error *err);

#endif
