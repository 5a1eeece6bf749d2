#include "support.h"

#include "viet/distance.h"

static uint32_t distance(const char *a, const char *b)
{
    return viet_distance(a, strlen(a), b, strlen(b), 100000);
}

static float similarity(const char *a, const char *b)
{
    return viet_similarity(a, strlen(a), b, strlen(b));
}

static void costs_follow_what_ocr_confuses(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("Hòa", "Hòa"), 0);
    assert_int_equal(distance("abc", ""), 300);
    assert_int_equal(distance("ế", "ể"), 15);
    assert_int_equal(distance("ê", "e"), 20);
    assert_int_equal(distance("đ", "d"), 20);
    assert_int_equal(distance("A", "a"), 2);
    assert_int_equal(distance("l", "1"), 30);
    assert_int_equal(distance("0", "O"), 30);
    assert_int_equal(distance("5", "S"), 30);
    assert_int_equal(distance("rn", "m"), 40);
    assert_int_equal(distance("m", "rn"), 40);
    assert_int_equal(distance("x", "m"), 100);
    assert_int_equal(distance("Họ tên", "Họtên"), 25);
    assert_int_equal(distance("Nguye\xCC\x82\xCC\x83n", "Nguyễn"), 0);
    assert_int_equal(distance("  a \n b ", "a b"), 0);
}

static void distance_is_a_distance(void **state)
{
    (void)state;
    static const char *const words[] = {"",          "Nguyễn", "NGUYÊN", "rnèo", "mèo",   "Hải Dương",
                                        "Hai Duong", "l1I|",   "clo",    "do",   "Số: 1", "So 1"};
    size_t n = sizeof words / sizeof *words;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            uint32_t d = distance(words[i], words[j]);
            assert_int_equal(d, distance(words[j], words[i]));
            assert_true((d == 0) == (i == j));
            /* The limit only cuts off: at the distance it is found, below it is far. */
            assert_int_equal(viet_distance(words[i], strlen(words[i]), words[j], strlen(words[j]), d), d);
            if (d)
                assert_int_equal(viet_distance(words[i], strlen(words[i]), words[j], strlen(words[j]), d - 1),
                                 VIET_DISTANCE_FAR);
        }
    }
}

/* A limit spares work and changes nothing: texts of few letters that are pairs, look-alikes, marks and light signs. */
static void a_limit_only_cuts_off(void **state)
{
    (void)state;
    static const char *const letters[] = {"r", "n", "m", "i", "1", "e", "ê", "ế", " ", ",", "u", "x"};
    uint32_t seed = 7;
    for (int round = 0; round < 4000; round++) {
        char text[2][64] = {"", ""};
        for (int k = 0; k < 2; k++)
            for (uint32_t n = (seed = seed * 1664525 + 1013904223) >> 28; n > 0; n--) {
                seed = seed * 1664525 + 1013904223;
                const char *letter = letters[(seed >> 16) % 12];
                memcpy(text[k] + strlen(text[k]), letter, strlen(letter) + 1);
            }
        uint32_t whole = distance(text[0], text[1]);
        static const uint32_t limits[] = {0, 15, 40, 99, 100, 140, 200, 330, 500, 900};
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
            uint32_t got = viet_distance(text[0], strlen(text[0]), text[1], strlen(text[1]), limits[i]);
            if (got != (whole <= limits[i] ? whole : VIET_DISTANCE_FAR))
                fail_msg("'%s' and '%s' within %u: %u, not %u", text[0], text[1], limits[i], got, whole);
        }
    }
}

static void similarity_lies_between_0_and_1(void **state)
{
    (void)state;
    assert_float_equal(similarity("", ""), 1, 0);
    assert_float_equal(similarity("abc", ""), 0, 0);
    assert_float_equal(similarity("abc", "xyz"), 0, 0.001);
    assert_true(similarity("Họ, chữ đệm, tên", "Ho, chu dem, ten") > 0.85f);
    assert_true(similarity("GIẤY KHAI SINH", "Giấy khai sinh") > 0.95f);
    assert_true(similarity("GIẤY KHAI SINH", "TRÍCH LỤC KHAI SINH") < 0.7f);
}

struct found {
    bool ok;
    char text[128];
    float similarity;
    size_t end;
};

static struct found find(const char *text, const char *label, size_t from, float min)
{
    struct viet_glyphs t = {0}, l = {0};
    struct viet_match m;
    struct found f = {0};
    assert_int_equal(viet_glyphs_set(&t, text, strlen(text)), 0);
    assert_int_equal(viet_glyphs_set(&l, label, strlen(label)), 0);
    f.ok = viet_find_label(&t, &l, from, min, &m);
    if (f.ok) {
        assert_true(m.start < m.end && m.end <= strlen(text) && m.end - m.start < sizeof f.text);
        memcpy(f.text, text + m.start, m.end - m.start);
        f.similarity = m.similarity;
        f.end = m.end;
    }
    viet_glyphs_free(&t);
    viet_glyphs_free(&l);
    return f;
}

