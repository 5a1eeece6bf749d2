/* The stack of the demo: what a morning at the desk might bring. */
#include "drawing.h"

struct demo_sheet {
    const char *type, *layout;
    int level, turn;
    const char *blank; /* keys separated by commas, NULL: a complete paper */
};

static const struct demo_sheet stack[] = {
    {"giay_khai_sinh", "blank", 1, 0, NULL},
    {"giay_xac_nhan_tinh_trang_hon_nhan", "plain", 1, 180, NULL},
    {"trich_luc_khai_tu", "official", 1, 0, "noi_chet,ngay_ky,chu_ky"},
    {"giay_chung_nhan_ket_hon", "columns", 1, 0, NULL},
    {"chung_thuc_ban_sao", "plain", 2, 0, NULL},
    {"to_khai_dang_ky_khai_sinh", "hand", 1, 0, "gioi_tinh"},
};

static bool write_sheet(const struct demo_sheet *sheet, const char *folder, uint64_t seed, int page)
{
    char **blank = sheet->blank ? g_strsplit(sheet->blank, ",", -1) : NULL;
    const struct order order = {.seed = seed,
                                .number = (uint64_t)page,
                                .kind = form_kind_find(sheet->type),
                                .layout = style_find(sheet->layout),
                                .damage.level = sheet->level,
                                .damage.turn = sheet->turn,
                                .dpi = 300,
                                .wishes = {.blank = blank, .complete = true}};
    char *picture = g_strdup_printf("%s/adf/%03d.pnm", folder, page),
         *truth = g_strdup_printf("%s/truth/%03d.json", folder, page);
    struct specimen s;
    bool done = specimen_draw(&order, &s);
    if (done) {
        done = specimen_write(&s, NULL, picture, truth);
        specimen_finish(&s);
    }
    g_free(picture);
    g_free(truth);
    g_strfreev(blank);
    return done;
}

static bool write_blank_back(const char *folder, uint64_t seed, int page)
{
    struct rng r = rng_stream(seed, (uint64_t)page, "back");
    struct damage d = damage_random(&r, 1);
    struct picture picture;
    cairo_surface_t *sheet = sheet_blank(300);
    bool done = scan_page(sheet, 300, &d, &r, &picture);
    cairo_surface_destroy(sheet);
    if (!done)
        return false;
    char *path = g_strdup_printf("%s/adf/%03d.pnm", folder, page);
    done = write_pnm(path, &picture);
    g_free(path);
    picture_free(&picture);
    return done;
}

static bool make_folder(const char *folder, const char *name)
{
    char *path = g_strdup_printf("%s/%s", folder, name);
    bool done = g_mkdir_with_parents(path, 0755) == 0;
    g_free(path);
    return done;
}

bool demo_write(const char *folder, uint64_t seed)
{
    int page = 0;
    if (!make_folder(folder, "adf") || !make_folder(folder, "truth"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(stack); i++)
        if (!write_sheet(&stack[i], folder, seed, ++page))
            return false;
    return write_blank_back(folder, seed, ++page);
}
