#include "conf/settings.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "conf/settings_scanner.h"

#define DEFAULT_DATA "/var/lib/sohoa"
#define DEFAULT_LISTEN "127.0.0.1:8017"
#define DAY_MINUTES (24 * 60)

static int no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "settings: out of memory");
}

int settings_read_ints(const struct conf_node *map, const struct settings_int *rules, size_t n, void *base,
                       struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < n; i++) {
        int *value = (int *)((char *)base + rules[i].offset);
        long wide = *value;
        r = conf_get_int(map, rules[i].key, rules[i].min, rules[i].max, &wide, err);
        *value = (int)wide;
    }
    return r;
}

int settings_get_path(const struct conf_node *map, const char *key, char **io_path, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    int r = conf_get_string(map, key, io_path, err);
    if (!r && !conf_is_blank(node) && node->text[0] != '/')
        r = conf_fail(node, err, "%s must be a whole path that begins with /, not \"%.100s\"", key, node->text);
    return r;
}

/* "127.0.0.1:8017", "[::1]:8017", "localhost:8017"; address is numeric afterwards. */
static bool split_address(const char *text, char address[INET6_ADDRSTRLEN], int *ret_port)
{
    const char *colon = strrchr(text, ':');
    if (!colon || colon == text)
        return false;
    bool bracketed = text[0] == '[' && colon[-1] == ']';
    size_t len = (size_t)(colon - text) - (bracketed ? 2 : 0);
    if (!len || len >= INET6_ADDRSTRLEN)
        return false;
    memcpy(address, text + bracketed, len);
    address[len] = '\0';
    if (!strcmp(address, "localhost"))
        snprintf(address, INET6_ADDRSTRLEN, "127.0.0.1");
    struct in6_addr parsed;
    if (inet_pton(bracketed ? AF_INET6 : AF_INET, address, &parsed) != 1)
        return false;
    char *end;
    long port = strtol(colon + 1, &end, 10);
    if (colon[1] < '0' || colon[1] > '9' || *end || port < 0 || port > 65535)
        return false;
    *ret_port = (int)port;
    return true;
}

static bool is_loopback(const char *address)
{
    return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

/* What is wrong with a place to serve, or NULL; sets it when nothing is. */
static const char *take_listen(struct settings *s, const char *text, int *ret_result)
{
    char address[INET6_ADDRSTRLEN];
    int port;
    *ret_result = SO_EFORMAT;
    if (!split_address(text, address, &port))
        return "listen must be an address and a port such as 127.0.0.1:8017 or [::1]:8017";
    if (!is_loopback(address) && !s->tls_certificate[0])
        return "listen reaches beyond this computer, and papers must not travel in the clear: set tls certificate and "
               "key, or listen on 127.0.0.1";
    char *copy = strdup(address);
    *ret_result = copy ? SO_OK : SO_ENOMEM;
    if (copy) {
        free(s->listen_address);
        s->listen_address = copy;
        s->listen_port = port;
    }
    return copy ? NULL : "out of memory";
}

static int read_listen(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    static const char *const keys[] = {"certificate", "key", NULL};
    const struct conf_node *tls = conf_peek(root, "tls"), *listen = conf_peek(root, "listen");
    int r = SO_OK;
    if (!conf_is_blank(tls)) {
        r = conf_check_keys(tls, keys, err);
        if (!r)
            r = settings_get_path(tls, "certificate", &s->tls_certificate, err);
        if (!r)
            r = settings_get_path(tls, "key", &s->tls_key, err);
        if (!r && !s->tls_certificate[0] != !s->tls_key[0])
            r = conf_fail(tls, err, "tls needs both certificate and key");
    }
    if (r || conf_is_blank(listen))
        return r;
    r = conf_want_text(listen, "listen", err);
    const char *wrong = r ? NULL : take_listen(s, listen->text, &r);
    return wrong ? conf_fail(listen, err, "%s", wrong) : r;
}

/* "19:00-06:00", "always", "never". */
static int read_window(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    const struct conf_node *node = conf_peek(root, "batch");
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, "batch", err);
    if (r)
        return r;
    if (!strcmp(node->text, "always") || !strcmp(node->text, "never")) {
        s->batch_from = node->text[0] == 'a' ? 0 : SETTINGS_NEVER;
        s->batch_to = node->text[0] == 'a' ? DAY_MINUTES : SETTINGS_NEVER;
        return SO_OK;
    }
    const char *dash = strchr(node->text, '-');
    int from, to;
    if (!dash || !conf_parse_time(node->text, (size_t)(dash - node->text), &from) ||
        !conf_parse_time(dash + 1, strlen(dash + 1), &to) || from == to)
        return conf_fail(node, err,
                         "batch must be two different times such as 19:00-06:00, or always or never, not \"%.60s\"",
                         node->text);
    s->batch_from = from;
    s->batch_to = to;
    return SO_OK;
}

