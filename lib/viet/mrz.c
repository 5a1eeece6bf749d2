#include "viet/mrz.h"

#include <string.h>

#include "viet/text.h"

#define LINES_MAX 3
#define LINE_MAX 64
#define TD1_LINE 30
#define TD3_LINE 44
#define CARD_DIGITS 9
#define PERSONAL_DIGITS 12
#define MARKED_O 'o' /* in a line as it was taken: a 6 among digits, O among letters */

struct zone_line {
    char text[LINE_MAX + 1];
    size_t len;
};

struct zone {
    struct zone_line lines[LINES_MAX];
    size_t nlines;
};

static int value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c == '<' ? 0 : -1;
}

int viet_mrz_check_digit(const char *s, size_t len)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;
    for (size_t i = 0; i < len; i++) {
        int value = value_of(s[i]);
        if (value < 0)
            return -1;
        sum += value * weights[i % 3];
    }
    return sum % 10;
}

/* The 6 of OCR-B is an o with a mark to a model of Vietnamese. */
static bool is_marked_o(int32_t cp, const struct viet_letter *letter)
{
    return letter->base == 'o' && cp != 'o' && cp != 'O';
}

/* What a character of a zone was when it was read: fillers as brackets and guillemets, letters with marks. */
static size_t zone_chars(int32_t cp, char out[2])
{
    struct viet_letter letter;
    out[0] = out[1] = '<';
    switch (cp) {
    case '<': case '(': case '{': case '[': case 0x2039: case 0x20AC: case 0xA3:
        return 1;
    case 0xAB: case 0x226A:
        return 2;
    default:
        break;
    }
    if (cp >= '0' && cp <= '9')
        out[0] = (char)cp;
    else if (viet_letter_split(cp, &letter))
        out[0] = is_marked_o(cp, &letter) ? MARKED_O : (char)(letter.base - 'a' + 'A');
    else
        return 0;
    return 1;
}

static bool is_blank(int32_t cp)
{
    return (viet_is_space(cp) && cp != '\n') || cp == '.' || cp == ',' || cp == '-' || cp == '_' || cp == '\'' || cp == '"';
}

static bool take_lines(const char *s, size_t len, struct zone *ret)
{
    struct zone z = {.nlines = 1};
    bool full = false;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        struct zone_line *line = &z.lines[z.nlines - 1];
        if (is_blank(cp))
            continue;
        if (cp == '\n') {
            full |= line->len && z.nlines == LINES_MAX;
            z.nlines += line->len && !full;
            continue;
        }
        if (full)
            return false;
        char chars[2];
        size_t n = zone_chars(cp, chars);
        if (!n || line->len + n > LINE_MAX)
            return false;
        memcpy(line->text + line->len, chars, n);
        line->len += n;
    }
    if (z.lines[z.nlines - 1].len == 0)
        z.nlines--;
    *ret = z;
    return true;
}

/* The digit that a letter was, where only digits stand; the character itself when it can be none. */
static char as_digit(char c)
{
    switch (c) {
    case 'O': case 'Q': case 'D': return '0';
    case 'I': case 'L': return '1';
    case 'Z': return '2';
    case 'A': return '4';
    case 'S': return '5';
    case 'G': case MARKED_O: return '6';
    case 'T': return '7';
    case 'B': return '8';
    default: return c;
    }
}

static char as_letter(char c)
{
    switch (c) {
    case '0': case MARKED_O: return 'O';
    case '1': return 'I';
    case '2': return 'Z';
    case '5': return 'S';
    case '8': return 'B';
    default: return c;
    }
}

static void put(char *at, char c, int *io_repaired)
{
    *io_repaired += *at != c;
    *at = c;
}

/* Turns a place of the zone into digits; false when it holds something else. Fillers are let stand where told. */
static bool make_digits(char *s, size_t len, bool fillers, int *io_repaired)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '<' && fillers)
            continue;
        put(&s[i], as_digit(s[i]), io_repaired);
        if (s[i] < '0' || s[i] > '9')
            return false;
    }
    return true;
}

