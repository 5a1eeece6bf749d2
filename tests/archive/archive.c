#include "archive.h"

#include <stdio.h>
#include <string.h>

#include "rng.h"

static const char *const noise_letters = "abcdeghiklmnopqrstuvxy";

/* Every hundredth word as OCR might have it: a letter wrong, one gone, or one too many. */
static const char *misread(GStringChunk *pool, struct rng *r, const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 64);
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, " \n");
        if (n >= 3 && rng_chance(r, 0.01)) {
            size_t cut = (size_t)rng_int(r, 0, (int)n - 1);
            while (cut && ((unsigned char)at[cut] & 0xC0) == 0x80)
                cut--;
            const char *rest = g_utf8_next_char(at + cut);
            int kind = rng_int(r, 0, 2);
            g_string_append_len(out, at, (gssize)cut);
            if (kind)
                g_string_append_c(out, noise_letters[rng_int(r, 0, (int)strlen(noise_letters) - 1)]);
            g_string_append_len(out, kind == 2 ? at + cut : rest, at + n - (kind == 2 ? at + cut : rest));
        } else {
            g_string_append_len(out, at, (gssize)n);
        }
        at += n;
        if (*at)
            g_string_append_c(out, *at++);
    }
    const char *kept = g_string_chunk_insert(pool, out->str);
    g_string_free(out, TRUE);
    return kept;
}

static void add_field(struct archive_paper *p, const char *key, const char *value, const char *normal)
{
    p->fields[p->nfields++] = (struct archive_field){key, value, normal ? normal : value};
}

static const char *iso(GStringChunk *pool, struct day d)
{
    return say(pool, "%04d-%02d-%02d", d.year, d.month, d.day);
}

#define HEAD "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"

static const char *person_lines(GStringChunk *pool, const struct person *p)
{
    return say(pool,
               "Họ, chữ đệm, tên: %s\nNgày, tháng, năm sinh: %s\nGiới tính: %s Dân tộc: %s Quốc tịch: Việt Nam\n"
               "Nơi cư trú: %s\nSố định danh cá nhân: %s\n",
               say_upper(pool, p->name), day_slashes(pool, p->born), p->female ? "Nữ" : "Nam", p->ethnic,
               place_full(pool, &p->home), p->id);
}

static const char *ending(GStringChunk *pool, struct rng *r, const struct place *office, struct day when,
                          const char *signer)
{
    static const char *const posts[] = {"CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH", NULL};
    return say(pool, "%s, %s\nNGƯỜI KÝ %s\n(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)\n%s\n", office->commune,
               day_long(pool, when), rng_pick(r, posts), signer);
}

struct event {
    struct day when;
    struct place office;
    const char *end;
};

static void make_birth(struct archive_paper *p, struct rng *r, const struct event *e, bool extract)
{
    const struct person *child = &p->persons[0], *mother = &p->persons[1], *father = &p->persons[2];
    const char *born_at = place_hospital(p->pool, r, &e->office);
    p->type = extract ? "trich_luc_khai_sinh" : "giay_khai_sinh";
    add_field(p, "ho_ten", child->name, NULL);
    add_field(p, "ngay_sinh", day_slashes(p->pool, child->born), iso(p->pool, child->born));
    add_field(p, "noi_sinh", born_at, NULL);
    add_field(p, "so_dinh_danh", child->id, NULL);
    add_field(p, "me_ho_ten", mother->name, NULL);
    add_field(p, "cha_ho_ten", father->name, NULL);
    add_field(p, "me_noi_cu_tru", place_full(p->pool, &mother->home), NULL);
    p->text =
        say(p->pool,
            HEAD
            "%s\n%s\nSố: %s\n%sGhi bằng chữ: %s\nNơi sinh: %s\nQuê quán: %s\nPHẦN GHI VỀ NGƯỜI MẸ\n%s"
            "PHẦN GHI VỀ NGƯỜI CHA\n%sNơi đăng ký khai sinh: %s\nNgày, tháng, năm đăng ký: %s\nNgười đi khai sinh: %s\n"
            "Quan hệ với người được khai sinh: Cha\n%s",
            place_committee(p->pool, &e->office), extract ? "TRÍCH LỤC KHAI SINH\n(BẢN SAO)" : "GIẤY KHAI SINH",
            p->number, person_lines(p->pool, child), day_words(p->pool, r, child->born), born_at,
            place_commune(p->pool, &father->home), person_lines(p->pool, mother), person_lines(p->pool, father),
            place_committee(p->pool, &e->office), day_slashes(p->pool, e->when), father->name, e->end);
}

