#include "support.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/result.h"
#include "model/read_wire.h"
#include "model/wire_stream.h"

static struct wire_in open_buf(const struct buf *b)
{
    return (struct wire_in){.p = (const uint8_t *)buf_str(b), .left = b->len};
}

static void a_page_comes_over_as_it_was(void **state)
{
    (void)state;
    struct page sent = make_page(), got;
    struct buf b = BUF_INIT;
    assert_int_equal(wire_put_page(&b, &sent), 0);
    struct wire_in in = open_buf(&b);
    assert_int_equal(wire_get_page(&in, &got), 0);
    assert_int_equal(wire_end(&in), 0);
    assert_same_page(&sent, &got);
    page_free(&sent);
    page_free(&got);
    buf_free(&b);
}

/* A worker that dies while it speaks, at every byte. */
static void every_cut_page_is_refused(void **state)
{
    (void)state;
    struct page sent = make_page(), got;
    struct buf b = BUF_INIT;
    assert_int_equal(wire_put_page(&b, &sent), 0);
    for (size_t n = 0; n < b.len; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        memcpy(copy, b.data, n);
        struct wire_in in = {.p = copy, .left = n};
        assert_int_equal(wire_get_page(&in, &got), SO_EFORMAT);
        free(copy);
    }
    page_free(&sent);
    buf_free(&b);
}

static int get_changed_page(size_t at, uint32_t value)
{
    struct page sent = make_page(), got;
    struct buf b = BUF_INIT, v = BUF_INIT;
    assert_int_equal(wire_put_page(&b, &sent), 0);
    assert_int_equal(wire_put_u32(&v, value), 0);
    memcpy(b.data + at, v.data, 4);
    struct wire_in in = open_buf(&b);
    int r = wire_get_page(&in, &got);
    if (!r)
        page_free(&got);
    page_free(&sent);
    buf_free(&b);
    buf_free(&v);
    return r;
}

static void hostile_page_values_are_refused(void **state)
{
    (void)state;
    enum { NUMBER = 0, WIDTH = 4, HEIGHT = 8, DPI = 12, TURNED = 16, SKEW = 20, WORDS = 27, TEXT_LEN = 31 };
    assert_int_equal(get_changed_page(TURNED, 90), 0); /* the offsets are right */
    assert_int_equal(get_changed_page(NUMBER, 0), SO_EFORMAT);
    assert_int_equal(get_changed_page(WIDTH, 0), SO_EFORMAT);
    assert_int_equal(get_changed_page(HEIGHT, 0x80000000u), SO_EFORMAT);
    assert_int_equal(get_changed_page(DPI, 0), SO_EFORMAT);
    assert_int_equal(get_changed_page(TURNED, 45), SO_EFORMAT);
    assert_int_equal(get_changed_page(SKEW, 0x7FC00000u), SO_EFORMAT); /* not a number */
    assert_int_equal(get_changed_page(WORDS, 0xFFFFFFFFu), SO_EFORMAT);
    assert_int_equal(get_changed_page(WORDS, 19999), SO_EFORMAT); /* more than the rest can hold */
    assert_int_equal(get_changed_page(TEXT_LEN, 0xFFFFFFFFu), SO_EFORMAT);
    assert_int_equal(get_changed_page(TEXT_LEN, 0), SO_EFORMAT);
}

static void bad_is_for_good(void **state)
{
    (void)state;
    const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct wire_in in = {.p = bytes, .left = sizeof bytes};
    size_t len;
    assert_int_equal(wire_get_u32(&in), 0x04030201u);
    assert_null(wire_get_bytes(&in, 100, &len)); /* a length of 0x08070605 */
    assert_int_equal(len, 0);
    assert_int_equal(wire_get_u8(&in), 0);
    assert_int_equal(wire_end(&in), SO_EFORMAT);
    struct wire_in rest = {.p = bytes, .left = 2};
    assert_int_equal(wire_get_u8(&rest), 1);
    assert_int_equal(wire_end(&rest), SO_EFORMAT); /* something is left over */
}

static void text_with_nul_is_refused(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    assert_int_equal(wire_put_bytes(&b, "a\0b", 3), 0);
    struct wire_in in = open_buf(&b);
    assert_null(wire_get_str(&in, 100));
    assert_true(in.bad);
    buf_free(&b);
}

