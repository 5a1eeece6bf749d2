#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

struct place {
    char folder[40];
    char *path; /* of a file in it, not there yet */
};

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/sohoa-file-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    p->path = file_join(p->folder, "tờ khai.txt");
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    assert_int_equal(file_remove_tree(p->folder, NULL), 0);
    assert_int_not_equal(access(p->folder, F_OK), 0);
    free(p->path);
    free(p);
    return 0;
}

static size_t files_in(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    closedir(dir);
    return n;
}

static void assert_holds(const char *path, const char *text)
{
    struct buf b = BUF_INIT;
    assert_int_equal(file_read_all(path, 1 << 20, &b, NULL), 0);
    assert_string_equal(buf_str(&b), text);
    buf_free(&b);
}

static void a_file_is_replaced_whole(void **state)
{
    struct place *p = *state;
    struct stat st;
    assert_int_equal(file_write_whole(p->path, "một", strlen("một"), 0640, NULL), 0);
    assert_holds(p->path, "một");
    assert_int_equal(stat(p->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(file_write_whole(p->path, "", 0, 0600, NULL), 0);
    assert_holds(p->path, "");
    assert_int_equal(stat(p->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(files_in(p->folder), 1);
}

static void pieces_appear_only_when_finished(void **state)
{
    struct place *p = *state;
    struct file_whole *f;
    assert_int_equal(file_write_whole(p->path, "cũ", strlen("cũ"), 0640, NULL), 0);
    assert_int_equal(file_whole_new(p->path, 0640, &f, NULL), 0);
    assert_int_equal(file_whole_append(f, "một ", 5 + 1, NULL), 0);
    assert_int_equal(file_whole_append(f, "hai", 3, NULL), 0);
    assert_int_equal(file_whole_size(f), 9);
    assert_holds(p->path, "cũ");
    assert_int_equal(file_whole_finish(f, NULL), 0);
    assert_holds(p->path, "một hai");
    assert_int_equal(file_whole_append(f, "ba", 2, NULL), SO_EINVALID);
    assert_int_equal(file_whole_finish(f, NULL), SO_EINVALID);
    file_whole_free(f);
    assert_holds(p->path, "một hai");
    assert_int_equal(files_in(p->folder), 1);

    assert_int_equal(file_whole_new(p->path, 0640, &f, NULL), 0);
    assert_int_equal(file_whole_append(f, "dở dang", 5, NULL), 0);
    file_whole_free(f);
    assert_holds(p->path, "một hai");
    assert_int_equal(files_in(p->folder), 1);
    file_whole_free(NULL);
}

static void limits_hold_to_the_byte(void **state)
{
    struct place *p = *state;
    struct buf b = BUF_INIT;
    struct so_error err = {0};
    assert_int_equal(file_write_whole(p->path, "12345", 5, 0640, NULL), 0);
    assert_int_equal(file_read_all(p->path, 4, &b, &err), SO_ELIMIT);
    assert_non_null(strstr(err.text, "tờ khai.txt"));
    assert_null(b.data);
    assert_int_equal(file_read_all(p->path, 5, &b, NULL), 0);
    assert_int_equal(b.len, 5);
    buf_free(&b);
    char *copy = file_join(p->folder, "bản sao");
    assert_int_equal(file_copy_whole(p->path, copy, 0640, 4, &err), SO_ELIMIT);
    assert_int_equal(files_in(p->folder), 1);
    assert_int_equal(file_copy_whole(p->path, copy, 0600, 5, NULL), 0);
    assert_holds(copy, "12345");
    free(copy);
}

static void what_is_no_file_is_refused(void **state)
{
    struct place *p = *state;
    struct buf b = BUF_INIT;
    assert_int_equal(file_read_all(p->folder, 100, &b, NULL), SO_EINVALID);
    assert_int_equal(file_read_all(p->path, 100, &b, NULL), SO_ENOTFOUND);
    assert_int_equal(file_copy_whole(p->folder, p->path, 0640, 100, NULL), SO_EINVALID);
    assert_int_equal(file_copy_whole("/dev/zero", p->path, 0640, 100, NULL), SO_EINVALID);
    assert_int_equal(files_in(p->folder), 0);
    char *fifo = file_join(p->folder, "ống");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(file_copy_whole(fifo, p->path, 0640, 100, NULL), SO_EINVALID); /* and does not wait for a writer */
    free(fifo);
}

static void folders_are_made_and_removed_with_all_in_them(void **state)
{
    struct place *p = *state;
    char *deep = file_join(p->folder, "a/b//c"), *file = file_join(p->folder, "a/b/c/x");
    assert_int_equal(file_make_dirs(deep, NULL), 0);
    assert_int_equal(file_make_dirs(deep, NULL), 0);
    assert_int_equal(file_write_whole(file, "x", 1, 0640, NULL), 0);
    struct so_error err = {0};
    assert_true(file_make_dirs(file, &err) < 0); /* a file stands there */

    /* a link inside is removed, what it points to is not */
    char *target = file_join(p->folder, "giữ"), *link = file_join(p->folder, "a/link");
    assert_int_equal(file_make_dirs(target, NULL), 0);
    assert_int_equal(symlink(target, link), 0);
    char *top = file_join(p->folder, "a");
    assert_int_equal(file_remove_tree(top, NULL), 0);
    assert_int_equal(file_remove_tree(top, NULL), 0);
    assert_int_equal(access(target, F_OK), 0);
    free(top);
    free(link);
    free(target);
    free(file);
    free(deep);
}

static void names_are_told_from_paths(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "tờ khai (2).jpg", "a..b", "-x"};
    static const char *const bad[] = {"", ".", "..", ".hidden", "a/b", "/", "../a"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(file_is_plain_name(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(file_is_plain_name(bad[i]));
    assert_false(file_is_plain_name(NULL));
    char longest[257];
    memset(longest, 'x', 256);
    longest[256] = '\0';
    assert_false(file_is_plain_name(longest));
    longest[255] = '\0';
    assert_true(file_is_plain_name(longest));
    assert_string_equal(file_base_name("/a/b.c"), "b.c");
    assert_string_equal(file_base_name("b.c"), "b.c");
    char *joined = file_join("/a/", "b");
    assert_string_equal(joined, "/a/b");
    free(joined);
}

static void a_pipe_is_read_to_its_end(void **state)
{
    (void)state;
    int ends[2];
    struct buf b = BUF_INIT;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(file_write_fd(ends[1], "qua ống", 8), 0);
    close(ends[1]);
    assert_int_equal(file_read_fd(ends[0], "ống", 100, &b, NULL), 0);
    assert_int_equal(b.len, 8);
    buf_free(&b);
    close(ends[0]);
}

static void free_space_is_known(void **state)
{
    struct place *p = *state;
    uint64_t bytes = 0;
    assert_int_equal(file_free_space(p->folder, &bytes), 0);
    assert_true(bytes > 0);
    assert_int_equal(file_free_space(p->path, &bytes), SO_ENOTFOUND);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_file_is_replaced_whole),
        T(pieces_appear_only_when_finished),
        T(limits_hold_to_the_byte),
        T(what_is_no_file_is_refused),
        T(folders_are_made_and_removed_with_all_in_them),
        T(names_are_told_from_paths),
        T(a_pipe_is_read_to_its_end),
        T(free_space_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
