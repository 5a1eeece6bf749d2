#include "viet/id.h"

#include <string.h>

#include "viet/distance.h"
#include "viet/text.h"

/* The 63 provinces as numbered until 2025; numbers once given keep them. */
static const struct {
    int code;
    const char *name;
} provinces[] = {
    {1, "Hà Nội"},
    {2, "Hà Giang"},
    {4, "Cao Bằng"},
    {6, "Bắc Kạn"},
    {8, "Tuyên Quang"},
    {10, "Lào Cai"},
    {11, "Điện Biên"},
    {12, "Lai Châu"},
    {14, "Sơn La"},
    {15, "Yên Bái"},
    {17, "Hòa Bình"},
    {19, "Thái Nguyên"},
    {20, "Lạng Sơn"},
    {22, "Quảng Ninh"},
    {24, "Bắc Giang"},
    {25, "Phú Thọ"},
    {26, "Vĩnh Phúc"},
    {27, "Bắc Ninh"},
    {30, "Hải Dương"},
    {31, "Hải Phòng"},
    {33, "Hưng Yên"},
    {34, "Thái Bình"},
    {35, "Hà Nam"},
    {36, "Nam Định"},
    {37, "Ninh Bình"},
    {38, "Thanh Hóa"},
    {40, "Nghệ An"},
    {42, "Hà Tĩnh"},
    {44, "Quảng Bình"},
    {45, "Quảng Trị"},
    {46, "Thừa Thiên Huế"},
    {48, "Đà Nẵng"},
    {49, "Quảng Nam"},
    {51, "Quảng Ngãi"},
    {52, "Bình Định"},
    {54, "Phú Yên"},
    {56, "Khánh Hòa"},
    {58, "Ninh Thuận"},
    {60, "Bình Thuận"},
    {62, "Kon Tum"},
    {64, "Gia Lai"},
    {66, "Đắk Lắk"},
    {67, "Đắk Nông"},
    {68, "Lâm Đồng"},
    {70, "Bình Phước"},
    {72, "Tây Ninh"},
    {74, "Bình Dương"},
    {75, "Đồng Nai"},
    {77, "Bà Rịa - Vũng Tàu"},
    {79, "Thành phố Hồ Chí Minh"},
    {80, "Long An"},
    {82, "Tiền Giang"},
    {83, "Bến Tre"},
    {84, "Trà Vinh"},
    {86, "Vĩnh Long"},
    {87, "Đồng Tháp"},
    {89, "An Giang"},
    {91, "Kiên Giang"},
    {92, "Cần Thơ"},
    {93, "Hậu Giang"},
    {94, "Sóc Trăng"},
    {95, "Bạc Liêu"},
    {96, "Cà Mau"},
};

#define PROVINCE_FAR 36 /* viet/distance.h: two tones or a look-alike */
#define ABROAD_FIRST 101 /* codes of countries, for births registered abroad */

const char *viet_id_province(int code)
{
    for (size_t i = 0; i < sizeof provinces / sizeof *provinces; i++)
        if (provinces[i].code == code)
            return provinces[i].name;
    return NULL;
}

const char *viet_id_province_like(const char *s, size_t len)
{
    static const char city[] = "Thành phố ";
    const char *best = NULL;
    uint32_t best_cost = PROVINCE_FAR, letters = (uint32_t)viet_length(s, len);
    for (size_t i = 0; letters && i < sizeof provinces / sizeof *provinces; i++) {
        const char *name = provinces[i].name;
        if (!strncmp(name, city, sizeof city - 1))
            name += sizeof city - 1;
        uint32_t cost = viet_distance(s, len, name, strlen(name), best_cost);
        if (cost < best_cost) {
            best_cost = cost;
            best = name;
        }
    }
    return best;
}

const char *viet_id_province_now(int code)
{
    static const struct {
        int code;
        const char *name;
    } joined[] = {{2, "Tuyên Quang"},  {15, "Lào Cai"},    {6, "Thái Nguyên"}, {26, "Phú Thọ"},   {17, "Phú Thọ"},
                  {24, "Bắc Ninh"},    {34, "Hưng Yên"},   {30, "Hải Phòng"},  {35, "Ninh Bình"}, {36, "Ninh Bình"},
                  {44, "Quảng Trị"},   {49, "Đà Nẵng"},    {62, "Quảng Ngãi"}, {52, "Gia Lai"},   {58, "Khánh Hòa"},
                  {67, "Lâm Đồng"},    {60, "Lâm Đồng"},   {54, "Đắk Lắk"},    {46, "Huế"},         {74, "Thành phố Hồ Chí Minh"}, {77, "Thành phố Hồ Chí Minh"},
                  {70, "Đồng Nai"},    {80, "Tây Ninh"},   {94, "Cần Thơ"},    {93, "Cần Thơ"},   {83, "Vĩnh Long"},
                  {84, "Vĩnh Long"},   {82, "Đồng Tháp"},  {95, "Cà Mau"},     {91, "An Giang"}};
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        if (joined[i].code == code)
            return joined[i].name;
    return viet_id_province(code);
}

/* The digits of a text that has nothing else but spaces and full stops between them; 0 when it has, or too many. */
static size_t digits_of(const char *s, size_t len, char out[13])
{
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        if (viet_is_digit(cp) && n < 12)
            out[n++] = (char)cp;
        else if (!viet_is_space(cp) && cp != '.')
            return 0;
    }
    out[n] = '\0';
    return n;
}

bool viet_id_parse(const char *s, size_t len, struct viet_id *ret)
{
    struct viet_id id = {0};
    size_t n = digits_of(s, len, id.digits);
    if (n == 9) {
        id.kind = VIET_ID_CMND;
    } else if (n == 12) {
        const char *d = id.digits;
        id.kind = VIET_ID_PERSONAL;
        id.province = (d[0] - '0') * 100 + (d[1] - '0') * 10 + d[2] - '0';
        id.sex = (d[3] - '0') % 2 ? VIET_FEMALE : VIET_MALE;
        id.birth_year = 1900 + (d[3] - '0') / 2 * 100 + (d[4] - '0') * 10 + d[5] - '0';
    } else {
        return false;
    }
    *ret = id;
    return true;
}

unsigned viet_id_check(const struct viet_id *id, enum viet_sex sex, struct viet_date birth)
{
    unsigned warnings = 0;
    if (strspn(id->digits, (char[]){id->digits[0], '\0'}) == strlen(id->digits))
        warnings |= VIET_ID_REPEATED;
    if (id->kind != VIET_ID_PERSONAL)
        return warnings;
    if (!viet_id_province(id->province) && id->province < ABROAD_FIRST)
        warnings |= VIET_ID_PROVINCE_UNKNOWN;
    if (sex != VIET_SEX_UNKNOWN && sex != id->sex)
        warnings |= VIET_ID_SEX_DIFFERS;
    if (birth.year && birth.year / 100 != id->birth_year / 100)
        warnings |= VIET_ID_CENTURY_DIFFERS;
    if (birth.year && birth.year % 100 != id->birth_year % 100)
        warnings |= VIET_ID_YEAR_DIFFERS;
    return warnings;
}
