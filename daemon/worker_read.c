/*
 * The reading worker: the only program that links Leptonica and Tesseract. It is handed files as descriptors and gives
 * back words; once its models are loaded it cannot open a file, make a socket or run a program.
 *
 * It is started by the daemon or the command line (sandbox_spawn) with its socket as descriptor 3; see
 * model/read_wire.h for the talk. A broken or hostile file costs an answer READ_FAILED, at worst this process.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "daemon/worker_read_page.h"
#include "image/decode.h"
#include "model/read_wire.h"
#include "ocr/ocr.h"
#include "sandbox/sandbox.h"

#define DEFAULT_TESSDATA "/usr/share/tesseract-ocr/5/tessdata"
#define SEND_FAILED 1 /* exit status: the socket broke or the client broke the talk */

static int send_failure(const struct so_error *why)
{
    struct buf b = BUF_INIT;
    int r = read_wire_put_failure(&b, why);
    r = r ? r : wire_send(READ_SOCKET_FD, READ_FAILED, &b, -1);
    buf_free(&b);
    return r;
}

static int send_ready(bool best)
{
    struct buf b = BUF_INIT;
    int r = wire_put_u8(&b, best);
    r = r ? r : wire_send(READ_SOCKET_FD, READ_READY, &b, -1);
    buf_free(&b);
    return r;
}

/* Answers one message. The reply is built whole before it is sent, so that a failure is one too. */
static int serve(struct page_reader *reading, uint32_t type, const struct buf *request, int fd)
{
    struct buf reply = BUF_INIT;
    struct wire_in in = {.p = (const uint8_t *)buf_str(request), .left = request->len};
    struct so_error err = {0};
    uint32_t answer = 0;
    int r;
    switch (type) {
    case READ_PAGE:
        answer = READ_RESULT;
        r = page_reader_page(reading, &in, fd, &reply, &err);
        break;
    case READ_LOOK:
        answer = READ_ANSWERS;
        r = page_reader_look(reading, &in, &reply, &err);
        break;
    case READ_RENDER:
        answer = READ_RENDERED;
        r = page_reader_render(reading, &in, &reply, &err);
        break;
    default:
        r = so_fail(&err, SO_EFORMAT, "unknown message %u", type);
    }
    r = r ? send_failure(&err) : wire_send(READ_SOCKET_FD, answer, &reply, -1);
    buf_free(&reply);
    return r;
}

static int serve_all(struct page_reader *reading)
{
    for (;;) {
        uint32_t type;
        struct buf request = BUF_INIT;
        int fd = -1;
        int r = wire_receive(READ_SOCKET_FD, -1, &type, &request, &fd);
        if (!r)
            r = serve(reading, type, &request, fd);
        if (fd >= 0)
            close(fd);
        buf_free(&request);
        if (r == SO_EEND)
            return EXIT_SUCCESS;
        if (r) {
            log_error("the talk with the client broke: %s", so_result_text(r));
            return SEND_FAILED;
        }
    }
}

static int usage(int status)
{
    fputs("usage: worker_read [--tessdata DIR[:DIR]] [--page-seconds N] [--render-only] [--no-sandbox]\n"
          "Started by sohoad and sohoa, with a socket as descriptor 3.\n",
          status ? stderr : stdout);
    return status;
}

/*
 * Tesseract would share the work of a page among four threads and wait for them most of the time; the runtime that it
 * uses reads its limit when the program starts, before main.
 */
static void ensure_one_thread(char **argv)
{
    if (getenv("OMP_THREAD_LIMIT"))
        return;
    setenv("OMP_THREAD_LIMIT", "1", 1);
    execv("/proc/self/exe", argv);
}

static int run(const char *tessdata, unsigned page_seconds, bool locked)
{
    struct page_reader *reading = NULL;
    struct so_error err = {0};
    int r = page_reader_open(tessdata, page_seconds, &reading, &err);
    if (!r && locked)
        r = sandbox_lock_reader(&err);
    if (r) {
        log_error("%s", err.text);
        (void)send_failure(&err);
        page_reader_close(reading);
        return EXIT_FAILURE;
    }
    r = send_ready(page_reader_has_best(reading));
    int status = r ? SEND_FAILED : serve_all(reading);
    page_reader_close(reading);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option OPTIONS[] = {{"tessdata", required_argument, NULL, 't'},
                                            {"page-seconds", required_argument, NULL, 's'},
                                            {"render-only", no_argument, NULL, 'r'},
                                            {"no-sandbox", no_argument, NULL, 'n'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    ensure_one_thread(argv);
    const char *tessdata = DEFAULT_TESSDATA;
    unsigned long page_seconds = 40;
    bool locked = true;
    for (int c; (c = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1;) {
        char *end = NULL;
        switch (c) {
        case 't':
            tessdata = optarg;
            break;
        case 's':
            page_seconds = strtoul(optarg, &end, 10);
            if (*end || page_seconds < 1 || page_seconds > 3600)
                return usage(2);
            break;
        case 'r':
            tessdata = NULL;
            break;
        case 'n':
            locked = false;
            break;
        default:
            return usage(c == 'h' ? 0 : 2);
        }
    }
    if (optind != argc)
        return usage(2);
    log_set_name("worker_read");
    image_silence_codecs();
    return run(tessdata, (unsigned)page_seconds, locked);
}
