/* Citizen's cards of both generations, the card before them, passports, insurance cards (domain.md 1.8, 2.16). */
#include <stdlib.h>
#include <string.h>

#include "form.h"

static struct face *add_face(struct form *f)
{
    g_assert(f->nfaces < FACES_MAX);
    return &f->faces[f->nfaces++];
}

static void item(struct face *face, enum face_item_kind kind, double x, double y, double width, double size,
                 const char *text)
{
    g_assert(face->nitems < FACE_ITEMS_MAX);
    face->items[face->nitems++] = (struct face_item){kind, x, y, width, size, text};
}

static void begin_card(struct form *f)
{
    f->wants_seal = false;
    f->unsigned_paper = true;
    f->title = "";
}

static void put_state(struct face *face)
{
    item(face, FACE_BOLD, 62, 6, 150, 6.2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    item(face, FACE_TEXT, 88, 14, 120, 5.4, "Độc lập - Tự do - Hạnh phúc");
}

/* The card's short address: "Thôn Đoài, Thanh Sơn, Thanh Hà, Hải Dương". */
static const char *short_place(struct form *f, const struct place *p, bool village)
{
    const char *province = strchr(p->province, ' ') + 1;
    if (g_str_has_prefix(p->province, "thành phố "))
        province = p->province + strlen("thành phố ");
    const char *wide = p->district ? say(f->pool, "%s, %s, %s", p->commune, p->district, province)
                                   : say(f->pool, "%s, %s", p->commune, province);
    return village ? say(f->pool, "Thôn %s, %s", p->village, wide) : wide;
}

static int check_digit(const char *s)
{
    int sum = 0;
    for (int i = 0; s[i]; i++) {
        int v = s[i] == '<' ? 0 : s[i] <= '9' ? s[i] - '0' : s[i] - 'A' + 10;
        sum += v * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
    }
    return sum % 10;
}

/* "NGUYEN<<VAN<AN<<<…": Vietnamese letters without their marks. */
static const char *zone_name(struct form *f, const char *name)
{
    char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_NFD);
    GString *s = g_string_new(NULL);
    bool first = true;
    for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_unichar_toupper(g_utf8_get_char(p));
        if (c == ' ') {
            g_string_append(s, first ? "<<" : "<");
            first = false;
        } else if (c == 0x110) {
            g_string_append_c(s, 'D');
        } else if (c < 0x80) {
            g_string_append_c(s, (char)c);
        }
    }
    while (s->len < 30)
        g_string_append_c(s, '<');
    g_string_truncate(s, 30);
    const char *kept = say(f->pool, "%s", s->str);
    g_string_free(s, TRUE);
    g_free(apart);
    return kept;
}

static const char *zone_date(struct form *f, struct day d)
{
    const char *date = say(f->pool, "%02d%02d%02d", d.year % 100, d.month, d.day);
    return say(f->pool, "%s%d", date, check_digit(date));
}

/* A passport's zone: two lines of 44 (ICAO Doc 9303 part 4). */
static void put_passport_zone(struct form *f, struct face *face, const struct person *p, const char *number, struct day expires)
{
    const char *born = zone_date(f, p->born), *ends = zone_date(f, expires), *personal = say(f->pool, "%s<<", p->id);
    const char *doc = say(f->pool, "%s<", number);
    doc = say(f->pool, "%s%d", doc, check_digit(doc));
    personal = say(f->pool, "%s%d", personal, check_digit(personal));
    int whole = check_digit(say(f->pool, "%s%s%s%s", doc, born, ends, personal));
    item(face, FACE_ZONE, 14, 206, 330, 12.4, say(f->pool, "P<VNM%s<<<<<<<<<", zone_name(f, p->name)));
    item(face, FACE_ZONE, 14, 222, 330, 12.4,
         say(f->pool, "%sVNM%s%c%s%s%d", doc, born, p->female ? 'F' : 'M', ends, personal, whole));
}

