#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

/* What a log call writes to standard error. */
static char *logged(enum log_level level, const char *text)
{
    int ends[2], was = dup(2);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    dup2(ends[1], 2);
    log_line(level, "%s", text);
    dup2(was, 2);
    close(was);
    close(ends[1]);
    char *out = calloc(1, 8192);
    ssize_t n = read(ends[0], out, 8191);
    assert_true(n >= 0);
    close(ends[0]);
    return out;
}

static void assert_logged(const char *text, const char *expected)
{
    char *line = logged(LOG_NOTICE, text);
    const char *body = strstr(line, "test: ");
    assert_non_null(body);
    assert_string_equal(body + 6, expected);
    free(line);
}

static int setup(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    log_set_name("test");
    log_set_level(LOG_NOTICE);
    return 0;
}

static void id_numbers_are_masked(void **state)
{
    (void)state;
    assert_logged("số 030217002695 cấp", "số *********695 cấp\n");
    assert_logged("123456789", "******789\n");
    assert_logged("12345678", "12345678\n"); /* a date or a count */
    assert_logged("a030217002695b123456789c", "a*********695b******789c\n");
}

static void hostile_text_cannot_forge_a_line(void **state)
{
    (void)state;
    assert_logged("a\nsohoad: all is well\r\033[2Jb", "a?sohoad: all is well??[2Jb\n");
}

static void long_text_is_cut_within_one_line(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    char *line = logged(LOG_NOTICE, text);
    assert_true(strlen(line) < 1300);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    free(line);
}

static void levels_are_respected(void **state)
{
    (void)state;
    char *quiet = logged(LOG_DEBUG, "chi tiết");
    assert_string_equal(quiet, "");
    free(quiet);
    log_set_level(LOG_DEBUG);
    char *loud = logged(LOG_DEBUG, "chi tiết");
    assert_non_null(strstr(loud, "chi tiết\n"));
    free(loud);
    char *error = logged(LOG_ERROR, "hỏng");
    assert_non_null(strstr(error, "test error: hỏng\n"));
    free(error);
}

static void the_journal_gets_priorities(void **state)
{
    (void)state;
    setenv("JOURNAL_STREAM", "8:1", 1);
    char *line = logged(LOG_WARNING, "đầy đĩa");
    assert_string_equal(line, "<4>test: đầy đĩa\n");
    free(line);
    unsetenv("JOURNAL_STREAM");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(id_numbers_are_masked, setup),
        cmocka_unit_test_setup(hostile_text_cannot_forge_a_line, setup),
        cmocka_unit_test_setup(long_text_is_cut_within_one_line, setup),
        cmocka_unit_test_setup(levels_are_respected, setup),
        cmocka_unit_test_setup(the_journal_gets_priorities, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
