#include "conf/settings_edit.h"

#include <string.h>

#include "base/result.h"

#define LIST_KEY "scanners:"

/* Where the new item goes, and how far it is indented. */
struct place {
    size_t at;
    int indent;
    bool has_key;
    int items; /* in the list below it */
};

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

static size_t line_end(const char *text, size_t len, size_t at)
{
    const char *end = memchr(text + at, '\n', len - at);
    return end ? (size_t)(end - text) + 1 : len;
}

static bool is_blank_or_comment(const char *line, size_t len)
{
    size_t i = 0;
    while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n'))
        i++;
    return i == len || line[i] == '#';
}

static int indent_of(const char *line, size_t len)
{
    size_t i = 0;
    while (i < len && line[i] == ' ')
        i++;
    return (int)i;
}

/* The lines below the key that belong to its list; false when something else than a block list stands there. */
static bool read_list(const char *text, size_t len, size_t from, struct place *io)
{
    io->at = from;
    io->indent = 2;
    bool first = true;
    for (size_t at = from; at < len;) {
        size_t next = line_end(text, len, at), n = next - at;
        const char *line = text + at;
        if (!is_blank_or_comment(line, n)) {
            int indent = indent_of(line, n);
            bool dash = line[indent] == '-';
            if (!indent && !dash)
                break; /* the next key */
            if (first && !dash)
                return false;
            if (first)
                io->indent = indent;
            first = false;
            io->items += dash && indent == io->indent;
            io->at = next;
        }
        at = next;
    }
    return true;
}

/* SO_EUNSUPPORTED: a list in one line, or an alias. */
static int find_place(const char *text, size_t len, struct place *ret)
{
    *ret = (struct place){.at = len, .indent = 2};
    for (size_t at = 0; at < len;) {
        size_t next = line_end(text, len, at), key = strlen(LIST_KEY);
        if (next - at >= key && !memcmp(text + at, LIST_KEY, key)) {
            ret->has_key = true;
            bool bare = is_blank_or_comment(text + at + key, next - at - key);
            return bare && read_list(text, len, next, ret) ? SO_OK : SO_EUNSUPPORTED;
        }
        at = next;
    }
    return SO_OK;
}

/* A value that YAML reads as this very string: always in double quotes. */
static int put_quoted(const char *value, struct buf *out)
{
    int r = buf_append_char(out, '"');
    for (const char *p = value; *p && !r; p++) {
        if (*p == '"' || *p == '\\')
            r = buf_append_char(out, '\\');
        r = r ? r : buf_append_char(out, *p);
    }
    return r ? r : buf_append_char(out, '"');
}

static int put_item(const struct settings_new_scanner *s, int indent, struct buf *out)
{
    const struct {
        const char *key, *value;
    } pairs[] = {{"label", s->label},           {"device", s->device},       {"url", s->url},
                 {"match_serial", s->match_serial}, {"match_usb", s->match_usb}, {"match_port", s->match_port},
                 {"match_backend", s->match_backend}};
    int r = buf_printf(out, "%*s- name: %s\n", indent, "", s->name);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && !r; i++) {
        if (!*or_empty(pairs[i].value))
            continue;
        r = buf_printf(out, "%*s  %s: ", indent, "", pairs[i].key);
        r = r ? r : put_quoted(pairs[i].value, out);
        r = r ? r : buf_append_char(out, '\n');
    }
    return r;
}

static int write_text(const char *text, size_t len, const struct place *place, const struct settings_new_scanner *s,
                      struct buf *out)
{
    bool open_line = place->at && text[place->at - 1] != '\n';
    int r = buf_append(out, text, place->at);
    if (!r && open_line)
        r = buf_append_char(out, '\n');
    if (!r && !place->has_key)
        r = buf_append_str(out, "\n" LIST_KEY "\n");
    r = r ? r : put_item(s, place->indent, out);
    return r ? r : buf_append(out, text + place->at, len - place->at);
}

