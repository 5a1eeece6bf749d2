#include "viet/qr.h"

#include <string.h>

#include "viet/id.h"
#include "viet/text.h"

#define PARTS_MAX 64
#define CITIZEN_PARTS 7
#define HEALTH_PARTS 7
#define NAME_LEAST 0.3f /* a minority's name scores low, an address lower */

struct part {
    const char *s;
    size_t len;
};

static size_t divide(const char *s, size_t len, struct part parts[PARTS_MAX])
{
    size_t n = 0, from = 0;
    while (len && (s[len - 1] == '\n' || s[len - 1] == '\r' || s[len - 1] == ' '))
        len--;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && s[i] != '|')
            continue;
        if (n == PARTS_MAX)
            return 0;
        parts[n++] = (struct part){s + from, i - from};
        from = i + 1;
    }
    return n;
}

static bool all_digits(struct part p)
{
    for (size_t i = 0; i < p.len; i++)
        if (p.s[i] < '0' || p.s[i] > '9')
            return false;
    return p.len > 0;
}

static bool has_digit(struct part p)
{
    for (size_t i = 0; i < p.len; i++)
        if (p.s[i] >= '0' && p.s[i] <= '9')
            return true;
    return false;
}

/* NFC, white space tidied; false when it is longer than a name or an address may be. */
static bool take_text(struct part p, char out[VIET_QR_TEXT_SIZE])
{
    struct buf clean = BUF_INIT;
    bool fits = viet_clean(p.s, p.len, &clean) == 0 && clean.len < VIET_QR_TEXT_SIZE;
    if (fits)
        memcpy(out, buf_str(&clean), clean.len + 1);
    buf_free(&clean);
    return fits;
}

/* ddMMyyyy */
static bool take_date(struct part p, struct viet_date *ret)
{
    if (p.len != 8 || !all_digits(p))
        return false;
    int n[8];
    for (size_t i = 0; i < 8; i++)
        n[i] = p.s[i] - '0';
    struct viet_date d = {n[4] * 1000 + n[5] * 100 + n[6] * 10 + n[7], n[2] * 10 + n[3], n[0] * 10 + n[1]};
    if (!viet_date_is_whole(d) || !viet_date_is_valid(d))
        return false;
    *ret = d;
    return true;
}

static bool is_sex(struct part p, enum viet_sex *ret)
{
    if (p.len == strlen("Nam") && !memcmp(p.s, "Nam", p.len))
        *ret = VIET_MALE;
    else if (p.len == strlen("Nữ") && !memcmp(p.s, "Nữ", p.len))
        *ret = VIET_FEMALE;
    else
        return false;
    return true;
}

