/* Whatever call fails while a PDF is written: the caller hears of it, and no part of a file is left. */
#include "faults.h"

#include "../unit/pdf/support.c"

#include <errno.h>

static int write_pdf(const char *path, const struct buf *jpeg, struct so_error *err)
{
    const struct pdf_info info = {.title = "Giấy khai sinh", .created_ms = TEST_TIME_MS};
    struct words words = {0};
    add_word(&words, 0, (struct box){10, 10, 60, 12}, "Nguyễn");
    struct pdf_page page = {jpeg->data, jpeg->len, 200, &words, 1};
    struct pdf *pdf = NULL;
    int r = pdf_new(path, &info, &pdf, err);
    for (int i = 0; i < 3 && !r; i++)
        r = pdf_add_page(pdf, &page, err);
    if (!r)
        r = pdf_finish(pdf, NULL, err);
    pdf_free(pdf);
    words_free(&words);
    return r;
}

static void run(enum fault_kind kind, int errnum, int code)
{
    char *folder = make_folder(), *path = file_join(folder, "a.pdf");
    struct buf jpeg = make_jpeg(400, 400, 1);
    int whole = 0;
    for (faults_start(kind, errnum); faults_next();) {
        struct so_error err = {0};
        int r = write_pdf(path, &jpeg, &err);
        bool hit = faults_hit();
        size_t left = files_in(folder);
        if (r)
            assert_true(hit && r == code && strstr(err.text, "a.pdf"));
        /* once renamed, a folder that cannot be synced takes nothing back: but what stands there is whole */
        assert_int_equal(left, r && !strstr(faults_trace(), "rename ") ? 0 : access(path, F_OK) == 0);
        if (left) {
            struct buf out = output_of("qpdf --check '%s'", path);
            buf_free(&out);
            whole++;
            assert_int_equal(unlink(path), 0);
        } else {
            assert_true(r != 0);
        }
    }
    assert_true(faults_runs() > (kind == FAULT_SHORT ? 10 : 20) && whole >= 1);
    remove_folder(folder);
    free(path);
    buf_free(&jpeg);
}

static void every_call_may_fail_once(void **state)
{
    (void)state;
    run(FAULT_ONCE, ENOSPC, SO_ENOSPACE);
}

static void a_disk_may_die_at_every_call(void **state)
{
    (void)state;
    run(FAULT_FROM_THEN, EIO, SO_EIO);
}

static void short_writes_are_no_failure(void **state)
{
    (void)state;
    run(FAULT_SHORT, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_may_fail_once),
        cmocka_unit_test(a_disk_may_die_at_every_call),
        cmocka_unit_test(short_writes_are_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