static void make_letters(char *s, size_t len, int *io_repaired)
{
    for (size_t i = 0; i < len; i++)
        put(&s[i], as_letter(s[i]), io_repaired);
}

/* s[len] is the check digit of the characters before it. */
static bool holds(const char *s, size_t len)
{
    return s[len] - '0' == viet_mrz_check_digit(s, len);
}

static bool is_blank_part(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] != '<')
            return false;
    return true;
}

/* "650412", "65<<<<"; the century is for the caller. */
static bool take_date(const char *s, int century, struct viet_date *ret)
{
    struct viet_date d = {century + (s[0] - '0') * 10 + s[1] - '0', 0, 0};
    if (!is_blank_part(s + 2, 4) && strncmp(s + 2, "0000", 4) != 0) {
        if (memchr(s, '<', 6))
            return false;
        d.month = (s[2] - '0') * 10 + s[3] - '0';
        d.day = (s[4] - '0') * 10 + s[5] - '0';
        if (!d.month || !d.day)
            return false;
    }
    *ret = d;
    return viet_date_is_valid(d);
}

/* "NGUYEN<<VAN<AN<<<<<" to "NGUYEN VAN AN". Long runs of K are fillers that were read so: no name has them. */
static void take_name(const struct zone_line *line, char *out, size_t size)
{
    size_t n = 0, end = line->len;
    while (end && (line->text[end - 1] == '<' || (line->text[end - 1] == 'K' && end > 1 && strchr("<K", line->text[end - 2]))))
        end--;
    for (size_t i = 0; i < end && n + 1 < size; i++) {
        int ignored = 0;
        char c = line->text[i];
        if (c != '<')
            make_letters(&c, 1, &ignored);
        else if (!n || out[n - 1] == ' ')
            continue;
        out[n++] = c == '<' ? ' ' : c;
    }
    out[n] = '\0';
}

/* Line 2 of a card and of a passport share this: birth, sex, expiry. */
static bool take_person(const char *birth, char sex, const char *expires, int century, struct viet_mrz *m)
{
    m->sex = sex == 'M' ? VIET_MALE : sex == 'F' ? VIET_FEMALE : VIET_SEX_UNKNOWN;
    return take_date(birth, century, &m->birth) && take_date(expires, 2000, &m->expires) &&
           viet_date_is_whole(m->expires);
}

static enum viet_sex sex_of_number(const char *personal)
{
    return (personal[3] - '0') % 2 ? VIET_FEMALE : VIET_MALE;
}

/*
 * A line of which the end is fillers and one last character, at its full length: the recogniser counts fillers badly,
 * and they weigh nothing.
 */
static bool stretch(struct zone_line *line, size_t head, size_t whole)
{
    if (line->len < head + 2)
        return false;
    char last = line->text[line->len - 1];
    for (size_t i = head; i < line->len - 1; i++)
        if (line->text[i] != '<' && line->text[i] != 'K' && line->text[i] != 'C')
            return false;
    memset(line->text + head, '<', whole - head);
    line->text[whole - 1] = last;
    line->len = whole;
    line->text[whole] = '\0';
    return true;
}

static bool card_check(const struct zone *z)
{
    char all[64];
    const char *a = z->lines[0].text, *b = z->lines[1].text;
    size_t n = 0;
    memcpy(all, a + 5, 25);
    n = 25;
    memcpy(all + n, b, 7);
    memcpy(all + n + 7, b + 8, 7);
    memcpy(all + n + 14, b + 18, 11);
    n += 25;
    all[n] = b[29];
    return holds(all, n);
}

/* Letters that are known: one of them may be misread, which tells nothing of the rest. */
static bool mend_known(char *s, const char *known, int *io_repaired)
{
    int wrong = 0;
    for (size_t i = 0; known[i]; i++)
        wrong += s[i] != known[i];
    for (size_t i = 0; known[i] && wrong == 1; i++)
        put(&s[i], known[i], io_repaired);
    return wrong <= 1;
}

/*
 * A card says its number twice, and the year of birth in it: of two readings the one that the check digit proves is
 * right. number[9] is the check digit of the number. birth: NULL where its line is lost.
 */
