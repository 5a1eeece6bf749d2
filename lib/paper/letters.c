/*
 * Letters by their strokes. By hand an M is read as H, an a as o, and the recogniser's models are sure of it, because
 * both make a word: "Xuân Hai" for "Xuân Mai". How the strokes run tells them apart, whatever word it makes.
 */
#include "paper/letters.h"

#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define WORDS_MAX 96   /* on a page that are asked about */
#define LETTERS_MAX 24 /* of such a word */
#define READ_SURE 0.97f
#define STROKES_SURE 0.7f    /* strokes are believed from here on */
#define STROKES_CERTAIN 0.9f /* … against a letter that is seldom misread so */

/* A letter, the byte where it ends and begins in its word. */
struct spelt {
    struct viet_letter letter;
    size_t start, end;
};

struct spelling {
    struct spelt items[LETTERS_MAX];
    size_t len;
};

/* The letters of a word without the punctuation around it; false for what has anything else in it, or too many. */
static bool spell(const char *text, struct spelling *ret)
{
    size_t len = strlen(text);
    bool behind = false;
    ret->len = 0;
    for (size_t at = 0; at < len;) {
        struct spelt one = {.start = at};
        int32_t cp = viet_next(text, len, &at);
        one.end = at;
        if (!viet_letter_split(cp, &one.letter)) {
            if (viet_is_letter(cp) || viet_is_digit(cp) || viet_is_combining(cp))
                return false;
            behind = ret->len > 0;
            continue;
        }
        if (behind || ret->len == LETTERS_MAX)
            return false;
        ret->items[ret->len++] = one;
    }
    return ret->len > 0;
}

static bool is_capitals(const struct spelling *s)
{
    return s->len > 1 && s->items[1].letter.upper;
}

/* The letter as which strokes speak of it: 'H' for a capital, 'a' for a small one; 0 for those that they do not know. */
static char plain(struct viet_letter l)
{
    char c = l.upper ? (char)(l.base - 'a' + 'A') : l.base;
    return strchr(l.upper ? "MHNTL" : "aodung", c) && l.mark != VIET_STROKE && l.mark != VIET_HORN ? c : 0;
}

/*
 * How sure the strokes must be that a letter read so is another one; above 1: they never are. running: a capital may as
 * well be a small letter there.
 */
static float needed(char read, char seen, bool running)
{
    if (running && ((read == 'T' && seen == 't') || (read == 'L' && seen == 'l')))
        return STROKES_SURE;
    static const char *const alike[] = {"MH", "HM", "oa", "da", "ua", "na", "ga"};
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (alike[i][0] == read && alike[i][1] == seen)
            return STROKES_SURE;
    return read == 'N' && seen == 'M' ? STROKES_CERTAIN : 2;
}

/* The letter seen, with what was read above and below it; false when it cannot bear that. */
static bool replace(struct viet_letter read, char seen, struct viet_letter *ret)
{
    *ret = read;
    ret->upper = seen >= 'A' && seen <= 'Z';
    ret->base = ret->upper ? (char)(seen - 'A' + 'a') : seen;
    if (read.mark == VIET_BREVE && ret->base == 'o')
        return false;
    return viet_letter_join(*ret) != 0;
}

/* Has the word letters that strokes tell apart, and was it not read surely? */
static bool is_open(const struct word *w)
{
    struct spelling spelling;
    if (w->confidence >= READ_SURE || !spell(w->text, &spelling) || spelling.len < 2)
        return false;
    for (size_t i = 0; i < spelling.len; i++)
        if (plain(spelling.items[i].letter))
            return true;
    return false;
}

int letters_ask(const struct sheet *s, bool (*fits)(const struct sheet *s, size_t field), struct questions *io)
{
    size_t asked = 0;
    int r = SO_OK;
    for (size_t i = 0; i < s->page->words.len && asked < WORDS_MAX && r == SO_OK; i++) {
        const struct word *w = &s->page->words.items[i];
        const struct question how = {.id = LOOK_ALIKE + (int)i, .as = LOOK_STROKES, .plane = PLANE_CLEAN};
        if (is_open(w) && mends_field(s, w, fits) < s->type->def->fields.len)
            r = looks_ask_word(s, i, 3, how, &asked, io);
    }
    return r;
}

/* The word's letter that a glyph shows: all stand for themselves, or at least the first and the last one. */
static size_t place_of(const struct word *seen, size_t glyph, const struct spelling *spelling)
{
    if (seen->nglyphs == spelling->len)
        return glyph;
    return glyph == 0 ? 0 : glyph + 1 == seen->nglyphs ? spelling->len - 1 : spelling->len;
}

static bool is_strange(const char *text, size_t len)
{
    struct viet_syllable syllable;
    return !viet_syllable_parse(text, len, &syllable);
}

/* The word with one letter replaced. */
static int put_letter(const char *text, const struct spelt *at, struct viet_letter letter, struct buf *out)
{
    char bytes[4];
    size_t n = viet_put(viet_letter_join(letter), bytes);
    int r = buf_append(out, text, at->start);
    r = r ? r : buf_append(out, bytes, n);
    return r ? r : buf_append_str(out, text + at->end);
}

/* One letter of the word by one glyph's strokes; *io stays where they say nothing else. */
static int correct_one(const struct word *seen, size_t glyph, bool running, struct buf *io)
{
    struct spelling spelling;
    struct viet_letter letter;
    if (!spell(buf_str(io), &spelling))
        return SO_OK;
    size_t at = place_of(seen, glyph, &spelling);
    const struct choice *choice = &seen->glyphs[glyph].choices[0];
    char read = at < spelling.len ? plain(spelling.items[at].letter) : 0;
    float least = read ? needed(read, choice->text[0], running && glyph == 0 && !is_capitals(&spelling)) : 2;
    if (seen->nglyphs != spelling.len && read >= 'a' && least < STROKES_CERTAIN)
        least = STROKES_CERTAIN;
    if (choice->confidence < least || !replace(spelling.items[at].letter, choice->text[0], &letter))
        return SO_OK;
    struct buf out = BUF_INIT;
    int r = put_letter(buf_str(io), &spelling.items[at], letter, &out);
    size_t first = spelling.items[0].start, last = spelling.items[spelling.len - 1].end;
    bool worse = !r && is_strange(buf_str(&out) + first, last - first + out.len - io->len) &&
                 !is_strange(buf_str(io) + first, last - first);
    if (r || worse) {
        buf_free(&out);
        return r;
    }
    buf_free(io);
    *io = out;
    return SO_OK;
}

int letters_correct(const struct answer *a, bool running, struct buf *io)
{
    const struct word *seen = a && a->words.len == 1 ? &a->words.items[0] : NULL;
    int r = SO_OK;
    for (size_t i = 0; seen && i < seen->nglyphs && !r; i++)
        if (seen->glyphs[i].nchoices)
            r = correct_one(seen, i, running, io);
    return r;
}