static void make_death(struct archive_paper *p, struct rng *r, const struct event *e)
{
    const struct person *dead = &p->persons[0], *asker = &p->persons[1];
    p->type = "trich_luc_khai_tu";
    add_field(p, "ho_ten", dead->name, NULL);
    add_field(p, "so_dinh_danh", dead->id, NULL);
    add_field(p, "noi_cu_tru", place_full(p->pool, &dead->home), NULL);
    add_field(p, "noi_chet", place_full(p->pool, &dead->home), NULL);
    add_field(p, "nguoi_yeu_cau", asker->name, NULL);
    p->text = say(p->pool,
                  HEAD "%s\nTRÍCH LỤC KHAI TỬ\nSố: %s\n%sGiấy tờ tùy thân: %s\nĐã chết vào lúc %02d giờ %02d phút, %s\n"
                       "Ghi bằng chữ: %s\nNơi chết: %s\nNguyên nhân chết: già yếu\nGiấy báo tử số %d do %s cấp\n"
                       "Người yêu cầu: %s\n%s",
                  place_committee(p->pool, &e->office), p->number, person_lines(p->pool, dead),
                  person_paper(p->pool, r, dead, e->when, true), rng_int(r, 0, 23), rng_int(r, 0, 59),
                  day_long(p->pool, e->when), day_words(p->pool, r, e->when), place_full(p->pool, &dead->home),
                  rng_int(r, 1, 400), place_committee(p->pool, &e->office), asker->name, e->end);
}

static void make_marriage(struct archive_paper *p, struct rng *r, const struct event *e)
{
    const struct person *wife = &p->persons[1], *husband = &p->persons[0];
    p->type = "giay_chung_nhan_ket_hon";
    add_field(p, "vo_ho_ten", wife->name, NULL);
    add_field(p, "chong_ho_ten", husband->name, NULL);
    add_field(p, "vo_so_dinh_danh", wife->id, NULL);
    add_field(p, "chong_so_dinh_danh", husband->id, NULL);
    add_field(p, "vo_noi_cu_tru", place_full(p->pool, &wife->home), NULL);
    add_field(p, "chong_noi_cu_tru", place_full(p->pool, &husband->home), NULL);
    p->text =
        say(p->pool,
            HEAD "%s\nGIẤY CHỨNG NHẬN KẾT HÔN\nSố: %s\nVỢ\n%sGiấy tờ tùy thân: %s\nCHỒNG\n%sGiấy tờ tùy thân: %s\n"
                 "Nơi đăng ký kết hôn: %s\nNgày, tháng, năm đăng ký: %s\nGiấy chứng nhận kết hôn này có giá trị kể từ "
                 "ngày ký\n%s",
            place_committee(p->pool, &e->office), p->number, person_lines(p->pool, wife),
            person_paper(p->pool, r, wife, e->when, true), person_lines(p->pool, husband),
            person_paper(p->pool, r, husband, e->when, true), place_committee(p->pool, &e->office),
            day_slashes(p->pool, e->when), e->end);
}

static void make_certificate(struct archive_paper *p, struct rng *r, const struct event *e, bool copy)
{
    static const char *const originals[] = {"Giấy khai sinh",
                                            "Bằng tốt nghiệp Trung học phổ thông",
                                            "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở",
                                            "Căn cước công dân",
                                            "Sổ hộ khẩu",
                                            "Giấy chứng nhận kết hôn",
                                            NULL};
    const struct person *asker = &p->persons[0];
    p->type = copy ? "chung_thuc_ban_sao" : "chung_thuc_chu_ky";
    add_field(p, copy ? "ho_ten" : "nguoi_yeu_cau", asker->name, NULL);
    add_field(p, "so_dinh_danh", asker->id, NULL);
    const char *what = rng_pick(r, originals);
    p->text =
        copy ? say(p->pool,
                   HEAD "%s\n%s\n%sCHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\nSố chứng thực: %s Quyển số: %d/%d-SCT/BS\n"
                        "Ngày %s\n%s",
                   say_upper(p->pool, what), place_committee(p->pool, &e->office), person_lines(p->pool, asker),
                   p->number, rng_int(r, 1, 6), e->when.year, day_long(p->pool, e->when), e->end)
             : say(p->pool,
                   HEAD
                   "GIẤY ỦY QUYỀN\n%sTôi làm giấy này để ủy quyền cho người có tên dưới đây thay tôi nộp hồ sơ và nhận "
                   "kết "
                   "quả tại bộ phận một cửa, %s. Tôi chịu trách nhiệm trước pháp luật về nội dung đã khai.\n"
                   "LỜI CHỨNG CỦA NGƯỜI CÓ THẨM QUYỀN CHỨNG THỰC CHỮ KÝ\nHôm nay, %s (Bằng chữ: %s), tại %s, chứng "
                   "thực ông/bà %s, giấy tờ tùy thân: %s, cam đoan đã hiểu, tự chịu trách nhiệm về nội dung của giấy "
                   "tờ, văn bản và đã ký trước mặt tôi.\nSố chứng thực: %s Quyển số: %d/%d-SCT/CK,ĐC\n%s",
                   person_lines(p->pool, asker), place_committee(p->pool, &e->office), day_long(p->pool, e->when),
                   day_words(p->pool, r, e->when), place_committee(p->pool, &e->office), asker->name,
                   person_paper(p->pool, r, asker, e->when, true), p->number, rng_int(r, 1, 6), e->when.year, e->end);
}