static void put_zone(struct form *f, struct face *face, const struct person *p, struct day expires)
{
    const char *number = p->id + 3, *optional = say(f->pool, "%s<<", p->id);
    const char *one = say(f->pool, "%s%d%s", number, check_digit(number), optional);
    one = say(f->pool, "%s%d", one, check_digit(optional));
    const char *born = zone_date(f, p->born), *ends = zone_date(f, expires);
    int whole = check_digit(say(f->pool, "%s%s%s<<<<<<<<<<<", one, born, ends));
    item(face, FACE_ZONE, 14, 108, 226, 12, say(f->pool, "IDVNM%s", one));
    item(face, FACE_ZONE, 14, 121, 226, 12,
         say(f->pool, "%s%c%sVNM<<<<<<<<<<<%d", born, p->female ? 'F' : 'M', ends, whole));
    item(face, FACE_ZONE, 14, 134, 226, 12, zone_name(f, p->name));
}

static const char *qr_date(struct form *f, struct day d)
{
    return say(f->pool, "%02d%02d%04d", d.day, d.month, d.year);
}

static const char *citizen_payload(struct form *f, const struct person *p, const char *address, struct day issued)
{
    const char *old = rng_chance(&f->rng, 0.5) ? say(f->pool, "14%07d", rng_int(&f->rng, 1000000, 2999999)) : "";
    return say(f->pool, "%s|%s|%s|%s|%s|%s|%s", p->id, old, p->name, qr_date(f, p->born), p->female ? "Nữ" : "Nam", address,
               qr_date(f, issued));
}

static struct day expiry(struct person *p, struct day issued)
{
    int age = issued.year - p->born.year;
    struct day d = p->born;
    d.year += age < 23 ? 25 : age < 38 ? 40 : 60;
    return d;
}

