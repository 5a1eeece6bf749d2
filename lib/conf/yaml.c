#include "conf/yaml.h"

#include <stdint.h>
#include <yaml.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/file.h"
#include "viet/text.h"

#define KEYS_MAX 2000 /* in one map; the search for duplicates is quadratic */

struct reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one */
    bool has_event;
    struct conf_doc *doc;
    size_t nodes;
    struct so_error *err;
};

static int fail_at(struct reader *rd, int code, yaml_mark_t at, const char *reason)
{
    return so_fail(rd->err, code, "%s:%zu:%zu: %s", rd->doc->file, at.line + 1, at.column + 1, reason);
}

static int fail_memory(struct reader *rd)
{
    return so_fail(rd->err, SO_ENOMEM, "%s: out of memory", rd->doc->file);
}

static void drop_event(struct reader *rd)
{
    if (rd->has_event)
        yaml_event_delete(&rd->event);
    rd->has_event = false;
}

static int next_event(struct reader *rd)
{
    drop_event(rd);
    if (yaml_parser_parse(&rd->parser, &rd->event)) {
        rd->has_event = true;
        return SO_OK;
    }
    const yaml_parser_t *p = &rd->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return fail_memory(rd);
    yaml_mark_t at = p->problem_mark;
    if (p->error == YAML_READER_ERROR)
        at = p->mark;
    char reason[256];
    snprintf(reason, sizeof reason, "%s%s%s", p->problem ? p->problem : "not YAML", p->context ? ", " : "",
             p->context ? p->context : "");
    return fail_at(rd, SO_EFORMAT, at, reason);
}

/* Anchors and tags have no use here, and each is a way to surprise a reader of the file. */
static int refuse_properties(struct reader *rd, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        return fail_at(rd, SO_EFORMAT, rd->event.start_mark, "anchors (&name) are not allowed");
    if (tag)
        return fail_at(rd, SO_EFORMAT, rd->event.start_mark, "tags (!name) are not allowed");
    return SO_OK;
}

/* The text of the current scalar event, composed to NFC. */
static int take_text(struct reader *rd, char **ret_text)
{
    const char *s = (const char *)rd->event.data.scalar.value;
    size_t len = rd->event.data.scalar.length;
    int r = refuse_properties(rd, rd->event.data.scalar.anchor, rd->event.data.scalar.tag);
    if (r)
        return r;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if ((cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7F && cp < 0xA0))
            return fail_at(rd, SO_EFORMAT, rd->event.start_mark, "control characters are not allowed");
    }
    struct buf b = BUF_INIT;
    char *text = viet_nfc(s, len, &b) ? NULL : buf_steal(&b);
    buf_free(&b);
    if (!text)
        return fail_memory(rd);
    *ret_text = text;
    return SO_OK;
}

static void free_node(struct conf_node *node)
{
    for (size_t i = 0; i < node->len; i++) {
        free_node(&node->items[i]);
        if (node->keys)
            free(node->keys[i].text);
    }
    free(node->items);
    free(node->keys);
    free(node->text);
    *node = (struct conf_node){0};
}

/* A zeroed further element of a list or map. items and keys grow in step. */
static struct conf_node *add_item(struct conf_node *node, size_t *cap)
{
    if (node->len == *cap) {
        size_t want = *cap ? *cap * 2 : 8;
        struct conf_node *items = realloc(node->items, want * sizeof *items);
        if (!items)
            return NULL;
        node->items = items;
        if (node->kind == CONF_MAP) {
            struct conf_key *keys = realloc(node->keys, want * sizeof *keys);
            if (!keys)
                return NULL;
            node->keys = keys;
        }
        *cap = want;
    }
    node->items[node->len] = (struct conf_node){0};
    if (node->keys)
        node->keys[node->len] = (struct conf_key){0};
    return &node->items[node->len++];
}

