#include "paper/codes.h"

#include <stdio.h>
#include <string.h>

#include "base/result.h"
#include "viet/text.h"

#define ZONES (1u << PAPER_CODE_MRZ | 1u << PAPER_CODE_PASSPORT)

static void take_code(const struct code *code, struct evidence *io)
{
    struct viet_qr q;
    if (!viet_qr_read(code->payload, code->payload_len, &q))
        return;
    static const enum paper_code codes[] = {PAPER_CODE_CITIZEN, PAPER_CODE_HEALTH, PAPER_CODE_DOSSIER};
    struct viet_qr *places[] = {&io->citizen, &io->health, &io->dossier};
    struct box *boxes[] = {&io->citizen_box, &io->health_box, &io->dossier_box};
    unsigned bit = 1u << codes[q.kind];
    if (io->codes & bit)
        return;
    io->codes |= bit;
    *places[q.kind] = q;
    *boxes[q.kind] = code->box;
}

/* All that was read on a line, fillers too, appended to out. */
static int line_chars(const struct layout *l, const struct line *line, struct buf *out)
{
    int r = SO_OK;
    for (size_t t = line->first; t < line->end && r == SO_OK; t++)
        r = buf_append_str(out, l->tokens.items[t].text);
    return r;
}

/* Two or three lines in succession that make a zone of which every check digit holds. */
static int find_zone(const struct layout *l, size_t first, struct evidence *io)
{
    struct buf text = BUF_INIT;
    struct box box = {0, 0, 0, 0};
    int r = SO_OK;
    for (size_t n = 0; n < 3 && first + n < l->nlines && r == SO_OK; n++) {
        size_t before = text.len;
        r = line_chars(l, &l->lines[first + n], &text);
        if (r != SO_OK || !viet_mrz_is_line(buf_str(&text) + before, text.len - before))
            break;
        box = box_union(box, l->lines[first + n].box);
        r = buf_append_char(&text, '\n');
        if (r == SO_OK && n > 0 && viet_mrz_read(buf_str(&text), text.len, &io->mrz)) {
            io->codes |= 1u << (io->mrz.kind == VIET_MRZ_TD3 ? PAPER_CODE_PASSPORT : PAPER_CODE_MRZ);
            io->mrz_box = box;
            break;
        }
    }
    buf_free(&text);
    return r;
}

int evidence_find(const struct page *page, const struct layout *l, struct evidence *io)
{
    int r = SO_OK;
    for (size_t i = 0; i < page->codes.len; i++)
        take_code(&page->codes.items[i], io);
    for (size_t i = 0; i + 1 < l->nlines && r == SO_OK && !(io->codes & ZONES); i++)
        r = find_zone(l, i, io);
    return r;
}

struct items {
    struct item *at;
    size_t len;
    const char *by;
    struct box box;
};

static struct item *add_text(struct items *list, const char *key, const char *value)
{
    if (!*value)
        return NULL;
    struct item *item = &list->at[list->len++];
    *item = (struct item){.key = key, .by = list->by, .box = list->box};
    snprintf(item->value, sizeof item->value, "%s", value);
    return item;
}

static void add_number(struct items *list, const char *key, const char *value)
{
    struct item *item = add_text(list, key, value);
    if (item)
        snprintf(item->normal, sizeof item->normal, "%s", value);
}

static void add_date(struct items *list, const char *key, struct viet_date d)
{
    char printed[VIET_DATE_SIZE] = "", iso[VIET_DATE_SIZE] = "";
    if (d.year) {
        viet_date_slashes(d, printed);
        viet_date_iso(d, iso);
    }
    struct item *item = add_text(list, key, printed);
    if (item)
        snprintf(item->normal, sizeof item->normal, "%s", iso);
}

static void add_holder(struct items *list, const struct viet_qr *q)
{
    add_text(list, "ho_ten", q->name);
    add_date(list, "ngay_sinh", q->birth);
    add_number(list, "gioi_tinh", viet_sex_name(q->sex));
    add_text(list, "noi_cu_tru", q->address);
}

static void add_zone(struct items *list, const struct viet_mrz *m)
{
    static const struct viet_date endless = {2099, 12, 31};
    add_number(list, "so_dinh_danh", m->personal);
    if (m->kind == VIET_MRZ_TD3)
        add_number(list, "so_ho_chieu", m->number);
    add_date(list, "ngay_sinh", m->birth);
    add_number(list, "gioi_tinh", viet_sex_name(m->sex));
    if (!viet_date_equal(m->expires, endless))
        add_date(list, "ngay_het_han", m->expires);
    struct item *name = add_text(list, "ho_ten", m->name);
    if (name)
        name->compare_only = true;
}

size_t evidence_items(const struct evidence *e, enum paper_code code, struct item items[ITEMS_MAX])
{
    struct items list = {.at = items, .by = ZONES & 1u << code ? "mrz" : "qr"};
    if (!(e->codes & 1u << code))
        return 0;
    switch (code) {
    case PAPER_CODE_CITIZEN:
        list.box = e->citizen_box;
        add_number(&list, "so_dinh_danh", e->citizen.number);
        add_number(&list, "so_cmnd", e->citizen.old_number);
        add_holder(&list, &e->citizen);
        add_date(&list, "ngay_cap", e->citizen.issued);
        break;
    case PAPER_CODE_HEALTH:
        list.box = e->health_box;
        add_number(&list, "so_the", e->health.number);
        add_holder(&list, &e->health);
        add_date(&list, "ngay_hieu_luc", e->health.issued);
        break;
    case PAPER_CODE_DOSSIER:
        list.box = e->dossier_box;
        add_number(&list, "ma_ho_so", e->dossier.dossier);
        break;
    case PAPER_CODE_MRZ: case PAPER_CODE_PASSPORT:
        list.box = e->mrz_box;
        add_zone(&list, &e->mrz);
        break;
    case PAPER_CODES:
        break;
    }
    return list.len;
}
