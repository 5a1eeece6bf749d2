/* Kinds that say when. */
#include <stdio.h>
#include <string.h>

#include "base/result.h"
#include "paper/kinds.h"
#include "viet/case.h"
#include "viet/distance.h"
#include "viet/text.h"

static int put_date(struct viet_date d, struct buf *normal)
{
    char iso[VIET_DATE_SIZE];
    viet_date_iso(d, iso);
    return buf_append_str(normal, iso);
}

/* A date in digits as it was printed: spaces around its slashes go. */
static int put_printed(const char *s, size_t len, struct buf *out)
{
    bool words = false;
    for (size_t i = 0; i < len; i++)
        words |= (unsigned char)s[i] >= 0x80 || (s[i] >= 'a' && s[i] <= 'z');
    int r = SO_OK;
    for (size_t i = 0; i < len && r == SO_OK; i++)
        if (words || s[i] != ' ')
            r = buf_append_char(out, s[i]);
    return r;
}

static int try_date(const struct paper_field_def *f, const char *s, size_t len, struct kind_out *out, bool *ret_done)
{
    struct viet_date d;
    size_t start, end;
    *ret_done = false;
    bool whole = viet_date_parse(s, len, &d);
    if (whole) {
        start = 0;
        end = len;
    } else if (!viet_date_find(s, len, &d, &start, &end)) {
        return SO_OK;
    }
    if (!viet_date_is_whole(d) && !f->partial && f->kind == KIND_DATE)
        out->fit = 0.5f;
    else
        out->fit = whole ? 1.0f : 0.9f;
    *ret_done = true;
    int r = put_printed(s + start, end - start, &out->value);
    return r == SO_OK ? put_date(d, &out->normal) : r;
}

/* Eight digits or a slash too few: "31/82023", "2406/2017". */
static int try_joined(const char *s, struct kind_out *out, bool *ret_done)
{
    char digits[16];
    size_t n = 0;
    *ret_done = false;
    for (const char *p = s; *p; p++) {
        if (*p >= '0' && *p <= '9' && n < sizeof digits - 1)
            digits[n++] = *p;
        else if (!strchr(" /.-", *p))
            return SO_OK;
    }
    digits[n] = '\0';
    int day, month, year;
    /* A slash read as 1, 2 or 7: "230212019" is 23/02/2019. Only where the digits around it make a date. */
    if (n == 9 && strchr("127", digits[4]) && (digits[5] == '1' || digits[5] == '2'))
        memmove(digits + 4, digits + 5, 5);
    else if (n == 9 && strchr("127", digits[2]))
        memmove(digits + 2, digits + 3, 7);
    n = strlen(digits);
    if (n != 8 || sscanf(digits, "%2d%2d%4d", &day, &month, &year) != 3)
        return SO_OK;
    struct viet_date d = {year, month, day};
    if (!viet_date_is_valid(d))
        return SO_OK;
    char printed[VIET_DATE_SIZE];
    viet_date_slashes(d, printed);
    out->fit = 0.8f;
    *ret_done = true;
    int r = buf_append_str(&out->value, printed);
    return r == SO_OK ? put_date(d, &out->normal) : r;
}

/* "23//2/20/7": slanted ones read as slashes where a date has its digits. Nothing is appended when it is no such date. */
static int ones_of_slashes(const char *s, struct buf *out)
{
    size_t slashes = 0, digits = 0;
    for (size_t i = 0; s[i]; i++) {
        bool place = i != 2 && i != 5;
        slashes += place && s[i] == '/';
        digits += place && s[i] >= '0' && s[i] <= '9';
    }
    if (!slashes || slashes + digits != 8 || digits < 5 || strlen(s) != 10)
        return SO_OK;
    int r = SO_OK;
    for (size_t i = 0; s[i] && r == SO_OK; i++)
        r = buf_append_char(out, i != 2 && i != 5 && s[i] == '/' ? '1' : s[i]);
    return r;
}

