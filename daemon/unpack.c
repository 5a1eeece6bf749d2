#include "daemon/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "sandbox/sandbox.h"

#define HEAD_BYTES 1024
#define POPPLER_TIMEOUT_MS 60000
#define POPPLER_MEMORY (2ull << 30)
#define POPPLER_OUT_MAX (1u << 20)
#define PAGE_FILE_MAX (512ull << 20)
#define RENDER_DPI "300"
#define NATIVE_PPI_MIN 150.0
#define NATIVE_COVER_MIN 0.95 /* an image is the page when it covers this share of its width */

struct unpack {
    char *path; /* absolute */
    char *name;
    const char *media_type;
    int pages;
    char *scratch; /* folder for PDF pages; NULL for images */
};

struct magic {
    const char *bytes;
    size_t len;
    const char *media_type;
};

static const struct magic magics[] = {
    {"\xFF\xD8\xFF", 3, "image/jpeg"},     {"\x89PNG\r\n\x1a\n", 8, "image/png"},
    {"II*\0", 4, "image/tiff"},            {"MM\0*", 4, "image/tiff"},
    {"P4", 2, "image/x-portable-bitmap"},  {"P5", 2, "image/x-portable-graymap"},
    {"P6", 2, "image/x-portable-pixmap"},  {"\0\0\0\x0CjP  \r\n\x87\n", 12, "image/jp2"},
};

/* NULL when the bytes begin no known kind. A PDF may have some rubbish before its header. */
static const char *sniff(const char *head, size_t len)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (len >= magics[i].len && !memcmp(head, magics[i].bytes, magics[i].len))
            return magics[i].media_type;
    if (len >= 12 && !memcmp(head, "RIFF", 4) && !memcmp(head + 8, "WEBP", 4))
        return "image/webp";
    return memmem(head, len, "%PDF-", 5) ? "application/pdf" : NULL;
}

/* What a file that is no image looks like, to help the person who named it. */
static const char *describe_other(const char *head, size_t len)
{
    if (len >= 4 && !memcmp(head, "PK\x03\x04", 4))
        return "it is a ZIP or office file; print it to PDF first";
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)head[i] < 9)
            return "its beginning is that of no known image";
    return "it is a text file";
}

static uint32_t load(const unsigned char *p, size_t n, bool little)
{
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint32_t)p[i] << 8 * (little ? i : n - 1 - i);
    return v;
}

int unpack_tiff_chain(int fd, bool *ret_whole)
{
    unsigned char head[8], two[2], four[4];
    uint32_t walked[UNPACK_PAGES_MAX + 1];
    *ret_whole = false;
    if (pread(fd, head, sizeof head, 0) != (ssize_t)sizeof head)
        return 0;
    bool little = head[0] == 'I';
    uint32_t at = load(head + 4, 4, little);
    int n = 0;
    while (at && n <= UNPACK_PAGES_MAX) {
        for (int i = 0; i < n; i++)
            if (walked[i] == at)
                return n;
        if (pread(fd, two, 2, at) != 2)
            return n;
        walked[n++] = at;
        if (pread(fd, four, 4, (off_t)at + 2 + 12 * (off_t)load(two, 2, little)) != 4)
            return n;
        at = load(four, 4, little);
    }
    *ret_whole = at == 0;
    return n;
}

/* Runs a poppler program on u's file with the scratch folder as cwd; its output and whether it ended well. */
static int run_poppler(const struct unpack *u, const char *const *argv, struct buf *ret_out, bool *ret_ok,
                       struct so_error *err)
{
    char program[64];
    snprintf(program, sizeof program, "/usr/bin/%s", argv[0]);
    const char *reads[] = {"/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig",
                           "/dev/null", u->path, NULL};
    const char *writes[] = {u->scratch, NULL};
    struct sandbox_spec spec = {
        .program = program,
        .argv = argv,
        .cwd = u->scratch,
        .stdin_fd = -1,
        .stdout_fd = -1,
        .stderr_fd = -1,
        .memory_bytes = POPPLER_MEMORY,
        .cpu_seconds = POPPLER_TIMEOUT_MS / 1000,
        .file_bytes = PAGE_FILE_MAX,
        .no_network = true,
        .read_paths = reads,
        .write_paths = writes,
    };
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    spec.stderr_fd = null;
    int status = 0;
    int r = sandbox_run(&spec, POPPLER_TIMEOUT_MS, POPPLER_OUT_MAX, ret_out, &status, err);
    close(null);
    if (r == SO_ENOTFOUND)
        return so_fail(err, SO_EUNSUPPORTED, "%s: reading PDF needs the package poppler-utils", u->name);
    if (!r)
        *ret_ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return r;
}