/* The current event is a map's next key: takes it into the map's last element. */
static int read_key(struct reader *rd, struct conf_node *map)
{
    struct conf_key *key = &map->keys[map->len - 1];
    yaml_mark_t at = rd->event.start_mark;
    if (rd->event.type != YAML_SCALAR_EVENT)
        return fail_at(rd, SO_EFORMAT, at, "a key must be plain text");
    int r = take_text(rd, &key->text);
    if (r)
        return r;
    key->line = (unsigned)at.line + 1;
    key->column = (unsigned)at.column + 1;
    if (!key->text[0])
        return fail_at(rd, SO_EFORMAT, at, "a key must not be empty");
    for (size_t i = 0; i + 1 < map->len; i++) {
        if (!strcmp(map->keys[i].text, key->text)) {
            char reason[256];
            snprintf(reason, sizeof reason, "the key \"%.100s\" stands here twice; first in line %u", key->text,
                     map->keys[i].line);
            return fail_at(rd, SO_EFORMAT, at, reason);
        }
    }
    return next_event(rd);
}

static int read_node(struct reader *rd, struct conf_node *node, unsigned depth);

/* The current event is the first behind the start of a list or map. */
static int read_items(struct reader *rd, struct conf_node *node, yaml_event_type_t end, unsigned depth)
{
    size_t cap = 0;
    while (rd->event.type != end) {
        if (node->kind == CONF_MAP && node->len == KEYS_MAX)
            return fail_at(rd, SO_ELIMIT, rd->event.start_mark, "too many keys in one map");
        struct conf_node *item = add_item(node, &cap);
        if (!item)
            return fail_memory(rd);
        int r = node->kind == CONF_MAP ? read_key(rd, node) : SO_OK;
        if (!r)
            r = read_node(rd, item, depth + 1);
        if (!r)
            r = next_event(rd);
        if (r)
            return r;
    }
    return SO_OK;
}

/* The current event begins the node; afterwards it is the node's last one. */
static int read_node(struct reader *rd, struct conf_node *node, unsigned depth)
{
    const yaml_event_t *e = &rd->event;
    node->file = rd->doc->file;
    node->line = (unsigned)e->start_mark.line + 1;
    node->column = (unsigned)e->start_mark.column + 1;
    if (++rd->nodes > CONF_NODES_MAX)
        return fail_at(rd, SO_ELIMIT, e->start_mark, "too many values in one file");
    if (depth >= CONF_DEPTH_MAX)
        return fail_at(rd, SO_ELIMIT, e->start_mark, "nested too deep");
    int r;
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        node->kind = CONF_SCALAR;
        node->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return take_text(rd, &node->text);
    case YAML_SEQUENCE_START_EVENT:
        node->kind = CONF_LIST;
        r = refuse_properties(rd, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        if (!r)
            r = next_event(rd);
        return r ? r : read_items(rd, node, YAML_SEQUENCE_END_EVENT, depth);
    case YAML_MAPPING_START_EVENT:
        node->kind = CONF_MAP;
        r = refuse_properties(rd, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        if (!r)
            r = next_event(rd);
        return r ? r : read_items(rd, node, YAML_MAPPING_END_EVENT, depth);
    case YAML_ALIAS_EVENT:
        return fail_at(rd, SO_EFORMAT, e->start_mark, "aliases (*name) are not allowed");
    default:
        return fail_at(rd, SO_EFORMAT, e->start_mark, "a value was expected");
    }
}

static int read_document(struct reader *rd)
{
    struct conf_node *root = &rd->doc->root;
    *root = (struct conf_node){.kind = CONF_MAP, .file = rd->doc->file, .line = 1, .column = 1};
    int r = next_event(rd); /* the stream's start */
    if (!r)
        r = next_event(rd);
    if (r || rd->event.type == YAML_STREAM_END_EVENT)
        return r;
    if (rd->event.data.document_start.version_directive ||
        rd->event.data.document_start.tag_directives.start != rd->event.data.document_start.tag_directives.end)
        return fail_at(rd, SO_EFORMAT, rd->event.start_mark, "directives (%...) are not allowed");
    r = next_event(rd);
    if (!r)
        r = read_node(rd, root, 0);
    if (!r)
        r = next_event(rd); /* the document's end */
    if (!r)
        r = next_event(rd);
    if (!r && rd->event.type != YAML_STREAM_END_EVENT)
        r = fail_at(rd, SO_EFORMAT, rd->event.start_mark, "a second document (---) is not allowed");
    return r;
}

/* libyaml knows only the offset of a bad byte; a person needs its line. */
static int check_utf8(struct reader *rd, const char *s, size_t len)
{
    if (viet_is_utf8(s, len))
        return SO_OK;
    yaml_mark_t at = {0};
    for (size_t i = 0; i < len;) {
        size_t from = i;
        int32_t cp = viet_next(s, len, &i);
        if (cp == VIET_REPLACEMENT && !viet_is_utf8(s + from, i - from))
            break;
        at.column++;
        if (cp == '\n') {
            at.line++;
            at.column = 0;
        }
    }
    return fail_at(rd, SO_EFORMAT, at, "not UTF-8 text");
}

static int parse_into(struct reader *rd, const char *s, size_t len)
{
    if (len > CONF_BYTES_MAX)
        return so_fail(rd->err, SO_ELIMIT, "%s: larger than %zu bytes", rd->doc->file, CONF_BYTES_MAX);
    int r = check_utf8(rd, s, len);
    if (r)
        return r;
    if (len >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3)) {
        s += 3;
        len -= 3;
    }
    if (!yaml_parser_initialize(&rd->parser))
        return fail_memory(rd);
    yaml_parser_set_encoding(&rd->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&rd->parser, (const unsigned char *)s, len);
    r = read_document(rd);
    drop_event(rd);
    yaml_parser_delete(&rd->parser);
    return r;
}

