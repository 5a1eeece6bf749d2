#include "daemon/document.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "pdf/correct.h"
#include "pdf/pdf.h"
#include "store/readings.h"
#include "store/visibility.h"
#include "viet/fold.h"

#define DOSSIER_PAPERS_MAX 1000
#define NAME_TITLE_MAX 60 /* bytes of a paper's title in its file name */

struct papers_list {
    struct store_paper *items;
    size_t len, cap;
};

/* One page of the document, and where its rendered image lies in the unnamed file. */
struct leaf {
    const struct store_paper *paper;
    const struct store_page *page;
    off_t at;
    size_t len;
    int width, dpi;
};

struct document {
    const struct document_source *source;
    struct pdf_limits limits;
    const char *path;
    const char *title; /* of a dossier: its code; NULL for one paper */
    struct papers_list papers;
    struct {
        struct leaf *items;
        size_t len, cap;
    } leaves;
    struct pdf_plan *plan;
    int spool; /* the unnamed file */
    off_t spooled;
    struct document_result result;
    struct so_error *err;
};

static int no_memory(struct document *d)
{
    return so_fail(d->err, SO_ENOMEM, "out of memory while making a PDF");
}

static void document_end(struct document *d)
{
    for (size_t i = 0; i < d->papers.len; i++)
        store_paper_free(&d->papers.items[i]);
    array_free(&d->papers);
    array_free(&d->leaves);
    pdf_plan_free(d->plan);
    if (d->spool >= 0)
        close(d->spool);
}

static bool images_are_kept(const struct store_paper *paper)
{
    bool kept = paper->keep == STORE_KEEP_IMAGE && paper->pages.len > 0;
    for (size_t i = 0; i < paper->pages.len; i++)
        kept = kept && paper->pages.items[i].image_kept;
    return kept;
}

static int add_paper(struct document *d, int64_t id)
{
    struct store_paper paper = {0};
    int r = store_paper_load(d->source->store, id, &paper, d->err);
    if (r)
        return r;
    if (!images_are_kept(&paper)) {
        store_paper_free(&paper);
        d->result.papers_skipped++;
        return SO_OK;
    }
    struct store_paper *slot = array_push(&d->papers);
    if (!slot) {
        store_paper_free(&paper);
        return no_memory(d);
    }
    *slot = paper;
    return SO_OK;
}

/* Oldest first, as they were taken in; restricted papers only in a restricted dossier, which few may ask for. */
static int add_dossier(struct document *d, const char *code)
{
    bool open = !store_dossier_visible(d->source->store, code, STORE_VIEW_OPEN, NULL);
    struct store_list_query query = {
        .dossier = code, .view = open ? STORE_VIEW_OPEN : STORE_VIEW_ALL, .limit = DOSSIER_PAPERS_MAX};
    struct store_items items = {0};
    int r = store_papers_list(d->source->store, &query, &items, d->err);
    if (r)
        return r;
    if (!items.len)
        r = so_fail(d->err, SO_ENOTFOUND, "no paper in the dossier %s", code);
    else if (items.len == DOSSIER_PAPERS_MAX)
        r = so_fail(d->err, SO_ELIMIT, "the dossier %s has %d papers or more", code, DOSSIER_PAPERS_MAX);
    for (size_t i = items.len; i-- > 0 && !r;)
        r = add_paper(d, items.items[i].id);
    store_items_free(&items);
    return r;
}

static int add_leaves(struct document *d)
{
    if (!d->papers.len)
        return so_fail(d->err, SO_EEND, "the images are not kept");
    for (size_t i = 0; i < d->papers.len; i++) {
        const struct store_paper *paper = &d->papers.items[i];
        for (size_t k = 0; k < paper->pages.len; k++) {
            struct leaf *leaf = array_push(&d->leaves);
            if (!leaf)
                return no_memory(d);
            leaf->paper = paper;
            leaf->page = &paper->pages.items[k];
        }
    }
    d->result.papers = d->papers.len;
    d->result.pages = d->leaves.len;
    return SO_OK;
}

/* A file without a name on the disk of the target: gone whatever happens. */
static int open_unnamed(const char *folder, const char *path, int *ret_fd, struct so_error *err)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        char *name = file_join(folder, "sohoa-XXXXXX.tmp");
        if (!name)
            return so_fail(err, SO_ENOMEM, "%s: out of memory", path);
        fd = mkostemps(name, 4, O_CLOEXEC);
        if (fd >= 0)
            unlink(name);
        free(name);
    }
    if (fd < 0)
        return so_fail_errno(err, "%s: can't be written", path);
    *ret_fd = fd;
    return SO_OK;
}

static int open_spool(struct document *d)
{
    char *copy = strdup(d->path);
    int r = copy ? open_unnamed(dirname(copy), d->path, &d->spool, d->err) : no_memory(d);
    free(copy);
    return r;
}