static void mend_twins(char *number, char *personal, char *birth, int *io_repaired)
{
    char *tail = personal + PERSONAL_DIGITS - CARD_DIGITS;
    char mended[7];
    bool first = holds(number, CARD_DIGITS), second = viet_mrz_check_digit(tail, CARD_DIGITS) == number[CARD_DIGITS] - '0';
    for (size_t i = 0; i < CARD_DIGITS && first != second; i++) {
        put(&number[i], second ? tail[i] : number[i], io_repaired);
        put(&tail[i], second ? tail[i] : number[i], io_repaired);
    }
    if (!birth)
        return;
    memcpy(mended, birth, sizeof mended);
    memcpy(mended, personal + 4, 2);
    for (size_t i = 0; i < 2 && !holds(birth, 6) && holds(mended, 6); i++)
        put(&birth[i], mended[i], io_repaired);
}

/* The dates' line, as far as its characters are what the standard puts there. */
static bool take_dates(struct zone_line *line, int *io_repaired)
{
    if (!stretch(line, 18, TD1_LINE))
        return false;
    char *b = line->text;
    make_letters(b + 15, 3, io_repaired);
    return mend_known(b + 15, "VNM", io_repaired) && make_digits(b, 7, true, io_repaired) &&
           make_digits(b + 8, 7, false, io_repaired) && make_digits(b + 29, 1, false, io_repaired);
}

/* The dates of a card whose number is proved, each by its own check digit. */
static bool read_dates(const char *b, struct viet_mrz *m)
{
    int century = 1900 + (m->personal[3] - '0') / 2 * 100;
    if (century > 2100 || b[0] != m->personal[4] || b[1] != m->personal[5])
        century = b[0] > b[8] || (b[0] == b[8] && b[1] > b[9]) ? 1900 : 2000; /* corrected after the number was given */
    if (!take_person(b, b[7], b + 8, century, m))
        return false;
    if (m->sex != sex_of_number(m->personal))
        m->sex = VIET_SEX_UNKNOWN;
    return true;
}

/*
 * The whole zone is proved by all of its check digits. Where light or dirt took the second line, the first proves the
 * number alone: it says it twice, each time under a check digit.
 */
static bool read_card(struct zone *z, struct viet_mrz *m)
{
    char *a = z->lines[0].text, *b = z->lines[1].text;
    const size_t personal = 5 + CARD_DIGITS + 1;
    if (!stretch(&z->lines[0], personal + PERSONAL_DIGITS, TD1_LINE))
        return false;
    make_letters(a, 5, &m->repaired);
    put(&a[29], a[29] == '<' ? '<' : as_digit(a[29]), &m->repaired);
    if (!mend_known(a, "IDVNM", &m->repaired) ||
        !make_digits(a + 5, CARD_DIGITS + 1 + PERSONAL_DIGITS, false, &m->repaired))
        return false;
    bool dated = take_dates(&z->lines[1], &m->repaired);
    mend_twins(a + 5, a + personal, dated ? b : NULL, &m->repaired);
    if (!holds(a + 5, CARD_DIGITS) || memcmp(a + 5, a + personal + 3, CARD_DIGITS) != 0)
        return false;
    bool whole = dated && holds(b, 6) && holds(b + 8, 6) && card_check(z);
    if (!whole && (dated || !holds(a + personal, TD1_LINE - 1 - personal)))
        return false;
    memcpy(m->number, a + 5, CARD_DIGITS);
    memcpy(m->personal, a + personal, PERSONAL_DIGITS);
    memcpy(m->country, "VNM", 4);
    if (whole && !read_dates(b, m))
        return false;
    take_name(&z->lines[2], m->name, sizeof m->name);
    return true;
}

static bool passport_check(const char *b)
{
    char all[64];
    memcpy(all, b, 10);
    memcpy(all + 10, b + 13, 7);
    memcpy(all + 17, b + 21, 22);
    all[39] = b[43];
    return holds(all, 39);
}

