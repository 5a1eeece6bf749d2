#include "daemon/scanner_ask.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "sandbox/sandbox.h"

#define LIST_TIMEOUT_MS 20000
#define OPTIONS_TIMEOUT_MS 60000
#define TEST_TIMEOUT_MS 180000
#define OUTPUT_MAX (1u << 20)
#define ARGUMENTS_MAX 8
#define SAYING_SIZE 400
#define ASKEW_DEGREES 1.0 /* of which a person is warned: readers straighten less without loss */

/* What the worker said, or why it said nothing of use. */
static int read_answer(const struct buf *out, int status, json_t **ret_answer, struct so_error *err)
{
    json_t *answer = json_loads(buf_str(out), 0, NULL);
    const char *reason = json_string_value(json_object_get(answer, "error"));
    int r = SO_OK;
    if (reason) {
        bool busy = json_is_true(json_object_get(answer, "busy"));
        r = so_fail(err, busy ? SO_EBUSY : SO_EIO, "%s", reason);
    } else if (!answer || !WIFEXITED(status) || WEXITSTATUS(status)) {
        char text[80];
        sandbox_describe_status(status, text, sizeof text);
        r = so_fail(err, SO_ECRASHED, "the scanner's driver %s", text);
    }
    if (r)
        json_decref(answer);
    else
        *ret_answer = answer;
    return r;
}

static int ask(const struct scanner_asking *how, const char *const *arguments, int timeout_ms, json_t **ret_answer,
               struct so_error *err)
{
    const char *argv[ARGUMENTS_MAX] = {how->worker};
    for (size_t i = 0; arguments[i] && i + 2 < ARGUMENTS_MAX; i++)
        argv[i + 1] = arguments[i];
    struct sandbox_spec spec = {
        .program = how->worker,
        .argv = argv,
        .env = how->env,
        .stdin_fd = -1,
        .stdout_fd = -1,
        .stderr_fd = -1,
        .files = 256,
    };
    struct buf out = BUF_INIT;
    int status = 0;
    int r = sandbox_run(&spec, timeout_ms, OUTPUT_MAX, &out, &status, err);
    r = r ? r : read_answer(&out, status, ret_answer, err);
    buf_free(&out);
    return r;
}

int scanner_ask_list(const struct scanner_asking *how, json_t **ret_list, struct so_error *err)
{
    return ask(how, (const char *[]){"--list", NULL}, LIST_TIMEOUT_MS, ret_list, err);
}

int scanner_ask_options(const struct scanner_asking *how, const char *device, json_t **ret_options, struct so_error *err)
{
    return ask(how, (const char *[]){"--options", device, NULL}, OPTIONS_TIMEOUT_MS, ret_options, err);
}

static const char *text_of(const json_t *t, const char *key)
{
    const char *text = json_string_value(json_object_get(t, key));
    return text ? text : "";
}

static long long number_of(const json_t *t, const char *key)
{
    return (long long)json_number_value(json_object_get(t, key));
}

static void say(json_t *says, const char *code, const char *vi, const char *en)
{
    json_array_append_new(says, json_pack("{s:s, s:s, s:s}", "code", code, "message", vi, "message_en", en));
}

/* How the page came, in two sentences. */
static void say_page(const json_t *t, json_t *says)
{
    char vi[SAYING_SIZE], en[SAYING_SIZE];
    const char *colour = text_of(t, "colour"), *source = text_of(t, "source");
    const char *colour_vi = !strcmp(colour, "colour") ? "màu" : !strcmp(colour, "grey") ? "thang xám" : "đen trắng";
    double width = json_number_value(json_object_get(t, "width_mm")), height = json_number_value(json_object_get(t, "height_mm"));
    double seconds = json_number_value(json_object_get(t, "ms")) / 1000;
    snprintf(vi, sizeof vi, "Quét được một trang %.0f × %.0f mm (%lld × %lld điểm ảnh, %lld dpi), %s, trong %.1f giây.", width,
             height, number_of(t, "width"), number_of(t, "height"), number_of(t, "resolution"), colour_vi, seconds);
    snprintf(en, sizeof en, "One page came: %lld × %lld pixels, %.0f × %.0f mm at %lld dpi, %s, %lld bytes in %.1f s.",
             number_of(t, "width"), number_of(t, "height"), width, height, number_of(t, "resolution"), colour,
             number_of(t, "bytes"), seconds);
    say(says, "page", vi, en);
    snprintf(vi, sizeof vi, "Nguồn giấy: %s. Độ sáng trung bình: %lld trên 255.", *source ? source : "chỉ có một", number_of(t, "mean"));
    snprintf(en, sizeof en, "Source: %s. Mean brightness: %lld of 255.", *source ? source : "only one", number_of(t, "mean"));
    say(says, "source", vi, en);
}

