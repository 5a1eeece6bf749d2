#include "daemon/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "conf/settings.h"
#include "daemon/places.h"

#define REPLY_MAX (64u * 1024 * 1024)
#define CONNECT_SECONDS 5L
#define REPLY_SECONDS 180L

struct client {
    char *url, *authorization;
    CURL *curl;
};

/* The data folder that the installed (or named) settings give. */
static char *data_from_settings(const char *config, struct so_error *err)
{
    struct places places;
    if (places_find(&places, err))
        return NULL;
    char *path = config ? strdup(config) : file_join(places.config, "sohoad.yaml");
    struct settings *settings = NULL;
    char *data = NULL;
    bool built_in = path && !config && access(path, F_OK) < 0;
    if (path && !settings_load(built_in ? NULL : path, &settings, err))
        data = strdup(settings->data);
    settings_free(settings);
    free(path);
    places_free(&places);
    return data;
}

char *client_data_folder(const char *config, const char *data, struct so_error *err)
{
    const char *named = data ? data : getenv("SOHOA_DATA");
    *err = (struct so_error){0};
    char *folder = named && *named ? strdup(named) : data_from_settings(config, err);
    if (!folder && !err->code)
        so_fail(err, SO_ENOMEM, "out of memory");
    return folder;
}

static int read_small(const char *folder, const char *name, struct buf *ret, struct so_error *err)
{
    char *path = file_join(folder, name);
    int r = path ? file_read_all(path, 4096, ret, err) : so_fail(err, SO_ENOMEM, "out of memory");
    free(path);
    if (r == SO_ENOTFOUND)
        return so_fail(err, r, "no daemon has run with the data folder %s; start sohoad, or name its folder with --data",
                       folder);
    if (r == SO_EPERM)
        return so_fail(err, r, "%s/%s can't be read; run this as the daemon's user (sudo -u sohoa sohoa …)", folder, name);
    return r;
}

int client_open(const char *config, const char *data, struct client **ret_client, struct so_error *err)
{
    struct so_error why;
    char *folder = client_data_folder(config, data, &why);
    struct client *c = calloc(1, sizeof *c);
    struct buf url = BUF_INIT, token = BUF_INIT;
    int r = SO_OK;
    if (!folder)
        r = so_fail(err, why.code, "%s", why.text);
    else if (!c)
        r = so_fail(err, SO_ENOMEM, "out of memory");
    r = r ? r : read_small(folder, "address", &url, err);
    r = r ? r : read_small(folder, "token", &token, err);
    if (!r) {
        c->url = strdup(url.data);
        c->curl = curl_easy_init();
        if (!c->url || !c->curl || asprintf(&c->authorization, "Authorization: Bearer %s", token.data) < 0)
            r = so_fail(err, SO_ENOMEM, "out of memory");
    }
    buf_free(&url);
    buf_free(&token);
    free(folder);
    if (r) {
        client_free(c);
        return r;
    }
    *ret_client = c;
    return SO_OK;
}

void client_free(struct client *c)
{
    if (!c)
        return;
    curl_easy_cleanup(c->curl);
    free(c->url);
    free(c->authorization);
    free(c);
}

static size_t collect(char *data, size_t size, size_t n, void *userdata)
{
    struct buf *b = userdata;
    if (b->len + size * n > REPLY_MAX || buf_append(b, data, size * n))
        return 0;
    return size * n;
}

/* The code that an error reply names; SO_EIO when the name is unknown here. */
static int code_from_name(const char *name)
{
#define MATCH(id, value, code_name, text)                                                                              \
    if (!strcmp(name, code_name))                                                                                      \
        return id;
    SO_RESULT_LIST(MATCH)
#undef MATCH
    return SO_EIO;
}

static int reply_error(long status, const json_t *reply, struct so_error *err)
{
    const char *code = "", *text = NULL;
    (void)json_unpack((json_t *)(uintptr_t)reply, "{s:{s:s, s:s}}", "error", "code", &code, "message_en", &text);
    return so_fail(err, code_from_name(code), "%s", text ? text : status == 404 ? "not found" : "the daemon refused");
}

/* Runs what has been set on c->curl (URL, body); *ret_status is the HTTP status. */
static int perform(struct client *c, const char *method, const char *path, struct curl_slist *headers, long *ret_status,
                   struct so_error *err)
{
    struct buf url = BUF_INIT;
    struct curl_slist *all = curl_slist_append(headers, c->authorization);
    int r = all ? buf_printf(&url, "%s%s", c->url, path) : SO_ENOMEM;
    if (r) {
        so_fail(err, r, "out of memory");
    } else {
        curl_easy_setopt(c->curl, CURLOPT_URL, url.data);
        curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, method);
        curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, all);
        curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
        curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
        /* The daemon's certificate is the office's own; the address and the key come from its own folder. */
        curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYHOST, 0L);
        CURLcode code = curl_easy_perform(c->curl);
        curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, ret_status);
        if (code == CURLE_COULDNT_CONNECT)
            r = so_fail(err, SO_EBUSY, "no daemon answers at %s; is sohoad running?", c->url);
        else if (code == CURLE_OPERATION_TIMEDOUT)
            r = so_fail(err, SO_ETIMEOUT, "%s did not answer in time", c->url);
        else if (code != CURLE_OK)
            r = so_fail(err, SO_EIO, "%s: %s", c->url, curl_easy_strerror(code));
    }
    curl_slist_free_all(all ? all : headers);
    buf_free(&url);
    return r;
}

