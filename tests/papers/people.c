#include "people.h"

#include <stdarg.h>
#include <string.h>

struct weighted {
    const char *text;
    int weight;
};

/* Family names weighted as in the north-eastern delta. */
static const struct weighted families[] = {
    {"Nguyễn", 314}, {"Trần", 97},  {"Lê", 84},   {"Phạm", 92},   {"Vũ", 70},  {"Bùi", 48},   {"Hoàng", 42},
    {"Đỗ", 40},      {"Đặng", 32},  {"Phan", 20}, {"Trương", 15}, {"Ngô", 15}, {"Dương", 13}, {"Đoàn", 12},
    {"Đinh", 10},    {"Trịnh", 10}, {"Cao", 9},   {"Đào", 12},    {"Mai", 9},  {"Lương", 8},  {"Lưu", 7},
    {"Lâm", 4},      {"Hồ", 4},     {"Võ", 3},    {"Huỳnh", 3},   {"Tạ", 6},   {"Quách", 3},  {"Khúc", 2},
    {"Nghiêm", 2},   {"Thẩm", 2},   {"Ứng", 1},   {"Ninh", 2},    {NULL, 0},
};
static const struct weighted ethnics[] = {{"Kinh", 180}, {"Tày", 5},  {"Mường", 5},  {"Nùng", 3},   {"Sán Dìu", 3},
                                          {"Hoa", 2},    {"Thái", 3}, {"Khơ-me", 1}, {"H'Mông", 1}, {NULL, 0}};
static const char *const male_middles[] = {"Văn",  "Văn",  "Văn",  "Đức",   "Minh",  "Quang", "Hữu",
                                           "Xuân", "Đình", "Duy",  "Quốc",  "Thành", "Ngọc",  "Công",
                                           "Tiến", "Bá",   "Mạnh", "Trọng", "Gia",   "Thế",   NULL};
static const char *const female_middles[] = {"Thị",  "Thị",    "Thị",  "Thị",   "Ngọc", "Thu", "Thanh", "Minh",
                                             "Hồng", "Phương", "Thùy", "Khánh", "Diệu", "Mỹ",  "Bích",  NULL};
static const char *const male_givens[] = {"Hùng", "Dũng", "Tuấn",   "Thắng", "Cường", "Hải",   "Nam",    "Long",
                                          "Sơn",  "Tùng", "Khải",   "Thịnh", "Luyện", "Hưởng", "Khuê",   "Đạt",
                                          "Phúc", "Kiên", "Trường", "Lượng", "Thuận", "Toản",  "Nghĩa",  "Quyền",
                                          "Huy",  "Bằng", "Đăng",   "Vượng", "Ngữ",   "Chiến", "Thưởng", NULL};
static const char *const female_givens[] = {"Lan",  "Hương",  "Huyền",  "Trang", "Nhung", "Thảo", "Linh", "Hằng",
                                            "Yến",  "Nga",    "Phượng", "Loan",  "Thủy",  "Hiền", "Mai",  "Quỳnh",
                                            "Bưởi", "Nguyệt", "Tuyết",  "Thơm",  "Duyên", "Hoa",  "Oanh", "Chúc",
                                            "Ngát", "Mến",    "Xuyến",  "Hường", NULL};
static const char *const third_syllables[] = {"Bảo", "Hoàng", "Thanh", "Nhật", "Anh", "Kim", "Tường", "An", NULL};

static const char *const first_halves[] = {"Thanh", "Hồng", "Tân",  "An",  "Quyết", "Vĩnh", "Cẩm",
                                           "Liên",  "Đại",  "Phú",  "Đức", "Hưng",  "Kim",  "Tiền",
                                           "Ngọc",  "Việt", "Bình", "Gia", "Lê",    "Đồng", NULL};
static const char *const second_halves[] = {"Sơn",   "Hải",   "Lạc", "Lập",    "Tiến",  "Hòa",   "Thắng",
                                            "Xá",    "Phong", "Khê", "Lâm",    "Giang", "Trung", "Thủy",
                                            "Quang", "Cường", "Mạc", "Phượng", "Hội",   "Ninh",  NULL};
static const char *const villages[] = {"Vĩnh Ninh", "Ngoại Đàm", "Cập Thượng", "Tiêu Khê", "Đông Phan", "Lại Thôn",
                                       "Phúc Xá",   "Hạ Đồng",   "Thúy Sơn",   "Xuân Mai", "Đồng Bửa",  "Kỳ Đặc",
                                       "Ngưu Uyên", "Mai Xá",    "Nhũ Tỉnh",   "Bích Cẩm", NULL};
static const char *const districts_hd[] = {"Thanh Hà",   "Nam Sách",   "Kim Thành", "Gia Lộc",    "Tứ Kỳ",
                                           "Ninh Giang", "Bình Giang", "Cẩm Giàng", "Thanh Miện", NULL};
static const char *const districts_hp[] = {"An Lão",    "Tiên Lãng", "Vĩnh Bảo", "Thủy Nguyên",
                                           "Kiến Thụy", "An Dương",  NULL};

