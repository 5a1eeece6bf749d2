/* Every message of the scan worker survives its way, and nothing else is taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/scan_wire.h"
#include "model/wire_stream.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static struct wire_in in_of(const struct buf *b)
{
    return (struct wire_in){(const uint8_t *)b->data, b->len, false};
}

static void test_job(void **state)
{
    char *sources[] = {TEXT("ADF Duplex"), TEXT("Flatbed")};
    struct scan_setting settings[] = {{TEXT("df-action"), TEXT("Stop")}};
    const struct scan_job job = {sources, 2, TEXT("Color"), 300, 210000, 297000, settings, 1};
    struct scan_job back;
    struct buf b = BUF_INIT;
    (void)state;
    assert_int_equal(scan_wire_put_job(&b, &job), 0);
    struct wire_in in = in_of(&b);
    assert_int_equal(scan_wire_get_job(&in, &back), 0);
    assert_int_equal(back.nsources, 2);
    assert_string_equal(back.sources[1], "Flatbed");
    assert_string_equal(back.mode, "Color");
    assert_int_equal(back.height_um, 297000);
    assert_string_equal(back.settings[0].value, "Stop");
    scan_job_free(&back);
    for (size_t cut = 0; cut < b.len; cut++) {
        struct wire_in shorter = {(const uint8_t *)b.data, cut, false};
        assert_int_equal(scan_wire_get_job(&shorter, &back), SO_EFORMAT);
    }
    buf_free(&b);
}

static void test_page(void **state)
{
    struct scan_page page = {RASTER_RGB, 8, 2480, 3508, 3508, 300, true}, back;
    struct buf b = BUF_INIT;
    (void)state;
    assert_int_equal(scan_wire_put_page(&b, &page), 0);
    struct wire_in in = in_of(&b);
    assert_int_equal(scan_wire_get_page(&in, &back), 0);
    assert_true(back.raster == RASTER_RGB && back.depth == 8 && back.width == 2480 && back.lines == 3508);
    assert_true(back.want_lines == 3508 && back.resolution == 300 && back.back);
    assert_int_equal(scan_page_row_bytes(&page), 7440);
    page.width = SCAN_SIDE_PIXELS_MAX + 1;
    buf_clear(&b);
    assert_int_equal(scan_wire_put_page(&b, &page), 0);
    in = in_of(&b);
    assert_int_equal(scan_wire_get_page(&in, &back), SO_EFORMAT);
    buf_free(&b);
}

static void test_long_text_is_cut_not_refused(void **state)
{
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const struct scan_end end = {.status = SCAN_JAMMED, .pages = 3, .has_count = true, .counted = 7, .text = text};
    struct scan_end back;
    struct buf b = BUF_INIT;
    (void)state;
    assert_int_equal(scan_wire_put_end(&b, &end), 0);
    struct wire_in in = in_of(&b);
    assert_int_equal(scan_wire_get_end(&in, &back), 0);
    assert_true(back.status == SCAN_JAMMED && back.has_count && back.counted == 7);
    assert_int_equal(strlen(back.text), 480);
    scan_end_free(&back);
    buf_free(&b);
}

/* Frames come out whole however the bytes come in. */
static void test_stream(void **state)
{
    int socks[2];
    struct wire_stream s = {0};
    struct buf payload = BUF_INIT, raw = BUF_INIT;
    struct wire_in in;
    uint32_t type;
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, socks), 0);
    assert_int_equal(wire_stream_fill(&s, socks[0], 1000), SO_EBUSY);
    assert_int_equal(buf_append_str(&payload, "abc"), 0);
    assert_int_equal(wire_send(socks[1], SCAN_DATA, &payload, -1), 0);
    assert_int_equal(wire_send(socks[1], SCAN_ALIVE, NULL, -1), 0);
    assert_int_equal(wire_stream_fill(&s, socks[0], 1000), 0);
    assert_int_equal(buf_append(&raw, s.in.data, s.in.len), 0);
    for (size_t cut = 0; cut <= raw.len; cut++) {
        struct wire_stream part = {0};
        unsigned frames = 0;
        assert_int_equal(buf_append(&part.in, raw.data, cut), 0);
        while (!wire_stream_next(&part, 100, &type, &in))
            frames++;
        assert_int_equal(frames, cut == raw.len ? 2 : cut >= 15);
        wire_stream_free(&part);
    }
    assert_int_equal(wire_stream_next(&s, 2, &type, &in), SO_EFORMAT); /* longer than the limit */
    assert_int_equal(wire_stream_next(&s, 3, &type, &in), 0);
    assert_int_equal(type, SCAN_DATA);
    assert_int_equal(in.left, 3);
    close(socks[1]);
    assert_int_equal(wire_stream_fill(&s, socks[0], 1000), SO_EEND);
    close(socks[0]);
    wire_stream_free(&s);
    buf_free(&payload);
    buf_free(&raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_job), cmocka_unit_test(test_page),
                                       cmocka_unit_test(test_long_text_is_cut_not_refused), cmocka_unit_test(test_stream)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
