#include "style.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <string.h>

#define COLUMNED "giay_chung_nhan_ket_hon giay_chung_nhan_nuoi_con_nuoi"
#define CERTIFICATES "giay_khai_sinh giay_chung_tu " COLUMNED
#define EXTRACTS                                                                                                       \
    "trich_luc_khai_sinh trich_luc_khai_tu trich_luc_ket_hon trich_luc_thay_doi_ho_tich trich_luc_giam_ho "            \
    "trich_luc_nhan_cha_me_con giay_xac_nhan_tinh_trang_hon_nhan"
#define DECLARATIONS                                                                                                   \
    "to_khai_dang_ky_khai_sinh to_khai_dang_ky_khai_tu to_khai_dang_ky_ket_hon "                                       \
    "to_khai_xac_nhan_tinh_trang_hon_nhan to_khai_cap_ban_sao_trich_luc to_khai_dang_ky_giam_ho "                      \
    "to_khai_nhan_cha_me_con to_khai_thay_doi_ho_tich"

#define MEDICAL "giay_chung_sinh giay_bao_tu"
#define NOTICES "phieu_yeu_cau_bo_sung phieu_tu_choi phieu_xin_loi phieu_kiem_soat"
#define REQUESTS                                                                                                       \
    "to_khai_tro_giup_xa_hoi to_khai_huu_tri_xa_hoi ban_khai_nguoi_co_cong to_khai_cu_tru giay_uy_quyen"
#define CONFIRMATIONS "giay_xac_nhan_khuyet_tat xac_nhan_cu_tru so_ho_khau"
#define CARDS "can_cuoc_cong_dan can_cuoc chung_minh_nhan_dan the_bao_hiem_y_te"
#define PASSPORT "ho_chieu" /* one page: no corners, nothing beside it */
#define CERTIFIED "chung_thuc_chu_ky_nguoi_dich chung_thuc_giao_dich"

const struct style styles[] = {
    {.name = "plain",
     .what = "labels and bold values, office above its places",
     .header = HEADER_SMALL_FIRST,
     .spacing = 1.25},
    {.name = "official",
     .what = "province first, dots behind the values",
     .header = HEADER_LARGE_FIRST,
     .leader = LEADER_TRAIL,
     .spacing = 1.3,
     .not_for = "van_ban_hanh_chinh chung_thuc_ban_sao " PASSPORT " " CARDS},
    {.name = "blank",
     .what = "patterned blank with emblem, number at the right, dotted lines under the values",
     .header = HEADER_CENTRED,
     .number = NUMBER_RIGHT,
     .leader = LEADER_UNDER,
     .pattern = true,
     .spacing = 1.3,
     .only = CERTIFICATES},
    {.name = "columns",
     .what = "wife and husband, or those who adopt, side by side",
     .header = HEADER_CENTRED,
     .number = NUMBER_RIGHT,
     .leader = LEADER_UNDER,
     .columns = true,
     .pattern = true,
     .spacing = 1.3,
     .only = COLUMNED},
    {.name = "columns-plain",
     .what = "side by side without pattern",
     .header = HEADER_LARGE_FIRST,
     .columns = true,
     .plain_value = true,
     .spacing = 1.25,
     .only = COLUMNED " trich_luc_ket_hon"},
    {.name = "table",
     .what = "rows in a bordered table",
     .header = HEADER_LARGE_FIRST,
     .number = NUMBER_UNDER_TITLE,
     .table = true,
     .spacing = 1.15,
     .only = EXTRACTS " giay_tiep_nhan_ho_so giay_khai_sinh"},
    {.name = "left",
     .what = "title at the left, number at the right, values not bold",
     .header = HEADER_SHORT,
     .number = NUMBER_RIGHT,
     .title_left = true,
     .plain_value = true,
     .spacing = 1.2,
     .not_for = "van_ban_hanh_chinh " PASSPORT " " CARDS},
    {.name = "old",
     .what = "before 2016: father first, Họ và tên, Số and Quyển số",
     .header = HEADER_CENTRED,
     .number = NUMBER_RIGHT,
     .leader = LEADER_UNDER,
     .old = true,
     .spacing = 1.35,
     .only = "giay_khai_sinh giay_chung_nhan_ket_hon giay_chung_tu"},
    {.name = "old-columns",
     .what = "before 2016: husband and wife side by side",
     .header = HEADER_LARGE_FIRST,
     .number = NUMBER_RIGHT,
     .leader = LEADER_UNDER,
     .columns = true,
     .old = true,
     .spacing = 1.3,
     .only = "giay_chung_nhan_ket_hon"},
    {.name = "hand",
     .what = "filled in by hand over dotted lines",
     .header = HEADER_CENTRED,
     .leader = LEADER_UNDER,
     .hand = true,
     .spacing = 1.3,
     .only = DECLARATIONS " " REQUESTS},
    {.name = "hand-trail",
     .what = "filled in by hand, dots behind",
     .header = HEADER_CENTRED,
     .leader = LEADER_TRAIL,
     .hand = true,
     .spacing = 1.3,
     .only = DECLARATIONS " " REQUESTS},
    {.name = "numbered",
     .what = "rows numbered, dotted lines under the values",
     .header = HEADER_LARGE_FIRST,
     .leader = LEADER_UNDER,
     .numbered = true,
     .spacing = 1.25,
     .only = MEDICAL " " NOTICES " " REQUESTS " " CONFIRMATIONS},
    {.name = "reworded",
     .what = "rows begin with dashes, labels in other words",
     .header = HEADER_SHORT,
     .number = NUMBER_UNDER_TITLE,
     .dashed = true,
     .reworded = true,
     .plain_value = true,
     .spacing = 1.3,
     .only = MEDICAL " " NOTICES " " REQUESTS " " CONFIRMATIONS " " CERTIFIED " " EXTRACTS " " DECLARATIONS},
    {.name = "broken-title",
     .what = "title in two lines, office's own words for labels",
     .header = HEADER_LARGE_FIRST,
     .number = NUMBER_RIGHT,
     .leader = LEADER_TRAIL,
     .broken_title = true,
     .reworded = true,
     .spacing = 1.4,
     .only = EXTRACTS " " DECLARATIONS},
    {.name = "corners", .what = "a card's faces in opposite corners", .card = CARD_CORNER, .spacing = 1, .only = CARDS},
    {.name = "beside", .what = "a card's faces side by side", .card = CARD_BESIDE, .spacing = 1, .only = CARDS},
    {.name = NULL},
};

