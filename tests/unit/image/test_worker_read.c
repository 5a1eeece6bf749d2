/* The reading worker over its socket: bad files cost an answer, broken frames the worker, and nothing else. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "model/read_wire.h"
#include "support.h"

#define WORKER SOHOA_BUILD_DIR "/worker_read"
#define WAIT_MS 100000

struct worker {
    pid_t pid;
    int sock;
};

static struct worker start(void)
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    struct worker w = {.sock = pair[0]};
    w.pid = fork();
    if (!w.pid) {
        dup2(pair[1], READ_SOCKET_FD);
#ifdef SOHOA_SANITIZED
        execl(WORKER, WORKER, "--no-sandbox", (char *)NULL);
#else
        execl(WORKER, WORKER, (char *)NULL);
#endif
        _exit(127);
    }
    close(pair[1]);
    uint32_t type = 0;
    struct buf b = BUF_INIT;
    assert_int_equal(wire_receive(w.sock, WAIT_MS, &type, &b, NULL), 0);
    assert_int_equal(type, READ_READY);
    buf_free(&b);
    return w;
}

static int finish(struct worker w)
{
    int status = 0;
    close(w.sock);
    assert_int_equal(waitpid(w.pid, &status, 0), w.pid);
    return status;
}

static uint32_t ask(struct worker w, uint32_t type, const struct buf *request, int fd, struct buf *ret_reply)
{
    uint32_t got = 0;
    buf_free(ret_reply);
    assert_int_equal(wire_send(w.sock, type, request, fd), 0);
    assert_int_equal(wire_receive(w.sock, WAIT_MS, &got, ret_reply, NULL), 0);
    return got;
}

static struct wire_in in_of(const struct buf *b)
{
    return (struct wire_in){(const uint8_t *)buf_str(b), b->len, false};
}

/* Sends a file's bytes as a page to read. */
static uint32_t ask_page(struct worker w, const void *data, size_t len, uint32_t megapixels, struct buf *ret_reply)
{
    struct read_request request = {.page = 1, .max_megapixels = megapixels};
    struct buf b = BUF_INIT;
    int fd = memfd_create("page", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, len), (ssize_t)len);
    assert_int_equal(read_wire_put_request(&b, &request), 0);
    uint32_t type = ask(w, READ_PAGE, &b, fd, ret_reply);
    close(fd);
    buf_free(&b);
    return type;
}

static void expect_failure(uint32_t type, const struct buf *reply, int code)
{
    struct so_error err;
    struct wire_in in = in_of(reply);
    assert_int_equal(type, READ_FAILED);
    assert_int_equal(read_wire_get_failure(&in, &err), 0);
    assert_int_equal(err.code, code);
    assert_true(err.text[0]);
}

static struct buf letter_file(void)
{
    PIX *paper = paper_new(1240, 1754);
    pixSetResolution(paper, 150, 150);
    for (int i = 0; i < 10; i++)
        paper_text(paper, 120, 200 + 90 * i, "Anh Minh sinh ngay 24 thang 02", 20, BLACK);
    return paper_encode(paper, IFF_PNG);
}

static void test_bad_files_then_a_good_one(void **state)
{
    (void)state;
    struct worker w = start();
    struct buf reply = BUF_INIT, good = letter_file();
    expect_failure(ask_page(w, "no image", 8, 200, &reply), &reply, SO_EFORMAT);
    expect_failure(ask_page(w, good.data, good.len / 2, 200, &reply), &reply, SO_EFORMAT);
    expect_failure(ask_page(w, good.data, good.len, 1, &reply), &reply, SO_ELIMIT);
    assert_int_equal(ask_page(w, good.data, good.len, 200, &reply), READ_RESULT);
    struct wire_in in = in_of(&reply);
    struct page page;
    assert_int_equal(wire_get_u32(&in), 1);
    assert_int_equal(wire_get_page(&in, &page), 0);
    assert_int_equal(page.width, 1240);
    assert_int_equal(page.turned, 0);
    assert_true(page.words.len > 40 && !page.blank);
    page_free(&page);
    buf_free(&good);
    buf_free(&reply);
    assert_int_equal(finish(w), 0);
}

static void test_looks_and_renders(void **state)
{
    (void)state;
    struct worker w = start();
    struct buf reply = BUF_INIT, good = letter_file(), b = BUF_INIT;
    struct question q = {.id = 7, .box = {100, 150, 1000, 70}, .as = LOOK_LINE, .plane = PLANE_GRAY};
    struct questions questions = {&q, 1, 1};
    struct render_request render = {100, 80};

    /* Nothing is held yet. */
    assert_int_equal(wire_put_questions(&b, &questions), 0);
    expect_failure(ask(w, READ_LOOK, &b, -1, &reply), &reply, SO_ENOTFOUND);

    assert_int_equal(ask_page(w, good.data, good.len, 200, &reply), READ_RESULT);
    assert_int_equal(ask(w, READ_LOOK, &b, -1, &reply), READ_ANSWERS);
    struct wire_in in = in_of(&reply);
    struct answers answers = {0};
    assert_int_equal(wire_get_answers(&in, &answers), 0);
    assert_int_equal(answers.len, 1);
    assert_int_equal(answers.items[0].id, 7);
    assert_true(answers.items[0].words.len >= 5);
    assert_true(answers.items[0].words.items[0].box.y >= 150);
    answers_free(&answers);

    buf_clear(&b);
    assert_int_equal(read_wire_put_render(&b, &render), 0);
    assert_int_equal(ask(w, READ_RENDER, &b, -1, &reply), READ_RENDERED);
    struct render_result result;
    in = in_of(&reply);
    assert_int_equal(read_wire_get_rendered(&in, &result), 0);
    assert_int_equal(result.width, 827);
    assert_int_equal(result.dpi, 100);
    buf_free(&result.jpeg);
    buf_free(&b);
    buf_free(&good);
    buf_free(&reply);
    assert_int_equal(finish(w), 0);
}

static void test_hostile_client(void **state)
{
    (void)state;
    struct worker w = start();
    struct buf reply = BUF_INIT, junk = BUF_INIT;
    assert_int_equal(buf_append(&junk, "\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9), 0);
    static const uint32_t TYPES[] = {READ_PAGE, READ_LOOK, READ_RENDER, 0xdeadu};
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        expect_failure(ask(w, TYPES[i], &junk, -1, &reply), &reply, SO_EFORMAT);
    /* No frame at all: the worker ends, with a status that says so. */
    assert_int_equal(write(w.sock, "GET / HTTP/1.1\r\n\r\n", 18), 18);
    int status = finish(w);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    buf_free(&junk);
    buf_free(&reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bad_files_then_a_good_one),
                                       cmocka_unit_test(test_looks_and_renders), cmocka_unit_test(test_hostile_client)};
    if (access(WORKER, X_OK)) {
        puts("worker_read is not built: skipped");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
