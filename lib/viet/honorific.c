#include "viet/honorific.h"

#include <stdbool.h>
#include <string.h>

#include "viet/distance.h"
#include "viet/text.h"

#define CASE_COST 2 /* a letter: titles are written in any case, and compared with all their tones */

static const char *const degrees[] = {"GS",    "PGS",    "TS",   "TSKH", "ThS",  "BS",   "BSCKI", "BSCKII",
                                      "CKI",   "CKII",   "CK1",  "CK2",  "DS",   "KS",   "CN",    "LS",
                                      "NGƯT",  "NGND",   "TTƯT", "TTND", "NSƯT", "NSND", "AHLĐ",  "BSCK1",
                                      "BSCK2", "DSCKI",  "Th",   "DSCK1"};

static const char *const titles[] = {
    "Đại tướng",  "Thượng tướng", "Trung tướng", "Thiếu tướng", "Đại tá",   "Thượng tá", "Trung tá", "Thiếu tá",
    "Đại úy",     "Thượng úy",    "Trung úy",    "Thiếu úy",    "Đại uý",   "Thượng uý", "Trung uý", "Thiếu uý",
    "Phó Giáo sư", "Giáo sư",     "Tiến sĩ",     "Thạc sĩ",     "Bác sĩ",   "Dược sĩ",   "Kỹ sư",    "Luật sư",
    "Tiến sỹ",    "Thạc sỹ",      "Bác sỹ",      "Dược sỹ",     "Nhà giáo", "Đồng chí",  "Nữ hộ sinh"};

static bool same(const char *s, size_t len, const char *title)
{
    size_t n = strlen(title);
    return viet_distance(s, len, title, n, CASE_COST * (uint32_t)n) != VIET_DISTANCE_FAR;
}

/* The bytes of a degree, "PGS" of "PGS.TS.", at the beginning of a text; capitals, since "Cn" or "ts" may be a name's. */
static size_t degree(const char *s, size_t len)
{
    size_t best = 0;
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++) {
        size_t n = strlen(degrees[i]);
        if (n > best && n <= len && !memcmp(s, degrees[i], n) && (n == len || s[n] == '.' || s[n] == ' ' || s[n] == ','))
            best = n;
    }
    /* "Th" alone is a misread word, "Th.S" is a degree. */
    if (best == 2 && s[0] == 'T' && s[1] == 'h')
        return len > 3 && s[2] == '.' && s[3] == 'S' && (len == 4 || strchr(". ,", s[4])) ? 4 : 0;
    return best;
}

static size_t title(const char *s, size_t len)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        size_t words = 1, n = 0;
        for (const char *p = titles[i]; *p; p++)
            words += *p == ' ';
        for (; n < len; n++)
            if ((s[n] == ' ' || s[n] == ',') && --words == 0)
                break;
        if (n < len && same(s, n, titles[i]))
            return n;
    }
    return 0;
}

size_t viet_honorifics(const char *s, size_t len)
{
    size_t at = 0;
    for (;;) {
        size_t n = degree(s + at, len - at);
        n = n ? n : title(s + at, len - at);
        if (!n)
            return at;
        at += n;
        while (at < len && strchr("., ", s[at]))
            at++;
    }
}