static bool listed(const char *list, const char *type)
{
    char **names = g_strsplit(list, " ", -1);
    bool found = g_strv_contains((const char *const *)names, type);
    g_strfreev(names);
    return found;
}

const struct style *style_find(const char *name)
{
    for (const struct style *s = styles; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

bool style_fits(const struct style *s, const char *type)
{
    if (s->only && !listed(s->only, type))
        return false;
    return !s->not_for || !listed(s->not_for, type);
}

const struct style *style_choose(struct rng *r, const char *type)
{
    const struct style *fitting[G_N_ELEMENTS(styles)];
    int n = 0;
    for (const struct style *s = styles; s->name; s++)
        if (style_fits(s, type))
            fitting[n++] = s;
    return fitting[rng_int(r, 0, n - 1)];
}

/* Carlito has no circumflex on Ộ and Ậ, Linux Libertine Bold no horn on ư: a font is listed here after a look at it. */
static const char *const print_wanted[] = {"Tinos",       "Noto Serif", "DejaVu Serif", "Arimo", "Noto Sans",
                                           "DejaVu Sans", NULL};
static const char *const hand_wanted[] = {"Patrick Hand", "Itim", "Mali", "Dancing Script", NULL};
static const char *print_found[G_N_ELEMENTS(print_wanted)];
static const char *hand_found;

/* Whether the family is installed under its own name and draws all of the Vietnamese letters itself. */
static bool is_whole(PangoContext *context, const char *family)
{
    static const char letters[] =
        "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ";
    PangoFontDescription *want = pango_font_description_new();
    pango_font_description_set_family(want, family);
    pango_font_description_set_size(want, 12 * PANGO_SCALE);
    PangoFont *font = pango_context_load_font(context, want);
    bool whole = font != NULL;
    if (font) {
        PangoFontDescription *got = pango_font_describe(font);
        whole = g_ascii_strcasecmp(pango_font_description_get_family(got), family) == 0;
        for (const char *p = letters; whole && *p; p = g_utf8_next_char(p))
            whole = pango_font_has_char(font, g_utf8_get_char(p));
        pango_font_description_free(got);
        g_object_unref(font);
    }
    pango_font_description_free(want);
    return whole;
}

bool fonts_load(const char *extra_folder)
{
    if (extra_folder)
        FcConfigAppFontAddDir(NULL, (const FcChar8 *)extra_folder);
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    int n = 0;
    for (int i = 0; print_wanted[i]; i++)
        if (is_whole(context, print_wanted[i]))
            print_found[n++] = print_wanted[i];
    for (int i = 0; hand_wanted[i] && !hand_found; i++)
        if (is_whole(context, hand_wanted[i]))
            hand_found = hand_wanted[i];
    g_object_unref(context);
    return n > 0;
}

/* Times New Roman is what the law asks for and what most papers have: its twin comes half of the time. */
const char *font_print(struct rng *r)
{
    bool times = rng_chance(r, 0.5);
    const char *any = rng_pick(r, print_found);
    return times ? print_found[0] : any;
}

const char *font_hand(void)
{
    return hand_found;
}

void fonts_free(void)
{
    pango_cairo_font_map_set_default(NULL);
}

#ifdef SOHOA_SANITIZED
/* Fontconfig keeps its configuration to the end; asking it (and cairo) to forget aborts where a font is still in use. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif
