/* The Vietnamese letters: taken apart into base, mark, tone and case, and put together again. */
#include "viet/text.h"

/*
 * The vowels a ă â e ê i o ô ơ u ư y: lower case, then upper case, each in the order of enum viet_tone. One list makes
 * the table of both directions.
 */
#define VOWELS(X)                                                                                                      \
    X(0, 'a', VIET_PLAIN, 0x0061, 0x00E0, 0x1EA3, 0x00E3, 0x00E1, 0x1EA1, 0x0041, 0x00C0, 0x1EA2, 0x00C3, 0x00C1,      \
      0x1EA0)                                                                                                          \
    X(1, 'a', VIET_BREVE, 0x0103, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB7, 0x0102, 0x1EB0, 0x1EB2, 0x1EB4, 0x1EAE,      \
      0x1EB6)                                                                                                          \
    X(2, 'a', VIET_CIRCUMFLEX, 0x00E2, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00C2, 0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, \
      0x1EAC)                                                                                                          \
    X(3, 'e', VIET_PLAIN, 0x0065, 0x00E8, 0x1EBB, 0x1EBD, 0x00E9, 0x1EB9, 0x0045, 0x00C8, 0x1EBA, 0x1EBC, 0x00C9,      \
      0x1EB8)                                                                                                          \
    X(4, 'e', VIET_CIRCUMFLEX, 0x00EA, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0x00CA, 0x1EC0, 0x1EC2, 0x1EC4, 0x1EBE, \
      0x1EC6)                                                                                                          \
    X(5, 'i', VIET_PLAIN, 0x0069, 0x00EC, 0x1EC9, 0x0129, 0x00ED, 0x1ECB, 0x0049, 0x00CC, 0x1EC8, 0x0128, 0x00CD,      \
      0x1ECA)                                                                                                          \
    X(6, 'o', VIET_PLAIN, 0x006F, 0x00F2, 0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x004F, 0x00D2, 0x1ECE, 0x00D5, 0x00D3,      \
      0x1ECC)                                                                                                          \
    X(7, 'o', VIET_CIRCUMFLEX, 0x00F4, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED1, 0x1ED9, 0x00D4, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED0, \
      0x1ED8)                                                                                                          \
    X(8, 'o', VIET_HORN, 0x01A1, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0x01A0, 0x1EDC, 0x1EDE, 0x1EE0, 0x1EDA,       \
      0x1EE2)                                                                                                          \
    X(9, 'u', VIET_PLAIN, 0x0075, 0x00F9, 0x1EE7, 0x0169, 0x00FA, 0x1EE5, 0x0055, 0x00D9, 0x1EE6, 0x0168, 0x00DA,      \
      0x1EE4)                                                                                                          \
    X(10, 'u', VIET_HORN, 0x01B0, 0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1, 0x01AF, 0x1EEA, 0x1EEC, 0x1EEE, 0x1EE8,      \
      0x1EF0)                                                                                                          \
    X(11, 'y', VIET_PLAIN, 0x0079, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0x0059, 0x1EF2, 0x1EF6, 0x1EF8, 0x00DD,     \
      0x1EF4)

#define FIRST 'A'
#define LAST 0x1EF9

static const struct vowel {
    char base;
    uint8_t mark;
    uint16_t code[2][6];
} vowels[] = {
#define FORWARD(row, base, mark, a, b, c, d, e, f, A, B, C, D, E, F)                                                   \
    {base, mark, {{a, b, c, d, e, f}, {A, B, C, D, E, F}}},
    VOWELS(FORWARD)
#undef FORWARD
};

/* 1 + 12 * row + 6 * upper + tone; 0 where no vowel is. */
static const uint8_t place_of[LAST - FIRST + 1] = {
#define ENTRY(code, row, n) [(code)-FIRST] = 1 + 12 * (row) + (n)
#define BACKWARD(row, base, mark, a, b, c, d, e, f, A, B, C, D, E, F)                                                  \
    ENTRY(a, row, 0), ENTRY(b, row, 1), ENTRY(c, row, 2), ENTRY(d, row, 3), ENTRY(e, row, 4), ENTRY(f, row, 5),        \
        ENTRY(A, row, 6), ENTRY(B, row, 7), ENTRY(C, row, 8), ENTRY(D, row, 9), ENTRY(E, row, 10), ENTRY(F, row, 11),
    VOWELS(BACKWARD)
#undef BACKWARD
#undef ENTRY
};

#define D_UPPER 0x0110
#define D_LOWER 0x0111

bool viet_letter_split(int32_t cp, struct viet_letter *ret)
{
    if (cp < FIRST || cp > LAST)
        return false;
    unsigned place = place_of[cp - FIRST];
    if (place) {
        place--;
        const struct vowel *v = &vowels[place / 12];
        *ret = (struct viet_letter){v->base, v->mark, (uint8_t)(place % 6), place % 12 >= 6};
        return true;
    }
    if (cp <= 'z') {
        bool upper = cp <= 'Z';
        if (!upper && cp < 'a')
            return false;
        *ret = (struct viet_letter){(char)(cp | 0x20), VIET_PLAIN, VIET_NGANG, upper};
        return true;
    }
    switch (cp) {
    case 0x00D0: /* the Icelandic eth and the African D look the same and are typed for Đ */
    case 0x0189:
    case D_UPPER:
        *ret = (struct viet_letter){'d', VIET_STROKE, VIET_NGANG, true};
        return true;
    case 0x00F0:
    case 0x0256:
    case D_LOWER:
        *ret = (struct viet_letter){'d', VIET_STROKE, VIET_NGANG, false};
        return true;
    default:
        return false;
    }
}

int32_t viet_letter_join(struct viet_letter letter)
{
    if (letter.tone > VIET_NANG)
        return 0;
    for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++)
        if (vowels[i].base == letter.base && vowels[i].mark == letter.mark)
            return vowels[i].code[letter.upper][letter.tone];
    if (letter.base < 'a' || letter.base > 'z' || letter.tone != VIET_NGANG)
        return 0;
    if (letter.mark == VIET_STROKE && letter.base == 'd')
        return letter.upper ? D_UPPER : D_LOWER;
    if (letter.mark != VIET_PLAIN)
        return 0;
    return letter.upper ? letter.base - 'a' + 'A' : letter.base;
}

bool viet_letter_add(struct viet_letter *letter, int32_t combining)
{
    struct viet_letter l = *letter;
    switch (combining) {
    case 0x0300:
        l.tone = VIET_HUYEN;
        break;
    case 0x0309:
        l.tone = VIET_HOI;
        break;
    case 0x0303:
        l.tone = VIET_NGA;
        break;
    case 0x0301:
        l.tone = VIET_SAC;
        break;
    case 0x0323:
        l.tone = VIET_NANG;
        break;
    case 0x0306:
        l.mark = VIET_BREVE;
        break;
    case 0x0302:
        l.mark = VIET_CIRCUMFLEX;
        break;
    case 0x031B:
        l.mark = VIET_HORN;
        break;
    default:
        return false;
    }
    bool overwrites = (letter->tone && l.tone != letter->tone) || (letter->mark && l.mark != letter->mark);
    if (overwrites || !viet_letter_join(l))
        return false;
    *letter = l;
    return true;
}

bool viet_is_vowel(struct viet_letter letter)
{
    switch (letter.base) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return true;
    default:
        return false;
    }
}
