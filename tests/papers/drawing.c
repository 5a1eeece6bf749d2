#include "drawing.h"

#include "input.h"
#include "received.h"

bool specimen_draw(const struct order *order, struct specimen *ret_specimen)
{
    const uint64_t seed = order->seed, n = order->number;
    struct rng look = rng_stream(seed, n, "look"), scan = rng_stream(seed, n, "scan"), ink = rng_stream(seed, n, "ink");
    const struct style *chosen = style_choose(&look, order->kind->type);
    struct specimen s = {
        .form = {.pool = g_string_chunk_new(4096), .rng = rng_stream(seed, n, "words"), .wishes = &order->wishes}};
    s.form.style = order->layout && style_fits(order->layout, order->kind->type) ? order->layout : chosen;
    s.fonts = (struct sheet_fonts){font_print(&look), font_hand()};
    form_compose(&s.form, order->kind);

    s.damage = damage_choose(&scan, &order->damage);
    int dpi = order->dpi ? order->dpi : damage_dpi(&s.damage);
    cairo_surface_t *sheet = sheet_draw(&s.form, &s.fonts, dpi, &ink, &s.text);
    if (order->wishes.received) {
        struct rng way = rng_stream(seed, n, "received");
        received_draw(sheet, dpi, s.fonts.hand, &way);
    }
    bool done = scan_page(sheet, dpi, &s.damage, &scan, &s.picture);
    cairo_surface_destroy(sheet);
    if (!done) {
        specimen_finish(&s);
        return false;
    }
    *ret_specimen = s;
    return true;
}

void specimen_finish(struct specimen *s)
{
    picture_free(&s->picture);
    g_free(s->text);
    if (s->form.pool)
        g_string_chunk_free(s->form.pool);
}

bool specimen_write(const struct specimen *s, const char *jpeg, const char *pnm, const char *truth)
{
    const struct truth t = {&s->form, &s->damage, s->picture.dpi, s->fonts.print, s->text};
    return (!jpeg || write_jpeg(jpeg, &s->picture, 88)) && (!pnm || write_pnm(pnm, &s->picture)) &&
           (!truth || write_truth(truth, &t));
}

bool page_rescan(const char *path, const struct order *order, const char *jpeg)
{
    struct rng scan = rng_stream(order->seed, order->number, "scan");
    struct damage damage = damage_choose(&scan, &order->damage);
    cairo_surface_t *page = read_page(path);
    struct picture picture;
    if (!page)
        return false;
    bool done = scan_page(page, order->dpi ? order->dpi : damage_dpi(&damage), &damage, &scan, &picture);
    cairo_surface_destroy(page);
    if (!done)
        return false;
    done = write_jpeg(jpeg, &picture, 88) && print_damage(&damage, picture.dpi);
    picture_free(&picture);
    return done;
}
