#include "block.h"

#include <string.h>

/* What other offices print: words that the reader's definitions were not made from. */
static const char *const other_words[][2] = {
    {"Họ, chữ đệm, tên", "Họ và chữ đệm, tên"},
    {"Ngày, tháng, năm sinh", "Ngày tháng năm sinh"},
    {"Giới tính", "Nam/nữ"},
    {"Giấy tờ tùy thân", "Loại giấy tờ tùy thân"},
    {"Nơi cư trú", "Nơi đang cư trú"},
    {"Nơi cư trú cuối cùng", "Nơi cư trú sau cùng"},
    {"Họ, chữ đệm, tên người yêu cầu", "Họ, chữ đệm và tên người yêu cầu"},
    {"Họ, chữ đệm, tên vợ", "Họ và tên người vợ"},
    {"Họ, chữ đệm, tên chồng", "Họ và tên người chồng"},
    {"Số, ngày, tháng, năm đăng ký", "Số đăng ký, ngày đăng ký"},
    {"Đăng ký kết hôn tại", "Nơi đã đăng ký kết hôn"},
    {"Nơi chết", "Chết tại"},
    {"Nguyên nhân chết", "Nguyên nhân tử vong"},
    {"Đã chết vào lúc", "Chết lúc"},
    {"Quan hệ với người đã chết", "Quan hệ với người được khai tử"},
    {"Đã được", "Được"},
    {"Trong giấy tờ hộ tịch", "Ghi trong giấy tờ hộ tịch"},
    {"Tình trạng hôn nhân", "Tình trạng hôn nhân hiện tại"},
    {"Số lượng bản sao yêu cầu cấp", "Số bản sao đề nghị cấp"},
    {"Đã đăng ký tại", "Đăng ký tại cơ quan"},
    {"Kết hôn lần thứ mấy", "Lần kết hôn"},
};

const char *block_word(const struct form *f, const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(other_words); i++)
        if (strcmp(other_words[i][0], word) == 0)
            return form_word(f, word, other_words[i][1]);
    return word;
}

static const char *key(struct form *f, const char *prefix, const char *name)
{
    return say(f->pool, "%s%s", prefix, name);
}

static void put_home(struct form *f, const struct block *b, const struct person *p)
{
    if (b->home)
        form_row(f, block_word(f, b->home), form_put(f, key(f, b->prefix, "noi_cu_tru"), place_full(f->pool, &p->home), b->home_need));
}

static void put_paper(struct form *f, const struct block *b, const struct person *p, struct day when)
{
    const char *name = b->paper_key ? b->paper_key : *b->prefix ? "giay_to" : "giay_to_tuy_than";
    bool issuer = rng_chance(&f->rng, 0.3);
    if (b->paper)
        form_row(f, block_word(f, b->paper),
                 form_put(f, key(f, b->prefix, name), person_paper(f->pool, &f->rng, p, when, issuer), b->paper_need));
}

void put_block(struct form *f, const struct block *b, const struct person *p, struct day when)
{
    GStringChunk *pool = f->pool;
    bool year = b->partly && p->born.year < 1950 && rng_chance(&f->rng, 0.45);
    const char *born = year ? say(pool, "%d", p->born.year) : day_slashes(pool, p->born);
    const char *name = b->capitals ? say_upper(pool, p->name) : p->name;
    form_row(f, block_word(f, b->name), form_put(f, key(f, b->prefix, "ho_ten"), name, REQUIRED));
    form_row(f, block_word(f, b->born), form_put(f, key(f, b->prefix, "ngay_sinh"), born, REQUIRED));
    const char *sex = b->sex ? form_put(f, key(f, b->prefix, "gioi_tinh"), p->female ? "Nữ" : "Nam", REQUIRED) : NULL;
    const char *ethnic = form_put(f, key(f, b->prefix, "dan_toc"), p->ethnic, REQUIRED);
    struct row *row = form_row(f, sex ? block_word(f, "Giới tính") : "Dân tộc", sex ? sex : ethnic);
    if (sex)
        form_cell(row, "Dân tộc", ethnic);
    form_cell(row, "Quốc tịch", form_put(f, key(f, b->prefix, "quoc_tich"), "Việt Nam", REQUIRED));
    if (b->home_first)
        put_home(f, b, p);
    put_paper(f, b, p, when);
    if (!b->home_first)
        put_home(f, b, p);
}

