#include "support.h"

#include "viet/case.h"
#include "viet/text.h"

/* "Nguyễn Thị Hòa" with every mark apart, and with the marks of ễ and ị in the other order. */
#define DECOMPOSED                                                                                                     \
    "Nguye\xCC\x82\xCC\x83n Thi\xCC\xA3 Ho\xCC\x80"                                                                    \
    "a"
#define DECOMPOSED_OTHER "Nguy\xE1\xBA\xBD\xCC\x82n"

static void letters_come_apart_and_together(void **state)
{
    (void)state;
    static const char bases[] = "aaaeeiooouuy";
    unsigned seen = 0;
    for (int32_t cp = 0; cp < 0x3000; cp++) {
        struct viet_letter l;
        if (!viet_letter_split(cp, &l) || cp == 0xD0 || cp == 0xF0 || cp == 0x189 || cp == 0x256)
            continue;
        seen++;
        assert_int_equal(viet_letter_join(l), cp);
        assert_int_equal(viet_is_vowel(l), strchr(bases, l.base) != NULL);
    }
    /* 12 vowels in 6 tones, 20 Latin consonants and đ, each in two cases. */
    assert_int_equal(seen, 2 * (12 * 6 + 20 + 1));
}

static void impossible_letters_are_none(void **state)
{
    (void)state;
    assert_int_equal(viet_letter_join((struct viet_letter){'b', VIET_PLAIN, VIET_SAC, false}), 0);
    assert_int_equal(viet_letter_join((struct viet_letter){'a', VIET_HORN, VIET_NGANG, false}), 0);
    assert_int_equal(viet_letter_join((struct viet_letter){'u', VIET_BREVE, VIET_NGANG, true}), 0);
    assert_int_equal(viet_letter_join((struct viet_letter){'a', VIET_PLAIN, 9, true}), 0);
}

static void composes_every_order_of_marks(void **state)
{
    (void)state;
    assert_text(viet_nfc, DECOMPOSED, "Nguyễn Thị Hòa");
    assert_text(viet_nfc, DECOMPOSED_OTHER, "Nguyễn");
    assert_text(viet_nfc, "u\xCC\xA3\xCC\x9Bng o\xCC\x81\xCC\x9B", "ựng ớ");
    assert_text(viet_nfc, "Đặng", "Đặng");
}

static void foreign_d_with_stroke_is_vietnamese(void **state)
{
    (void)state;
    assert_text(viet_nfc, "Ðặng Ɖình", "Đặng Đình");
}

static void case_is_right_for_horn_and_stroke(void **state)
{
    (void)state;
    assert_text(viet_upper, "đường ươm ỹ ợ", "ĐƯỜNG ƯƠM Ỹ Ợ");
    assert_text(viet_lower, "ĐƯỜNG ƯƠM Ỹ Ợ", "đường ươm ỹ ợ");
    assert_text(viet_title, "NGUYỄN THỊ ÁNH - h'mông", "Nguyễn Thị Ánh - H'mông");
}

static void cleaning_leaves_single_spaces(void **state)
{
    (void)state;
    assert_text(viet_clean, "  Lê\xC2\xA0 Văn\t\n A \xE2\x80\x8B", "Lê Văn A");
    assert_text(viet_clean, "\xEF\xBB\xBFHo\xC2\xADà\xE3\x80\x80", "Hoà");
    assert_text(viet_clean, " \t ", "");
}

static void invalid_bytes_become_replacements(void **state)
{
    (void)state;
    assert_false(viet_is_utf8("a\xC3", 2));
    assert_false(viet_is_utf8("\xC0\xAF", 2));
    assert_false(viet_is_utf8("\xED\xA0\x80", 3));
    assert_false(viet_is_utf8("\xF4\x90\x80\x80", 4));
    assert_true(viet_is_utf8("Đỗ 𝄞", strlen("Đỗ 𝄞")));
    assert_text(viet_nfc, "a\xFFz", "a\xEF\xBF\xBDz");
    assert_int_equal(viet_length("Đỗ\xFF", 5 + 1), 3);
}

static void words_have_their_own_bytes(void **state)
{
    (void)state;
    const char *s = "Số: 398/2017, " DECOMPOSED_OTHER "!";
    static const char *const want[] = {"Số", "398", "2017", DECOMPOSED_OTHER};
    size_t at = 0, start, end, n = 0;
    while (viet_next_word(s, strlen(s), &at, &start, &end)) {
        assert_true(n < 4);
        assert_int_equal(end - start, strlen(want[n]));
        assert_memory_equal(s + start, want[n], end - start);
        n++;
    }
    assert_int_equal(n, 4);
}

static void splits_between_spaces(void **state)
{
    (void)state;
    struct viet_word words[3];
    assert_int_equal(viet_split("  xã  Tân,  Thắng", words, 3), 3);
    assert_int_equal(words[1].len, strlen("Tân,"));
    assert_memory_equal(words[1].text, "Tân,", words[1].len);
    assert_int_equal(viet_split("một hai ba bốn", words, 3), 3); /* no more than there is room for */
    assert_int_equal(viet_split("   ", words, 3), 0);
}

static void cases_are_told(void **state)
{
    (void)state;
    assert_true(viet_begins_upper("Ứng", strlen("Ứng")) && !viet_begins_lower("Ứng", strlen("Ứng")));
    assert_true(viet_begins_lower("đường", strlen("đường")));
    assert_false(viet_begins_upper("7", 1) || viet_begins_lower("7", 1) || viet_begins_upper("", 0));
    struct viet_case c = viet_count_case("Số 7 ĐĂ", strlen("Số 7 ĐĂ"));
    assert_int_equal(c.letters, 4);
    assert_int_equal(c.capitals, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_come_apart_and_together),   cmocka_unit_test(impossible_letters_are_none),
        cmocka_unit_test(composes_every_order_of_marks),     cmocka_unit_test(foreign_d_with_stroke_is_vietnamese),
        cmocka_unit_test(case_is_right_for_horn_and_stroke), cmocka_unit_test(cleaning_leaves_single_spaces),
        cmocka_unit_test(invalid_bytes_become_replacements), cmocka_unit_test(words_have_their_own_bytes),
        cmocka_unit_test(splits_between_spaces),             cmocka_unit_test(cases_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