static void looks_and_answers_come_over(void **state)
{
    (void)state;
    struct question item = {7, {1, 2, 3, 4}, LOOK_DIGITS, PLANE_NO_SEAL, true};
    struct questions q = {&item, 1, 1}, got_q;
    struct buf b = BUF_INIT;
    assert_int_equal(wire_put_questions(&b, &q), 0);
    struct wire_in in = open_buf(&b);
    assert_int_equal(wire_get_questions(&in, &got_q), 0);
    assert_int_equal(wire_end(&in), 0);
    assert_true(got_q.len == 1 && got_q.items[0].id == 7 && got_q.items[0].as == LOOK_DIGITS &&
                got_q.items[0].plane == PLANE_NO_SEAL && got_q.items[0].best_model && got_q.items[0].box.h == 4);
    array_free(&got_q);
    b.data[b.len - 3] = LOOK_AS_COUNT; /* a way of looking that there is none of */
    in = open_buf(&b);
    assert_int_equal(wire_get_questions(&in, &got_q), SO_EFORMAT);
    buf_clear(&b);

    struct page page = make_page();
    struct answer one = {.id = -2, .words = page.words, .best_model = true};
    struct answers a = {&one, 1, 1}, got_a;
    assert_int_equal(wire_put_answers(&b, &a), 0);
    in = open_buf(&b);
    assert_int_equal(wire_get_answers(&in, &got_a), 0);
    assert_int_equal(wire_end(&in), 0);
    assert_int_equal(got_a.items[0].id, -2);
    assert_string_equal(got_a.items[0].words.items[0].text, "Nguyễn");
    answers_free(&got_a);
    page_free(&page);
    buf_free(&b);
}

static void requests_are_bounded(void **state)
{
    (void)state;
    const struct {
        struct read_request q;
        int result;
    } cases[] = {
        {{.page = 2, .quality = QUALITY_BEST, .max_megapixels = 200, .decode_only = true, .turned = 270, .skew = 1.5f}, 0},
        {{.page = 0}, SO_EFORMAT},
        {{.page = 1, .turned = 45}, SO_EFORMAT},
        {{.page = 1, .skew = 50}, SO_EFORMAT},
        {{.page = 1, .skew = NAN}, SO_EFORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = BUF_INIT;
        struct read_request got = {0};
        assert_int_equal(read_wire_put_request(&b, &cases[i].q), 0);
        struct wire_in in = open_buf(&b);
        assert_int_equal(read_wire_get_request(&in, &got), cases[i].result);
        if (!cases[i].result)
            assert_true(got.page == 2 && got.quality == QUALITY_BEST && got.decode_only && got.turned == 270 &&
                        got.skew == 1.5f && got.max_megapixels == 200);
        else
            assert_int_equal(got.page, 0);
        buf_free(&b);
    }
    const struct render_request renders[] = {{200, 75}, {0, 75}, {200, 0}, {200, 101}, {100000, 50}};
    for (size_t i = 0; i < sizeof renders / sizeof *renders; i++) {
        struct buf b = BUF_INIT;
        struct render_request got;
        assert_int_equal(read_wire_put_render(&b, &renders[i]), 0);
        struct wire_in in = open_buf(&b);
        assert_int_equal(read_wire_get_render(&in, &got), i ? SO_EFORMAT : 0);
        buf_free(&b);
    }
}

static void failures_come_over_as_failures(void **state)
{
    (void)state;
    struct so_error e, got = {0};
    struct buf b = BUF_INIT;
    so_fail(&e, SO_ELIMIT, "250 megapixels");
    assert_int_equal(read_wire_put_failure(&b, &e), 0);
    struct wire_in in = open_buf(&b);
    assert_int_equal(read_wire_get_failure(&in, &got), 0);
    assert_int_equal(got.code, SO_ELIMIT);
    assert_string_equal(got.text, "250 megapixels");
    buf_clear(&b);
    e.code = 0; /* "failed with success" must not pass as success */
    assert_int_equal(read_wire_put_failure(&b, &e), 0);
    in = open_buf(&b);
    assert_int_equal(read_wire_get_failure(&in, &got), SO_EFORMAT);
    buf_free(&b);
}

struct pair {
    int a, b;
};

static int setup_pair(void **state)
{
    struct pair *p = calloc(1, sizeof *p);
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    *p = (struct pair){ends[0], ends[1]};
    *state = p;
    return 0;
}

static int teardown_pair(void **state)
{
    struct pair *p = *state;
    close(p->a);
    close(p->b);
    free(p);
    return 0;
}

static void frames_carry_a_descriptor(void **state)
{
    struct pair *p = *state;
    struct buf payload = BUF_INIT, got = BUF_INIT;
    uint32_t type = 0;
    int fd = -1, null = open("/dev/null", O_RDONLY);
    assert_int_equal(buf_append_str(&payload, "trang"), 0);
    assert_int_equal(wire_send(p->a, READ_PAGE, &payload, null), 0);
    assert_int_equal(wire_send(p->a, READ_LOOK, NULL, -1), 0);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, &fd), 0);
    assert_int_equal(type, READ_PAGE);
    assert_string_equal(buf_str(&got), "trang");
    struct stat want, have;
    assert_int_equal(fstat(null, &want), 0);
    assert_int_equal(fstat(fd, &have), 0);
    assert_int_equal(want.st_rdev, have.st_rdev);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    buf_free(&got);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, &fd), 0);
    assert_int_equal(type, READ_LOOK);
    assert_int_equal(got.len, 0);
    assert_int_equal(fd, -1);
    buf_free(&got);
    buf_free(&payload);
    close(null);
}

