#include "support.h"

#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

static void fold_is_what_a_clerk_types(void **state)
{
    (void)state;
    assert_text(viet_fold, "Đặng Thị Hoà", "dang thi hoa");
    assert_text(viet_fold, "ĐỖ ĐỨC DƯƠNG", "do duc duong");
    assert_text(viet_fold, "Ðoàn Ɖình", "doan dinh");
    assert_text(viet_fold, "Nguye\xCC\x82\xCC\x83n", "nguyen");
    assert_text(viet_fold, "Số: 01/TLKT-BS", "so: 01/tlkt-bs");
    assert_text(viet_fold, "Müller Škoda ÉCOLE", "muller skoda ecole");
}

static void fold_is_idempotent_for_every_code_point(void **state)
{
    (void)state;
    for (int32_t cp = 1; cp <= 0x10FFFF; cp++) {
        char s[4], once[16], twice[32];
        size_t n = viet_put(cp, s);
        size_t m = viet_fold_token(s, n, once, sizeof once);
        size_t k = viet_fold_token(once, m, twice, sizeof twice);
        assert_true(m <= 3 * n);
        if (m != k || memcmp(once, twice, m))
            fail_msg("U+%04X folds to another text the second time", (unsigned)cp);
    }
}

static void key_keeps_marks_and_moves_tones(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"hoà", "hòa"}, {"khoẻ", "khỏe"}, {"thuỷ", "thủy"}, {"HOÀ", "hòa"},
        {"Loã", "lõa"}, {"uỷ", "ủy"},     {"xoè", "xòe"},   {"huý", "húy"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_text(viet_key, pairs[i][0], pairs[i][1]);
    /* These have one placement only. */
    static const char *const fixed[] = {"quý",  "quà",     "già",  "giữa",  "gì",  "hoàn", "khuỷu",
                                        "hoài", "nghiêng", "thuở", "quỳnh", "mía", "của",  "khuya"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        assert_text(viet_key, fixed[i], fixed[i]);
    assert_true(viet_same_key("CỘNG HOÀ  XÃ HỘI ", "Cộng hòa xã hội"));
    assert_false(viet_same_key("hòa", "hoa"));
    assert_true(viet_same_fold("Hòa", "hoa"));
    assert_false(viet_same_fold("hoa", "hoan"));
}

/* Every syllable of the grammar with its tone on any of its vowels has one key. */
static void key_does_not_depend_on_placement(void **state)
{
    (void)state;
    unsigned moved = 0;
    for (unsigned o = 0; o < VIET_ONSET_COUNT; o++) {
        for (unsigned r = 0; r < VIET_RHYME_COUNT; r++) {
            struct viet_syllable syllable = {(uint8_t)o, (uint8_t)r, VIET_SAC};
            char canonical[VIET_SYLLABLE_SIZE];
            size_t n = viet_syllable_write(syllable, canonical);
            if (!n)
                continue;
            struct viet_letter letters[8];
            size_t count = 0;
            for (size_t at = 0; at < n; count++)
                assert_true(viet_letter_split(viet_next(canonical, n, &at), &letters[count]));
            for (size_t tone = 0; tone < count; tone++) {
                char other[VIET_SYLLABLE_SIZE];
                size_t m = 0;
                if (!viet_is_vowel(letters[tone]))
                    continue;
                for (size_t i = 0; i < count; i++) {
                    letters[i].tone = i == tone ? VIET_SAC : VIET_NGANG;
                    m += viet_put(viet_letter_join(letters[i]), other + m);
                }
                other[m] = '\0';
                moved += strcmp(other, canonical) != 0;
                assert_text(viet_key, other, canonical);
            }
        }
    }
    assert_true(moved > 1000);
}

static void token_forms_agree_with_the_whole_text(void **state)
{
    (void)state;
    static const char *const words[] = {"Hoà", "Nguye\xCC\x82\xCC\x83n", "ĐƯỜNG", "2017", "Straße", "thuỷ\xFF"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char out[64];
        size_t n = viet_fold_token(words[i], strlen(words[i]), out, sizeof out - 1);
        out[n] = '\0';
        assert_text(viet_fold, words[i], out);
        n = viet_key_token(words[i], strlen(words[i]), out, sizeof out - 1);
        out[n] = '\0';
        if (i < 5)
            assert_text(viet_key, words[i], out);
    }
    char small[4];
    assert_int_equal(viet_fold_token("đường", strlen("đường"), small, 4), 4);
    assert_memory_equal(small, "duon", 4);
    assert_int_equal(viet_key_token("đường", strlen("đường"), small, 4), 4);
    assert_memory_equal(small, "đư", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold_is_what_a_clerk_types),
        cmocka_unit_test(fold_is_idempotent_for_every_code_point),
        cmocka_unit_test(key_keeps_marks_and_moves_tones),
        cmocka_unit_test(key_does_not_depend_on_placement),
        cmocka_unit_test(token_forms_agree_with_the_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