/* Each part by what it is; the first of its kind is the holder's, those behind are the family's. */
static bool read_citizen(const struct part *parts, size_t n, struct viet_qr *q)
{
    struct viet_id id;
    if (n < CITIZEN_PARTS || parts[0].len != VIET_ID_PERSONAL || !all_digits(parts[0]) ||
        !viet_id_parse(parts[0].s, parts[0].len, &id))
        return false;
    memcpy(q->number, id.digits, sizeof id.digits);
    for (size_t i = 1; i < n; i++) {
        struct part p = parts[i];
        bool number = all_digits(p);
        if (number && (p.len == VIET_ID_CMND || p.len == VIET_ID_PERSONAL)) {
            if (!*q->old_number && !*q->name)
                memcpy(q->old_number, p.s, p.len);
        } else if (number) {
            struct viet_date d;
            if (p.len == 8 && !take_date(p, &d))
                return false;
            if (p.len != 8)
                continue;
            if (!q->birth.year)
                q->birth = d;
            else if (!q->issued.year)
                q->issued = d;
        } else if (p.len && q->sex == VIET_SEX_UNKNOWN && is_sex(p, &q->sex)) {
            continue;
        } else if (p.len && !*q->name && !has_digit(p) && viet_name_score(p.s, p.len) >= NAME_LEAST) {
            if (!take_text(p, q->name))
                return false;
        } else if (p.len && !*q->address && *q->name && (memchr(p.s, ',', p.len) || has_digit(p))) {
            if (!take_text(p, q->address))
                return false;
        }
    }
    q->kind = VIET_QR_CITIZEN;
    return *q->name && q->birth.year;
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_hex(struct part p, char out[VIET_QR_TEXT_SIZE])
{
    char bytes[VIET_QR_TEXT_SIZE];
    if (!p.len || p.len % 2 || p.len / 2 >= sizeof bytes)
        return false;
    for (size_t i = 0; i < p.len / 2; i++) {
        int high = hex_of(p.s[2 * i]), low = hex_of(p.s[2 * i + 1]);
        if (high < 0 || low < 0 || !(high | low))
            return false;
        bytes[i] = (char)(high * 16 + low);
    }
    return viet_is_utf8(bytes, p.len / 2) && take_text((struct part){bytes, p.len / 2}, out);
}

/* Ten digits since 2021, before that two letters and thirteen digits. */
static bool take_card_number(struct part p, char out[16])
{
    if (p.len != 10 && p.len != 15)
        return false;
    for (size_t i = 0; i < p.len; i++) {
        bool letter = p.len == 15 && i < 2;
        if (letter ? p.s[i] < 'A' || p.s[i] > 'Z' : p.s[i] < '0' || p.s[i] > '9')
            return false;
    }
    memcpy(out, p.s, p.len);
    return true;
}

static void take_facility(struct part p, char out[16])
{
    size_t n = 0;
    for (size_t i = 0; i < p.len && n < 15; i++)
        if ((p.s[i] >= '0' && p.s[i] <= '9') || p.s[i] == '-')
            out[n++] = p.s[i];
    out[n] = '\0';
}

static bool read_health(const struct part *parts, size_t n, struct viet_qr *q)
{
    if (n < HEALTH_PARTS || !take_card_number(parts[0], q->number) || !take_hex(parts[1], q->name) ||
        !viet_date_parse(parts[2].s, parts[2].len, &q->birth))
        return false;
    if (parts[3].len == 1)
        q->sex = parts[3].s[0] == '1' ? VIET_MALE : parts[3].s[0] == '2' ? VIET_FEMALE : VIET_SEX_UNKNOWN;
    take_hex(parts[4], q->address);
    take_facility(parts[5], q->facility);
    viet_date_parse(parts[6].s, parts[6].len, &q->issued);
    q->kind = VIET_QR_HEALTH;
    return true;
}

static bool in_agency(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
}

static size_t digits_at(const char *s, size_t len, size_t at)
{
    size_t n = 0;
    while (at + n < len && s[at + n] >= '0' && s[at + n] <= '9')
        n++;
    return n;
}

/* "000.14.34.H23-220716-0031" anywhere in a text: agency of 3 to 20 characters, a real day, a number of 4 to 8 digits. */
static bool find_dossier(const char *s, size_t len, char out[48])
{
    for (size_t dash = 3; dash + 12 <= len; dash++) {
        if (s[dash] != '-' || digits_at(s, len, dash + 1) != 6 || s[dash + 7] != '-')
            continue;
        size_t number = digits_at(s, len, dash + 8), from = dash;
        while (from > 0 && dash - from < 21 && in_agency(s[from - 1]))
            from--;
        struct viet_date day = {2000 + (s[dash + 1] - '0') * 10 + s[dash + 2] - '0',
                                (s[dash + 3] - '0') * 10 + s[dash + 4] - '0', (s[dash + 5] - '0') * 10 + s[dash + 6] - '0'};
        if (number < 4 || number > 8 || dash - from < 3 || dash - from > 20 || !viet_date_is_whole(day) ||
            !viet_date_is_valid(day))
            continue;
        memcpy(out, s + from, dash + 8 + number - from);
        out[dash + 8 + number - from] = '\0';
        return true;
    }
    return false;
}

bool viet_qr_read(const char *s, size_t len, struct viet_qr *ret)
{
    struct part parts[PARTS_MAX];
    if (len > VIET_QR_BYTES_MAX || !viet_is_utf8(s, len) || memchr(s, '\0', len))
        return false;
    size_t n = divide(s, len, parts);
    struct viet_qr q = {0};
    bool read = n > 1 && read_citizen(parts, n, &q);
    if (!read) {
        q = (struct viet_qr){0};
        read = n > 1 && read_health(parts, n, &q);
    }
    if (!read) {
        q = (struct viet_qr){.kind = VIET_QR_DOSSIER};
        read = find_dossier(s, len, q.dossier);
    }
    if (read)
        *ret = q;
    return read;
}