static int read_tessdata(const struct conf_node *readers, struct settings *s, struct so_error *err)
{
    const struct conf_node *node = conf_peek(readers, "tessdata");
    struct conf_strings folders = {0};
    struct buf joined = BUF_INIT;
    int r = conf_get_strings(readers, "tessdata", &folders, err);
    for (size_t i = 0; !r && i < folders.len; i++) {
        if (folders.items[i][0] != '/' || strchr(folders.items[i], ':'))
            r = conf_fail(node, err, "tessdata must be whole paths without a colon, not \"%.100s\"", folders.items[i]);
        else if (buf_printf(&joined, "%s%s", i ? ":" : "", folders.items[i]))
            r = no_memory(err);
    }
    if (!r && folders.len) {
        free(s->tessdata);
        s->tessdata = buf_steal(&joined);
        r = s->tessdata ? SO_OK : no_memory(err);
    }
    buf_free(&joined);
    conf_strings_free(&folders);
    return r;
}

static int read_readers(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    static const char *const keys[] = {"count", "page_seconds", "memory_mb", "max_megapixels", "tessdata", NULL};
    static const struct settings_int ints[] = {
        {"page_seconds", offsetof(struct settings, reader_page_seconds), 5, 3600},
        {"memory_mb", offsetof(struct settings, reader_memory_mb), 256, 65536},
        {"max_megapixels", offsetof(struct settings, reader_max_megapixels), 10, 1000},
    };
    const struct conf_node *map = conf_peek(root, "readers");
    if (conf_is_blank(map))
        return SO_OK;
    int r = conf_check_keys(map, keys, err);
    const struct conf_node *count = r ? NULL : conf_peek(map, "count");
    if (!conf_is_blank(count) && !(count->kind == CONF_SCALAR && !strcmp(count->text, "auto"))) {
        long n = 0;
        r = conf_to_int(count, "count (a number, or auto)", 1, SETTINGS_READERS_MAX, &n, err);
        s->readers = (int)n;
    }
    if (!r)
        r = settings_read_ints(map, ints, sizeof ints / sizeof *ints, s, err);
    return r ? r : read_tessdata(map, s, err);
}

static int read_inbox(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    static const char *const keys[] = {"folder", "quiet_seconds", NULL};
    static const struct settings_int ints[] = {
        {"quiet_seconds", offsetof(struct settings, inbox_quiet_seconds), 1, 3600},
    };
    const struct conf_node *map = conf_peek(root, "inbox");
    if (conf_is_blank(map))
        return SO_OK;
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = settings_get_path(map, "folder", &s->inbox_folder, err);
    return r ? r : settings_read_ints(map, ints, 1, s, err);
}

static int read_pdf(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    static const char *const keys[] = {"limit_mb", "dpi", NULL};
    static const struct settings_int ints[] = {
        {"limit_mb", offsetof(struct settings, pdf_limit_mb), 1, 1000},
        {"dpi", offsetof(struct settings, pdf_dpi), 200, 600},
    };
    const struct conf_node *map = conf_peek(root, "pdf");
    if (conf_is_blank(map))
        return SO_OK;
    int r = conf_check_keys(map, keys, err);
    return r ? r : settings_read_ints(map, ints, sizeof ints / sizeof *ints, s, err);
}

static int read_root(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    static const char *const keys[] = {"data",
                                       "papers",
                                       "office",
                                       "procedures",
                                       "listen",
                                       "tls",
                                       "session_hours",
                                       "batch",
                                       "readers",
                                       "scanners",
                                       "scanners_config_dir",
                                       "page_min_free_mb",
                                       "keep_raw_until_backup",
                                       "inbox",
                                       "pdf",
                                       NULL};
    static const struct settings_int ints[] = {
        {"session_hours", offsetof(struct settings, session_hours), 1, 168},
        {"page_min_free_mb", offsetof(struct settings, page_min_free_mb), 100, 1000000},
    };
    const struct {
        const char *key;
        char **path;
    } paths[] = {{"data", &s->data},
                 {"papers", &s->papers},
                 {"office", &s->office},
                 {"procedures", &s->procedures},
                 {"scanners_config_dir", &s->scanners_config_dir}};
    int (*const parts[])(const struct conf_node *, struct settings *, struct so_error *) = {
        read_listen, read_window, read_readers, settings_read_scanners, read_inbox, read_pdf,
    };
    int r = conf_check_keys(root, keys, err);
    for (size_t i = 0; !r && i < sizeof paths / sizeof *paths; i++)
        r = settings_get_path(root, paths[i].key, paths[i].path, err);
    if (!r)
        r = settings_read_ints(root, ints, sizeof ints / sizeof *ints, s, err);
    if (!r)
        r = conf_get_bool(root, "keep_raw_until_backup", &s->keep_raw_until_backup, err);
    for (size_t i = 0; !r && i < sizeof parts / sizeof *parts; i++)
        r = parts[i](root, s, err);
    return r;
}