/* "25I05I2019", "02!05I1992": where a slash stands, anything that is as thin is one. */
int kind_slashes(const char *s, struct buf *out)
{
    static const char thin[] = "/Il|!1j7)(]t\\";
    struct buf ones = BUF_INIT;
    int made = ones_of_slashes(s, &ones);
    if (made != SO_OK)
        return made;
    s = ones.len ? buf_str(&ones) : s;
    size_t len = strlen(s);
    bool date = len == 10 && strspn(s, "0123456789") >= 2 && strspn(s + 3, "0123456789") >= 2 &&
                strspn(s + 6, "0123456789") == 4 && strchr(thin, s[2]) && strchr(thin, s[5]);
    size_t from = out->len;
    int day = 0, month = 0, r = buf_append_str(out, s);
    date = date && sscanf(s, "%2d", &day) == 1 && sscanf(s + 3, "%2d", &month) == 1 && day >= 1 && day <= 31 &&
           month >= 1 && month <= 12;
    if (r == SO_OK && date)
        out->data[from + 2] = out->data[from + 5] = '/';
    buf_free(&ones);
    return r;
}

int kind_date(const struct paper_field_def *f, const char *text, struct kind_out *out)
{
    struct buf fixed = BUF_INIT, mended = BUF_INIT;
    bool done = false;
    int r = kind_slashes(text, &mended);
    const char *s = buf_str(&mended);
    if (r == SO_OK)
        r = try_date(f, s, strlen(s), out, &done);
    if (r == SO_OK && !done)
        r = kind_digits(s, &fixed);
    if (r == SO_OK && !done)
        r = try_date(f, buf_str(&fixed), fixed.len, out, &done);
    if (r == SO_OK && !done)
        r = try_joined(buf_str(&fixed), out, &done);
    if (r == SO_OK && !done) {
        out->fit = strpbrk(s, "0123456789") ? 0.3f : 0.0f;
        r = buf_append_str(&out->value, s);
    }
    buf_free(&mended);
    buf_free(&fixed);
    return r;
}

int kind_year(const char *s, struct kind_out *out)
{
    struct buf fixed = BUF_INIT;
    struct paper_field_def partial = {.kind = KIND_YEAR, .partial = true};
    int r = kind_digits(s, &fixed);
    const char *p = buf_str(&fixed);
    size_t n = strspn(p, "0123456789");
    int year = 0;
    if (n == 4 && sscanf(p, "%4d", &year) == 1 && (p[4] == '\0' || p[4] == ' ') && !strpbrk(p + 4, "0123456789")) {
        out->fit = year >= 1850 && year <= 2100 ? 1.0f : 0.3f;
        r = buf_append(&out->value, p, 4);
        if (r == SO_OK && out->fit > 0.5f)
            r = buf_append(&out->normal, p, 4);
    } else if (r == SO_OK) {
        r = kind_date(&partial, s, out);
    }
    buf_free(&fixed);
    return r;
}

static const char *const date_vocabulary[] = {
    "ngày", "mùng", "mồng", "tháng", "năm", "một", "hai", "ba",  "bốn", "tư",   "lăm", "nhăm", "sáu", "bảy",
    "tám",  "chín", "mười", "mươi",  "mốt", "giêng", "chạp", "nghìn", "ngàn", "trăm", "không", "linh", "lẻ", "âm", "lịch"};

/* The vocabulary's word nearest to one that was read; NULL when none is near or the word stands in it. */
static const char *nearest_word(const char *s, size_t len, const char *const *list, size_t n, uint32_t limit)
{
    const char *best = NULL;
    uint32_t best_cost = limit + 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t cost = viet_distance(s, len, list[i], strlen(list[i]), limit);
        if (cost < best_cost) {
            best_cost = cost;
            best = list[i];
        }
    }
    return best;
}

/* How many of the words behind the first one begin with a capital. */
static bool in_title_case(const char *s)
{
    size_t words = 0, capitals = 0;
    for (const char *p = strchr(s, ' '); p; p = strchr(p + 1, ' ')) {
        words++;
        capitals += viet_begins_upper(p + 1, strcspn(p + 1, " "));
    }
    return capitals * 2 > words;
}

/* The same letters but marks at both ends: of a short word no more may be misread than its middle. */
static bool same_ends(const char *a, size_t len, const char *b)
{
    struct viet_glyphs x = {0}, y = {0};
    bool same = viet_glyphs_set(&x, a, len) == 0 && viet_glyphs_set(&y, b, strlen(b)) == 0 && x.len == y.len && x.len > 1 &&
                x.items[0].base == y.items[0].base &&
                (x.len == 2 || x.items[x.len - 1].base == y.items[y.len - 1].base);
    viet_glyphs_free(&x);
    viet_glyphs_free(&y);
    return same;
}

