/*
 * Everything that a worker or the daemon may send. The first byte chooses the kind of message; what is accepted must
 * come out the same when it is sent on: written, read and written again gives the same bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/read_wire.h"
#include "model/scan_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads one message of a kind and writes it to out; non-zero when it is refused. */
typedef int pass_fn(struct wire_in *in, struct buf *out);

#define NOTHING(x) ((void)(x))

#define PASS(name, type, get, put, release)                                                                            \
    static int name(struct wire_in *in, struct buf *out)                                                               \
    {                                                                                                                  \
        type v;                                                                                                        \
        memset(&v, 0, sizeof v);                                                                                       \
        int r = get(in, &v);                                                                                           \
        if (r)                                                                                                         \
            return r;                                                                                                  \
        r = put(out, &v);                                                                                              \
        release(&v);                                                                                                   \
        return r;                                                                                                      \
    }

#define FREE_JPEG(v) buf_free(&(v)->jpeg)
#define FREE_ARRAY(v) array_free(v)

PASS(pass_page, struct page, wire_get_page, wire_put_page, page_free)
PASS(pass_words, struct words, wire_get_words, wire_put_words, words_free)
PASS(pass_questions, struct questions, wire_get_questions, wire_put_questions, FREE_ARRAY)
PASS(pass_answers, struct answers, wire_get_answers, wire_put_answers, answers_free)
PASS(pass_request, struct read_request, read_wire_get_request, read_wire_put_request, NOTHING)
PASS(pass_render, struct render_request, read_wire_get_render, read_wire_put_render, NOTHING)
PASS(pass_rendered, struct render_result, read_wire_get_rendered, read_wire_put_rendered, FREE_JPEG)
PASS(pass_failure, struct so_error, read_wire_get_failure, read_wire_put_failure, NOTHING)
PASS(pass_open, struct scan_open, scan_wire_get_open, scan_wire_put_open, scan_open_free)
PASS(pass_hello, struct scan_hello, scan_wire_get_hello, scan_wire_put_hello, scan_hello_free)
PASS(pass_sensor, struct scan_sensor, scan_wire_get_sensor, scan_wire_put_sensor, scan_sensor_free)
PASS(pass_job, struct scan_job, scan_wire_get_job, scan_wire_put_job, scan_job_free)
PASS(pass_option, struct scan_option, scan_wire_get_option, scan_wire_put_option, scan_option_free)
PASS(pass_begun, struct scan_begun, scan_wire_get_begun, scan_wire_put_begun, scan_begun_free)
PASS(pass_scan_page, struct scan_page, scan_wire_get_page, scan_wire_put_page, NOTHING)
PASS(pass_end, struct scan_end, scan_wire_get_end, scan_wire_put_end, scan_end_free)

static pass_fn *const passes[] = {pass_page,    pass_words,    pass_questions, pass_answers, pass_request, pass_render,
                                  pass_rendered, pass_failure, pass_open,      pass_hello,   pass_sensor,  pass_job,
                                  pass_option,  pass_begun,    pass_scan_page, pass_end};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    pass_fn *pass = passes[data[0] % (sizeof passes / sizeof *passes)];
    struct buf once = BUF_INIT, twice = BUF_INIT;
    struct wire_in in = {.p = data + 1, .left = size - 1};
    if (!pass(&in, &once)) {
        struct wire_in again = {.p = (const uint8_t *)buf_str(&once), .left = once.len};
        if (pass(&again, &twice) || wire_end(&again) || once.len != twice.len ||
            memcmp(buf_str(&once), buf_str(&twice), once.len))
            abort();
    }
    buf_free(&once);
    buf_free(&twice);
    return 0;
}
