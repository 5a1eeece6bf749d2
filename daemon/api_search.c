/* Search: the store's hits, with snippets cut into plain and matched pieces. */
#include <string.h>

#include "base/mask.h"
#include "daemon/api_private.h"
#include "store/query.h"
#include "store/search.h"

static void append_piece(json_t *pieces, const char *text, int len, bool hit)
{
    if (len > 0)
        json_array_append_new(pieces, json_pack("{s:s%, s:b}", "text", text, (size_t)len, "hit", hit));
}

/* Masking keeps byte offsets, so that the ranges still fit. */
static json_t *snippet_json(struct store_hit *hit)
{
    json_t *pieces = json_array();
    mask_numbers(hit->snippet);
    int len = (int)strlen(hit->snippet), at = 0;
    for (int i = 0; i < hit->nranges; i++) {
        struct store_range r = hit->ranges[i];
        if (r.start < at || r.len <= 0 || r.start + r.len > len)
            continue;
        append_piece(pieces, hit->snippet + at, r.start - at, false);
        append_piece(pieces, hit->snippet + r.start, r.len, true);
        at = r.start + r.len;
    }
    append_piece(pieces, hit->snippet + at, len - at, false);
    return pieces;
}

/* The title of a paper's kind, or of a register's whose row it is. */
static json_t *type_labels(const struct api *api, const char *type)
{
    size_t n = strlen(STORE_ENTRY_TYPE);
    const struct register_kind *kind =
        api->registers && !strncmp(type, STORE_ENTRY_TYPE, n) ? registers_find(api->registers, type + n) : NULL;
    return kind ? json_pack("{s:s, s:s}", "vi", kind->title, "en", kind->title) : api_labels(api, type, NULL);
}

static json_t *hit_json(const struct api *api, struct store_hit *h)
{
    return json_pack("{s:I, s:I, s:s, s:o, s:o, s:s, s:s, s:o, s:s, s:b, s:b, s:s, s:o, s:I, s:i, s:o, s:i, s:i}",
                     "entry", (json_int_t)h->entry, "paper", (json_int_t)h->paper, "type", h->type, "label",
                     type_labels(api, h->type), "title", api_masked(h->title), "date", h->date, "dossier", h->dossier,
                     "created", api_time(h->created), "place", store_hit_place_name(h->place), "exact", h->exact,
                     "near", h->near, "key", h->key, "snippet", snippet_json(h), "page", (json_int_t)h->page,
                     "page_seq", h->page_seq, "box", api_box(h->box), "errors", h->errors, "warnings", h->warnings);
}

/* Who searched for what is for the audit; ID numbers in it are not. */
static void audit_search(const struct api *api, const struct http_request *req, const char *action, const char *text)
{
    if (!*text)
        return;
    char detail[200];
    size_t len = strnlen(text, sizeof detail - 1);
    /* Never half a letter: step back over the bytes that continue one. */
    while (len > 0 && text[len] && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    memcpy(detail, text, len);
    detail[len] = '\0';
    mask_numbers(detail);
    api_audit(api, req, action, "", 0, detail);
}

static json_t *hits_json(const struct api *api, struct store_hits *hits)
{
    json_t *list = json_array();
    for (size_t i = 0; i < hits->len; i++)
        json_array_append_new(list, hit_json(api, &hits->items[i]));
    return json_pack("{s:o, s:I, s:b, s:b, s:s}", "hits", list, "total", (json_int_t)hits->total, "total_at_least",
                     hits->total_at_least, "fuzzy", hits->fuzzy, "meant", hits->meant);
}

/* What the query's parameters ask for, in the name of who asks. */
static struct store_search read_search(const struct http_request *req)
{
    const char *text = http_query(req, "q");
    const char *prefix = http_query(req, "prefix");
    return (struct store_search){
        .text = text ? text : "", .as_you_type = prefix && !strcmp(prefix, "1"), .view = api_view(req)};
}

void api_search(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_search search = read_search(req);
    if (!api_query_int(req, "limit", 1, 100, 20, &search.limit) ||
        !api_query_int(req, "offset", 0, 1000, 0, &search.offset))
        return;
    struct store_hits hits = {0};
    struct so_error err;
    int r = store_search(api->store, &search, &hits, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    audit_search(api, req, "search", search.text);
    json_t *root = hits_json(api, &hits);
    store_hits_free(&hits);
    api_reply(req, 200, root);
}

/* A count with what a clerk calls it: the type's title, the sector's name, the year itself. */
static json_t *count_json(const struct api *api, enum store_facet facet, const struct store_count *n)
{
    static const struct {
        const char *sector, *vi, *en;
    } sectors[] = {{"ho_tich", "Hộ tịch", "Civil status"},
                   {"chung_thuc", "Chứng thực", "Certification"},
                   {"mot_cua", "Một cửa", "One-stop desk"},
                   {"hanh_chinh", "Hành chính", "Administration"},
                   {"khac", "Khác", "Other"}};
    json_t *label = facet == STORE_FACET_TYPE ? type_labels(api, n->value) : NULL;
    for (size_t i = 0; facet == STORE_FACET_SECTOR && i < sizeof sectors / sizeof *sectors; i++)
        if (!strcmp(n->value, sectors[i].sector))
            label = json_pack("{s:s, s:s}", "vi", sectors[i].vi, "en", sectors[i].en);
    if (!label)
        label =
            json_pack("{s:s, s:s}", "vi", *n->value ? n->value : "Không rõ", "en", *n->value ? n->value : "Unknown");
    return json_pack("{s:s, s:o, s:I}", "value", n->value, "label", label, "count", (json_int_t)n->count);
}

void api_search_facets(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_search search = read_search(req);
    struct store_facets facets = {0};
    struct so_error err;
    int r = store_search_facets(api->store, &search, &facets, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    audit_search(api, req, "search.facets", search.text);
    json_t *root = json_pack("{s:I, s:b}", "total", (json_int_t)facets.total, "at_least", facets.at_least);
    for (int k = 0; root && k < STORE_FACETS; k++) {
        json_t *list = json_array();
        for (size_t i = 0; i < facets.of[k].len; i++)
            json_array_append_new(list, count_json(api, (enum store_facet)k, &facets.of[k].items[i]));
        json_object_set_new(root, store_facet_name((enum store_facet)k), list);
    }
    store_facets_free(&facets);
    api_reply(req, 200, root);
}

void api_search_suggest(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct store_search search = read_search(req);
    int limit;
    if (!api_query_int(req, "limit", 1, STORE_SUGGESTIONS_MAX, 8, &limit))
        return;
    struct store_suggestions list = {0};
    struct so_error err;
    int r = store_search_suggest(api->store, search.text, search.view, limit, &list, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    audit_search(api, req, "search.suggest", search.text);
    json_t *items = json_array();
    for (size_t i = 0; i < list.len; i++)
        json_array_append_new(items,
                              json_pack("{s:s, s:o, s:i}", "kind", store_suggestion_kind_name(list.items[i].kind),
                                        "text", api_masked(list.items[i].text), "papers", list.items[i].papers));
    store_suggestions_free(&list);
    api_reply(req, 200, json_pack("{s:o}", "suggestions", items));
}
