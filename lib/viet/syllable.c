#include "viet/syllable.h"

#include <string.h>

#include "viet/syllable_parts.h"

#define SYLLABLE_MAX 7 /* letters: nghiêng */

static const char *const onsets[VIET_ONSET_COUNT] = {
    "",  "b",  "c",   "ch", "d", "đ",  "g",  "gh", "gi", "h", "k",  "kh", "l", "m",
    "n", "ng", "ngh", "nh", "p", "ph", "qu", "r",  "s",  "t", "th", "tr", "v", "x",
};

static const char *const rhymes[VIET_RHYME_COUNT] = {
    "a",    "ac",  "ach",  "ai",   "am",   "an",  "ang",  "anh",  "ao",   "ap",  "at",   "au",   "ay",   "ăc",   "ăm",
    "ăn",   "ăng", "ăp",   "ăt",   "âc",   "âm",  "ân",   "âng",  "âp",   "ât",  "âu",   "ây",   "e",    "ec",   "em",
    "en",   "eng", "eo",   "ep",   "et",   "ê",   "êch",  "êm",   "ên",   "ênh", "êp",   "êt",   "êu",   "i",    "ia",
    "ich",  "iêc", "iêm",  "iên",  "iêng", "iêp", "iêt",  "iêu",  "im",   "in",  "inh",  "ip",   "it",   "iu",   "o",
    "oa",   "oac", "oach", "oai",  "oam",  "oan", "oang", "oanh", "oao",  "oap", "oat",  "oay",  "oăc",  "oăm",  "oăn",
    "oăng", "oăt", "oc",   "oe",   "oen",  "oeo", "oet",  "oi",   "om",   "on",  "ong",  "ooc",  "oong", "op",   "ot",
    "ô",    "ôc",  "ôi",   "ôm",   "ôn",   "ông", "ôp",   "ôt",   "ơ",    "ơi",  "ơm",   "ơn",   "ơp",   "ơt",   "u",
    "ua",   "uân", "uâng", "uât",  "uây",  "uc",  "uê",   "uêch", "uênh", "uêu", "ui",   "um",   "un",   "ung",  "uôc",
    "uôi",  "uôm", "uôn",  "uông", "uôt",  "uơ",  "up",   "ut",   "uy",   "uya", "uych", "uyên", "uyêt", "uynh", "uyt",
    "uyu",  "uyp", "ư",    "ưa",   "ưc",   "ưi",  "ưm",   "ưn",   "ưng",  "ươc", "ươi",  "ươm",  "ươn",  "ương", "ươp",
    "ươt",  "ươu", "ưt",   "ưu",   "y",    "yêm", "yên",  "yêng", "yêt",  "yêu",
};

const char *syllable_onset(unsigned onset)
{
    return onsets[onset];
}

const char *syllable_rhyme(unsigned rhyme)
{
    return rhymes[rhyme];
}

static bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

static bool is_onset(unsigned onset, const char *name)
{
    return !strcmp(onsets[onset], name);
}

static bool is_rhyme(const char *text, size_t len)
{
    for (size_t i = 0; i < VIET_RHYME_COUNT; i++)
        if (strlen(rhymes[i]) == len && !memcmp(rhymes[i], text, len))
            return true;
    return false;
}

static bool is_front(const char *rhyme)
{
    return rhyme[0] == 'e' || rhyme[0] == 'i' || rhyme[0] == 'y' || starts_with(rhyme, "ê");
}

static bool ends_in_stop(const char *rhyme)
{
    size_t n = strlen(rhyme);
    char last = rhyme[n - 1];
    return last == 'c' || last == 'p' || last == 't' || (n > 1 && last == 'h' && rhyme[n - 2] == 'c');
}

/* The same letter ends the onset and begins the rhyme, and is written once: gì, giêng, quỳnh. */
size_t syllable_shared(unsigned onset, unsigned rhyme)
{
    return (is_onset(onset, "gi") && rhymes[rhyme][0] == 'i') || (is_onset(onset, "qu") && rhymes[rhyme][0] == 'u');
}

static bool may_follow_gi(const char *rhyme)
{
    char with_i[16];
    int n = snprintf(with_i, sizeof with_i, "i%s", rhyme);
    if (starts_with(rhyme, "ê"))
        return !is_rhyme(with_i, (size_t)n);
    return strcmp(rhyme, "ia") && strcmp(rhyme, "iu");
}

static bool may_follow_qu(const char *rhyme)
{
    static const char *const never[] = {"u", "ư", "oa", "oă", "oe", "oo"};
    if (starts_with(rhyme, "uy"))
        return !is_rhyme(rhyme + 1, strlen(rhyme) - 1);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (starts_with(rhyme, never[i]))
            return false;
    return true;
}

/*
 * Spelling rules, and never two pairs that would be written alike: giên is gi + iên and not gi + ên, gia is gi + a and
 * not gi + ia, quy is qu + y and not qu + uy.
 */
static bool may_join(unsigned onset, const char *rhyme)
{
    if (is_onset(onset, "k") || is_onset(onset, "gh") || is_onset(onset, "ngh"))
        return is_front(rhyme);
    if (is_onset(onset, "c") || is_onset(onset, "g") || is_onset(onset, "ng"))
        return !is_front(rhyme);
    if (is_onset(onset, "gi"))
        return may_follow_gi(rhyme);
    return !is_onset(onset, "qu") || may_follow_qu(rhyme);
}

