#include "store/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/text.h"

#define SPOTS_MAX 300
#define WINDOW 160 /* bytes of text in which words belong together */
#define BEFORE 60  /* bytes of text shown before the first match, and after the last one */
#define AFTER 90
#define PHRASE_MAX 64

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), m = strlen(tail);
    return m <= n && !strcmp(s + n - m, tail);
}

static bool is_one_of(const struct needle *n, const char *fold)
{
    if (!(n->filter & plan_filter_bit(fold)))
        return false;
    for (size_t i = 0; i < n->nalternatives; i++)
        if (!strcmp(n->alternatives[i].word, fold))
            return true;
    return false;
}

static bool token_fits(const struct needle *n, size_t i, const struct token *t, bool exact)
{
    const struct token *want = &n->tokens[i];
    bool last = i + 1 == n->ntokens;
    if (n->alternatives && last)
        return is_one_of(n, t->fold);
    if (n->prefix && last)
        return !strncmp(t->fold, want->fold, strlen(want->fold));
    if (exact && want->exact[0])
        return !strcmp(t->exact, want->exact);
    if (!strcmp(t->fold, want->fold))
        return true;
    if (n->ntokens > 1 || !want->number || !t->number || strlen(want->fold) < TAIL_MIN)
        return false;
    return ends_with(t->fold, want->fold) ||
           (strlen(want->fold) + 1 >= PART_LENGTH && strlen(t->fold) >= NUMBER_LONG && strstr(t->fold, want->fold));
}

/* "03" is 3. */
static bool is_same_number(const struct token *t, const char *digits, size_t len)
{
    char wanted[8] = "";
    if (!t->number || len >= sizeof wanted)
        return false;
    memcpy(wanted, digits, len);
    return strtol(t->fold, NULL, 10) == strtol(wanted, NULL, 10);
}

/*
 * How many of the last words are the date: "18 03 2021", "18 tháng 3 năm 2021", "2021 03 18"; without a day the same
 * from the month on. 0 when they are not.
 */
static size_t date_length(const struct token *ring, size_t held, const char *iso)
{
    bool whole = iso[7] != '\0';
    size_t at = held;
    if (whole && at >= 3 && is_same_number(&ring[at - 1], iso + 8, 2) && is_same_number(&ring[at - 2], iso + 5, 2) &&
        is_same_number(&ring[at - 3], iso, 4))
        return 3;
    if (!at || !is_same_number(&ring[--at], iso, 4))
        return 0;
    if (at && !strcmp(ring[at - 1].fold, "nam"))
        at--;
    if (!at || !is_same_number(&ring[--at], iso + 5, 2))
        return 0;
    if (!whole)
        return held - at;
    if (at && !strcmp(ring[at - 1].fold, "thang"))
        at--;
    return at && is_same_number(&ring[--at], iso + 8, 2) ? held - at : 0;
}

/* How many of the last words begin with the initials, one each; 0 when they do not. */
static size_t initials_length(const struct token *ring, size_t held, const char *initials)
{
    size_t n = strlen(initials);
    if (!n || held < n)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (ring[held - n + i].fold[0] != initials[i])
            return 0;
    return n;
}

/* How many of the last words are what the needle looks for; 0 when they are not. */
static size_t needle_length(const struct needle *n, const struct token *ring, size_t held, bool exact)
{
    if (n->without)
        return 0;
    size_t date = n->date[0] ? date_length(ring, held, n->date) : 0;
    if (date || n->ntokens > held || n->ntokens > PHRASE_MAX / 2)
        return date;
    const struct token *first = &ring[held - n->ntokens];
    for (size_t i = 0; i < n->ntokens; i++)
        if (!token_fits(n, i, &first[i], exact))
            return 0;
    return n->ntokens;
}

static int add_spots(struct spots *spots, const struct token *tokens, size_t count, int needle)
{
    for (size_t i = 0; i < count; i++) {
        struct spot *s = array_push(spots);
        if (!s)
            return SO_ENOMEM;
        *s = (struct spot){tokens[i].start, tokens[i].end, needle};
    }
    return SO_OK;
}

