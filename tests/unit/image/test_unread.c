/* Text that no word covers is found, and nothing else is taken for it. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "support.h"

#define FOUND_MAX 12

static void add_word(struct words *words, int x, int y, int w, int h, const char *text, float confidence)
{
    struct word *word = array_push(words);
    assert_non_null(word);
    *word = (struct word){.text = strdup(text), .confidence = confidence, .box = {x, y, w, h}};
}

/* Words over the lines of paper_letter but for the one that is left out (-1: none is). */
static struct words cover_letter(int left_out)
{
    struct words words = {0};
    for (int i = 0; i < 30; i++)
        if (i != left_out)
            add_word(&words, 250, 355 + i * 84, 2200, 64, "line", 0.9f);
    return words;
}

static int find(PIX *paper, struct words *words, struct box *boxes)
{
    struct held_page *held = paper_hold(paper);
    int count = -1;
    assert_int_equal(held_find_unread(held, words, boxes, FOUND_MAX, &count), 0);
    held_free(held);
    words_free(words);
    return count;
}

static void test_covered_page(void **state)
{
    (void)state;
    struct box boxes[FOUND_MAX];
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    struct words words = cover_letter(-1);
    assert_int_equal(find(paper, &words, boxes), 0);
}

static void test_line_left_out(void **state)
{
    (void)state;
    struct box boxes[FOUND_MAX];
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_text(paper, 1500, 200, "Number 12/34", 20, RED);
    struct words words = cover_letter(7);
    int n = find(paper, &words, boxes);
    assert_int_equal(n, 2);
    /* The broadest comes first. */
    int middle = boxes[0].y + boxes[0].h / 2;
    assert_true(middle > 355 + 7 * 84 && middle < 355 + 7 * 84 + 64);
    assert_true(boxes[0].x < 290 && boxes[0].w > 1000 && boxes[0].h < 90);
    middle = boxes[1].y + boxes[1].h / 2;
    assert_true(middle > 150 && middle < 230 && abs(boxes[1].x - 1500) < 20);
}

static void test_points_and_guesses_cover_nothing(void **state)
{
    static const struct {
        const char *text;
        float confidence;
    } CASES[] = {{"..-.", 0.9f}, {"Iu1Z", 0.1f}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct box boxes[FOUND_MAX];
        PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
        paper_letter(paper);
        struct words words = cover_letter(3);
        add_word(&words, 250, 355 + 3 * 84, 2200, 64, CASES[i].text, CASES[i].confidence);
        assert_int_equal(find(paper, &words, boxes), 1);
    }
}

/* A first letter that was left out is read again with the word that it belongs to. */
static void test_part_of_a_word(void **state)
{
    (void)state;
    struct box boxes[FOUND_MAX];
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_text(paper, 1000, 3200, "Minh", 20, BLACK);
    struct words words = cover_letter(-1);
    add_word(&words, 1046, 3150, 80, 50, "inh", 0.9f);
    assert_int_equal(find(paper, &words, boxes), 1);
    assert_true(boxes[0].x <= 1010 && box_right(boxes[0]) >= 1120 && boxes[0].h < 84);
}

static void test_seals_scrawls_and_rules_are_no_text(void **state)
{
    (void)state;
    struct box boxes[FOUND_MAX];
    PIX *paper = paper_new(PAPER_WIDTH, PAPER_HEIGHT);
    paper_letter(paper);
    paper_ring(paper, 1700, 3150, 212, 8, RED);
    paper_ring(paper, 1700, 3150, 130, 4, RED);
    paper_text(paper, 1620, 3160, "SEAL", 20, RED);
    paper_scrawl(paper, 600, 3050, 420, 130, BLUE);
    paper_line(paper, 300, 3300, 1200, 3300, 4, BLACK);
    for (int x = 300; x < 1200; x += 13)
        paper_dot(paper, x, 3400, 2, BLACK);
    struct words words = cover_letter(-1);
    assert_int_equal(find(paper, &words, boxes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_covered_page),
        cmocka_unit_test(test_line_left_out),
        cmocka_unit_test(test_points_and_guesses_cover_nothing),
        cmocka_unit_test(test_part_of_a_word),
        cmocka_unit_test(test_seals_scrawls_and_rules_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