static void finds_labels_as_they_are_read(void **state)
{
    (void)state;
    struct found f = find("Giới tính: Nam   Dân tộc: Kinh", "Dân tộc", 0, 0.8f);
    assert_true(f.ok);
    assert_string_equal(f.text, "Dân tộc");
    assert_float_equal(f.similarity, 1, 0.001);
    f = find("Giói tinh: Nam  Dân tôc: Kinh", "Giới tính", 0, 0.8f);
    assert_string_equal(f.text, "Giói tinh");
    assert_true(f.similarity > 0.9f && f.similarity < 1);
    f = find("Họ,chữ đệm,tên: LÊ ĐÌNH DŨNG", "Họ, chữ đệm, tên", 0, 0.8f);
    assert_string_equal(f.text, "Họ,chữ đệm,tên");
    f = find("Số địnhdanh cá nhân: 030217002695", "Số định danh cá nhân", 0, 0.8f);
    assert_string_equal(f.text, "Số địnhdanh cá nhân");
    f = find("Số398/2017", "Số", 0, 0.8f);
    assert_string_equal(f.text, "Số");
    f = find("Nơi sinh: Trạrn Y tế", "Trạm", 0, 0.8f);
    assert_string_equal(f.text, "Trạrn");
}

static void labels_are_whole_words(void **state)
{
    (void)state;
    assert_false(find("Nhân Tống", "Số", 0, 0.9f).ok);
    assert_false(find("hoan", "hoa", 0, 0.9f).ok);
    assert_false(find("khoa", "hoa", 0, 0.9f).ok);
    assert_false(find("", "hoa", 0, 0.5f).ok);
    assert_false(find("hoa", "", 0, 0.5f).ok);
    assert_false(find("Nơi cư trú", "Quốc tịch", 0, 0.7f).ok);
}

static void repeated_labels_are_found_one_after_another(void **state)
{
    (void)state;
    const char *s = "Dân tộc: Kinh Dân tộc: Tày Dan toc: Thái";
    struct found one = find(s, "Dân tộc", 0, 0.8f);
    struct found two = find(s, "Dân tộc", one.end, 0.8f);
    struct found three = find(s, "Dân tộc", two.end, 0.8f);
    assert_true(one.ok && two.ok && three.ok && one.end < two.end && two.end < three.end);
    assert_string_equal(three.text, "Dan toc");
    assert_false(find(s, "Dân tộc", three.end, 0.8f).ok);
}

/* The search's cut-off must not lose a match: what it finds is never worse than comparing with every span of words. */
static void search_is_as_good_as_trying_every_span(void **state)
{
    (void)state;
    static const char *const texts[] = {"Ho, chữ dệm tên: Lê A", "so dinh danh ca nhân 03", "Ngày thảng nam sinh 1",
                                        "rn ri cl vv ii", "Nơi đăng ký khai sinh"};
    static const char *const labels[] = {
        "Họ, chữ đệm, tên", "Số định danh cá nhân", "Ngày, tháng, năm sinh", "m n d w u", "Nơi sinh", "khai"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        for (size_t l = 0; l < sizeof labels / sizeof *labels; l++) {
            struct viet_glyphs label = {0}, span = {0};
            size_t len = strlen(texts[t]);
            uint32_t best = VIET_DISTANCE_FAR;
            assert_int_equal(viet_glyphs_set(&label, labels[l], strlen(labels[l])), 0);
            for (size_t a = 0; a < len; a++) {
                for (size_t b = a + 1; b <= len; b++) {
                    bool starts = a == 0 || texts[t][a - 1] == ' ', ends = b == len || strchr(" :,", texts[t][b]);
                    if (!starts || !ends || viet_glyphs_set(&span, texts[t] + a, b - a))
                        continue;
                    uint32_t d = viet_glyphs_distance(&label, &span, 100000);
                    best = d < best ? d : best;
                }
            }
            float want = 1 - (float)best / (100.0f * (float)label.len);
            if (want > 0.3f) {
                struct found f = find(texts[t], labels[l], 0, 0.3f);
                if (!f.ok || f.similarity < want - 0.001f)
                    fail_msg("\"%s\" in \"%s\": %.3f, a span has %.3f", labels[l], texts[t], (double)f.similarity,
                             (double)want);
            }
            viet_glyphs_free(&label);
            viet_glyphs_free(&span);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_follow_what_ocr_confuses),
        cmocka_unit_test(distance_is_a_distance),
        cmocka_unit_test(a_limit_only_cuts_off),
        cmocka_unit_test(similarity_lies_between_0_and_1),
        cmocka_unit_test(finds_labels_as_they_are_read),
        cmocka_unit_test(labels_are_whole_words),
        cmocka_unit_test(repeated_labels_are_found_one_after_another),
        cmocka_unit_test(search_is_as_good_as_trying_every_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