static const char *pick_weighted(struct rng *r, const struct weighted *list)
{
    int total = 0;
    for (int i = 0; list[i].text; i++)
        total += list[i].weight;
    int n = rng_int(r, 0, total - 1);
    int i = 0;
    while (n >= list[i].weight)
        n -= list[i++].weight;
    return list[i].text;
}

const char *say(GStringChunk *pool, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = g_strdup_vprintf(fmt, ap);
    va_end(ap);
    const char *kept = g_string_chunk_insert(pool, text);
    g_free(text);
    return kept;
}

const char *say_upper(GStringChunk *pool, const char *text)
{
    char *upper = g_utf8_strup(text, -1);
    const char *kept = g_string_chunk_insert(pool, upper);
    g_free(upper);
    return kept;
}

const char *say_capital(GStringChunk *pool, const char *text)
{
    char first[7] = "";
    g_unichar_to_utf8(g_unichar_toupper(g_utf8_get_char(text)), first);
    return say(pool, "%s%s", first, g_utf8_next_char(text));
}

static const char *say_title_case(GStringChunk *pool, const char *text)
{
    GString *out = g_string_new(NULL);
    bool start = true;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(out, start ? g_unichar_toupper(c) : c);
        start = c == ' ';
    }
    const char *kept = g_string_chunk_insert(pool, out->str);
    g_string_free(out, TRUE);
    return kept;
}

struct day day_random(struct rng *r, int from_year, int to_year)
{
    return (struct day){rng_int(r, from_year, to_year), rng_int(r, 1, 12), rng_int(r, 1, 28)};
}

struct day day_event(struct rng *r, int from_year)
{
    if (rng_chance(r, 0.2))
        return (struct day){2025, rng_int(r, 7, 10), rng_int(r, 1, 28)};
    return day_random(r, from_year, 2024);
}

struct day day_add(struct day d, int days)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d.day, (GDateMonth)d.month, (GDateYear)d.year);
    if (days >= 0)
        g_date_add_days(&date, (guint)days);
    else
        g_date_subtract_days(&date, (guint)-days);
    return (struct day){g_date_get_year(&date), (int)g_date_get_month(&date), g_date_get_day(&date)};
}

int day_compare(struct day a, struct day b)
{
    int x = (a.year * 16 + a.month) * 32 + a.day, y = (b.year * 16 + b.month) * 32 + b.day;
    return (x > y) - (x < y);
}

const char *day_slashes(GStringChunk *pool, struct day d)
{
    return say(pool, "%02d/%02d/%04d", d.day, d.month, d.year);
}

const char *day_long(GStringChunk *pool, struct day d)
{
    return say(pool, "ngày %02d tháng %02d năm %04d", d.day, d.month, d.year);
}

static const char *const digits[] = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

/* Appends 1..99; after a hundred, single digits take linh (or lẻ). */
static void append_below_hundred(GString *s, struct rng *r, int n, bool after_hundred)
{
    int tens = n / 10, units = n % 10;
    if (tens == 0) {
        if (after_hundred)
            g_string_append(s, rng_chance(r, 0.8) ? "linh " : "lẻ ");
        g_string_append(s, digits[units]);
        return;
    }
    if (tens == 1)
        g_string_append(s, "mười");
    else
        g_string_append_printf(s, "%s mươi", digits[tens]);
    if (units == 0)
        return;
    const char *word = digits[units];
    if (units == 5)
        word = "lăm";
    else if (tens > 1 && units == 1)
        word = "mốt";
    else if (tens > 1 && units == 4)
        word = rng_chance(r, 0.7) ? "tư" : "bốn";
    g_string_append_printf(s, " %s", word);
}

const char *day_words(GStringChunk *pool, struct rng *r, struct day d)
{
    static const char *const first_days[] = {"mùng ", "mùng ", "mồng ", "", NULL};
    GString *s = g_string_new("ngày ");
    if (d.day <= 10)
        g_string_append(s, rng_pick(r, first_days));
    append_below_hundred(s, r, d.day, false);
    g_string_append(s, " tháng ");
    if (d.month == 4)
        g_string_append(s, "tư");
    else
        append_below_hundred(s, r, d.month, false);
    g_string_append_printf(s, " năm %s nghìn", digits[d.year / 1000]);
    int rest = d.year % 1000;
    if (rest >= 100 || rest >= 10 || rng_chance(r, 0.7))
        g_string_append_printf(s, " %s trăm", digits[rest / 100]);
    if (rest % 100) {
        g_string_append_c(s, ' ');
        append_below_hundred(s, r, rest % 100, true);
    }
    const char *kept = rng_chance(r, 0.75) ? say_capital(pool, s->str) : say_title_case(pool, s->str);
    g_string_free(s, TRUE);
    return kept;
}

static bool reformed(struct day when)
{
    return day_compare(when, (struct day){2025, 7, 1}) >= 0;
}

