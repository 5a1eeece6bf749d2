#include "store/manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "store/internal.h"

#define FIRST_LINE "sohoa backup 1\n"
#define LAST_LINE "end "          /* and the number of files: a manifest that was cut off lacks it */
#define MANIFEST_MAX (1ull << 30) /* bytes; ten million files */

void manifest_free(struct manifest *m)
{
    for (size_t i = 0; i < m->len; i++)
        free(m->items[i].name);
    array_free(m);
    m->bytes = 0;
}

int manifest_add(struct manifest *m, const char *hash, uint64_t size, const char *name, struct so_error *err)
{
    char *copy = strdup(name);
    struct manifest_line *line = copy ? array_push(m) : NULL;
    if (!line) {
        free(copy);
        return store_no_memory(err);
    }
    snprintf(line->hash, sizeof line->hash, "%s", hash);
    line->size = size;
    line->name = copy;
    m->bytes += size;
    return SO_OK;
}

int manifest_write(const struct manifest *m, const char *folder, struct so_error *err)
{
    struct buf b = BUF_INIT;
    char *path = file_join(folder, STORE_MANIFEST);
    int r = path ? buf_append_str(&b, FIRST_LINE) : SO_ENOMEM;
    for (size_t i = 0; !r && i < m->len; i++)
        r = buf_printf(&b, "%s %" PRIu64 " %s\n", m->items[i].hash, m->items[i].size, m->items[i].name);
    if (!r)
        r = buf_printf(&b, LAST_LINE "%zu\n", m->len);
    r = r ? store_no_memory(err) : file_write_whole(path, b.data, b.len, 0640, err);
    buf_free(&b);
    free(path);
    return r;
}

/* Below the folder and nowhere else: a manifest may come from a stick that somebody found. */
static bool is_safe_name(const char *name)
{
    const char *part = name;
    for (;;) {
        size_t n = strcspn(part, "/");
        if (!n || part[0] == '.' || n > 255)
            return false;
        if (!part[n])
            return true;
        part += n + 1;
    }
}

static int parse_line(struct manifest *m, char *line, struct so_error *err)
{
    size_t hex = strspn(line, "0123456789abcdef");
    if (hex != HASH_HEX_SIZE - 1 || line[hex] != ' ' || line[hex + 1] < '0' || line[hex + 1] > '9')
        return so_fail(err, SO_EFORMAT, "manifest: a line without hash and size");
    line[hex] = '\0';
    char *name;
    unsigned long long size = strtoull(line + hex + 1, &name, 10);
    if (*name != ' ' || !is_safe_name(name + 1))
        return so_fail(err, SO_EFORMAT, "manifest: a line without a plain name");
    return manifest_add(m, line, size, name + 1, err);
}

int manifest_parse(struct manifest *ret_m, const char *text, size_t len, struct so_error *err)
{
    struct manifest m = {0};
    const size_t head = strlen(FIRST_LINE), tail = strlen(LAST_LINE);
    if (len < head || memcmp(text, FIRST_LINE, head) || memchr(text, '\0', len))
        return so_fail(err, SO_EFORMAT, "this is no manifest of a backup");
    int r = SO_EEND;
    for (size_t at = head; r == SO_EEND && at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        if (!end)
            break;
        char *line = strndup(text + at, (size_t)(end - text) - at);
        if (!line)
            r = store_no_memory(err);
        else if (!strncmp(line, LAST_LINE, tail))
            r = strtoull(line + tail, NULL, 10) == m.len ? SO_OK
                                                         : so_fail(err, SO_EFORMAT, "manifest: lines are missing");
        else if ((r = parse_line(&m, line, err)) == SO_OK)
            r = SO_EEND;
        free(line);
        at = (size_t)(end - text) + 1;
    }
    if (r == SO_EEND)
        r = so_fail(err, SO_EFORMAT, "the manifest is cut off");
    if (r)
        manifest_free(&m);
    else
        *ret_m = m;
    return r;
}

int manifest_read(struct manifest *ret_m, const char *folder, struct so_error *err)
{
    struct buf b = BUF_INIT;
    char *path = file_join(folder, STORE_MANIFEST);
    int r = path ? file_read_all(path, MANIFEST_MAX, &b, err) : store_no_memory(err);
    if (!r)
        r = manifest_parse(ret_m, buf_str(&b), b.len, err);
    buf_free(&b);
    free(path);
    return r;
}
