/*
 * Persons of a made-up archive are found however their names are typed: among the first ten hits.
 *
 * A query may fit more papers than ten: then nobody can say which is meant, and ten that fit are as good as any. So a
 * person is found when the own paper is among the first ten, or when all ten carry a name with all words that were
 * meant (for a slip: one of the ten carries the whole name). SOHOA_RECALL_PAPERS and SOHOA_RECALL_PERSONS make it
 * longer, SOHOA_RECALL_FOLDER names an archive that bench_search built.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "queries.h"
#include "rng.h"
#include "store/search.h"
#include "viet/fold.h"

#define SEED 1
#define FIRST 10

static int number_from(const char *name, int otherwise)
{
    const char *text = getenv(name);
    return text && *text ? (int)strtol(text, NULL, 10) : otherwise;
}

/* Whether every word stands in the name, which is folded; words may be in any order. */
static bool has_words(const char *name, const char *words)
{
    for (const char *at = words; *at;) {
        size_t n = strcspn(at, " ");
        bool found = false;
        for (const char *in = name; *in && !found; in += strcspn(in, " "), in += *in == ' ')
            found = strcspn(in, " ") == n && !strncmp(in, at, n);
        if (!found)
            return false;
        at += n;
        at += *at == ' ';
    }
    return true;
}

static char *fold(const char *text)
{
    struct buf b = BUF_INIT;
    assert_int_equal(viet_fold(text, strlen(text), &b), 0);
    return buf_steal(&b);
}

/* Whether a value of the paper has all words; digits: whether one ends so. */
static bool paper_fits(struct store *s, const struct store_hit *hit, const char *words, bool digits)
{
    struct store_paper p;
    struct so_error err;
    bool fits = digits && hit->nranges > 0 && strstr(hit->snippet, words);
    if (store_paper_load(s, hit->paper, &p, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < p.values.len && !fits; i++) {
        char *value = fold(p.values.items[i].field.value);
        size_t len = strlen(value), n = strlen(words);
        fits = digits ? len >= n && !strcmp(value + len - n, words) : has_words(value, words);
        free(value);
    }
    store_paper_free(&p);
    return fits;
}

static bool is_found(struct store *s, enum recall_kind kind, const char *text, int64_t own, const char *meant)
{
    struct store_search q = {.text = text, .limit = FIRST};
    struct store_hits h;
    struct so_error err;
    if (store_search(s, &q, &h, &err))
        fail_msg("\"%s\": %s", text, err.text);
    bool found = false;
    size_t fit = 0;
    for (size_t i = 0; i < h.len; i++) {
        found |= h.items[i].paper == own;
        fit += paper_fits(s, &h.items[i], meant, kind == RECALL_ID_TAIL);
    }
    found |= kind == RECALL_ONE_LETTER ? fit > 0 : fit == FIRST;
    if (!found && getenv("SOHOA_RECALL_MISSES"))
        printf("    not found (%s): \"%s\", meant %s\n", recall_kind_name(kind), text, meant);
    store_hits_free(&h);
    return found;
}

/* What the query means, folded: the name, its last two words, or the digits. */
static char *meaning(enum recall_kind kind, const char *name, const char *query)
{
    return fold(kind == RECALL_LAST_TWO || kind == RECALL_ID_TAIL ? query : name);
}

static double share_found(struct store *s, enum recall_kind kind, int papers, int persons)
{
    struct rng r = rng_stream(SEED, (uint64_t)kind, "recall");
    int asked = 0, found = 0;
    for (int tries = 0; asked < persons && tries < 20 * persons; tries++) {
        struct archive_paper p;
        int64_t n = rng_int(&r, 0, papers - 1);
        archive_paper_make(&p, SEED, n);
        int who = kind == RECALL_ID_TAIL ? 0 : rng_int(&r, 0, p.npersons - 1);
        char *text = recall_query(kind, &p, who, &r);
        if (text) {
            char *meant = meaning(kind, p.persons[who].name, text);
            asked++;
            found += is_found(s, kind, text, n + 1, meant);
            free(meant);
        }
        free(text);
        archive_paper_free(&p);
    }
    assert_true(asked == persons);
    printf("%-22s %6d asked %7.2f %% among the first ten\n", recall_kind_name(kind), asked, 100.0 * found / asked);
    return (double)found / asked;
}

static void test_persons_are_found_however_they_are_typed(void **state)
{
    (void)state;
    char own[] = "/tmp/sohoa-recall-XXXXXX";
    const char *given = getenv("SOHOA_RECALL_FOLDER"), *folder = given ? given : own;
    int papers = number_from("SOHOA_RECALL_PAPERS", 1500), persons = number_from("SOHOA_RECALL_PERSONS", 100);
    struct store_options o = {.folder = folder};
    struct store *s;
    struct so_error err = {0};
    int64_t text = 0;
    assert_true(given || mkdtemp(own));
    assert_int_equal(store_open(&o, &s, &err), 0);
    for (int from = 0; !given && from < papers; from += 500) {
        int count = papers - from < 500 ? papers - from : 500;
        if (archive_fill(s, SEED, from, count, &text, &err))
            fail_msg("%s", err.text);
    }
    printf("%d papers, %d persons of each kind\n", papers, persons);
    double share[RECALL_KINDS];
    for (int kind = 0; kind < RECALL_KINDS; kind++)
        share[kind] = share_found(s, (enum recall_kind)kind, papers, persons);
    store_close(s);
    if (!given)
        file_remove_tree(own, NULL);
    for (int kind = 0; kind < RECALL_KINDS; kind++)
        assert_true(share[kind] >= (kind == RECALL_ONE_LETTER ? 0.95 : 0.99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_persons_are_found_however_they_are_typed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