/* "B1234567<", "C12345678": a letter and digits on a Vietnamese passport; as it was read on another. */
static bool mend_number(char *b, bool vietnamese, int *io_repaired)
{
    if (vietnamese) {
        make_letters(b, 1, io_repaired);
        if (b[0] < 'A' || b[0] > 'Z' || !make_digits(b + 1, 8, true, io_repaired))
            return false;
    }
    return make_digits(b + 9, 1, false, io_repaired);
}

static bool read_passport(struct zone *z, struct viet_mrz *m)
{
    char *a = z->lines[0].text, *b = z->lines[1].text;
    if (z->lines[0].len < 10 || a[0] != 'P' || z->lines[1].len != TD3_LINE)
        return false;
    make_letters(a + 2, 3, &m->repaired);
    make_letters(b + 10, 3, &m->repaired);
    bool same = memcmp(a + 2, b + 10, 3) == 0;
    if (!mend_number(b, same && memcmp(a + 2, "VNM", 3) == 0, &m->repaired) || !make_digits(b + 13, 7, true, &m->repaired) ||
        !make_digits(b + 21, 7, false, &m->repaired) || !make_digits(b + 28, 15, true, &m->repaired) ||
        !make_digits(b + 43, 1, false, &m->repaired))
        return false;
    if (!holds(b, 9) || !holds(b + 13, 6) || !holds(b + 21, 6) || !passport_check(b) ||
        !(holds(b + 28, 14) || (b[42] == '<' && is_blank_part(b + 28, 14))))
        return false;
    for (size_t i = 0; i < 9 && b[i] != '<'; i++)
        m->number[i] = b[i];
    size_t n = 0;
    while (n < PERSONAL_DIGITS && b[28 + n] != '<')
        n++;
    if ((n == 9 || n == PERSONAL_DIGITS) && is_blank_part(b + 28 + n, 14 - n))
        memcpy(m->personal, b + 28, n);
    if (same)
        memcpy(m->country, a + 2, 3);
    bool earlier = strncmp(b + 13, b + 21, 2) >= 0; /* nobody's passport ends before the birth */
    if (!take_person(b + 13, b[20], b + 21, earlier ? 1900 : 2000, m))
        return false;
    bool known = n == PERSONAL_DIGITS;
    if (known && b[13] == m->personal[4] && b[14] == m->personal[5])
        m->birth.year = 1900 + (m->personal[3] - '0') / 2 * 100 + (b[13] - '0') * 10 + b[14] - '0';
    if (!known || m->sex != sex_of_number(m->personal))
        m->sex = known ? VIET_SEX_UNKNOWN : m->sex;
    struct zone_line name = z->lines[0];
    memmove(name.text, name.text + 5, name.len - 5 + 1);
    name.len -= 5;
    take_name(&name, m->name, sizeof m->name);
    return viet_date_is_valid(m->birth);
}

bool viet_mrz_read(const char *s, size_t len, struct viet_mrz *ret)
{
    struct zone z;
    if (len > VIET_MRZ_TEXT_MAX || !take_lines(s, len, &z))
        return false;
    struct viet_mrz m = {.kind = z.nlines == 3 ? VIET_MRZ_TD1 : VIET_MRZ_TD3};
    bool read = z.nlines == 3 ? read_card(&z, &m) : z.nlines == 2 && read_passport(&z, &m);
    if (read)
        *ret = m;
    return read;
}

bool viet_mrz_is_line(const char *s, size_t len)
{
    size_t chars = 0, fillers = 0, small = 0;
    if (len > VIET_MRZ_TEXT_MAX)
        return false;
    for (size_t at = 0; at < len;) {
        struct viet_letter letter;
        int32_t cp = viet_next(s, len, &at);
        char out[2];
        if (is_blank(cp))
            continue;
        size_t n = zone_chars(cp, out);
        if (!n)
            return false;
        chars += n;
        fillers += out[0] == '<' ? n : 0;
        small += viet_letter_split(cp, &letter) && !letter.upper && !is_marked_o(cp, &letter);
    }
    return chars >= 20 && chars <= TD3_LINE + 4 && fillers >= 2 && small * 8 <= chars;
}