static int finish_json(struct client *c, const char *method, const char *path, struct curl_slist *headers,
                       json_t **ret_reply, struct so_error *err)
{
    struct buf body = BUF_INIT;
    long status = 0;
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, REPLY_SECONDS);
    int r = perform(c, method, path, headers, &status, err);
    curl_easy_reset(c->curl);
    json_t *reply = !r && body.len ? json_loadb(body.data, body.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!r && (status < 200 || status > 299))
        r = reply_error(status, reply, err);
    else if (!r && body.len && !reply)
        r = so_fail(err, SO_EFORMAT, "%s: not the daemon's answer", c->url);
    buf_free(&body);
    if (r || !ret_reply) {
        json_decref(reply);
        return r;
    }
    *ret_reply = reply ? reply : json_object();
    return SO_OK;
}

int client_json(struct client *c, const char *method, const char *path, const json_t *body, json_t **ret_reply,
                struct so_error *err)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    if (body && !text)
        return so_fail(err, SO_ENOMEM, "out of memory");
    if (text) {
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, text);
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(text));
    } else if (strcmp(method, "GET")) {
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, "");
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, 0L);
    }
    struct curl_slist *headers = text ? curl_slist_append(NULL, "Content-Type: application/json") : NULL;
    int r = finish_json(c, method, path, headers, ret_reply, err);
    free(text);
    return r;
}

int client_upload(struct client *c, const char *path, const char *file, json_t **ret_reply, struct so_error *err)
{
    FILE *in = fopen(file, "re");
    if (!in)
        return so_fail_errno(err, "%s", file);
    int r = SO_OK;
    if (fseeko(in, 0, SEEK_END) < 0)
        r = so_fail_errno(err, "%s", file);
    off_t size = ftello(in);
    rewind(in);
    if (!r) {
        curl_easy_setopt(c->curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(c->curl, CURLOPT_READDATA, in);
        curl_easy_setopt(c->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
        struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/octet-stream");
        headers = curl_slist_append(headers, "Expect:");
        r = finish_json(c, "POST", path, headers, ret_reply, err);
    }
    fclose(in);
    return r;
}

/* A download goes to the file (or the bytes) only when the status is good; an error reply is kept apart for its message. */
struct download {
    CURL *curl;
    struct file_whole *file; /* or */
    struct buf *bytes;
    struct buf refusal;
    struct so_error *err;
};

static size_t save(char *data, size_t size, size_t n, void *userdata)
{
    struct download *d = userdata;
    long status = 0;
    curl_easy_getinfo(d->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return d->refusal.len > 65536 || buf_append(&d->refusal, data, size * n) ? 0 : size * n;
    if (d->bytes)
        return buf_append(d->bytes, data, size * n) ? 0 : size * n;
    return file_whole_append(d->file, data, size * n, d->err) ? 0 : size * n;
}

static int download(struct client *c, const char *path, struct download *d)
{
    long status = 0;
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, save);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, d);
    curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, REPLY_SECONDS);
    int r = perform(c, "GET", path, NULL, &status, d->err);
    curl_easy_reset(c->curl);
    if (!r && status != 200) {
        json_t *reply = d->refusal.len ? json_loadb(d->refusal.data, d->refusal.len, 0, NULL) : NULL;
        r = reply_error(status, reply, d->err);
        json_decref(reply);
    }
    buf_free(&d->refusal);
    return r;
}

int client_download(struct client *c, const char *path, const char *file, struct so_error *err)
{
    struct download d = {.curl = c->curl, .err = err};
    int r = file_whole_new(file, 0640, &d.file, err);
    if (r)
        return r;
    r = download(c, path, &d);
    r = r ? r : file_whole_finish(d.file, err);
    file_whole_free(d.file);
    return r;
}

int client_fetch(struct client *c, const char *path, struct buf *out, struct so_error *err)
{
    struct download d = {.curl = c->curl, .bytes = out, .err = err};
    return download(c, path, &d);
}

/* Event streams come in any pieces: lines are put together here. */
struct listener {
    struct buf line;
    char name[64];
    bool (*event)(void *ctx, const char *name, const char *data);
    void *ctx;
    bool stopped;
};

static bool take_line(struct listener *l)
{
    const char *line = buf_str(&l->line);
    if (!strncmp(line, "event: ", 7))
        snprintf(l->name, sizeof l->name, "%s", line + 7);
    else if (!strncmp(line, "data: ", 6))
        return l->event(l->ctx, l->name, line + 6);
    return true;
}

static size_t listen_to(char *data, size_t size, size_t n, void *userdata)
{
    struct listener *l = userdata;
    for (size_t i = 0; i < size * n; i++) {
        if (data[i] != '\n') {
            if (l->line.len > 65536 || buf_append_char(&l->line, data[i]))
                return 0;
            continue;
        }
        l->stopped = !take_line(l);
        buf_clear(&l->line);
        if (l->stopped)
            return 0;
    }
    return size * n;
}

int client_events(struct client *c, int seconds, bool (*event)(void *ctx, const char *name, const char *data), void *ctx,
                  struct so_error *err)
{
    struct listener l = {.event = event, .ctx = ctx};
    long status = 0;
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, listen_to);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &l);
    curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, (long)seconds);
    int r = perform(c, "GET", "/api/v1/events", NULL, &status, err);
    curl_easy_reset(c->curl);
    buf_free(&l.line);
    if (l.stopped)
        return SO_OK;
    return !r && status != 200 ? so_fail(err, SO_EAUTH, "the daemon refused") : r;
}

int client_escape(const char *text, struct buf *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    int r = SO_OK;
    for (; *text && !r; text++)
        r = strchr(plain, *text) ? buf_append_char(out, *text) : buf_printf(out, "%%%02X", (unsigned char)*text);
    return r;
}