/* The number after "label" at a line's beginning; -1 when there is none. */
static long find_number(const char *text, const char *label)
{
    for (const char *p = text; p; p = strchr(p, '\n')) {
        p += *p == '\n';
        if (!strncmp(p, label, strlen(label)))
            return strtol(p + strlen(label), NULL, 10);
        if (!*p)
            break;
    }
    return -1;
}

/* A PDF that wants a password names its encryption in the clear. */
static bool looks_encrypted(const char *path)
{
    struct buf data = BUF_INIT;
    if (file_read_all(path, 64u << 20, &data, NULL))
        return false;
    bool found = memmem(buf_str(&data), data.len, "/Encrypt", 8) != NULL;
    buf_free(&data);
    return found;
}

static int open_pdf(struct unpack *u, struct so_error *err)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = file_join(temporary && *temporary ? temporary : "/tmp", "sohoa-pdf-XXXXXX");
    if (!folder)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", u->name);
    if (!mkdtemp(folder)) {
        int r = so_fail_errno(err, "%s: no folder for its pages", u->name);
        free(folder);
        return r;
    }
    u->scratch = folder;
    const char *argv[] = {"pdfinfo", u->path, NULL};
    struct buf out = BUF_INIT;
    bool ok = false;
    int r = run_poppler(u, argv, &out, &ok, err);
    if (r)
        return r;
    long pages = ok ? find_number(buf_str(&out), "Pages:") : -1;
    bool locked = strstr(buf_str(&out), "Encrypted:       yes") != NULL;
    buf_free(&out);
    if (locked || (pages < 1 && looks_encrypted(u->path)))
        return so_fail(err, SO_EENCRYPTED, "%s: the PDF is encrypted; save it without a password and try again", u->name);
    if (pages < 1)
        return so_fail(err, SO_EFORMAT, "%s: the PDF is broken", u->name);
    if (pages > UNPACK_PAGES_MAX)
        return so_fail(err, SO_ELIMIT, "%s: %ld pages, more than %d; split it", u->name, pages, UNPACK_PAGES_MAX);
    u->pages = (int)pages;
    return SO_OK;
}

static int open_kind(struct unpack *u, int fd, struct so_error *err)
{
    char head[HEAD_BYTES];
    struct stat st;
    if (fstat(fd, &st) < 0)
        return so_fail_errno(err, "%s", u->name);
    if (S_ISDIR(st.st_mode))
        return so_fail(err, SO_EINVALID, "%s: is a folder", u->name);
    if (!S_ISREG(st.st_mode))
        return so_fail(err, SO_EINVALID, "%s: not a regular file", u->name);
    if (st.st_size == 0)
        return so_fail(err, SO_EFORMAT, "%s: the file is empty", u->name);
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n < 0)
        return so_fail_errno(err, "%s", u->name);
    u->media_type = sniff(head, (size_t)n);
    if (!u->media_type)
        return so_fail(err, SO_EFORMAT, "%s: not an image or PDF: %s", u->name, describe_other(head, (size_t)n));
    u->pages = 1;
    if (!strcmp(u->media_type, "application/pdf"))
        return open_pdf(u, err);
    bool whole;
    int directories = strcmp(u->media_type, "image/tiff") ? 1 : unpack_tiff_chain(fd, &whole);
    if (directories > 1)
        u->pages = directories;
    if (u->pages > UNPACK_PAGES_MAX)
        return so_fail(err, SO_ELIMIT, "%s: more than %d pages; split it", u->name, UNPACK_PAGES_MAX);
    return SO_OK;
}

int unpack_open(const char *path, const char *name, struct unpack **ret_unpack, struct so_error *err)
{
    if (!name)
        name = path;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return so_fail_errno(err, "%s", name);
    struct unpack *u = calloc(1, sizeof *u);
    int r = SO_OK;
    if (u) {
        u->name = strdup(name);
        u->path = realpath(path, NULL);
    }
    if (!u || !u->name || !u->path)
        r = so_fail(err, SO_ENOMEM, "%s: out of memory", name);
    else
        r = open_kind(u, fd, err);
    close(fd);
    if (r) {
        unpack_close(u);
        return r;
    }
    *ret_unpack = u;
    return SO_OK;
}