void compose_citizen_card(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_random(r, 2021, 2023);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1970, 2004), issued);
    struct place origin = place_random(pool, r, issued);
    struct day expires = expiry(&p, issued);
    const char *address = short_place(f, &p.home, true);
    begin_card(f);
    struct face *face = add_face(f);
    put_state(face);
    item(face, FACE_TITLE, 62, 24, 120, 10, "CĂN CƯỚC CÔNG DÂN");
    item(face, FACE_TEXT, 97, 36, 100, 5.4, "Citizen Identity Card");
    item(face, FACE_PHOTO, 10, 46, 56, 0, "");
    item(face, FACE_QR, 202, 10, 34, 0, citizen_payload(f, &p, address, issued));
    item(face, FACE_BOLD, 74, 45, 160, 9, say(pool, "Số / No.: %s", form_put(f, "so_dinh_danh", p.id, OPTIONAL)));
    item(face, FACE_TEXT, 74, 57, 160, 6.4, "Họ và tên / Full name:");
    item(face, FACE_BOLD, 74, 65, 160, 8.4, form_put(f, "ho_ten", say_upper(pool, p.name), OPTIONAL));
    item(face, FACE_TEXT, 74, 77, 160, 7.2,
         say(pool, "Ngày sinh / Date of birth: %s", form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL)));
    item(face, FACE_TEXT, 74, 88, 60, 6.6, say(pool, "Giới tính / Sex: %s", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", OPTIONAL)));
    item(face, FACE_TEXT, 138, 88, 104, 6.6, say(pool, "Quốc tịch / Nationality: %s", form_put(f, "quoc_tich", "Việt Nam", OPTIONAL)));
    item(face, FACE_TEXT, 74, 99, 160, 6.4, "Quê quán / Place of origin:");
    item(face, FACE_TEXT, 74, 107, 164, 7.4, form_put(f, "que_quan", short_place(f, &origin, false), OPTIONAL));
    item(face, FACE_TEXT, 74, 118, 160, 6.4, "Nơi thường trú / Place of residence:");
    item(face, FACE_TEXT, 74, 126, 164, 7.4, form_put(f, "noi_cu_tru", address, OPTIONAL));
    item(face, FACE_TEXT, 8, 126, 62, 5.6,
         say(pool, "Có giá trị đến: %s", form_put(f, "ngay_het_han", day_slashes(pool, expires), OPTIONAL)));
    if (f->style->card == CARD_CORNER && rng_chance(r, 0.5))
        return;
    face = add_face(f);
    item(face, FACE_TEXT, 14, 8, 216, 6.8, "Đặc điểm nhân dạng / Personal identification:");
    item(face, FACE_TEXT, 14, 18, 216, 7, "Nốt ruồi C.1cm trên sau đuôi mắt trái");
    item(face, FACE_TEXT, 14, 32, 216, 6.8,
         say(pool, "Ngày, tháng, năm / Date, month, year: %s", form_put(f, "ngay_cap", day_slashes(pool, issued), OPTIONAL)));
    item(face, FACE_BOLD, 30, 44, 190, 6, "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI");
    put_zone(f, face, &p, expires);
}

void compose_identity_card(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_add((struct day){2024, 7, 2}, rng_int(r, 0, 460));
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1970, 2010), issued);
    struct place origin = place_random(pool, r, issued);
    struct day expires = expiry(&p, issued);
    const char *address = short_place(f, &p.home, true);
    begin_card(f);
    struct face *face = add_face(f);
    put_state(face);
    item(face, FACE_TITLE, 62, 24, 120, 10, "CĂN CƯỚC");
    item(face, FACE_TEXT, 104, 36, 100, 5.4, "IDENTITY CARD");
    item(face, FACE_PHOTO, 10, 46, 56, 0, "");
    item(face, FACE_TEXT, 74, 48, 160, 6.2, "Số định danh cá nhân / Personal identification number:");
    item(face, FACE_BOLD, 74, 56, 160, 9, form_put(f, "so_dinh_danh", p.id, OPTIONAL));
    item(face, FACE_TEXT, 74, 70, 160, 6.2, "Họ, chữ đệm và tên khai sinh / Full name:");
    item(face, FACE_BOLD, 74, 78, 160, 8.4, form_put(f, "ho_ten", say_upper(pool, p.name), OPTIONAL));
    item(face, FACE_TEXT, 74, 92, 160, 7,
         say(pool, "Ngày, tháng, năm sinh / Date of birth: %s", form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL)));
    item(face, FACE_TEXT, 74, 104, 160, 7, say(pool, "Giới tính / Sex: %s", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", OPTIONAL)));
    item(face, FACE_TEXT, 74, 116, 160, 7, say(pool, "Quốc tịch / Nationality: %s", form_put(f, "quoc_tich", "Việt Nam", OPTIONAL)));
    face = add_face(f);
    item(face, FACE_TEXT, 14, 8, 160, 6.2, "Nơi cư trú / Place of residence:");
    item(face, FACE_TEXT, 14, 16, 166, 7.4, form_put(f, "noi_cu_tru", address, OPTIONAL));
    item(face, FACE_TEXT, 14, 36, 160, 6.2, "Nơi đăng ký khai sinh / Place of birth:");
    item(face, FACE_TEXT, 14, 44, 166, 7.4, form_put(f, "noi_sinh", short_place(f, &origin, false), OPTIONAL));
    item(face, FACE_TEXT, 14, 60, 166, 6.8,
         say(pool, "Ngày, tháng, năm cấp / Date of issue: %s", form_put(f, "ngay_cap", day_slashes(pool, issued), OPTIONAL)));
    item(face, FACE_TEXT, 14, 72, 166, 6.8,
         say(pool, "Ngày, tháng, năm hết hạn / Date of expiry: %s", form_put(f, "ngay_het_han", day_slashes(pool, expires), OPTIONAL)));
    item(face, FACE_BOLD, 60, 86, 120, 7, "BỘ CÔNG AN");
    item(face, FACE_QR, 188, 12, 46, 0, say(pool, "%s||||", citizen_payload(f, &p, address, issued)));
    put_zone(f, face, &p, expires);
}

void compose_old_card(struct form *f)
{
    static const char *const hands[] = {"Kinh", "Tày", "Mường", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_random(r, 2006, 2015);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1950, 1990), issued);
    struct place origin = place_random(pool, r, issued);
    begin_card(f);
    struct face *face = add_face(f);
    put_state(face);
    item(face, FACE_TITLE, 62, 23, 150, 9.5, "GIẤY CHỨNG MINH NHÂN DÂN");
    item(face, FACE_PHOTO, 10, 46, 54, 0, "");
    item(face, FACE_BOLD, 96, 37, 120, 10,
         say(pool, "SỐ %s", form_put(f, "so_cmnd", say(pool, "14%07d", rng_int(r, 1000000, 2999999)), OPTIONAL)));
    item(face, FACE_TEXT, 74, 54, 164, 8, say(pool, "Họ tên: %s", form_put(f, "ho_ten", say_upper(pool, p.name), OPTIONAL)));
    item(face, FACE_TEXT, 74, 70, 164, 8, say(pool, "Sinh ngày: %s", form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL)));
    item(face, FACE_TEXT, 74, 84, 164, 8, say(pool, "Nguyên quán: %s", form_put(f, "que_quan", short_place(f, &origin, false), OPTIONAL)));
    item(face, FACE_TEXT, 74, 110, 164, 8,
         say(pool, "Nơi ĐKHK thường trú: %s", form_put(f, "noi_cu_tru", short_place(f, &p.home, true), OPTIONAL)));
    face = add_face(f);
    item(face, FACE_TEXT, 14, 10, 100, 8, say(pool, "Dân tộc: %s", form_put(f, "dan_toc", rng_pick(r, hands), OPTIONAL)));
    item(face, FACE_TEXT, 124, 10, 110, 8, say(pool, "Tôn giáo: %s", form_put(f, "ton_giao", "Không", OPTIONAL)));
    item(face, FACE_BOLD, 80, 26, 150, 7, "DẤU VẾT RIÊNG VÀ DỊ HÌNH");
    item(face, FACE_TEXT, 80, 38, 154, 8, "Sẹo chấm cách 2cm trên sau mép phải");
    const char *date = form_put(f, "ngay_cap", day_long(pool, issued), OPTIONAL);
    item(face, FACE_TEXT, 90, 66, 146, 8, date);
    item(face, FACE_BOLD, 100, 80, 130, 7.4, "GIÁM ĐỐC CÔNG AN TỈNH HẢI DƯƠNG");
}

