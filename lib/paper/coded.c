/* Values that a machine-readable code says: exact, and held against what was read in print. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "paper/judgement.h"
#include "viet/fold.h"
#include "viet/text.h"

#define PRINT_SURE 0.80f /* print read so surely that it says another value, not a misread one */
#define SAME_TEXT 0.75f  /* of names and addresses: what a recogniser makes of one text is nearer to it than that */

/* Texts without case, tones and marks: a zone has none, and print is often misread in them. */
static float likeness(const char *a, const char *b)
{
    struct buf x = BUF_INIT, y = BUF_INIT;
    float same = 0;
    if (viet_fold(a, strlen(a), &x) == SO_OK && viet_fold(b, strlen(b), &y) == SO_OK)
        same = viet_similarity(buf_str(&x), x.len, buf_str(&y), y.len);
    buf_free(&x);
    buf_free(&y);
    return same;
}

static bool is_text(enum paper_kind kind)
{
    return kind == KIND_TEXT || kind == KIND_NAME || kind == KIND_PLACE;
}

/* Does what was read in print, and surely, say another value? */
static bool says_another(const struct slot *slot, enum paper_kind kind, const struct item *item)
{
    const struct reading *read = &slot->reading;
    if (!read->value || !*read->value || slot->confidence < PRINT_SURE)
        return false;
    if (is_text(kind))
        return likeness(read->value, item->value) < SAME_TEXT;
    struct viet_date a, b;
    if (reading_date(read->normal, &a) && reading_date(item->normal, &b))
        return viet_date_compare(a, b) != 0;
    return read->fit > 0.7f && *read->normal && strcmp(read->normal, item->normal) != 0;
}

static int add_contradiction(const struct sheet *s, size_t field, const struct item *item, const char *other,
                             const char *other_by, struct findings *findings)
{
    const struct paper_field_def *f = &s->type->def->fields.items[field];
    bool qr = !strcmp(item->by, "qr");
    struct buf vi = BUF_INIT, en = BUF_INIT;
    int r = buf_printf(&vi, "%s: %s ghi %s, %s ghi %s; cần đối chiếu với bản chính", f->label_vi,
                       qr ? "mã QR" : "dòng mã máy đọc", item->value, *other_by ? "dòng mã máy đọc" : "chữ in", other);
    if (r == SO_OK)
        r = buf_printf(&en, "%s: the %s says %s, the %s %s; compare with the original", f->label_en,
                       qr ? "QR code" : "machine-readable zone", item->value,
                       *other_by ? "machine-readable zone" : "print", other);
    if (r == SO_OK)
        r = finding_add(findings, FINDING_CONTRADICTION, SEVERITY_WARNING, f->key,
                        box_is_empty(s->slots[field].box) ? item->box : s->slots[field].box, s->page->number,
                        buf_str(&vi), buf_str(&en), other);
    buf_free(&vi);
    buf_free(&en);
    return r;
}

/* A card prints its names in capitals; a name that was read otherwise keeps its case. */
static int value_in_case(const struct slot *slot, enum paper_kind kind, const char *value, struct buf *out)
{
    const char *read = slot->reading.value ? slot->reading.value : "";
    struct buf upper = BUF_INIT;
    int r = viet_upper(read, strlen(read), &upper);
    bool capitals = kind == KIND_NAME && r == SO_OK && !strcmp(buf_str(&upper), read);
    buf_free(&upper);
    if (r != SO_OK)
        return r;
    return capitals ? viet_upper(value, strlen(value), out) : buf_append_str(out, value);
}

static int take_item(struct sheet *s, size_t field, const struct item *item, struct findings *findings)
{
    struct slot *slot = &s->slots[field];
    enum paper_kind kind = s->type->def->fields.items[field].kind;
    struct buf value = BUF_INIT;
    int r = SO_OK;
    if (says_another(slot, kind, item))
        r = add_contradiction(s, field, item, slot->reading.value, slot->coded ? slot->evidence : "", findings);
    if (item->compare_only)
        return r;
    if (r == SO_OK)
        r = value_in_case(slot, kind, item->value, &value);
    char *text = strdup(buf_str(&value)), *normal = strdup(item->normal), *by = strdup(item->by);
    buf_free(&value);
    if (r != SO_OK || !text || !normal || !by) {
        free(text);
        free(normal);
        free(by);
        return r != SO_OK ? r : SO_ENOMEM;
    }
    reading_clear(&slot->reading);
    free(slot->evidence);
    slot->reading = (struct reading){text, normal, 1, false};
    slot->evidence = by;
    slot->confidence = 1;
    slot->found = slot->coded = true;
    slot->hidden = false;
    if (box_is_empty(slot->box))
        slot->box = item->box;
    return SO_OK;
}

int sheet_codes(struct sheet *s, struct findings *findings)
{
    static const enum paper_code order[] = {PAPER_CODE_MRZ, PAPER_CODE_PASSPORT, PAPER_CODE_CITIZEN, PAPER_CODE_HEALTH, PAPER_CODE_DOSSIER};
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t k = 0; k < sizeof order / sizeof *order && r == SO_OK; k++) {
        struct item items[ITEMS_MAX];
        size_t n = d->codes & 1u << order[k] ? evidence_items(&s->evidence, order[k], items) : 0;
        for (size_t i = 0; i < n && r == SO_OK; i++) {
            const struct paper_field_def *f = paper_def_field(d, items[i].key);
            if (f)
                r = take_item(s, (size_t)(f - d->fields.items), &items[i], findings);
        }
    }
    return r;
}
