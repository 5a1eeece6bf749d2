#include "queries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "base/buf.h"
#include "rng.h"
#include "viet/fold.h"
#include "viet/text.h"

static const char *const kind_names[BENCH_QUERY_KINDS] = {"name without tones",
                                                          "name with tones",
                                                          "the commonest name",
                                                          "name, half typed",
                                                          "name and year",
                                                          "register number",
                                                          "identity number",
                                                          "its last six digits",
                                                          "six of its digits",
                                                          "date",
                                                          "village",
                                                          "initials",
                                                          "phrase",
                                                          "words of a form",
                                                          "filters alone",
                                                          "name, without",
                                                          "one letter wrong",
                                                          "one common word",
                                                          "name nobody bears",
                                                          "no hits"};

const char *bench_query_kind_name(enum bench_query_kind k)
{
    return kind_names[k];
}

/* How often each is asked in a hundred. */
static const int weights[BENCH_QUERY_KINDS] = {20, 8, 4, 12, 5, 6, 4, 5, 3, 3, 4, 3, 4, 4, 3, 2, 4, 2, 2, 2};

static char *folded(const char *text)
{
    struct buf b = BUF_INIT;
    if (viet_fold(text, strlen(text), &b))
        abort();
    return buf_steal(&b);
}

static const char *last_words(const char *name, int words)
{
    const char *at = name + strlen(name);
    while (at > name && (at[-1] != ' ' || --words > 0))
        at--;
    return at;
}

/* The name with one slip of the finger, in letters without tones. */
static char *with_slip(const char *name, struct rng *r)
{
    static const char letters[] = "abcdeghiklmnopqrstuvxy";
    char *fold = folded(name), *out = malloc(strlen(fold) + 2);
    size_t len = strlen(fold), at;
    do {
        at = (size_t)rng_int(r, 0, (int)len - 1);
    } while (fold[at] == ' ');
    int kind = rng_int(r, 0, 3);
    if (!out)
        abort();
    if (kind == 3 && at + 1 < len && fold[at + 1] != ' ' && fold[at] != fold[at + 1]) {
        snprintf(out, len + 2, "%.*s%c%c%s", (int)at, fold, fold[at + 1], fold[at], fold + at + 2);
    } else {
        char other;
        do {
            other = letters[rng_int(r, 0, (int)sizeof letters - 2)];
        } while (other == fold[at]);
        snprintf(out, len + 2, kind == 1 ? "%.*s%s" : "%.*s%s%s", (int)at, fold,
                 kind == 1 ? fold + at + 1 : (char[]){other, '\0'}, kind == 2 ? fold + at : fold + at + 1);
    }
    free(fold);
    return out;
}

static char *print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *print(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    char *own = strdup(text);
    g_free(text);
    return own;
}

static char *initials_of(const char *name)
{
    char *fold = folded(name), *out = fold;
    for (const char *at = fold; *at; at++)
        if (at == fold || at[-1] == ' ')
            *out++ = *at;
    *out = '\0';
    return fold;
}

static char *of_person(enum bench_query_kind kind, const struct person *who, struct rng *r)
{
    char *fold = folded(who->name), *text = NULL;
    switch (kind) {
    case QUERY_OF_TONED_NAME:
        text = strdup(who->name);
        break;
    case QUERY_OF_TYPING:
        text = print("%.*s", rng_int(r, 3, (int)strlen(fold)), fold);
        break;
    case QUERY_OF_NAME_YEAR:
        text = print("%s %d", fold, who->born.year);
        break;
    case QUERY_OF_ID:
        text = strdup(who->id);
        break;
    case QUERY_OF_ID_TAIL:
        text = print("%s", who->id + 6);
        break;
    case QUERY_OF_ID_PART:
        text = print("%.6s", who->id + rng_int(r, 1, 5));
        break;
    case QUERY_OF_DATE:
        text = print("%d/%d/%d", who->born.day, who->born.month, who->born.year);
        break;
    case QUERY_OF_PLACE:
        text = folded(who->home.village);
        break;
    case QUERY_OF_INITIALS:
        text = initials_of(who->name);
        break;
    case QUERY_WITHOUT:
        text = print("%s -\"ban sao\" -liên", fold);
        break;
    case QUERY_OF_SLIP:
        text = with_slip(who->name, r);
        break;
    default:
        text = strdup(fold);
    }
    free(fold);
    return text;
}