static int add_word(const char *s, size_t len, bool title, bool first, struct buf *out)
{
    const char *word = nearest_word(s, len, date_vocabulary, sizeof date_vocabulary / sizeof *date_vocabulary, 130);
    if (!word || (viet_length(s, len) <= 3 && viet_distance(s, len, word, strlen(word), 60) == VIET_DISTANCE_FAR &&
                  !same_ends(s, len, word)))
        return buf_append(out, s, len);
    if (title || (first && viet_begins_upper(s, len)))
        return viet_title(word, strlen(word), out);
    return buf_append_str(out, word);
}

/* Nothing was left out before or behind the date but outer punctuation. */
static bool begins_alike(const char *read, const char *mended)
{
    size_t n = 1, m = 1;
    for (; *read; read++)
        n += *read == ' ' && read[1];
    for (; *mended; mended++)
        m += *mended == ' ' && mended[1];
    return n == m;
}

/* The commas that stand behind the words of one text, behind the same words of another that has as many. */
static int keep_commas(const char *from, struct buf *io)
{
    struct buf out = BUF_INIT;
    int r = SO_OK;
    for (const char *p = buf_str(io); *p && r == SO_OK;) {
        size_t len = strcspn(p, " "), read = strcspn(from, " ");
        r = buf_append(&out, p, len);
        if (r == SO_OK && read && from[read] && from[read - 1] == ',' && p[len - 1] != ',')
            r = buf_append_char(&out, ',');
        from += read + (from[read] != '\0');
        p += len;
        if (*p && r == SO_OK)
            r = buf_append_char(&out, *p++);
    }
    buf_free(io);
    *io = out;
    return r;
}

int kind_date_words(const char *s, struct kind_out *out)
{
    bool title = in_title_case(s);
    struct viet_date d;
    float confidence = 0;
    int r = SO_OK;
    const char *p = s;
    while (*p && r == SO_OK) {
        size_t len = strcspn(p, " ");
        size_t tail = len && strchr(",.;:)", p[len - 1]) ? 1 : 0;
        r = add_word(p, len - tail, title, p == s, &out->value);
        if (r == SO_OK && p[len - tail] == ',' && p[len])
            r = buf_append_char(&out->value, ',');
        p += len;
        if (*p && r == SO_OK)
            r = buf_append_char(&out->value, *p++);
    }
    if (r != SO_OK)
        return r;
    struct buf mended = BUF_INIT;
    if (viet_date_repair_words(buf_str(&out->value), out->value.len, &d, &confidence, &mended) && confidence >= 0.5f &&
        begins_alike(buf_str(&out->value), buf_str(&mended))) {
        r = keep_commas(buf_str(&out->value), &mended);
        buf_free(&out->value);
        out->value = mended;
    } else {
        buf_free(&mended);
    }
    if (viet_date_from_words(buf_str(&out->value), out->value.len, &d, &confidence)) {
        out->fit = confidence;
        if (confidence >= 0.5f)
            r = put_date(d, &out->normal);
    } else {
        out->fit = 0.2f;
    }
    return r;
}

#define WORD_LIMIT 80     /* cost of the letters that may be misread in a moment's word */
#define BETWEEN_LIMIT 130 /* where nothing else can stand */

static const char *const moment_words[] = {"ngày", "tháng", "năm", "giờ", "phút"};

/* Whether a word stands between a day or month and another number: there it can only be the moment's own word. */
static bool between_numbers(const char *text, const char *word, size_t len)
{
    const char *next = word + len;
    size_t digits = 0;
    while (*next == ' ')
        next++;
    while (word > text && word[-1] == ' ')
        word--;
    while (word > text && word[-1] >= '0' && word[-1] <= '9') {
        word--;
        digits++;
    }
    return digits >= 1 && digits <= 2 && *next >= '0' && *next <= '9';
}