static int check_new(const struct settings_new_scanner *s, struct so_error *err)
{
    const char *keys[] = {s->device, s->url, s->match_serial, s->match_usb, s->match_port, s->match_backend};
    const char *all[] = {s->name, s->label, s->device, s->url, s->match_serial, s->match_usb, s->match_port, s->match_backend};
    bool any = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        any |= *or_empty(keys[i]) != '\0';
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (const char *p = or_empty(all[i]); *p; p++)
            if ((unsigned char)*p < 0x20 || *p == 0x7f)
                return so_fail(err, SO_EINVALID, "a control character cannot stand in the settings");
    /* The name is written without quotes: its own rule, checked before it is a part of any text. */
    const char *name = or_empty(s->name);
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name) || *name == '-')
        return so_fail(err, SO_EINVALID, "a scanner's name is made of a-z, 0-9, - and _, not \"%.80s\"", name);
    return any ? SO_OK : so_fail(err, SO_EINVALID, "nothing says which scanner '%s' is", name);
}

/* All that is known of it is the same: the two would be one device. */
static bool is_same_device(const struct settings_scanner *have, const struct settings_new_scanner *s)
{
    return !strcmp(have->device, or_empty(s->device)) && !strcmp(have->url, or_empty(s->url)) &&
           !strcmp(have->match_serial, or_empty(s->match_serial)) && !strcmp(have->match_usb, or_empty(s->match_usb)) &&
           !strcmp(have->match_port, or_empty(s->match_port)) &&
           !strcmp(have->match_backend, or_empty(s->match_backend));
}

static int check_old(const struct settings *have, bool listed, const char *file, const struct settings_new_scanner *s,
                     struct so_error *err)
{
    for (size_t i = 0; listed && i < have->nscanners; i++) {
        const struct settings_scanner *one = &have->scanners[i];
        if (!strcmp(one->name, s->name))
            return so_fail(err, SO_EEXISTS, "%s: has a scanner '%s' already", file, s->name);
        if (is_same_device(one, s))
            return so_fail(err, SO_EEXISTS, "%s: has this scanner already, as '%s'", file, one->name);
    }
    return SO_OK;
}

/* What was written must read as what was meant: the old scanners in their order, and the new one behind them. */
static int check_result(const struct settings *before, bool listed, const struct buf *text, const char *file,
                        const struct settings_new_scanner *s, struct so_error *err)
{
    struct settings *after = NULL;
    int r = settings_parse(text->data, text->len, file, &after, err);
    if (r)
        return r;
    size_t old = listed ? before->nscanners : 0;
    bool fits = after->nscanners == old + 1 && !strcmp(after->scanners[old].name, s->name) &&
                is_same_device(&after->scanners[old], s);
    for (size_t i = 0; fits && i < old; i++)
        fits = !strcmp(before->scanners[i].name, after->scanners[i].name);
    settings_free(after);
    return fits ? SO_OK
                : so_fail(err, SO_EUNSUPPORTED, "%s: the list of scanners is written in a way that only a person can add to",
                          file);
}

int settings_add_scanner(const char *text, size_t len, const char *file, const struct settings_new_scanner *s,
                         struct buf *out, struct so_error *err)
{
    struct settings *before = NULL;
    struct place place;
    struct buf result = BUF_INIT;
    int r = check_new(s, err);
    r = r ? r : settings_parse(text, len, file, &before, err);
    if (!r && find_place(text, len, &place))
        r = so_fail(err, SO_EUNSUPPORTED, "%s: the list of scanners is written in a way that only a person can add to",
                    file);
    /* Without a list there is the default scanner, whose place the first listed one takes. */
    bool listed = !r && place.items;
    r = r ? r : check_old(before, listed, file, s, err);
    if (!r && write_text(text, len, &place, s, &result))
        r = so_fail(err, SO_ENOMEM, "%s: out of memory", file);
    r = r ? r : check_result(before, listed, &result, file, s, err);
    if (!r && buf_append(out, result.data, result.len))
        r = so_fail(err, SO_ENOMEM, "%s: out of memory", file);
    buf_free(&result);
    settings_free(before);
    return r;
}