static char *make_text(enum bench_query_kind kind, const struct archive_paper *p, const struct archive_paper *other,
                       struct rng *r)
{
    static const char *const common[] = {"nguyen van hung", "nguyen thi lan", "nguyen van dung", NULL};
    static const char *const words[] = {"thanh", "nguyen", "đức", "hải", "khai sinh", NULL};
    static const char *const nobody[] = {"zwolski jakub", "qqqqq", "nguyen zzyzx", "0999999999999", "xqz* wkw", NULL};
    const struct person *who = &p->persons[rng_int(r, 0, p->npersons - 1)];
    switch (kind) {
    case QUERY_OF_COMMON_NAME:
        return strdup(rng_pick(r, common));
    case QUERY_OF_NUMBER:
        return rng_chance(r, 0.5) ? print("so:%s", p->number) : strdup(p->number);
    case QUERY_OF_PHRASE:
        return print("\"%s\"", rng_chance(r, 0.5) ? who->name : last_words(place_commune(p->pool, &who->home), 4));
    case QUERY_OF_TEXT:
        return print("%s %s", rng_chance(r, 0.5) ? "tinh trang hon nhan" : "uy quyen nop ho so",
                     last_words(who->name, 1));
    case QUERY_OF_FILTER:
        return print("loai:%s nam:%s", p->type, p->number + strcspn(p->number, "/") + 1);
    case QUERY_OF_ONE_WORD:
        return strdup(rng_pick(r, words));
    case QUERY_OF_LONG_NAME:
        return print("%s %s", who->name, last_words(other->persons[0].name, 2));
    case QUERY_OF_NOBODY:
        return strdup(rng_pick(r, nobody));
    default:
        return of_person(kind, who, r);
    }
}

static enum bench_query_kind draw_kind(struct rng *r)
{
    int n = rng_int(r, 0, 99), kind = 0;
    while (kind + 1 < BENCH_QUERY_KINDS && n >= weights[kind])
        n -= weights[kind++];
    return (enum bench_query_kind)kind;
}

struct bench_query *bench_queries_make(uint64_t seed, int64_t papers, size_t count)
{
    struct bench_query *list = calloc(count ? count : 1, sizeof *list);
    struct rng r = rng_stream(seed, 0, "queries");
    for (size_t i = 0; list && papers > 0 && i < count; i++) {
        struct archive_paper p, other;
        archive_paper_make(&p, seed, (int64_t)(rng_next(&r) % (uint64_t)papers));
        archive_paper_make(&other, seed, (int64_t)(rng_next(&r) % (uint64_t)papers));
        list[i].kind = draw_kind(&r);
        list[i].text = make_text(list[i].kind, &p, &other, &r);
        list[i].typing = list[i].kind == QUERY_OF_TYPING;
        archive_paper_free(&p);
        archive_paper_free(&other);
    }
    return list;
}

void bench_queries_free(struct bench_query *list, size_t count)
{
    for (size_t i = 0; list && i < count; i++)
        free(list[i].text);
    free(list);
}

const char *recall_kind_name(enum recall_kind k)
{
    static const char *const names[] = {"no tones",       "wrong tone placement", "one letter wrong",
                                        "reversed words", "last two words",       "ID tail"};
    return names[k];
}

/* One syllable with its tone on another vowel; false when it has no tone or no other vowel. */
static bool move_tone(const char *s, size_t len, struct buf *out)
{
    struct viet_letter letters[16];
    size_t n = 0, from = 16, to = 16;
    for (size_t at = 0; at < len && n < 16; n++)
        if (!viet_letter_split(viet_next(s, len, &at), &letters[n]))
            return false;
    for (size_t i = 0; i < n; i++)
        if (letters[i].tone)
            from = i;
    for (size_t i = 0; i < n && from < 16; i++)
        if (i != from && viet_is_vowel(letters[i]) && (i + 1 == from || i == from + 1))
            to = i;
    if (to == 16)
        return false;
    letters[to].tone = letters[from].tone;
    letters[from].tone = VIET_NGANG;
    for (size_t i = 0; i < n; i++) {
        char utf8[4];
        size_t k = viet_put(viet_letter_join(letters[i]), utf8);
        if (buf_append(out, utf8, k))
            abort();
    }
    return true;
}

static char *with_tones_moved(const char *name)
{
    struct buf out = BUF_INIT;
    bool moved = false;
    for (const char *at = name; *at;) {
        size_t n = strcspn(at, " ");
        size_t before = out.len;
        if (move_tone(at, n, &out)) {
            moved = true;
        } else {
            buf_truncate(&out, before);
            buf_append(&out, at, n);
        }
        at += n;
        if (*at)
            buf_append_char(&out, *at++);
    }
    char *text = moved ? buf_steal(&out) : NULL;
    buf_free(&out);
    return text;
}

static char *reversed(const char *name)
{
    struct buf out = BUF_INIT;
    for (size_t end = strlen(name); end;) {
        size_t from = end;
        while (from && name[from - 1] != ' ')
            from--;
        buf_printf(&out, "%s%.*s", out.len ? " " : "", (int)(end - from), name + from);
        end = from ? from - 1 : 0;
    }
    return buf_steal(&out);
}

char *recall_query(enum recall_kind kind, const struct archive_paper *p, int who, struct rng *r)
{
    const struct person *person = &p->persons[who];
    switch (kind) {
    case RECALL_NO_TONES:
        return folded(person->name);
    case RECALL_TONE_PLACE:
        return with_tones_moved(person->name);
    case RECALL_ONE_LETTER:
        return with_slip(person->name, r);
    case RECALL_REVERSED:
        return reversed(person->name);
    case RECALL_LAST_TWO:
        return folded(last_words(person->name, 2));
    default:
        return strdup(person->id + 6);
    }
}