static void make_status(struct archive_paper *p, struct rng *r, const struct event *e)
{
    const struct person *asker = &p->persons[0];
    p->type = "giay_xac_nhan_tinh_trang_hon_nhan";
    add_field(p, "ho_ten", asker->name, NULL);
    add_field(p, "so_dinh_danh", asker->id, NULL);
    add_field(p, "noi_cu_tru", place_full(p->pool, &asker->home), NULL);
    p->text = say(
        p->pool,
        HEAD
        "%s\nSố: %s/UBND-XNTTHN\nGIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN\nXét đề nghị của ông/bà: %s về việc cấp Giấy xác "
        "nhận tình trạng hôn nhân\nXÁC NHẬN\n%sGiấy tờ tùy thân: %s\nTình trạng hôn nhân: Chưa đăng ký kết hôn với "
        "ai\nGiấy này được cấp để: Làm thủ tục đăng ký kết hôn\nGiấy này có giá trị sử dụng trong thời hạn 6 tháng "
        "kể từ ngày cấp\n%s",
        place_committee(p->pool, &e->office), p->number, asker->name, person_lines(p->pool, asker),
        person_paper(p->pool, r, asker, e->when, true), e->end);
}

void archive_paper_make(struct archive_paper *p, uint64_t seed, int64_t n)
{
    struct rng r = rng_stream(seed, (uint64_t)n, "archive");
    *p = (struct archive_paper){.pool = g_string_chunk_new(8192)};
    struct event e = {.when = day_event(&r, 1975)};
    e.office = place_of_office(p->pool, &r, e.when);
    int kind = rng_int(&r, 0, 99);
    int age = kind < 45 ? rng_int(&r, 0, 1) : rng_int(&r, 18, 80);
    p->persons[0] =
        person_random(p->pool, &r, rng_chance(&r, 0.5), day_add(e.when, -365 * age - rng_int(&r, 1, 300)), e.when);
    p->persons[1] = person_random(p->pool, &r, true, day_add(e.when, -365 * rng_int(&r, 20, 60)), e.when);
    p->persons[2] =
        person_of_family(p->pool, &r, p->persons[0].name, false, day_add(e.when, -365 * rng_int(&r, 20, 60)), e.when);
    p->number = say(p->pool, "%d/%d", rng_int(&r, 1, 400), e.when.year);
    struct person signer = person_random(p->pool, &r, rng_chance(&r, 0.3), day_add(e.when, -365 * 45), e.when);
    e.end = ending(p->pool, &r, &e.office, e.when, signer.name);
    p->npersons = kind < 45 ? 3 : kind < 65 ? 2 : 1;
    if (kind < 45)
        make_birth(p, &r, &e, kind >= 25);
    else if (kind < 55)
        make_death(p, &r, &e);
    else if (kind < 65)
        make_marriage(p, &r, &e);
    else if (kind < 90)
        make_certificate(p, &r, &e, kind < 80);
    else
        make_status(p, &r, &e);
    add_field(p, "so", p->number, NULL);
    add_field(p, "ngay_dang_ky", day_slashes(p->pool, e.when), iso(p->pool, e.when));
    add_field(p, "nguoi_ky", signer.name, NULL);
    p->text = misread(p->pool, &r, p->text);
}

void archive_paper_free(struct archive_paper *p)
{
    g_string_chunk_free(p->pool);
}

void archive_dossier_code(int64_t n, char out[64])
{
    int64_t d = n / 10, day = d / 500;
    snprintf(out, 64, "000.00.19.H23-%02d%02d%02d-%04d", 10 + (int)(day / 336 % 20), 1 + (int)(day / 28 % 12),
             1 + (int)(day % 28), 1 + (int)(d % 500));
}