void unpack_close(struct unpack *u)
{
    if (!u)
        return;
    if (u->scratch)
        (void)file_remove_tree(u->scratch, NULL);
    free(u->scratch);
    free(u->path);
    free(u->name);
    free(u);
}

int unpack_pages(const struct unpack *u)
{
    return u->pages;
}

const char *unpack_media_type(const struct unpack *u)
{
    return u->media_type;
}

/* Width in points of page n by pdfinfo; 0 when it doesn't say. */
static double page_width_points(const struct unpack *u, const char *n)
{
    const char *argv[] = {"pdfinfo", "-f", n, "-l", n, u->path, NULL};
    struct buf out = BUF_INIT;
    bool ok = false;
    double width = 0;
    if (!run_poppler(u, argv, &out, &ok, NULL)) {
        const char *size = strstr(buf_str(&out), " size:");
        if (ok && size)
            width = strtod(size + strlen(" size:"), NULL);
    }
    buf_free(&out);
    return width;
}

/*
 * True when page n is exactly one JPEG over its whole width: then the scan inside is taken as it is. Columns of
 * pdfimages -list: page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio.
 */
static bool is_one_jpeg(const struct unpack *u, const char *n)
{
    const char *argv[] = {"pdfimages", "-list", "-f", n, "-l", n, u->path, NULL};
    struct buf out = BUF_INIT;
    bool ok = false;
    if (run_poppler(u, argv, &out, &ok, NULL))
        return false;
    int rows = 0, width = 0;
    double ppi = 0;
    char enc[16] = "", type[16] = "";
    const char *line = ok ? buf_str(&out) : "";
    for (int i = 0; line && *line; i++) {
        if (i >= 2) {
            rows++;
            if (sscanf(line, "%*d %*d %15s %d %*d %*s %*d %*d %15s %*s %*d %*d %lf", type, &width, enc, &ppi) != 4)
                rows = 2;
        }
        line = strchr(line, '\n');
        line += line != NULL;
    }
    buf_free(&out);
    if (rows != 1 || strcmp(type, "image") || strcmp(enc, "jpeg") || ppi < NATIVE_PPI_MIN)
        return false;
    double points = page_width_points(u, n);
    return points > 0 && width / ppi * 72.0 >= points * NATIVE_COVER_MIN;
}

/* The one file that a program has left in the scratch folder under the prefix, open. */
static int open_made(const struct unpack *u, const char *file, int *ret_fd, struct so_error *err)
{
    char *path = file_join(u->scratch, file);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    int r = fd < 0 ? so_fail(err, SO_EFORMAT, "%s: the PDF is broken: a page can't be drawn", u->name) : SO_OK;
    if (path)
        unlink(path);
    free(path);
    if (!r)
        *ret_fd = fd;
    return r;
}

int unpack_page(struct unpack *u, int n, int *ret_fd, int *ret_file_page, struct so_error *err)
{
    if (n < 1 || n > u->pages)
        return so_fail(err, SO_EINVALID, "%s: has no page %d", u->name, n);
    if (!u->scratch) {
        int fd = open(u->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return so_fail_errno(err, "%s", u->name);
        *ret_fd = fd;
        *ret_file_page = n;
        return SO_OK;
    }
    char number[16];
    snprintf(number, sizeof number, "%d", n);
    bool native = is_one_jpeg(u, number);
    const char *extract[] = {"pdfimages", "-j", "-f", number, "-l", number, u->path, "page", NULL};
    const char *draw[] = {"pdftoppm", "-r", RENDER_DPI, "-f", number, "-l", number, "-jpeg", "-jpegopt", "quality=95",
                          "-singlefile", u->path, "page", NULL};
    struct buf out = BUF_INIT;
    bool ok = false;
    int r = run_poppler(u, native ? extract : draw, &out, &ok, err);
    buf_free(&out);
    if (r)
        return r;
    r = open_made(u, native ? "page-000.jpg" : "page.jpg", ret_fd, err);
    if (!r)
        *ret_file_page = 1;
    return r;
}
