#include "support.h"

#include "viet/sort.h"

static void sorted(const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            int order = viet_compare(list[i], list[j]);
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("\"%s\" and \"%s\" stand in the wrong order", list[i], list[j]);
        }
}

static void letters_then_tones_then_case(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "f", "g", "h", "i", "k", "l",
                                          "m", "n", "o", "ô", "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y"};
    static const char *const tones[] = {"ma", "Ma", "mà", "mả", "mã", "má", "mạ", "mai"};
    static const char *const words[] = {"2",   "10",    "an bình",   "An Bình",   "An Dương",
                                        "Anh", "Ánh",   "Ân",        "Đan",       "Đặng Ân",
                                        "Hòa", "Hoàng", "Nguyễn An", "Nguyễn Ân", "Nguyễn Văn"};
    sorted(letters, sizeof letters / sizeof *letters);
    sorted(tones, sizeof tones / sizeof *tones);
    sorted(words, sizeof words / sizeof *words);
}

static void spaces_signs_and_forms_do_not_count(void **state)
{
    (void)state;
    assert_int_equal(viet_compare("Thanh  Hà", "Thanh Hà"), 0);
    assert_int_equal(viet_compare("Nguye\xCC\x82\xCC\x83n", "Nguyễn"), 0);
    assert_int_equal(viet_compare("007", "7"), 0);
}

static void people_sort_by_given_name(void **state)
{
    (void)state;
    static const char *const people[] = {"Trần Văn An", "Lê Thị Bình", "Nguyễn Thị Bình",
                                         "Đỗ Đạt",      "Phạm Hòa",    "Nguyễn Ánh Tuyết"};
    struct buf before = BUF_INIT;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct buf key = BUF_INIT;
        assert_int_equal(viet_sort_key_name(people[i], strlen(people[i]), &key), 0);
        assert_true(!i || strcmp(before.data, key.data) < 0);
        buf_free(&before);
        before = key;
    }
    buf_free(&before);
    struct buf empty = BUF_INIT;
    assert_int_equal(viet_sort_key_name("", 0, &empty), 0);
    buf_free(&empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_then_tones_then_case),
        cmocka_unit_test(spaces_signs_and_forms_do_not_count),
        cmocka_unit_test(people_sort_by_given_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