static int by_start(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Two needles may meet in one word: it is one spot then, and counts for the first. */
static void unite(struct spots *spots)
{
    if (spots->len)
        qsort(spots->items, spots->len, sizeof *spots->items, by_start);
    size_t kept = 0;
    for (size_t i = 0; i < spots->len; i++)
        if (!kept || spots->items[kept - 1].start != spots->items[i].start)
            spots->items[kept++] = spots->items[i];
    spots->len = kept;
}

/*
 * One walk over the text: the last words are held in a ring, so that every needle can be compared with the words that
 * end at the current one.
 */
int match_find(const struct plan *plan, const char *text, size_t len, bool exact, struct spots *ret_spots)
{
    struct token *ring = malloc(PHRASE_MAX * sizeof *ring); /* filled as words come */
    struct spots spots = {0};
    int r = ring ? SO_OK : SO_ENOMEM;
    size_t at = 0, held = 0;
    while (!r && spots.len < SPOTS_MAX) {
        if (held == PHRASE_MAX) {
            memmove(ring, ring + PHRASE_MAX / 2, PHRASE_MAX / 2 * sizeof *ring);
            held = PHRASE_MAX / 2;
        }
        if (!(exact ? token_next : token_next_folded)(text, len, &at, &ring[held]))
            break;
        held++;
        for (size_t k = 0; !r && k < plan->nneedles; k++) {
            size_t n = needle_length(&plan->needles[k], ring, held, exact);
            r = add_spots(&spots, &ring[held - n], n, (int)k);
        }
        size_t n = initials_length(ring, held, plan->initials);
        if (!r && n)
            r = add_spots(&spots, &ring[held - n], n, SPOT_INITIALS);
    }
    free(ring);
    if (r) {
        array_free(&spots);
        return r;
    }
    unite(&spots);
    *ret_spots = spots;
    return SO_OK;
}

static int count_needles(const struct spot *spots, size_t n)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < n; i++)
        seen |= 1ull << (spots[i].needle & 63);
    return __builtin_popcountll(seen);
}

int match_covered(const struct spots *spots)
{
    return count_needles(spots->items, spots->len);
}

void match_densest(const struct spots *spots, size_t *ret_first, size_t *ret_count)
{
    int best = 0;
    *ret_first = *ret_count = 0;
    for (size_t i = 0; i < spots->len; i++) {
        size_t n = 1;
        while (i + n < spots->len && spots->items[i + n].end - spots->items[i].start <= WINDOW)
            n++;
        int covered = count_needles(&spots->items[i], n);
        if (covered > best) {
            best = covered;
            *ret_first = i;
            *ret_count = n;
        }
    }
}

/* The beginning of a word at or behind `at`, so that nothing is cut in its middle. */
static size_t word_edge(const char *text, size_t len, size_t at)
{
    if (!at)
        return 0;
    while (at < len && (unsigned char)text[at] > ' ')
        at++;
    while (at < len && (unsigned char)text[at] <= ' ')
        at++;
    return at;
}

int match_snippet(const char *text, size_t len, const struct spots *spots, size_t first, size_t count,
                  struct store_hit *hit)
{
    const struct spot *s = count ? spots->items + first : NULL;
    size_t from = count ? s[0].start : 0, until = count ? s[count - 1].end : 0;
    size_t begin = from > BEFORE ? word_edge(text, from, from - BEFORE) : 0;
    size_t end = until + AFTER < len ? until + AFTER : len;
    while (end > until && end < len && (unsigned char)text[end] > ' ')
        end--;
    struct buf b = BUF_INIT;
    int r = begin ? buf_append_str(&b, "… ") : SO_OK;
    size_t next = 0;
    hit->nranges = 0;
    for (size_t i = begin; !r && i < end; i++) {
        if (next < count && i == s[next].start && hit->nranges < STORE_RANGES_MAX)
            hit->ranges[hit->nranges].start = (int)b.len;
        if ((unsigned char)text[i] > ' ')
            r = buf_append_char(&b, text[i]);
        else if (b.len && b.data[b.len - 1] != ' ')
            r = buf_append_char(&b, ' ');
        if (next < count && i + 1 == s[next].end) {
            if (hit->nranges < STORE_RANGES_MAX) {
                hit->ranges[hit->nranges].len = (int)b.len - hit->ranges[hit->nranges].start;
                hit->nranges++;
            }
            next++;
        }
    }
    while (b.len && b.data[b.len - 1] == ' ' && (!count || next == count))
        buf_truncate(&b, b.len - 1);
    if (!r && end < len)
        r = buf_append_str(&b, " …");
    char *snippet = r ? NULL : buf_steal(&b);
    buf_free(&b);
    if (!snippet)
        return SO_ENOMEM;
    free(hit->snippet);
    hit->snippet = snippet;
    return SO_OK;
}