/* A peer that sends descriptors nobody asked for must not fill our table. */
static void unasked_descriptors_are_closed(void **state)
{
    struct pair *p = *state;
    int null = open("/dev/null", O_RDONLY), before = dup(null);
    close(before);
    for (int i = 0; i < 50; i++) {
        struct buf got = BUF_INIT;
        uint32_t type;
        assert_int_equal(wire_send(p->a, READ_RESULT, NULL, null), 0);
        assert_int_equal(wire_receive(p->b, 1000, &type, &got, NULL), 0);
        buf_free(&got);
    }
    int after = dup(null);
    assert_int_equal(after, before);
    close(after);
    close(null);
}

static void broken_frames_are_told_from_silence(void **state)
{
    struct pair *p = *state;
    struct buf got = BUF_INIT;
    uint32_t type = 99;
    assert_int_equal(wire_receive(p->b, 10, &type, &got, NULL), SO_ETIMEOUT);
    const uint8_t wrong_magic[WIRE_HEADER_SIZE] = {'H', 'T', 'T', 'P'};
    assert_int_equal(write(p->a, wrong_magic, sizeof wrong_magic), sizeof wrong_magic);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, NULL), SO_EFORMAT);
    struct buf header = BUF_INIT;
    assert_int_equal(wire_put_u32(&header, WIRE_MAGIC), 0);
    assert_int_equal(wire_put_u32(&header, 1), 0);
    assert_int_equal(wire_put_u32(&header, WIRE_FRAME_MAX + 1), 0);
    assert_int_equal(write(p->a, header.data, header.len), header.len);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, NULL), SO_EFORMAT);
    header.data[11] = 0; /* now a payload of 1 byte that never comes */
    header.data[8] = 1;
    assert_int_equal(write(p->a, header.data, header.len), header.len);
    assert_int_equal(wire_receive(p->b, 10, &type, &got, NULL), SO_ETIMEOUT);
    assert_int_equal(write(p->a, header.data, 5), 5);
    shutdown(p->a, SHUT_WR);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, NULL), SO_EFORMAT);
    assert_int_equal(wire_receive(p->b, 1000, &type, &got, NULL), SO_EEND);
    assert_int_equal(type, 99);
    assert_null(got.data);
    buf_free(&header);
}

static void a_gone_peer_is_no_signal(void **state)
{
    struct pair *p = *state;
    close(p->b);
    assert_int_equal(wire_send(p->a, READ_READY, NULL, -1), SO_EEND); /* and the program still lives */
    p->b = -1;
}

/* Bytes as they may dribble in; whole frames come out, in order. */
static void a_stream_gives_frames_however_they_come(void **state)
{
    struct pair *p = *state;
    struct buf all = BUF_INIT;
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(wire_put_u32(&all, WIRE_MAGIC), 0);
        assert_int_equal(wire_put_u32(&all, i), 0);
        assert_int_equal(wire_put_u32(&all, 4), 0);
        assert_int_equal(wire_put_u32(&all, 1000 + i), 0);
    }
    struct wire_stream s = {0};
    uint32_t type, seen = 0;
    struct wire_in in;
    assert_int_equal(fcntl(p->b, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(wire_stream_fill(&s, p->b, 100), SO_EBUSY);
    for (size_t i = 0; i < all.len; i++) {
        assert_int_equal(write(p->a, all.data + i, 1), 1);
        assert_int_equal(wire_stream_fill(&s, p->b, 100), 0);
        int r;
        while (!(r = wire_stream_next(&s, 100, &type, &in))) {
            assert_int_equal(type, ++seen);
            assert_int_equal(wire_get_u32(&in), 1000 + seen);
            assert_int_equal(wire_end(&in), 0);
        }
        assert_int_equal(r, SO_EBUSY);
    }
    assert_int_equal(seen, 3);
    assert_int_equal(write(p->a, all.data, 16), 16);
    assert_int_equal(wire_stream_fill(&s, p->b, 100), 0);
    assert_int_equal(wire_stream_next(&s, 3, &type, &in), SO_EFORMAT); /* longer than the limit */
    shutdown(p->a, SHUT_WR);
    assert_int_equal(wire_stream_fill(&s, p->b, 100), SO_EEND);
    wire_stream_free(&s);
    buf_free(&all);
}

#define P(name) cmocka_unit_test_setup_teardown(name, setup_pair, teardown_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_comes_over_as_it_was),
        cmocka_unit_test(every_cut_page_is_refused),
        cmocka_unit_test(hostile_page_values_are_refused),
        cmocka_unit_test(bad_is_for_good),
        cmocka_unit_test(text_with_nul_is_refused),
        cmocka_unit_test(looks_and_answers_come_over),
        cmocka_unit_test(requests_are_bounded),
        cmocka_unit_test(failures_come_over_as_failures),
        P(frames_carry_a_descriptor),
        P(unasked_descriptors_are_closed),
        P(broken_frames_are_told_from_silence),
        P(a_gone_peer_is_no_signal),
        P(a_stream_gives_frames_however_they_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