static struct settings *new_defaults(void)
{
    struct settings *s = calloc(1, sizeof *s);
    int r = SO_OK;
    if (!s)
        return NULL;
    *s = (struct settings){
        .file = strdup(""),
        .data = strdup(DEFAULT_DATA),
        .papers = strdup(""),
        .office = strdup(""),
        .procedures = strdup(""),
        .tls_certificate = strdup(""),
        .tls_key = strdup(""),
        .tessdata = strdup(""),
        .scanners_config_dir = strdup(""),
        .inbox_folder = strdup(""),
        .session_hours = 10,
        .batch_from = 19 * 60,
        .batch_to = 6 * 60,
        .reader_page_seconds = 60,
        .reader_memory_mb = 2048,
        .reader_max_megapixels = 200,
        .page_min_free_mb = 1024,
        .keep_raw_until_backup = true,
        .inbox_quiet_seconds = 10,
        .pdf_limit_mb = 6,
        .pdf_dpi = 200,
    };
    bool whole = s->file && s->data && s->papers && s->office && s->procedures && s->tls_certificate && s->tls_key && s->tessdata &&
                 s->scanners_config_dir && s->inbox_folder;
    if (!whole || take_listen(s, DEFAULT_LISTEN, &r) || settings_add_default_scanner(s)) {
        settings_free(s);
        return NULL;
    }
    return s;
}

int settings_parse(const void *data, size_t len, const char *name, struct settings **ret_settings, struct so_error *err)
{
    struct conf_doc *doc = NULL;
    struct settings *s = new_defaults();
    int r = s ? conf_parse(data, len, name, &doc, err) : no_memory(err);
    if (!r)
        r = read_root(&doc->root, s, err);
    conf_free(doc);
    if (r) {
        settings_free(s);
        return r;
    }
    *ret_settings = s;
    return SO_OK;
}

int settings_load(const char *path, struct settings **ret_settings, struct so_error *err)
{
    struct buf data = BUF_INIT;
    int r = path ? file_read_all(path, CONF_BYTES_MAX, &data, err) : SO_OK;
    if (!r)
        r = settings_parse(buf_str(&data), data.len, path ? path : "built-in settings", ret_settings, err);
    buf_free(&data);
    char *file = !r && path ? strdup(path) : NULL;
    if (file) {
        free((*ret_settings)->file);
        (*ret_settings)->file = file;
    }
    return r;
}

void settings_free(struct settings *s)
{
    if (!s)
        return;
    char *const strings[] = {s->file, s->data,    s->papers,   s->office,       s->listen_address,     s->tls_certificate,
                             s->tls_key, s->tessdata, s->inbox_folder, s->scanners_config_dir, s->procedures};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    settings_free_scanners(s);
    free(s);
}

int settings_set_data(struct settings *s, const char *folder, struct so_error *err)
{
    if (!folder[0])
        return so_fail(err, SO_EINVALID, "the data folder must not be empty");
    char *copy = realpath(folder, NULL); /* a folder that is still to be made has none */
    if (!copy)
        copy = strdup(folder);
    if (!copy)
        return no_memory(err);
    free(s->data);
    s->data = copy;
    return SO_OK;
}

int settings_set_listen(struct settings *s, const char *address_port, struct so_error *err)
{
    int r;
    const char *wrong = take_listen(s, address_port, &r);
    return wrong ? so_fail(err, r == SO_EFORMAT ? SO_EINVALID : r, "%s", wrong) : SO_OK;
}

bool settings_in_batch_window(const struct settings *s, int minute)
{
    if (s->batch_from == SETTINGS_NEVER)
        return false;
    if (s->batch_from < s->batch_to)
        return minute >= s->batch_from && minute < s->batch_to;
    return minute >= s->batch_from || minute < s->batch_to;
}