/* Whether a word stands in the place of "tháng": "ngày 03 … 01 năm". */
static bool says_month(const char *text, const char *word, const char *end)
{
    int day = 0, month = 0, used = 0;
    const char *before = word;
    for (int spaces = 0; before > text && spaces < 3; before--)
        spaces += before[-1] == ' ';
    before += *before == ' ';
    return sscanf(before, "ngày %2d %n", &day, &used) == 1 && before + used == word &&
           sscanf(end, " %2d", &month) == 1 && strstr(end, "năm") == end + 1 + strspn(end + 1, "0123456789 ");
}

/* Digits and the few words of a moment repaired: "09 gỉờ 42 phút, ngày 20 thảng 08 nắm 2018". */
static int moment_text(const char *s, struct buf *out)
{
    struct buf fixed = BUF_INIT;
    int r = kind_digits(s, &fixed);
    const char *p = buf_str(&fixed);
    while (*p && r == SO_OK) {
        size_t len = strcspn(p, " ");
        size_t tail = len && strchr(",.;", p[len - 1]) ? 1 : 0;
        bool digits = strcspn(p, "0123456789") < len;
        uint32_t limit = between_numbers(buf_str(&fixed), p, len) ? BETWEEN_LIMIT : WORD_LIMIT;
        const char *word = digits || len - tail < 3 ? NULL : nearest_word(p, len - tail, moment_words, 5, limit);
        if (!word && !digits && limit == BETWEEN_LIMIT && says_month(buf_str(&fixed), p, p + len))
            word = "tháng";
        r = word ? buf_append_str(out, word) : buf_append(out, p, len - tail);
        if (r == SO_OK)
            r = tail && p[len - 1] == ';' ? buf_append_char(out, ',') : buf_append(out, p + len - tail, tail);
        p += len;
        if (*p && r == SO_OK)
            r = buf_append_char(out, *p++);
    }
    buf_free(&fixed);
    return r;
}

/* "năm 20233": a year of five or six digits has its first four right, and something beside it was read too. */
static void trim_year(struct buf *io)
{
    size_t n = io->len, digits = 0;
    while (digits < n && io->data[n - digits - 1] >= '0' && io->data[n - digits - 1] <= '9')
        digits++;
    const char *year = io->data + n - digits;
    if ((digits == 5 || digits == 6) && (!strncmp(year, "20", 2) || !strncmp(year, "19", 2)))
        buf_truncate(io, n - digits + 4);
}

int kind_date_line(const char *s, struct kind_out *out)
{
    struct buf text = BUF_INIT, tidy = BUF_INIT;
    int r = moment_text(s, &text);
    if (r == SO_OK)
        r = kind_tidy(buf_str(&text), &tidy);
    size_t read = tidy.len;
    if (r == SO_OK)
        trim_year(&tidy);
    struct viet_date d;
    size_t start = 0, end = 0;
    if (r == SO_OK && viet_date_find(buf_str(&tidy), tidy.len, &d, &start, &end)) {
        out->fit = !viet_date_is_whole(d) ? 0.5f : tidy.len < read ? 0.6f : 1.0f;
        r = buf_append(&out->value, buf_str(&tidy) + start, end - start);
        if (r == SO_OK)
            r = put_date(d, &out->normal);
    } else if (r == SO_OK && strpbrk(s, "0123456789")) {
        out->fit = 0.3f;
        r = buf_append_str(&out->value, buf_str(&tidy));
    }
    buf_free(&text);
    buf_free(&tidy);
    return r;
}

int kind_moment(const char *s, struct kind_out *out)
{
    int r = moment_text(s, &out->value);
    struct viet_date d;
    size_t start, end;
    if (r != SO_OK)
        return r;
    const char *v = buf_str(&out->value);
    if (!viet_date_find(v, out->value.len, &d, &start, &end)) {
        out->fit = strpbrk(v, "0123456789") ? 0.3f : 0.0f;
        return SO_OK;
    }
    out->fit = 1;
    r = put_date(d, &out->normal);
    int hour = 0, minute = 0, used = 0;
    if (r == SO_OK && sscanf(v, "%2d giờ %2d phút%n", &hour, &minute, &used) == 2 && used) {
        out->fit = hour < 24 && minute < 60 ? 1.0f : 0.5f;
        if (out->fit > 0.9f && viet_date_is_whole(d))
            r = buf_printf(&out->normal, "T%02d:%02d", hour, minute);
    }
    return r;
}
