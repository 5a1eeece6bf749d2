/* Pages: the access image, the original, the words; and the documents made of pages. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/api_private.h"
#include "daemon/document.h"
#include "store/jobs.h"
#include "store/object.h"
#include "store/readings.h"

static void fail_unavailable(struct http_request *req)
{
    api_fail_status(req, 503, "unavailable", "Chức năng này hiện chưa sẵn sàng", "not available now");
}

/* An image changes only with its page's reading, so its size and time name it. */
static void reply_file(struct http_request *req, int fd, const char *type)
{
    struct stat st;
    char etag[80];
    if (fstat(fd, &st) != 0) {
        close(fd);
        api_fail(req, SO_EIO, NULL, NULL);
        return;
    }
    snprintf(etag, sizeof etag, "%llx-%llx", (unsigned long long)st.st_size,
             (unsigned long long)st.st_mtim.tv_sec * 1000000000u + (unsigned long long)st.st_mtim.tv_nsec);
    http_reply_fd(req, fd, type, etag);
}

static void fail_page(struct http_request *req, int r, const struct so_error *err)
{
    if (r == SO_EEND)
        api_fail_status(req, 410, "not_kept", "Ảnh của giấy này không được lưu giữ",
                        "the image of this page is not kept");
    else
        api_fail_error(req, r, err);
}

static void fail_document(struct http_request *req, int r, const struct so_error *err)
{
    if (r == SO_ELIMIT)
        api_fail(req, r, "Tệp PDF vượt dung lượng cho phép dù đã nén mạnh nhất; hãy xuất riêng từng giấy tờ",
                 err->text);
    else
        fail_page(req, r, err);
}

void api_page_image(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    if (!api->commands->page_image) {
        fail_unavailable(req);
        return;
    }
    int fd = -1;
    struct so_error err = {0};
    int r = api->commands->page_image(api->commands->context, id, &fd, &err);
    if (r) {
        fail_page(req, r, &err);
        return;
    }
    if (!http_header(req, "Range") && !http_header(req, "If-None-Match"))
        api_audit(api, req, "view", "page", id, "image");
    reply_file(req, fd, "image/jpeg");
}

/* Types that a browser may show; anything else is only to be saved. */
static const char *safe_type(const char *type)
{
    static const char *const safe[] = {"image/jpeg", "image/png", "image/tiff", "application/pdf"};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (!strcmp(type, safe[i]))
            return safe[i];
    return "application/octet-stream";
}

static const char *suffix_of(const char *type)
{
    const char *slash = strchr(type, '/');
    return !strcmp(type, "application/octet-stream") ? "bin" : slash ? slash + 1 : "bin";
}

static void disposition(struct http_request *req, const char *kind, int64_t id, const char *suffix)
{
    char text[128];
    snprintf(text, sizeof text, "attachment; filename=\"%s-%lld.%s\"", kind, (long long)id, suffix);
    (void)http_set_header(req, "Content-Disposition", text);
}

void api_page_original(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_page page = {0};
    struct so_error err = {0};
    int r = store_page_load(api->store, id, &page, &err);
    if (!r && !page.image_kept)
        r = SO_EEND;
    char *path = r ? NULL : store_object_path(api->store, page.object);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (!r && fd < 0)
        r = path ? so_fail_errno(&err, "original of page %lld", (long long)id) : SO_ENOMEM;
    free(path);
    if (r) {
        fail_page(req, r, &err);
    } else {
        const char *type = safe_type(page.media_type);
        api_audit(api, req, "export", "page", id, "original");
        disposition(req, "trang", id, suffix_of(type));
        reply_file(req, fd, type);
    }
    store_page_free(&page);
}

void api_page_words(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_reading reading = {0};
    struct so_error err;
    int r = store_page_reading(api->store, id, &reading, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    json_t *words = json_array();
    for (size_t i = 0; i < reading.read.words.len; i++) {
        const struct word *w = &reading.read.words.items[i];
        json_array_append_new(words, json_pack("{s:s, s:f, s:i, s:o}", "text", w->text, "confidence",
                                               (double)w->confidence, "line", w->line, "box", api_box(w->box)));
    }
    json_t *root = json_pack("{s:I, s:i, s:i, s:i, s:o}", "page", (json_int_t)id, "width", reading.read.width, "height",
                             reading.read.height, "dpi", reading.read.dpi, "words", words);
    store_reading_free(&reading);
    api_audit(api, req, "view", "page", id, "words");
    api_reply(req, 200, root);
}

void api_page_retry(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_page page = {0};
    struct so_error err;
    int r = store_page_retry(api->store, id, &err);
    if (!r)
        r = store_page_load(api->store, id, &page, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    events_page(api->events, page.source, id, page.seq, store_page_state_name(page.state));
    api_reply(req, 202, api_page_state_json(&page));
    store_page_free(&page);
}

/* "giay_khai_sinh_le-dinh-dung_2017-06-28.pdf": what the clerk and the portal can tell apart. */
static void paper_disposition(const struct api *api, struct http_request *req, int64_t id)
{
    struct store_paper paper = {0};
    char *name = store_paper_load(api->store, id, &paper, NULL) ? NULL : document_paper_name(&paper);
    char text[256];
    if (name) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", name);
        (void)http_set_header(req, "Content-Disposition", text);
    } else {
        disposition(req, "giay", id, "pdf");
    }
    free(name);
    store_paper_free(&paper);
}

void api_paper_pdf(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    if (!api->commands->paper_pdf) {
        fail_unavailable(req);
        return;
    }
    int fd = -1;
    struct so_error err = {0};
    int r = api->commands->paper_pdf(api->commands->context, id, &fd, &err);
    if (r) {
        fail_document(req, r, &err);
        return;
    }
    api_audit(api, req, "export", "paper", id, "pdf");
    paper_disposition(api, req, id);
    reply_file(req, fd, "application/pdf");
}

static void dossier_disposition(struct http_request *req, const char *code)
{
    char *name = document_dossier_name(code);
    char text[256];
    snprintf(text, sizeof text, "attachment; filename=\"%s\"", name ? name : "ho-so.pdf");
    (void)http_set_header(req, "Content-Disposition", text);
    free(name);
}

void api_dossier_pdf(struct http_request *req, void *context)
{
    const struct api *api = context;
    const char *code = http_param(req, "code");
    if (!api->commands->dossier_pdf) {
        fail_unavailable(req);
        return;
    }
    int fd = -1;
    struct so_error err = {0};
    int r = strlen(code) <= STORE_KEY_MAX ? api->commands->dossier_pdf(api->commands->context, code, &fd, &err)
                                          : SO_ENOTFOUND;
    if (r) {
        fail_document(req, r, &err);
        return;
    }
    api_audit(api, req, "export", "dossier", 0, code);
    dossier_disposition(req, code);
    reply_file(req, fd, "application/pdf");
}