static void say_skew(const json_t *t, json_t *says)
{
    char vi[SAYING_SIZE], en[SAYING_SIZE];
    const json_t *skew = json_object_get(t, "skew");
    double degrees = json_number_value(skew), size = degrees < 0 ? -degrees : degrees;
    bool clockwise = degrees > 0;
    if (!json_is_number(skew)) {
        say(says, "skew", "Không đủ chữ trên trang để biết giấy có bị lệch không.",
            "There is too little writing on the page to tell whether it lies straight.");
    } else if (size < ASKEW_DEGREES) {
        snprintf(vi, sizeof vi, "Giấy nằm thẳng (lệch %.1f°).", size);
        snprintf(en, sizeof en, "The page lies straight (%.1f° askew).", size);
        say(says, "skew", vi, en);
    } else {
        snprintf(vi, sizeof vi, "Giấy bị lệch %.1f° %s: chỉnh hai thanh chặn giấy sát mép rồi thử lại.", size,
                 clockwise ? "theo chiều kim đồng hồ" : "ngược chiều kim đồng hồ");
        snprintf(en, sizeof en, "Warning: the page lies %.1f° askew, %s: set the feeder's guides to the paper.", size,
                 clockwise ? "clockwise" : "anticlockwise");
        say(says, "askew", vi, en);
    }
}

static void say_warnings(const json_t *t, json_t *says)
{
    static const struct {
        const char *code, *vi, *en;
    } known[] = {
        {"blank", "Cả trang chỉ có một màu: giấy trắng, hoặc đèn quét không sáng.",
         "Warning: the whole page has one value: blank paper, or the lamp is off."},
        {"grey_tail", "Phần cuối trang là một mảng xám: ảnh bị đứt khi truyền.",
         "Warning: the end of the page is even grey: the image was cut off on its way."},
        {"short", "Số dòng nhận được ít hơn đã yêu cầu.", "Warning: fewer lines came than were asked for."},
        {"inexact", "Máy quét đã đổi thông số được yêu cầu.", "Warning: the scanner changed what was asked for."},
        {"blurred", "Nét chữ bị nhoè: lau mặt kính và con lăn, kiểm tra độ phân giải.",
         "Warning: no edge on the page is sharp: clean glass and rollers, look at the resolution."},
    };
    json_t *one;
    size_t i;
    json_array_foreach(json_object_get(t, "warnings"), i, one)
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (!strcmp(json_string_value(one), known[k].code))
                say(says, known[k].code, known[k].vi, known[k].en);
}

int scanner_ask_test(const struct scanner_asking *how, const char *device, const char *source, const char *mode,
                     const char *resolution, json_t **ret_test, struct so_error *err)
{
    json_t *test = NULL;
    int r = ask(how, (const char *[]){"--test", device, source, mode, resolution, NULL}, TEST_TIMEOUT_MS, &test, err);
    json_t *says = r ? NULL : json_array();
    if (!r && !says) {
        json_decref(test);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    if (r)
        return r;
    say_page(test, says);
    say_skew(test, says);
    say_warnings(test, says);
    say(says, "nothing_kept", "Không giữ lại ảnh nào.", "Nothing was kept.");
    json_object_set_new(test, "says", says);
    *ret_test = test;
    return SO_OK;
}