/* Deflated, a word of the text layer takes some 25 bytes, and a page without words some 300. */
#define WORD_BYTES 40
#define PAGE_BYTES 1500

static int render_leaf(struct document *d, size_t index, int quality)
{
    struct leaf *leaf = &d->leaves.items[index];
    struct render_request request = {.dpi = d->source->dpi ? d->source->dpi : PDF_DPI, .jpeg_quality = quality};
    struct render_result image = {0};
    int r = d->source->render(d->source->render_ctx, leaf->page, &request, &image, d->err);
    if (r)
        return r;
    ssize_t n = -1;
    for (size_t done = 0; done < image.jpeg.len; done += (size_t)n) {
        n = pwrite(d->spool, image.jpeg.data + done, image.jpeg.len - done, d->spooled + (off_t)done);
        if (n < 0 && errno == EINTR)
            n = 0;
        if (n < 0) {
            r = so_fail_errno(d->err, "%s: can't be written", d->path);
            break;
        }
    }
    if (!r) {
        leaf->at = d->spooled;
        leaf->len = image.jpeg.len;
        leaf->width = image.width;
        leaf->dpi = image.dpi;
        d->spooled += (off_t)image.jpeg.len;
    }
    buf_free(&image.jpeg);
    return r;
}

/* The page's words and what they cost in the file. */
static int load_words(struct document *d, const struct leaf *leaf, struct words *ret_words, int *ret_width)
{
    struct store_reading reading = {0};
    int r = leaf->page->has_reading ? store_page_reading(d->source->store, leaf->page->id, &reading, d->err) : SO_OK;
    if (r)
        return r;
    *ret_words = reading.read.words;
    *ret_width = reading.read.width;
    reading.read.words = (struct words){0};
    store_reading_free(&reading);
    return SO_OK;
}

static int plan_leaves(struct document *d)
{
    if (!d->limits.page && d->source->dpi > PDF_DPI) /* the wish is for 200 dpi; finer pages may take more */
        d->limits.page = (uint64_t)PDF_PAGE_BYTES * (uint64_t)d->source->dpi * (uint64_t)d->source->dpi /
                         ((uint64_t)PDF_DPI * PDF_DPI);
    int r = pdf_plan_new(d->leaves.len, &d->limits, &d->plan);
    if (r)
        return so_fail(d->err, r, "a PDF of %zu pages: %s", d->leaves.len, so_result_text(r));
    size_t index;
    int quality;
    while (!(r = pdf_plan_next(d->plan, &index, &quality, d->err)) && !(r = render_leaf(d, index, quality))) {
        struct words words = {0};
        int width;
        if ((r = load_words(d, &d->leaves.items[index], &words, &width)))
            break;
        pdf_plan_rendered(d->plan, index, d->leaves.items[index].len + PAGE_BYTES + words.len * WORD_BYTES);
        words_free(&words);
    }
    return r == SO_EEND ? SO_OK : r;
}

/*
 * The values that stand for what was read: a clerk's own always, a repaired one once the clerk has confirmed the paper.
 * The items are borrowed.
 */
static int confirmed_fields(const struct store_paper *paper, struct fields *ret)
{
    for (size_t i = 0; i < paper->values.len; i++) {
        const struct store_value *v = &paper->values.items[i];
        bool confirmed = paper->confirmed && v->field.state == FIELD_REPAIRED;
        if (!v->current || (v->author != STORE_CLERK && !confirmed))
            continue;
        struct field *f = array_push(ret);
        if (!f)
            return SO_ENOMEM;
        *f = v->field;
    }
    return SO_OK;
}