void compose_passport(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_random(r, 2017, 2025), expires = issued;
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1960, 2003), issued);
    struct place origin = place_random(pool, r, issued);
    bool birthplace = issued.year >= 2023;
    const char *number = say(pool, "%c%07d", issued.year < 2022 ? 'C' : 'P', rng_int(r, 1000000, 9999999));
    const char *province = strchr(origin.province, ' ') + 1;
    if (g_str_has_prefix(origin.province, "thành phố "))
        province = origin.province + strlen("thành phố ");
    expires.year += 10;
    begin_card(f);
    struct face *face = add_face(f);
    face->passport = true;
    item(face, FACE_BOLD, 96, 8, 250, 7.4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / SOCIALIST REPUBLIC OF VIET NAM");
    item(face, FACE_TITLE, 12, 22, 96, 10.5, "HỘ CHIẾU / PASSPORT");
    item(face, FACE_PHOTO, 14, 54, 92, 0, "");
    item(face, FACE_TEXT, 122, 30, 60, 6.2, "Loại / Type");
    item(face, FACE_BOLD, 122, 38, 40, 8.6, "P");
    item(face, FACE_TEXT, 176, 30, 60, 6.2, "Mã số / Code");
    item(face, FACE_BOLD, 176, 38, 40, 8.6, "VNM");
    item(face, FACE_TEXT, 250, 30, 100, 6.2, "Hộ chiếu số / Passport No");
    item(face, FACE_BOLD, 250, 38, 100, 8.6, form_put(f, "so_ho_chieu", number, OPTIONAL));
    item(face, FACE_TEXT, 122, 54, 220, 6.2, "Họ và tên / Full name");
    item(face, FACE_BOLD, 122, 62, 220, 8.8, form_put(f, "ho_ten", say_upper(pool, p.name), OPTIONAL));
    item(face, FACE_TEXT, 122, 80, 110, 6.2, "Quốc tịch / Nationality");
    item(face, FACE_BOLD, 122, 88, 125, 8, form_put(f, "quoc_tich", "VIỆT NAM / VIETNAMESE", OPTIONAL));
    item(face, FACE_TEXT, 122, 106, 110, 6.2, "Ngày sinh / Date of birth");
    item(face, FACE_BOLD, 122, 114, 110, 8.4, form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL));
    if (birthplace) {
        item(face, FACE_TEXT, 250, 106, 100, 6.2, "Nơi sinh / Place of birth");
        item(face, FACE_BOLD, 250, 114, 100, 8.4, form_put(f, "noi_sinh", say_upper(pool, province), OPTIONAL));
    }
    item(face, FACE_TEXT, 122, 132, 80, 6.2, "Giới tính / Sex");
    item(face, FACE_BOLD, 122, 140, 80, 8.4, say(pool, p.female ? "%s / F" : "%s / M", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", OPTIONAL)));
    item(face, FACE_TEXT, 250, 132, 100, 6.2, birthplace ? "Số ĐDCN/CMND / Personal No" : "Số GCMND / ID card No");
    item(face, FACE_BOLD, 250, 140, 100, 8.4, form_put(f, "so_dinh_danh", p.id, OPTIONAL));
    item(face, FACE_TEXT, 122, 158, 110, 6.2, "Ngày cấp / Date of issue");
    item(face, FACE_BOLD, 122, 166, 110, 8.4, form_put(f, "ngay_cap", day_slashes(pool, issued), OPTIONAL));
    item(face, FACE_TEXT, 250, 158, 100, 6.2, "Có giá trị đến / Date of expiry");
    item(face, FACE_BOLD, 250, 166, 100, 8.4, form_put(f, "ngay_het_han", day_slashes(pool, expires), OPTIONAL));
    item(face, FACE_TEXT, 122, 183, 110, 6.2, "Nơi cấp / Place of issue");
    item(face, FACE_BOLD, 122, 191, 180, 7.6, form_put(f, "noi_cap", "Cục Quản lý Xuất nhập cảnh", OPTIONAL));
    put_passport_zone(f, face, &p, number, expires);
}

static const char *hex(struct form *f, const char *s)
{
    GString *out = g_string_new(NULL);
    for (const char *p = s; *p; p++)
        g_string_append_printf(out, "%02x", (unsigned char)*p);
    const char *kept = say(f->pool, "%s", out->str);
    g_string_free(out, TRUE);
    return kept;
}

void compose_insurance_card(struct form *f)
{
    static const char *const codes[] = {"GD", "HC", "TE", "BT", "HT", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day from = {rng_int(r, 2021, 2025), 1, 1};
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1940, 2018), from);
    const char *address = place_full(pool, &p.home);
    bool newer = rng_chance(r, 0.5);
    const char *number = newer ? say(pool, "30%08d", rng_int(r, 10000000, 29999999))
                               : say(pool, "%s430%010d", rng_pick(r, codes), rng_int(r, 100000000, 999999999));
    const char *facility = say(pool, "30-%03d", rng_int(r, 1, 300));
    begin_card(f);
    struct face *face = add_face(f);
    item(face, FACE_BOLD, 74, 6, 160, 7, "BẢO HIỂM XÃ HỘI VIỆT NAM");
    item(face, FACE_TITLE, 62, 18, 130, 10.5, "THẺ BẢO HIỂM Y TẾ");
    item(face, FACE_BOLD, 74, 34, 126, 8.6, say(pool, "Mã số: %s", form_put(f, "so_the", number, OPTIONAL)));
    item(face, FACE_TEXT, 12, 52, 180, 8.4, say(pool, "Họ và tên: %s", form_put(f, "ho_ten", say_upper(pool, p.name), OPTIONAL)));
    item(face, FACE_TEXT, 12, 65, 100, 8.4, say(pool, "Ngày sinh: %s", form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL)));
    item(face, FACE_TEXT, 124, 65, 70, 8.4, say(pool, "Giới tính: %s", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", OPTIONAL)));
    item(face, FACE_TEXT, 12, 79, 184, 8, say(pool, "Địa chỉ: %s", form_put(f, "noi_cu_tru", address, OPTIONAL)));
    item(face, FACE_TEXT, 12, 103, 220, 8,
         say(pool, "Nơi ĐK KCB BĐ: %s", form_put(f, "noi_kham", say(pool, "Trạm Y tế xã %s", p.home.commune), OPTIONAL)));
    item(face, FACE_TEXT, 12, 117, 220, 8,
         say(pool, "Giá trị sử dụng: từ ngày %s", form_put(f, "ngay_hieu_luc", day_slashes(pool, from), OPTIONAL)));
    item(face, FACE_QR, 198, 36, 38, 0,
         say(pool, "%s|%s|%s|%d|%s|%s|%s|-|%s|-|$", number, hex(f, p.name), day_slashes(pool, p.born), p.female ? 2 : 1,
             hex(f, address), facility, day_slashes(pool, from), day_slashes(pool, from)));
}
