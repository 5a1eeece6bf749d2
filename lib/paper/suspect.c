/* Values that look wrong by themselves, however surely they were read: they are given as doubtful, never changed. */
#include <string.h>

#include "paper/judgement.h"
#include "viet/name.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define SMALL_LEAST 3 /* letters of a word that do not stand behind a number */
#define CLEAR 0.97f /* confidence of a name that is believed to be unusual */

/* "Hỹ": no usual name, but "Mỹ" is one, and by hand an M and an H are alike. */
static bool may_be_another(const char *word, size_t len)
{
    char other[VIET_SYLLABLE_SIZE * 2];
    if (len < 2 || len >= sizeof other || !strchr("MH", word[0]) || viet_given_weight(word, len) >= 1)
        return false;
    memcpy(other, word, len);
    other[0] = word[0] == 'M' ? 'H' : 'M';
    return viet_given_weight(other, len) >= 1;
}

/*
 * "ĐĂNG VĂN AN", "KIỀU THÊ HÙNG": nobody is called so, but many are by other marks, which poor print loses.
 */
static bool is_unusual(const char *name)
{
    size_t len = strcspn(name, " ");
    if (!name[len])
        return false;
    if (viet_surname_weight(name, len) <= 0 && viet_surname_unmarked(name, len))
        return true;
    for (const char *word = name + len + 1; *word; word += len + (word[len] == ' ')) {
        len = strcspn(word, " ");
        if (len && viet_given_weight(word, len) <= 0)
            return true;
    }
    return false;
}

/* A subject does not end with a word that wants another: "thay đổi lịch tiếp công dân tháng" lost its "8". */
static bool breaks_off(const char *value)
{
    static const char *const words[] = {"tháng", "năm", "ngày", "số",  "của", "và",  "về", "cho", "tại",
                                        "theo",  "do",  "các",  "những", "với", "trong", "bằng", "từ"};
    const char *last = strrchr(value, ' ');
    for (size_t i = 0; last && i < sizeof words / sizeof *words; i++)
        if (!strcmp(last + 1, words[i]))
            return true;
    return false;
}

/* A digit in a word with a marked letter, or before several small ones: "3ộ phận", "6iang"; not "19h30" nor "QH13". */
static bool has_digit_in_word(const char *value)
{
    size_t len = strlen(value);
    bool digit = false, marked = false;
    int small = 0; /* letters behind the digit */
    for (size_t at = 0; at < len;) {
        struct viet_letter l;
        int32_t cp = viet_next(value, len, &at);
        bool letter = viet_letter_split(cp, &l);
        if (!letter && !viet_is_digit(cp)) {
            digit = marked = false;
            small = 0;
            continue;
        }
        digit |= !letter;
        marked |= letter && (l.mark || l.tone != VIET_NGANG);
        small = digit && letter && !l.upper ? small + 1 : 0;
        if (digit && (marked || small >= SMALL_LEAST))
            return true;
    }
    return false;
}

/* Bare digits where the form prints a notation behind them: an incoming stamp has such a number. */
static bool lacks_notation(const struct paper_field_def *f, const char *value)
{
    return f->where == WHERE_HEADER && f->values.len && !value[strspn(value, "0123456789")];
}

/* "LÍ giờ 02 phút": what stands before an hour or a minute is a number. */
static bool has_odd_hour(const char *value)
{
    static const char *const units[] = {" giờ", " phút"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const char *at = strstr(value, units[i]), *from = at;
        while (from && from > value && from[-1] != ' ')
            from--;
        if (at && from + strspn(from, "0123456789") != at)
            return true;
    }
    return false;
}

void sheet_suspect(struct sheet *s)
{
    const struct paper_def *d = s->type->def;
    for (size_t i = 0; i < d->fields.len; i++) {
        struct slot *slot = &s->slots[i];
        enum paper_kind kind = d->fields.items[i].kind;
        if (!slot->reading.value || !*slot->reading.value)
            continue;
        if (kind == KIND_SUBJECT)
            slot->doubtful |= breaks_off(slot->reading.value);
        if (kind == KIND_SUBJECT || kind == KIND_PLACE || kind == KIND_ISSUER || kind == KIND_TEXT)
            slot->doubtful |= has_digit_in_word(slot->reading.value);
        if (kind == KIND_REGISTER_NUMBER)
            slot->doubtful |= lacks_notation(&d->fields.items[i], slot->reading.value);
        if (kind == KIND_MOMENT)
            slot->doubtful |= has_odd_hour(slot->reading.value);
        if (kind == KIND_SIGNER)
            slot->doubtful |= signer_is_suspect(s, slot);
        if (kind != KIND_NAME && kind != KIND_SIGNER)
            continue;
        slot->doubtful |= slot->confidence < CLEAR && is_unusual(slot->reading.value);
        const char *word = slot->reading.value + strcspn(slot->reading.value, " "); /* behind the family name */
        for (word += strspn(word, " "); *word; word += strspn(word, " ")) {
            size_t len = strcspn(word, " ");
            slot->doubtful |= may_be_another(word, len);
            word += len;
        }
    }
}
