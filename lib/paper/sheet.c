#include "paper/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

static void slot_clear(struct slot *slot)
{
    free(slot->raw);
    free(slot->evidence);
    free(slot->heard);
    reading_clear(&slot->reading);
}

void sheet_clear(struct sheet *s)
{
    if (s->slots && s->type)
        for (size_t i = 0; i < s->type->def->fields.len; i++)
            slot_clear(&s->slots[i]);
    free(s->slots);
    free(s->reason);
    array_free(&s->anchors);
    array_free(&s->spots);
    array_free(&s->rivals);
    layout_free(&s->layout);
}

int slot_set_text(struct slot *slot, const char *text, float confidence, struct box box)
{
    char *copy = strdup(text);
    if (!copy)
        return SO_ENOMEM;
    free(slot->raw);
    slot->raw = copy;
    slot->confidence = confidence;
    slot->box = box;
    slot->nruns = 0;
    return SO_OK;
}

static void remember_run(struct slot *slot, size_t first, size_t end)
{
    if (slot->nruns >= SLOT_RUNS)
        return;
    slot->runs[slot->nruns].first = first;
    slot->runs[slot->nruns++].end = end;
}

int slot_set(struct slot *slot, const struct layout *l, size_t first, size_t end)
{
    char *text = layout_text(l, first, end);
    if (!text)
        return SO_ENOMEM;
    free(slot->raw);
    slot->raw = text;
    slot->confidence = layout_confidence(l, first, end);
    slot->box = layout_box(l, first, end);
    slot->nruns = 0;
    remember_run(slot, first, end);
    return SO_OK;
}

int slot_append(struct slot *slot, const struct layout *l, size_t first, size_t end)
{
    struct slot more = {0};
    int r = slot_set(&more, l, first, end);
    if (r != SO_OK || !*more.raw) {
        free(more.raw);
        return r;
    }
    struct buf text = BUF_INIT;
    r = buf_append_str(&text, slot->raw ? slot->raw : "");
    bool broken = text.len && strchr("/-", text.data[text.len - 1]) != NULL; /* "số 8/2021/" and "HNGĐ-ST" below */
    if (r == SO_OK && text.len && !broken)
        r = buf_append_char(&text, ' ');
    if (r == SO_OK)
        r = buf_append_str(&text, more.raw);
    if (r == SO_OK) {
        float a = slot->raw ? (float)strlen(slot->raw) : 0, b = (float)strlen(more.raw);
        float confidence = (slot->confidence * a + more.confidence * b) / (a + b);
        size_t nruns = slot->nruns;
        r = slot_set_text(slot, buf_str(&text), confidence, box_union(slot->box, more.box));
        slot->nruns = nruns;
        remember_run(slot, first, end);
    }
    buf_free(&text);
    free(more.raw);
    return r;
}

bool sheet_is_official(const struct sheet *s)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].kind == KIND_SUBJECT)
            return true;
    return false;
}

double sheet_ink(const struct page *page, struct box box, bool red)
{
    const struct ink_grid *g = &page->ink;
    if (g->cell <= 0 || box_is_empty(box))
        return 0;
    int x0 = box.x / g->cell, x1 = (box_right(box) + g->cell - 1) / g->cell;
    int y0 = box.y / g->cell, y1 = (box_bottom(box) + g->cell - 1) / g->cell;
    double sum = 0;
    for (int y = y0 < 0 ? 0 : y0; y < y1 && y < g->rows; y++)
        for (int x = x0 < 0 ? 0 : x0; x < x1 && x < g->cols; x++) {
            size_t i = (size_t)y * (size_t)g->cols + (size_t)x;
            sum += red ? g->red[i] : g->black[i] + g->blue[i];
        }
    return sum / 255.0 * g->cell * g->cell;
}

void line_run(const struct layout *l, const struct line *line, size_t t, size_t *ret_first, size_t *ret_end)
{
    size_t first = t, end = t + 1;
    while (first > line->first && !l->tokens.items[first].gap)
        first--;
    while (end < line->end && !l->tokens.items[end].gap)
        end++;
    *ret_first = first;
    *ret_end = end;
}
