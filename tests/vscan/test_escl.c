/* The answers of network scanners, well-formed and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <systemd/sd-event.h>

#include "daemon/scanner_escl.h"

static int parse(const char *answer, bool closed, struct escl_status *ret)
{
    return escl_answer_parse(answer, strlen(answer), closed, ret);
}

#define HEAD "HTTP/1.1 200 OK\r\n"
#define XML(device, adf)                                                                                               \
    "<a:ScannerStatus><b:State>" device "</b:State><scan:AdfState> " adf "\n</scan:AdfState></a:ScannerStatus>"

static void test_states(void **state)
{
    struct escl_status s;
    (void)state;
    assert_int_equal(parse(HEAD "\r\n" XML("Idle", "ScannerAdfLoaded"), true, &s), SO_OK);
    assert_int_equal(s.http, 200);
    assert_int_equal(s.device, ESCL_IDLE);
    assert_int_equal(s.adf, ESCL_ADF_LOADED);
    assert_int_equal(parse(HEAD "\r\n" XML("Stopped", "ScannerAdfJam"), true, &s), SO_OK);
    assert_int_equal(s.device, ESCL_STOPPED);
    assert_int_equal(s.adf, ESCL_ADF_JAM);
    assert_int_equal(parse(HEAD "\r\n" XML("Idle", "SomethingNew"), true, &s), SO_OK);
    assert_int_equal(s.adf, ESCL_ADF_UNKNOWN);
    /* A job's state is not the device's. */
    assert_int_equal(parse(HEAD "\r\n<p:JobState>Processing</p:JobState><p:State>Idle</p:State>", true, &s), SO_OK);
    assert_int_equal(s.device, ESCL_IDLE);
    assert_int_equal(s.adf, ESCL_ADF_UNKNOWN);
    assert_false(s.has_images);
    /* The youngest job counts, wherever it is listed. */
    assert_int_equal(parse(HEAD "\r\n" XML("Idle", "ScannerAdfEmpty") "<j:JobInfo><j:Age>90</j:Age><p:ImagesCompleted>7"
                           "</p:ImagesCompleted></j:JobInfo><j:JobInfo><j:Age>4</j:Age><p:ImagesCompleted> 3 </p:ImagesCompleted>"
                           "</j:JobInfo><j:JobInfo><j:Age>50</j:Age></j:JobInfo>",
                           true, &s),
                     SO_OK);
    assert_true(s.has_images && s.images == 3);
    assert_int_equal(parse(HEAD "\r\n<JobInfo><ImagesCompleted>5</ImagesCompleted></JobInfo><JobInfo><ImagesCompleted>6"
                                "</ImagesCompleted></JobInfo>",
                           true, &s),
                     SO_OK);
    assert_true(s.has_images && s.images == 5);
    assert_int_equal(parse(HEAD "\r\n<JobInfo><ImagesCompleted>-5</ImagesCompleted></JobInfo>", true, &s), SO_OK);
    assert_false(s.has_images);
    assert_int_equal(parse("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false, &s), SO_OK);
    assert_int_equal(s.http, 503);
}

static void test_bodies(void **state)
{
    struct escl_status s;
    (void)state;
    assert_int_equal(parse(HEAD "Content-LENGTH: 20\r\n\r\n<State>Idle</State>", false, &s), SO_EBUSY);
    assert_int_equal(parse(HEAD "Content-Length: 20\r\n\r\n<State>Idle</State>", true, &s), SO_EFORMAT); /* cut */
    assert_int_equal(parse(HEAD "Content-Length: 19\r\n\r\n<State>Idle</State>more", false, &s), SO_OK);
    assert_int_equal(s.device, ESCL_IDLE);
    static const char chunked[] = HEAD "Transfer-Encoding: chunked\r\n\r\n7;x=1\r\n<State>\r\nC\r\nIdle</State>\r\n";
    assert_int_equal(parse(chunked, false, &s), SO_EBUSY);
    char whole[200];
    snprintf(whole, sizeof whole, "%s0\r\n\r\n", chunked);
    assert_int_equal(parse(whole, false, &s), SO_OK);
    assert_int_equal(s.device, ESCL_IDLE);
}

static void test_nonsense(void **state)
{
    static const char *const bad[] = {
        "no HTTP at all\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        HEAD "no colon\r\n\r\n",
        HEAD "Content-Length: -1\r\n\r\n",
        HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        HEAD "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD "Transfer-Encoding: gzip\r\n\r\n",
        HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nxyz",
    };
    struct escl_status s;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse(bad[i], true, &s), SO_EFORMAT);
    assert_int_equal(parse(HEAD "Content-Length: 99999999999999999999\r\n\r\n", false, &s), SO_ELIMIT);
    assert_int_equal(parse(HEAD "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n", false, &s), SO_ELIMIT);
    char *long_head = malloc(ESCL_HEAD_MAX + 100);
    assert_non_null(long_head);
    memset(long_head, 'x', ESCL_HEAD_MAX + 100);
    assert_int_equal(escl_answer_parse(long_head, ESCL_HEAD_MAX + 100, false, &s), SO_ELIMIT);
    free(long_head);
}

static void ignore(void *ctx, const struct escl_status *status)
{
    (void)ctx;
    (void)status;
}

static void test_addresses(void **state)
{
    static const char *const good[] = {"http://10.0.0.9/eSCL/", "http://10.0.0.9:8080/eSCL", "http://[fe80::1]/eSCL/",
                                       "http://localhost:60000/eSCL/"};
    static const char *const bad[] = {"https://10.0.0.9/eSCL/", "http://printer.lan/eSCL/", "http://10.0.0.9:99999999/",
                                      "http:///eSCL",           "http://10.0.0.9/a b",      "http://10.0.0.9/\r\nX: y",
                                      "ftp://10.0.0.9/"};
    struct escl_watch_options options = {.answered = ignore};
    struct so_error err;
    struct escl_watch *w;
    (void)state;
    assert_true(sd_event_new(&options.loop) >= 0);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        options.url = good[i];
        if (escl_watch_new(&options, &w, &err))
            fail_msg("%s: %s", good[i], err.text);
        escl_watch_free(w);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        options.url = bad[i];
        assert_int_not_equal(escl_watch_new(&options, &w, &err), SO_OK);
    }
    sd_event_unref(options.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_states), cmocka_unit_test(test_bodies),
                                       cmocka_unit_test(test_nonsense), cmocka_unit_test(test_addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