static int read_spool(struct document *d, const struct leaf *leaf, struct buf *ret)
{
    if (buf_reserve(ret, leaf->len))
        return no_memory(d);
    while (ret->len < leaf->len) {
        ssize_t n = pread(d->spool, ret->data + ret->len, leaf->len - ret->len, leaf->at + (off_t)ret->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? so_fail_errno(d->err, "%s: can't be made", d->path)
                         : so_fail(d->err, SO_EIO, "%s: can't be made: a page's image is gone", d->path);
        ret->len += (size_t)n;
    }
    return SO_OK;
}

static int add_leaf(struct document *d, struct pdf *pdf, const struct leaf *leaf)
{
    struct words read = {0}, said = {0};
    struct fields fields = {0};
    struct buf jpeg = BUF_INIT;
    int width = 0;
    int r = load_words(d, leaf, &read, &width);
    if (!r && (confirmed_fields(leaf->paper, &fields) || pdf_corrected_words(&read, &fields, leaf->page->seq, &said)))
        r = no_memory(d);
    if (!r)
        r = read_spool(d, leaf, &jpeg);
    if (!r) {
        struct pdf_page page = {
            .jpeg = jpeg.data,
            .jpeg_len = jpeg.len,
            .dpi = leaf->dpi,
            .words = width > 0 ? &said : NULL,
            .scale = width > 0 ? (double)leaf->width / width : 1,
        };
        r = pdf_add_page(pdf, &page, d->err);
    }
    words_free(&read);
    words_free(&said);
    array_free(&fields);
    buf_free(&jpeg);
    return r;
}

static int append_keyword(struct buf *out, const char *keyword)
{
    if (!*keyword)
        return SO_OK;
    int r = out->len ? buf_append_str(out, ", ") : SO_OK;
    return r ? r : buf_append_str(out, keyword);
}

/* What the file says about itself; only what the record knows. */
static int begin_file(struct document *d, const char *path, struct pdf **ret_pdf)
{
    const struct store_paper *paper = &d->papers.items[0];
    const char *type = paper_type_title(d->source->rules, paper->type, "vi");
    struct buf title = BUF_INIT, keywords = BUF_INIT;
    int64_t changed = 0;
    for (size_t i = 0; i < d->papers.len; i++)
        changed = d->papers.items[i].updated > changed ? d->papers.items[i].updated : changed;
    int r = buf_append_str(&title, d->title ? "Hồ sơ " : type);
    if (!r && d->title)
        r = buf_append_str(&title, d->title);
    else if (!r && *paper->title)
        r = buf_printf(&title, " – %s", paper->title);
    if (!r && !d->title)
        r = append_keyword(&keywords, paper->date);
    if (!r)
        r = append_keyword(&keywords, d->title ? d->title : paper->dossier);
    if (r) {
        r = no_memory(d);
    } else {
        struct pdf_info info = {
            .title = buf_str(&title),
            .author = d->source->office,
            .subject = d->title ? NULL : type,
            .keywords = buf_str(&keywords),
            .creator = "Sohoa",
            .created_ms = changed,
            .part = d->source->part,
        };
        r = pdf_new(path, &info, ret_pdf, d->err);
    }
    buf_free(&title);
    buf_free(&keywords);
    return r;
}

/* Writes the pages [first, end) as one file. */
static int write_file(struct document *d, const char *path, size_t first, size_t end)
{
    struct pdf *pdf = NULL;
    uint64_t size = 0;
    int r = begin_file(d, path, &pdf);
    for (size_t i = first; i < end && !r; i++)
        r = add_leaf(d, pdf, &d->leaves.items[i]);
    if (!r)
        r = pdf_finish(pdf, &size, d->err);
    pdf_free(pdf);
    if (!r && size > pdf_plan_whole(d->plan)) {
        unlink(path);
        r = so_fail(d->err, SO_ELIMIT, "%s: %llu bytes, more than the limit of %llu", path, (unsigned long long)size,
                    (unsigned long long)pdf_plan_whole(d->plan));
    }
    d->result.bytes += size;
    return r;
}

/* A failure in a later file takes the earlier ones away: half a document must not be handed on. */
static void remove_files(struct document *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *path = pdf_part_path(d->path, i);
        if (path)
            unlink(path);
        free(path);
    }
}

static int write_files(struct document *d)
{
    size_t n = d->leaves.len, parts = pdf_plan_part(d->plan, n - 1) + 1;
    if (parts == 1) {
        d->result.files = 1;
        return write_file(d, d->path, 0, n);
    }
    int r = SO_OK;
    size_t first = 0;
    for (size_t part = 0; part < parts && !r; part++) {
        size_t end = first;
        while (end < n && pdf_plan_part(d->plan, end) == part)
            end++;
        char *path = pdf_part_path(d->path, part);
        r = path ? write_file(d, path, first, end) : no_memory(d);
        free(path);
        if (r)
            remove_files(d, part);
        first = end;
    }
    d->result.files = parts;
    return r;
}

/* The papers were gathered with result r: makes the document of them. */
static int make(struct document *d, int r, struct document_result *ret_result)
{
    if (!r)
        r = add_leaves(d);
    if (!r)
        r = open_spool(d);
    if (!r)
        r = plan_leaves(d);
    if (!r)
        r = write_files(d);
    if (!r && ret_result)
        *ret_result = d->result;
    document_end(d);
    return r;
}

static int write_paper(const struct document_source *source, const struct pdf_limits *limits, int64_t paper,
                       const char *path, struct document_result *ret_result, struct so_error *err)
{
    struct document d = {.source = source, .limits = *limits, .path = path, .spool = -1, .err = err};
    return make(&d, add_paper(&d, paper), ret_result);
}

