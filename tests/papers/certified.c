/* Certifications on translations and transactions, and copies of papers that the desk knows (domain.md 2.14). */
#include "form.h"

static bool is_new_term(struct day d)
{
    return day_compare(d, (struct day){2025, 11, 1}) >= 0;
}

static void put_number(struct form *f, struct day d, const char *mark)
{
    struct rng *r = &f->rng;
    const char *number = form_put_dotted(f, "so_chung_thuc", say(f->pool, "%d", rng_int(r, 1, 900)));
    const char *book = form_put_dotted(f, "quyen_so", say(f->pool, "%02d/%d-%s", rng_int(r, 1, 4), d.year, mark));
    form_text(f, ROW_LINE, f->style->reworded ? say(f->pool, "Số chứng thực %s, quyển số %s", number, book)
                                              : say(f->pool, "Số chứng thực: %s quyển số: %s", number, book));
}

void compose_certified_translator(struct form *f)
{
    static const char *const tongues[] = {"Anh", "Trung Quốc", "Hàn Quốc", "Nhật", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day d = day_event(r, 2020);
    struct person p = person_random(pool, r, rng_chance(r, 0.6), day_random(r, 1975, 1999), d);
    f->office = place_of_office(pool, r, d);
    f->motto_only = true;
    f->title = form_word(f, "LỜI CAM ĐOAN CỦA NGƯỜI DỊCH", "CAM ĐOAN CỦA NGƯỜI DỊCH");
    form_row(f, form_word(f, "Tôi là", "Người dịch"), form_put(f, "nguoi_dich", p.name, REQUIRED));
    form_row(f, form_word(f, "Căn cước công dân số", "Giấy tờ tùy thân số"), form_put(f, "nguoi_dich_cccd", p.id, REQUIRED));
    struct row *row = form_row(f, form_word(f, "Dịch từ tiếng", "Ngôn ngữ gốc"), form_put(f, "dich_tu", rng_pick(r, tongues), REQUIRED));
    form_cell(row, form_word(f, "Dịch sang tiếng", "Ngôn ngữ dịch"), form_put(f, "dich_sang", "Việt", OPTIONAL));
    form_text(f, ROW_PARAGRAPH, "Tôi cam đoan đã dịch chính xác giấy tờ, văn bản này và chịu trách nhiệm trước pháp luật về bản dịch.");
    form_text(f, ROW_CENTRE, "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ NGƯỜI DỊCH")->bold = true;
    form_text(f, ROW_PARAGRAPH,
              say(pool, "%s, %s, tại %s, chứng thực ông/bà %s là người đã ký vào bản dịch này trước mặt tôi.",
                  form_word(f, "Hôm nay", "Ngày hôm nay"), form_put_date(f, "ngay_chung_thuc", d),
                  place_committee(pool, &f->office), p.name));
    put_number(f, d, "SCT/CKND");
    form_sign(f, NULL, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
}

static void put_party(struct form *f, char side, const struct person *p)
{
    const char *key = side == 'A' ? "ben_a" : "ben_b", *card = side == 'A' ? "ben_a_cccd" : "ben_b_cccd";
    form_row(f, say(f->pool, "Bên %c%s", side, form_word(f, ": Ông/bà", "")), form_put(f, key, p->name, REQUIRED));
    form_row(f, form_word(f, "Giấy tờ tùy thân số", "Căn cước công dân số"), form_put(f, card, p->id, REQUIRED));
}

void compose_certified_transaction(struct form *f)
{
    static const char *const kinds[] = {"Hợp đồng chuyển nhượng quyền sử dụng đất", "Hợp đồng tặng cho quyền sử dụng đất",
                                        "Hợp đồng mua bán xe mô tô", "Văn bản thỏa thuận phân chia di sản", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day d = rng_chance(r, 0.3) ? day_add((struct day){2025, 11, 1}, rng_int(r, 0, 100)) : day_event(r, 2019);
    bool newer = is_new_term(d);
    struct person a = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1945, 1998), d);
    struct person b = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2000), d);
    f->office = place_of_office(pool, r, d);
    f->motto_only = true;
    f->title = newer ? "LỜI CHỨNG CHỨNG THỰC GIAO DỊCH" : "LỜI CHỨNG CHỨNG THỰC HỢP ĐỒNG, GIAO DỊCH";
    const char *words = day_words(pool, r, d);
    form_text(f, ROW_LINE, say(pool, "Hôm nay, %s", form_put_date(f, "ngay_chung_thuc", d)));
    form_row(f, "Bằng chữ", form_put(f, "ngay_chu", words, OPTIONAL));
    form_text(f, ROW_LINE, say(pool, "Tại %s.", place_committee(pool, &f->office)));
    form_row(f, form_word(f, "Chứng thực", newer ? "Tên giao dịch" : "Hợp đồng, giao dịch"),
             form_put(f, "ten_giao_dich", rng_pick(r, kinds), REQUIRED));
    form_text(f, ROW_LINE, "được giao kết giữa:");
    put_party(f, 'A', &a);
    put_party(f, 'B', &b);
    form_text(f, ROW_PARAGRAPH, "Các bên đã tự nguyện thỏa thuận giao kết và cam đoan chịu trách nhiệm trước pháp luật về "
                                "nội dung; đã ký trước mặt tôi.");
    put_number(f, d, newer ? "SCT/GD" : "SCT/HĐ,GD");
    form_sign(f, NULL, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
}
