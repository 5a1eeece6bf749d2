#include "daemon/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sandbox/sandbox.h"

#define READER_NICENESS 5 /* a sheet in the feeder does not wait, a page that is to be read can */
#define START_TIMEOUT_MS 30000
#define RENDER_TIMEOUT_MS 30000
#define GRACE_MS 2000
#define BEST_FACTOR 4 /* the best quality may take this much longer than page_seconds */

struct reader {
    struct reader_options options;
    char *worker, *tessdata;
    struct sandbox_child child; /* pid <= 0: not running */
    bool best;
};

int reader_open(const struct reader_options *options, struct reader **ret_reader, struct so_error *err)
{
    if (access(options->worker, X_OK) < 0)
        return so_fail_errno(err, "%s: can't be run", options->worker);
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return so_fail(err, SO_ENOMEM, "out of memory");
    reader->options = *options;
    reader->worker = strdup(options->worker);
    reader->tessdata = strdup(options->tessdata);
    reader->child.pid = reader->child.sock = -1;
    if (!reader->worker || !reader->tessdata) {
        reader_close(reader);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    *ret_reader = reader;
    return SO_OK;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    (void)sandbox_end(&reader->child, 500, NULL);
    free(reader->worker);
    free(reader->tessdata);
    free(reader);
}

/* Ends a worker that failed its duty and says how it ended. */
static int lose_worker(struct reader *reader, int code, const char *name, struct so_error *err)
{
    int status = 0;
    char how[80];
    (void)sandbox_end(&reader->child, code == SO_EEND ? 200 : 0, &status);
    sandbox_describe_status(status, how, sizeof how);
    if (code == SO_ETIMEOUT)
        return so_fail(err, SO_ETIMEOUT, "%s: the reading worker took too long and was ended", name);
    if (code == SO_EFORMAT)
        return so_fail(err, SO_ECRASHED, "%s: the reading worker spoke nonsense and was ended", name);
    return so_fail(err, SO_ECRASHED, "%s: the reading worker %s", name, how);
}

static int start_worker(struct reader *reader, struct so_error *err)
{
    if (reader->child.pid > 0)
        return SO_OK;
    char seconds[12];
    snprintf(seconds, sizeof seconds, "%u", reader->options.page_seconds);
    const char *argv[] = {reader->worker, "--tessdata", reader->tessdata, "--page-seconds", seconds,
                          reader->options.render_only ? "--render-only" : NULL, NULL};
    const char *env[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "OMP_THREAD_LIMIT=1", NULL};
    struct sandbox_spec spec = {
        .program = reader->worker,
        .argv = argv,
        .env = env,
        .socket = true,
        .stdin_fd = -1,
        .stdout_fd = -1,
        .stderr_fd = -1,
        .memory_bytes = reader->options.memory_bytes,
        .niceness = READER_NICENESS,
        .no_network = true,
    };
    int r = sandbox_spawn(&spec, &reader->child, err);
    if (r)
        return r;
    uint32_t type = 0;
    struct buf payload = BUF_INIT;
    r = wire_receive(reader->child.sock, START_TIMEOUT_MS, &type, &payload, NULL);
    struct wire_in in = {.p = (const uint8_t *)buf_str(&payload), .left = payload.len};
    struct so_error said;
    if (r) {
        r = lose_worker(reader, r, file_base_name(reader->worker), err);
    } else if (type == READ_READY) {
        reader->best = wire_get_u8(&in) != 0;
    } else if (type == READ_FAILED && !read_wire_get_failure(&in, &said)) {
        (void)sandbox_end(&reader->child, 200, NULL);
        r = so_fail(err, said.code, "%s%s", said.text,
                    said.code == SO_ENOTFOUND ? "; install the package tesseract-ocr-vie" : "");
    } else {
        r = lose_worker(reader, SO_EFORMAT, file_base_name(reader->worker), err);
    }
    buf_free(&payload);
    return r;
}

int reader_start(struct reader *reader, struct so_error *err)
{
    return start_worker(reader, err);
}

bool reader_has_best(struct reader *reader)
{
    return !start_worker(reader, NULL) && reader->best;
}

/*
 * One request and its reply. A READ_FAILED reply becomes its code with "name: reason"; the payload of any other reply
 * must be of type want.
 */
static int ask(struct reader *reader, uint32_t type, const struct buf *payload, int fd, int timeout_ms, uint32_t want,
               const char *name, struct buf *ret_reply, struct so_error *err)
{
    struct so_error said;
    int r = start_worker(reader, &said);
    if (r)
        return so_fail(err, SO_EBUSY, "%s", said.text);
    r = wire_send(reader->child.sock, type, payload, fd);
    uint32_t got = 0;
    struct buf reply = BUF_INIT;
    if (!r)
        r = wire_receive(reader->child.sock, timeout_ms, &got, &reply, NULL);
    if (r)
        return lose_worker(reader, r, name, err);
    struct wire_in in = {.p = (const uint8_t *)buf_str(&reply), .left = reply.len};
    /* A worker has all the memory that it may have: a page that wants more never gets it. */
    if (got == READ_FAILED && !read_wire_get_failure(&in, &said))
        r = so_fail(err, said.code == SO_ENOMEM ? SO_ELIMIT : said.code, "%s: %s", name, said.text);
    else if (got != want)
        r = lose_worker(reader, SO_EFORMAT, name, err);
    if (r)
        buf_free(&reply);
    else
        *ret_reply = reply;
    return r;
}

static int page_seconds(const struct reader *reader, enum quality quality)
{
    return (int)(reader->options.page_seconds * (quality == QUALITY_BEST ? BEST_FACTOR : 1));
}

/* The worker stops by itself when its time is up; one that can't, amid the layout of the page, is ended. */
static int page_timeout_ms(const struct reader *reader, enum quality quality)
{
    return page_seconds(reader, quality) * 1000 + GRACE_MS;
}

/* However the page ran out of time, the clerk is told the same. */
static int say_too_long(const struct reader *reader, const char *name, enum quality quality, struct so_error *err)
{
    int seconds = page_seconds(reader, quality);
    return so_fail(err, SO_ETIMEOUT,
                   "%s: đọc trang này quá %d giây nên đã dừng; ảnh vẫn được giữ (reading took longer than %d s and was "
                   "given up; the image is kept)",
                   name, seconds, seconds);
}

int reader_read_page(struct reader *reader, int fd, const char *name, int page, enum quality quality,
                     struct page *ret_page, int *ret_pages, struct so_error *err)
{
    struct read_request request = {
        .page = page, .quality = quality, .max_megapixels = reader->options.max_megapixels};
    struct buf payload = BUF_INIT, reply = BUF_INIT;
    int r = read_wire_put_request(&payload, &request);
    if (r)
        so_fail(err, r, "%s: out of memory", name);
    else
        r = ask(reader, READ_PAGE, &payload, fd, page_timeout_ms(reader, quality), READ_RESULT, name, &reply, err);
    r = r == SO_ETIMEOUT ? say_too_long(reader, name, quality, err) : r;
    buf_free(&payload);
    if (r)
        return r;
    struct wire_in in = {.p = (const uint8_t *)buf_str(&reply), .left = reply.len};
    uint32_t pages = wire_get_u32(&in);
    struct page got;
    r = wire_get_page(&in, &got);
    if (!r && wire_end(&in)) {
        page_free(&got);
        r = SO_EFORMAT;
    }
    buf_free(&reply);
    if (r)
        return lose_worker(reader, SO_EFORMAT, name, err);
    *ret_page = got;
    *ret_pages = pages > INT32_MAX ? INT32_MAX : (int)pages;
    return SO_OK;
}

int reader_look(struct reader *reader, const struct questions *questions, enum quality quality,
                struct answers *ret_answers, struct so_error *err)
{
    struct buf payload = BUF_INIT, reply = BUF_INIT;
    int r = wire_put_questions(&payload, questions);
    if (r)
        so_fail(err, r, "second look: out of memory");
    else
        r = ask(reader, READ_LOOK, &payload, -1, page_timeout_ms(reader, quality), READ_ANSWERS, "second look", &reply,
                err);
    buf_free(&payload);
    if (r)
        return r;
    struct wire_in in = {.p = (const uint8_t *)buf_str(&reply), .left = reply.len};
    struct answers answers;
    r = wire_get_answers(&in, &answers);
    if (!r && wire_end(&in)) {
        answers_free(&answers);
        r = SO_EFORMAT;
    }
    buf_free(&reply);
    if (r)
        return lose_worker(reader, SO_EFORMAT, "second look", err);
    *ret_answers = answers;
    return SO_OK;
}

int reader_hold(struct reader *reader, int fd, const char *name, int page, int turned, float skew, struct so_error *err)
{
    struct read_request request = {.page = page,
                                   .max_megapixels = reader->options.max_megapixels,
                                   .decode_only = true,
                                   .turned = turned,
                                   .skew = skew};
    struct buf payload = BUF_INIT, reply = BUF_INIT;
    int r = read_wire_put_request(&payload, &request);
    if (r)
        so_fail(err, r, "%s: out of memory", name);
    else
        r = ask(reader, READ_PAGE, &payload, fd, RENDER_TIMEOUT_MS, READ_RESULT, name, &reply, err);
    buf_free(&payload);
    buf_free(&reply);
    return r;
}

int reader_render(struct reader *reader, int dpi, int jpeg_quality, struct render_result *ret, struct so_error *err)
{
    struct render_request request = {.dpi = dpi, .jpeg_quality = jpeg_quality};
    struct buf payload = BUF_INIT, reply = BUF_INIT;
    int r = read_wire_put_render(&payload, &request);
    if (r)
        so_fail(err, r, "rendering: out of memory");
    else
        r = ask(reader, READ_RENDER, &payload, -1, RENDER_TIMEOUT_MS, READ_RENDERED, "rendering", &reply, err);
    buf_free(&payload);
    if (r)
        return r;
    struct wire_in in = {.p = (const uint8_t *)buf_str(&reply), .left = reply.len};
    r = read_wire_get_rendered(&in, ret);
    buf_free(&reply);
    return r ? lose_worker(reader, SO_EFORMAT, "rendering", err) : SO_OK;
}
