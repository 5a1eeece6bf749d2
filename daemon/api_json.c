/* Papers, pages and scanners as JSON; the shapes are described in config/openapi.yaml. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api_private.h"

json_t *api_box(struct box box)
{
    return box_is_empty(box) ? json_null() : json_pack("[i,i,i,i]", box.x, box.y, box.w, box.h);
}

json_t *api_labels(const struct api *api, const char *type, const char *key)
{
    const char *vi = key ? paper_field_title(api->rules, type, key, "vi") : paper_type_title(api->rules, type, "vi");
    const char *en = key ? paper_field_title(api->rules, type, key, "en") : paper_type_title(api->rules, type, "en");
    return json_pack("{s:s, s:s}", "vi", vi, "en", en);
}

/* The id of the page with this number within the source; 0 when the paper has none. */
static int64_t page_id(const struct store_paper *paper, int seq)
{
    for (size_t i = 0; i < paper->pages.len; i++)
        if (paper->pages.items[i].seq == seq)
            return paper->pages.items[i].id;
    return 0;
}

static json_t *value_json(const struct api *api, const struct store_paper *paper, const struct store_value *v)
{
    const struct field *f = &v->field;
    return json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:f, s:o, s:I, s:s, s:s, s:s, s:o}", "key", f->key, "label",
                     api_labels(api, paper->type, f->key), "value", f->value, "normal", f->normal, "read", f->read,
                     "evidence", f->evidence, "state", field_state_name(f->state), "confidence", (double)f->confidence,
                     "box", api_box(f->box), "page", (json_int_t)page_id(paper, f->page), "author",
                     v->author == STORE_CLERK ? "clerk" : "machine", "user", v->user, "how", v->how, "time",
                     api_time(v->time));
}

static json_t *finding_json(const struct api *api, const struct store_paper *paper, const struct store_finding *s)
{
    const struct finding *f = &s->finding;
    return json_pack("{s:I, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:o, s:I, s:s, s:s, s:s, s:o}", "id", (json_int_t)s->id,
                     "code", finding_code_name(f->code), "field", f->field, "label",
                     api_labels(api, paper->type, f->field), "severity", severity_name(f->severity), "message",
                     f->message, "message_en", f->message_en, "evidence", f->evidence, "box", api_box(f->box), "page",
                     (json_int_t)page_id(paper, f->page), "state", store_finding_state_name(s->state), "user", s->user,
                     "reason", s->reason, "time", api_time(s->time));
}

json_t *api_page_state_json(const struct store_page *page)
{
    return json_pack("{s:I, s:I, s:i, s:s, s:s, s:o, s:b, s:i, s:i, s:i, s:i, s:b, s:I, s:I, s:i, s:b, s:s}", "id",
                     (json_int_t)page->id, "source", (json_int_t)page->source, "seq", page->seq, "state",
                     store_page_state_name(page->state), "reason", page->reason, "captured", api_time(page->captured),
                     "image", page->image_kept, "width", page->width, "height", page->height, "dpi", page->dpi,
                     "turned", page->turned, "blank", page->blank, "paper", (json_int_t)page->paper, "stamp",
                     (json_int_t)page->stamp, "sheet", page->sheet, "back", page->back, "role",
                     store_page_role_name(page->role));
}

json_t *api_paper_json(const struct api *api, const struct store_paper *p)
{
    json_t *fields = json_array(), *findings = json_array(), *pages = json_array();
    for (size_t i = 0; i < p->values.len; i++)
        json_array_append_new(fields, value_json(api, p, &p->values.items[i]));
    for (size_t i = 0; i < p->findings.len; i++)
        json_array_append_new(findings, finding_json(api, p, &p->findings.items[i]));
    for (size_t i = 0; i < p->pages.len; i++)
        json_array_append_new(pages, api_page_state_json(&p->pages.items[i]));
    return json_pack("{s:I, s:I, s:i, s:s, s:o, s:f, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:o, s:o, s:o, s:o, s:o}",
                     "id", (json_int_t)p->id, "source", (json_int_t)p->source, "version", p->version, "type", p->type,
                     "label", api_labels(api, p->type, NULL), "type_confidence", (double)p->type_confidence,
                     "type_reason", p->type_reason, "title", p->title, "date", p->date, "dossier", p->dossier, "beside",
                     p->beside, "touched", p->touched, "confirmed", p->confirmed, "keep", store_keep_name(p->keep),
                     "created", api_time(p->created), "updated", api_time(p->updated), "pages", pages, "fields", fields,
                     "findings", findings);
}

static json_t *item_json(const struct api *api, const struct store_item *i)
{
    return json_pack("{s:I, s:I, s:i, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:I, s:i, s:b, s:b, s:b}", "id",
                     (json_int_t)i->id, "source", (json_int_t)i->source, "version", i->version, "type", i->type,
                     "label", api_labels(api, i->type, NULL), "title", api_masked(i->title), "date", i->date, "dossier",
                     i->dossier, "created", api_time(i->created), "updated", api_time(i->updated), "errors", i->errors,
                     "warnings", i->warnings, "infos", i->infos, "thumbnail", (json_int_t)i->thumbnail_page, "npages",
                     i->npages, "beside", i->beside, "touched", i->touched, "confirmed", i->confirmed);
}

json_t *api_items_json(const struct api *api, const struct store_items *items)
{
    json_t *list = json_array();
    for (size_t i = 0; i < items->len; i++)
        json_array_append_new(list, item_json(api, &items->items[i]));
    return list;
}

static json_t *profiles_json(const struct scanner_view *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->nprofiles; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s}", "name", v->profiles[i].name, "label", v->profiles[i].label));
    return list;
}

json_t *api_scanner_object(const struct scanner_view *v)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:b, s:b, s:b, s:b, s:b, s:b, s:o, s:b, "
                     "s:I, s:I, s:s, s:s, s:s, s:o}",
                     "name", v->name, "label", v->label, "state", v->state, "code", v->code, "message", v->message_vi,
                     "message_en", v->message_en, "batch", v->batch, "pages", (json_int_t)v->pages, "sheet",
                     (json_int_t)v->sheet, "lines_read", (json_int_t)v->lines_read, "lines", (json_int_t)v->lines,
                     "can_start", v->can_start, "can_continue", v->can_continue, "can_finish", v->can_finish,
                     "can_cancel", v->can_cancel, "can_release", v->can_release, "can_enable", v->can_enable,
                     "released_until", api_time(v->released_until_ms), "paper_loaded", v->paper_loaded, "partial",
                     (json_int_t)v->partial, "last_page",
                     (json_int_t)v->last_page, "device", v->device, "vendor", v->vendor, "model", v->model, "profiles",
                     profiles_json(v));
}

int api_scanner_json(const struct scanner_view *view, struct buf *out)
{
    json_t *root = api_scanner_object(view);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    json_decref(root);
    if (!text)
        return SO_ENOMEM;
    int r = buf_append_str(out, text);
    free(text);
    return r;
}