static struct place place_in(GStringChunk *pool, struct rng *r, struct day when, bool hai_phong)
{
    /* Communes are made of two halves; few of the pairs exist, and none is tied to its real district. */
    const char *commune = say(pool, "%s %s", rng_pick(r, first_halves), rng_pick(r, second_halves));
    struct place p = {.village = rng_pick(r, villages), .commune = commune};
    p.district = rng_pick(r, hai_phong ? districts_hp : districts_hd);
    p.province = hai_phong ? "thành phố Hải Phòng" : "tỉnh Hải Dương";
    if (reformed(when)) {
        p.reformed = true;
        p.district = NULL;
        p.province = "thành phố Hải Phòng";
    }
    return p;
}

struct place place_random(GStringChunk *pool, struct rng *r, struct day when)
{
    return place_in(pool, r, when, rng_chance(r, 0.2));
}

struct place place_of_office(GStringChunk *pool, struct rng *r, struct day when)
{
    return place_in(pool, r, when, rng_chance(r, 0.15));
}

const char *place_commune(GStringChunk *pool, const struct place *p)
{
    if (!p->district)
        return say(pool, "xã %s, %s", p->commune, p->province);
    return say(pool, "xã %s, huyện %s, %s", p->commune, p->district, p->province);
}

const char *place_full(GStringChunk *pool, const struct place *p)
{
    return say(pool, "Thôn %s, %s", p->village, place_commune(pool, p));
}

const char *place_committee(GStringChunk *pool, const struct place *p)
{
    return say(pool, "Ủy ban nhân dân %s", place_commune(pool, p));
}

const char *place_hospital(GStringChunk *pool, struct rng *r, const struct place *p)
{
    switch (rng_int(r, 0, p->district ? 4 : 2)) {
    case 0:
        return "Bệnh viện Phụ sản Hải Phòng, thành phố Hải Phòng";
    case 1:
        return say(pool, "Trạm Y tế %s", place_commune(pool, p));
    case 2:
        return "Bệnh viện Phụ sản Trung ương, thành phố Hà Nội";
    case 3:
        return say(pool, "Trung tâm Y tế huyện %s, %s", p->district, p->province);
    default:
        return "Bệnh viện Phụ sản Hải Dương, tỉnh Hải Dương";
    }
}

/* 3 digits of the province, sex and century, 2 digits of the year, 6 random: no check digit (domain.md 1.8). */
static const char *person_number(GStringChunk *pool, struct rng *r, const struct person *p)
{
    int sex = (p->born.year >= 2000 ? 2 : 0) + p->female;
    return say(pool, "%s%d%02d%06d", rng_chance(r, 0.85) ? "030" : "031", sex, p->born.year % 100,
               rng_int(r, 100, 29999));
}

struct person person_of_family(GStringChunk *pool, struct rng *r, const char *relative, bool female, struct day born,
                               struct day when)
{
    struct person p = {.female = female, .born = born};
    const char *space = relative ? strchr(relative, ' ') : NULL;
    const char *family = space ? say(pool, "%.*s", (int)(space - relative), relative) : pick_weighted(r, families);
    const char *middle = rng_pick(r, female ? female_middles : male_middles);
    const char *given = rng_pick(r, female ? female_givens : male_givens);
    if (rng_chance(r, 0.16) && strcmp(middle, given) != 0)
        p.name = say(pool, "%s %s %s %s", family, middle, rng_pick(r, third_syllables), given);
    else
        p.name = say(pool, "%s %s %s", family, middle, given);
    p.ethnic = pick_weighted(r, ethnics);
    p.home = place_random(pool, r, when);
    p.id = person_number(pool, r, &p);
    return p;
}

struct person person_random(GStringChunk *pool, struct rng *r, bool female, struct day born, struct day when)
{
    return person_of_family(pool, r, NULL, female, born, when);
}

const char *person_paper(GStringChunk *pool, struct rng *r, const struct person *p, struct day when, bool with_issuer)
{
    struct day issued = day_add(when, -rng_int(r, 40, 1400));
    const char *kind = "Căn cước công dân", *issuer = "Cục Cảnh sát QLHC về TTXH", *number = p->id;
    if (day_compare(issued, (struct day){2024, 7, 1}) >= 0) {
        kind = "Căn cước";
        issuer = "Bộ Công an";
    } else if (issued.year < 2016 || (issued.year < 2020 && rng_chance(r, 0.6))) {
        kind = rng_chance(r, 0.5) ? "Chứng minh nhân dân" : "CMND";
        issuer = "Công an tỉnh Hải Dương";
        number = say(pool, "14%07d", rng_int(r, 1000000, 2999999));
    } else if (rng_chance(r, 0.3)) {
        kind = "CCCD";
    }
    if (!with_issuer)
        return say(pool, "%s số %s", kind, number);
    if (rng_chance(r, 0.3))
        return say(pool, "%s số %s do %s cấp ngày %s", kind, number, issuer, day_slashes(pool, issued));
    return say(pool, "%s số %s, %s cấp ngày %s", kind, number, issuer, day_slashes(pool, issued));
}