void put_registered(struct form *f, const char *where_label, struct day registered, enum need need)
{
    GStringChunk *pool = f->pool;
    int number = rng_int(&f->rng, 1, 250);
    bool one_line = rng_chance(&f->rng, 0.6);
    form_row(f, block_word(f, where_label), form_put(f, "noi_dang_ky", place_committee(pool, &f->office), need));
    const char *date = day_slashes(pool, registered);
    const char *value = one_line ? say(pool, "Số %d, ngày %s", number, date)
                                 : say(pool, "%d/%d, ngày %s", number, registered.year, date);
    form_row(f, one_line ? block_word(f, "Số, ngày, tháng, năm đăng ký") : "Số", form_put(f, "dang_ky", value, need));
}

void put_extract_head(struct form *f, const char *title, const char *mark, bool copy, struct day issued)
{
    f->title = title;
    f->subtitle = copy ? "(BẢN SAO)" : NULL;
    const char *number = copy ? say(f->pool, "%d/%d/%s-BS", rng_int(&f->rng, 1, 500), issued.year, mark)
                              : say(f->pool, "%d/%s", rng_int(&f->rng, 1, 350), mark);
    f->number = form_put(f, "so", number, REQUIRED);
}

void put_extract_foot(struct form *f, struct day issued)
{
    const char *date = form_put_date(f, "ngay_ky", issued);
    form_sign(f, say(f->pool, "%s, %s", f->office.commune, date), "NGƯỜI KÝ TRÍCH LỤC");
}

void put_declaration_head(struct form *f, const char *title, const char *relation_label, const char *relation,
                          const struct person *who, struct day when)
{
    GStringChunk *pool = f->pool;
    bool newest = day_compare(when, (struct day){2024, 7, 1}) >= 0;
    f->motto_only = true;
    f->wants_seal = false;
    f->title = title;
    f->addressee = say(pool, "Kính gửi: %s", place_committee(pool, &f->office));
    form_row(f, block_word(f, "Họ, chữ đệm, tên người yêu cầu"), form_put(f, "nguoi_yeu_cau", who->name, REQUIRED));
    if (newest) {
        form_row(f, block_word(f, "Ngày, tháng, năm sinh"), form_put(f, "nyc_ngay_sinh", "", OPTIONAL));
        form_row(f, block_word(f, "Nơi cư trú"), form_put(f, "nyc_noi_cu_tru", "", OPTIONAL));
        form_row(f, "Số định danh cá nhân/Giấy tờ tùy thân", form_put(f, "nyc_giay_to", who->id, REQUIRED));
    } else {
        form_row(f, block_word(f, "Nơi cư trú"), form_put(f, "nyc_noi_cu_tru", place_full(pool, &who->home), OPTIONAL));
        form_row(f, block_word(f, "Giấy tờ tùy thân"),
                 form_put(f, "nyc_giay_to", person_paper(pool, &f->rng, who, when, rng_chance(&f->rng, 0.3)), REQUIRED));
    }
    if (relation_label)
        form_row(f, block_word(f, relation_label), form_put(f, "quan_he", relation, REQUIRED));
}

void put_declaration_foot(struct form *f, const char *pledge, const struct person *who, struct day when)
{
    form_text(f, ROW_PARAGRAPH, pledge);
    if (rng_chance(&f->rng, 0.4)) /* empty boxes mean: not declared */
        form_text(f, ROW_LINE, "Đề nghị cấp bản sao: Có ☐  Không ☐, Số lượng: ........ bản");
    const char *date = form_put_date(f, "ngay_ky", when);
    f->right = (struct signer){.above = say(f->pool, "Làm tại: %s, %s", f->office.commune, date),
                               .lines = {"Người yêu cầu"},
                               .name = *f->fields[0].value ? who->name : "",
                               .official = true};
}
