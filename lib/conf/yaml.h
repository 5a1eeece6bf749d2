/*
 * Strict YAML: bytes to a tree of maps, lists and scalars, with the place in the file on every node.
 *
 * Every scalar is a string (no "no" → false, no 017 → 15); what it must be is asked with conf/schema.h. Refused, each
 * with its place: anchors, aliases, tags, directives, duplicate keys, keys that are not scalars, several documents,
 * invalid UTF-8, control characters, more than CONF_BYTES_MAX bytes, CONF_NODES_MAX nodes or CONF_DEPTH_MAX levels.
 *
 * Errors read "sohoad.yaml:12:5: reason": the file's base name, line and column from 1, fit for a clerk's screen.
 */
#ifndef SOHOA_CONF_YAML_H
#define SOHOA_CONF_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"

#define CONF_BYTES_MAX ((size_t)1024 * 1024)
#define CONF_NODES_MAX 20000
#define CONF_DEPTH_MAX 16

enum conf_kind { CONF_SCALAR, CONF_LIST, CONF_MAP };

struct conf_node {
    enum conf_kind kind;
    const char *file;      /* the document's name, borrowed from it */
    unsigned line, column; /* from 1; column counts characters */
    char *text;            /* CONF_SCALAR: UTF-8, NFC, never NULL; NULL for the other kinds */
    bool quoted;           /* CONF_SCALAR: stood in quotes or in a block, so "" is meant */
    struct conf_node *items; /* CONF_LIST: the elements; CONF_MAP: the values; in the file's order */
    struct conf_key *keys;   /* CONF_MAP: keys[i] names items[i] */
    size_t len;              /* elements or keys */
};

struct conf_key {
    char *text; /* never NULL or empty */
    unsigned line, column;
};

struct conf_doc {
    char *file;            /* base name, as in errors */
    struct conf_node root; /* an empty file is an empty map */
};

/* Parses bytes; name (only its base name is kept) stands in errors. SO_EFORMAT, SO_ELIMIT, SO_ENOMEM. */
int conf_parse(const void *data, size_t len, const char *name, struct conf_doc **ret_doc, struct so_error *err);

/* Reads and parses a file. SO_ENOTFOUND when there is none. */
int conf_load(const char *path, struct conf_doc **ret_doc, struct so_error *err);

void conf_free(struct conf_doc *doc);

/* The value under a key of a map, borrowed; NULL when the map lacks it or node is not a map. */
const struct conf_node *conf_peek(const struct conf_node *node, const char *key);

/* True for NULL and for a value left blank ("key:" with nothing behind it): both mean "not given". */
bool conf_is_blank(const struct conf_node *node);

/* Fills err with "file:line:column: " and the reason; returns SO_EFORMAT. */
int conf_fail(const struct conf_node *node, struct so_error *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
