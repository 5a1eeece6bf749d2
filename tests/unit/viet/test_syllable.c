#include "support.h"

#include "viet/syllable.h"

static bool parses(const char *s)
{
    struct viet_syllable syllable;
    return viet_syllable_parse(s, strlen(s), &syllable);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The whole grammar: each syllable is written in one way, which no other shares, and read back as itself. */
static void every_syllable_round_trips(void **state)
{
    (void)state;
    char(*all)[VIET_SYLLABLE_SIZE] = calloc(30000, sizeof *all);
    size_t n = 0;
    assert_non_null(all);
    for (unsigned o = 0; o < VIET_ONSET_COUNT; o++) {
        for (unsigned r = 0; r < VIET_RHYME_COUNT; r++) {
            for (unsigned t = VIET_NGANG; t <= VIET_NANG; t++) {
                struct viet_syllable s = {(uint8_t)o, (uint8_t)r, (uint8_t)t}, back;
                if (!viet_syllable_is_valid(s)) {
                    char unused[VIET_SYLLABLE_SIZE];
                    assert_int_equal(viet_syllable_write(s, unused), 0);
                    continue;
                }
                size_t len = viet_syllable_write(s, all[n]);
                assert_true(len > 0 && len == strlen(all[n]));
                if (!viet_syllable_parse(all[n], len, &back))
                    fail_msg("%s is not read back", all[n]);
                if (back.onset != o || back.rhyme != r || back.tone != t)
                    fail_msg("%s is read back as another syllable", all[n]);
                n++;
            }
        }
    }
    qsort(all, n, sizeof *all, by_text);
    for (size_t i = 1; i < n; i++)
        if (!strcmp(all[i - 1], all[i]))
            fail_msg("two syllables are written %s", all[i]);
    assert_in_range(n, 17000, 18500);
    free(all);
}

static void reads_what_papers_have(void **state)
{
    (void)state;
    static const char *const good[] = {
        "Nguyễn",
        "TRẦN",
        "quốc",
        "quyền",
        "Quỳnh",
        "quýt",
        "giêng",
        "gì",
        "giữa",
        "già",
        "Hoà",
        "hòa",
        "thuỷ",
        "thủy",
        "khuỷu",
        "nghiêng",
        "yên",
        "ý",
        "Đặng",
        "ưu",
        "xoong",
        "khuya",
        "Nguye\xCC\x82\xCC\x83n",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!parses(good[i]))
            fail_msg("%s should be grammatical", good[i]);
}

static void refuses_what_grammar_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",       "sat", /* a stop needs sắc or nặng */
        "thạchh", "quyét" /* é before t in this rhyme: quyết */,
        "kai",    "ngiên",
        "ghang",  "cê",
        "Niê",    "Kông",
        "jan",    "fan",
        "w",      "b",
        "ngh",    "hóà",
        "2017",   "öl",
        "quua",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parses(bad[i]))
            fail_msg("%s should not be grammatical", bad[i]);
}

static void suspicion_is_the_share_of_odd_words(void **state)
{
    (void)state;
    const char *clean = "Ủy ban nhân dân xã Thanh Xuân, số 12/2017";
    const char *half = "Uỷ bcn nhâm dxn";
    assert_float_equal(viet_suspicion(clean, strlen(clean)), 0, 0.001);
    assert_float_equal(viet_suspicion(half, strlen(half)), 0.5, 0.001);
    assert_float_equal(viet_suspicion("", 0), 0, 0.001);
}

static void assert_among_first(const char *read, const char *want, size_t places)
{
    struct viet_repair repairs[16];
    size_t n = viet_syllable_repair(read, strlen(read), 200, repairs, 16);
    for (size_t i = 0; i < n && i < places; i++)
        if (!strcmp(repairs[i].text, want))
            return;
    fail_msg("%s is not among the first %zu repairs of %s (first: %s)", want, places, read,
             n ? repairs[0].text : "none");
}

static void repairs_come_cheapest_first_in_the_words_case(void **state)
{
    (void)state;
    assert_among_first("QUYÉT", "QUYẾT", 1);
    assert_among_first("Nguyên", "Nguyên", 1);
    assert_among_first("NGUYÊN", "NGUYỄN", 6);
    assert_among_first("†inh", "tỉnh", 6);
    assert_among_first("Hảỉ", "Hải", 1);
    struct viet_repair repairs[8];
    size_t n = viet_syllable_repair("Quyet", 5, 100, repairs, 8);
    assert_int_equal(n, 2); /* uyết and uyệt: one mark and a tone */
    for (size_t i = 1; i < n; i++)
        assert_true(repairs[i - 1].cost <= repairs[i].cost);
    assert_int_equal(viet_syllable_repair("Quyet", 5, 10, repairs, 8), 0);
    assert_int_equal(viet_syllable_repair("xxxxxxxxxxxxxxxx", 16, 1000, repairs, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_syllable_round_trips),
        cmocka_unit_test(reads_what_papers_have),
        cmocka_unit_test(refuses_what_grammar_refuses),
        cmocka_unit_test(suspicion_is_the_share_of_odd_words),
        cmocka_unit_test(repairs_come_cheapest_first_in_the_words_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