int conf_parse(const void *data, size_t len, const char *name, struct conf_doc **ret_doc, struct so_error *err)
{
    struct conf_doc *doc = calloc(1, sizeof *doc);
    if (doc)
        doc->file = strdup(file_base_name(name));
    if (!doc || !doc->file) {
        free(doc);
        return so_fail(err, SO_ENOMEM, "%s: out of memory", name);
    }
    struct reader rd = {.doc = doc, .err = err};
    int r = parse_into(&rd, len ? data : "", len);
    if (r) {
        conf_free(doc);
        return r;
    }
    *ret_doc = doc;
    return SO_OK;
}

int conf_load(const char *path, struct conf_doc **ret_doc, struct so_error *err)
{
    struct buf data = BUF_INIT;
    int r = file_read_all(path, CONF_BYTES_MAX, &data, err);
    if (!r)
        r = conf_parse(data.data, data.len, path, ret_doc, err);
    buf_free(&data);
    return r;
}

void conf_free(struct conf_doc *doc)
{
    if (!doc)
        return;
    free_node(&doc->root);
    free(doc->file);
    free(doc);
}

const struct conf_node *conf_peek(const struct conf_node *node, const char *key)
{
    if (!node || node->kind != CONF_MAP)
        return NULL;
    for (size_t i = 0; i < node->len; i++)
        if (!strcmp(node->keys[i].text, key))
            return &node->items[i];
    return NULL;
}

bool conf_is_blank(const struct conf_node *node)
{
    return !node || (node->kind == CONF_SCALAR && !node->quoted && !node->text[0]);
}

int conf_fail(const struct conf_node *node, struct so_error *err, const char *fmt, ...)
{
    if (!err)
        return SO_EFORMAT;
    char reason[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(reason, sizeof reason, fmt, ap);
    va_end(ap);
    return so_fail(err, SO_EFORMAT, "%s:%u:%u: %s", node->file, node->line, node->column, reason);
}