static int write_dossier(const struct document_source *source, const struct pdf_limits *limits, const char *dossier,
                         const char *path, struct document_result *ret_result, struct so_error *err)
{
    struct document d = {.source = source, .limits = *limits, .path = path, .title = dossier, .spool = -1, .err = err};
    return make(&d, add_dossier(&d, dossier), ret_result);
}

int document_paper_pdf(const struct document_source *source, int64_t paper, const char *path,
                       struct document_result *ret_result, struct so_error *err)
{
    return write_paper(source, &source->limits, paper, path, ret_result, err);
}

int document_dossier_pdf(const struct document_source *source, const char *dossier, const char *path,
                         struct document_result *ret_result, struct so_error *err)
{
    return write_dossier(source, &source->limits, dossier, path, ret_result, err);
}

static struct pdf_limits unsplit(const struct document_source *source)
{
    struct pdf_limits limits = source->limits;
    limits.split = false;
    return limits;
}

/* A new name in folder that nobody else has; its file is there already, empty. */
static int reserve_name(const char *folder, char **ret_path, struct so_error *err)
{
    char *path = file_join(folder, "document-XXXXXX.pdf");
    int fd = path ? mkostemps(path, 4, O_CLOEXEC) : -1;
    if (fd < 0) {
        int r = path ? so_fail_errno(err, "%s: can't be written", folder) : SO_ENOMEM;
        free(path);
        return r;
    }
    close(fd);
    *ret_path = path;
    return SO_OK;
}

/* Opens what was written under path with result r, and takes the name away in any case. Takes path. */
static int open_and_forget(char *path, int r, int *ret_fd, struct so_error *err)
{
    int fd = r ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (!r && fd < 0)
        r = so_fail_errno(err, "%s", path);
    unlink(path);
    free(path);
    if (!r)
        *ret_fd = fd;
    return r;
}

int document_paper_pdf_fd(const struct document_source *source, int64_t paper, const char *folder, int *ret_fd,
                          struct so_error *err)
{
    struct pdf_limits limits = unsplit(source);
    char *path = NULL;
    int r = reserve_name(folder, &path, err);
    return r ? r : open_and_forget(path, write_paper(source, &limits, paper, path, NULL, err), ret_fd, err);
}

int document_dossier_pdf_fd(const struct document_source *source, const char *dossier, const char *folder, int *ret_fd,
                            struct so_error *err)
{
    struct pdf_limits limits = unsplit(source);
    char *path = NULL;
    int r = reserve_name(folder, &path, err);
    return r ? r : open_and_forget(path, write_dossier(source, &limits, dossier, path, NULL, err), ret_fd, err);
}

/* Appends the letters and digits of a text, folded; what lies between becomes one '-'. */
static int put_plain(struct buf *out, const char *text, size_t max)
{
    struct buf folded = BUF_INIT;
    int r = viet_fold(text, strlen(text), &folded);
    size_t start = out->len;
    for (size_t i = 0; i < folded.len && out->len - start < max && !r; i++) {
        char c = folded.data[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            r = buf_append_char(out, c);
        else if (out->len > start && out->data[out->len - 1] != '-')
            r = buf_append_char(out, '-');
    }
    if (out->len > start && out->data[out->len - 1] == '-')
        buf_truncate(out, out->len - 1);
    buf_free(&folded);
    return r;
}

static int put_part(struct buf *out, const char *text, size_t max)
{
    size_t before = out->len;
    int r = before ? buf_append_char(out, '_') : SO_OK;
    if (!r)
        r = put_plain(out, text, max);
    if (!r && before && out->len == before + 1)
        buf_truncate(out, before);
    return r;
}

char *document_paper_name(const struct store_paper *paper)
{
    struct buf name = BUF_INIT;
    bool plain = paper->type[0] && paper->type[strspn(paper->type, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
    int r = plain ? buf_append(&name, paper->type, strnlen(paper->type, NAME_TITLE_MAX)) : SO_OK;
    if (!r)
        r = put_part(&name, paper->title, NAME_TITLE_MAX);
    if (!r)
        r = put_part(&name, paper->date, 10);
    if (!r && !name.len)
        r = buf_append_str(&name, "giay_to");
    if (!r)
        r = buf_append_str(&name, ".pdf");
    char *text = r ? NULL : buf_steal(&name);
    buf_free(&name);
    return text;
}

char *document_dossier_name(const char *dossier)
{
    struct buf name = BUF_INIT;
    int r = SO_OK;
    for (const char *p = dossier; *p && name.len < 100 && !r; p++) {
        bool safe =
            (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') || *p == '-' || (*p == '.' && name.len);
        r = buf_append_char(&name, safe ? *p : '_');
    }
    if (!r && !name.len)
        r = buf_append_str(&name, "ho-so");
    if (!r)
        r = buf_append_str(&name, ".pdf");
    char *text = r ? NULL : buf_steal(&name);
    buf_free(&name);
    return text;
}