bool viet_syllable_is_valid(struct viet_syllable s)
{
    if (s.onset >= VIET_ONSET_COUNT || s.rhyme >= VIET_RHYME_COUNT || s.tone > VIET_NANG)
        return false;
    const char *rhyme = rhymes[s.rhyme];
    if (ends_in_stop(rhyme) && s.tone != VIET_SAC && s.tone != VIET_NANG)
        return false;
    return may_join(s.onset, rhyme);
}

static bool is_vowel_at(const int32_t *letters, size_t n, size_t i, struct viet_letter *ret)
{
    struct viet_letter l;
    if (i >= n || !viet_letter_split(letters[i], &l) || !viet_is_vowel(l))
        return false;
    *ret = l;
    return true;
}

int viet_tone_place(const int32_t *letters, size_t n)
{
    struct viet_letter l, after;
    size_t i = 0;
    while (i < n && !is_vowel_at(letters, n, i, &l))
        i++;
    if (i == n)
        return -1;
    /* The u of qu and the i of gi are part of the onset when another vowel follows. */
    if (i && is_vowel_at(letters, n, i + 1, &after) &&
        ((letters[i - 1] == 'q' && letters[i] == 'u') || (i == 1 && letters[0] == 'g' && letters[1] == 'i')))
        i++;
    size_t first = i, marked = n;
    for (; is_vowel_at(letters, n, i, &l); i++)
        if (l.mark != VIET_PLAIN)
            marked = i; /* the last one: of ươ the ơ */
    size_t count = i - first;
    bool closed = i < n;
    if (marked < n)
        return (int)marked;
    if (count == 1)
        return (int)first;
    if (count == 2)
        return (int)(closed ? first + 1 : first);
    return (int)first + 1;
}

/* A word in lower-case letters without tones, and the tone it carries; 0 letters when it is no such word. */
struct bare {
    int32_t letters[SYLLABLE_MAX];
    size_t len;
    uint8_t tone;
};

static bool make_bare(const char *s, size_t len, struct bare *ret)
{
    struct buf nfc = BUF_INIT;
    struct bare b = {.len = 0};
    bool ok = !viet_nfc(s, len, &nfc);
    for (size_t at = 0; ok && at < nfc.len;) {
        struct viet_letter l;
        ok = viet_letter_split(viet_next(nfc.data, nfc.len, &at), &l) && b.len < SYLLABLE_MAX &&
             !(l.tone && b.tone); /* one tone a syllable */
        if (!ok)
            break;
        if (l.tone)
            b.tone = l.tone;
        b.letters[b.len++] = viet_letter_join((struct viet_letter){l.base, l.mark, VIET_NGANG, false});
    }
    buf_free(&nfc);
    *ret = b;
    return ok && b.len;
}

static size_t put_letters(const int32_t *letters, size_t n, char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        used += viet_put(letters[i], out + used);
    out[used] = '\0';
    return used;
}

bool viet_syllable_parse(const char *s, size_t len, struct viet_syllable *ret)
{
    struct bare word;
    char text[SYLLABLE_MAX * 4 + 1];
    if (len > SYLLABLE_MAX * 8 || !make_bare(s, len, &word))
        return false;
    put_letters(word.letters, word.len, text);
    for (unsigned onset = 0; onset < VIET_ONSET_COUNT; onset++) {
        size_t onset_len = strlen(onsets[onset]);
        if (!starts_with(text, onsets[onset]))
            continue;
        for (unsigned rhyme = 0; rhyme < VIET_RHYME_COUNT; rhyme++) {
            struct viet_syllable syllable = {(uint8_t)onset, (uint8_t)rhyme, word.tone};
            const char *rest = text + onset_len - syllable_shared(onset, rhyme);
            if (strcmp(rhymes[rhyme], rest) || !viet_syllable_is_valid(syllable))
                continue;
            *ret = syllable;
            return true;
        }
    }
    return false;
}

size_t viet_syllable_write(struct viet_syllable s, char out[VIET_SYLLABLE_SIZE])
{
    if (!viet_syllable_is_valid(s))
        return 0;
    char text[VIET_SYLLABLE_SIZE];
    int n = snprintf(text, sizeof text, "%s%s", onsets[s.onset], rhymes[s.rhyme] + syllable_shared(s.onset, s.rhyme));
    int32_t letters[SYLLABLE_MAX + 1];
    size_t count = 0;
    for (size_t at = 0; at < (size_t)n && count < SYLLABLE_MAX;)
        letters[count++] = viet_next(text, (size_t)n, &at);
    int place = viet_tone_place(letters, count);
    struct viet_letter l;
    if (place < 0 || !viet_letter_split(letters[place], &l))
        return 0;
    l.tone = s.tone;
    letters[place] = viet_letter_join(l);
    return put_letters(letters, count, out);
}

float viet_suspicion(const char *s, size_t len)
{
    size_t at = 0, start, end, words = 0, bad = 0;
    while (viet_next_word(s, len, &at, &start, &end)) {
        bool digits = true;
        for (size_t i = start; i < end && digits; i++)
            digits = viet_is_digit((unsigned char)s[i]);
        if (digits)
            continue;
        struct viet_syllable syllable;
        words++;
        bad += !viet_syllable_parse(s + start, end - start, &syllable);
    }
    return words ? (float)bad / (float)words : 0.0f;
}
