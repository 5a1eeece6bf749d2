/* The procedures of the desk, as in force on a day. */
#include <string.h>

#include "base/clock.h"
#include "daemon/api_dossier.h"

static json_t *terms_json(const struct procedure_term *items, size_t n, bool questions)
{
    static const char *const assumed[] = {"unknown", "no", "yes"};
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_pack("{s:s, s:s, s:s}", "key", items[i].key, "vi", items[i].vi, "en", items[i].en);
        if (one && questions)
            json_object_set_new(one, "assume", json_string(assumed[items[i].assume + 1]));
        json_array_append_new(array, one);
    }
    return array;
}

static bool is_in_force(const struct procedure *p, struct viet_date day)
{
    return (!p->from.year || viet_date_compare(day, p->from) >= 0) &&
           (!p->to.year || viet_date_compare(day, p->to) <= 0);
}

void api_procedures_list(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct procedures *all = api->casework->procedures;
    struct viet_date day = deadline_day(clock_now_ms());
    const char *asked = http_query(req, "day");
    if (asked && (!viet_date_from_iso(asked, strlen(asked), &day) || !viet_date_is_whole(day))) {
        api_fail_status(req, 422, "bad_format", "Ngày phải có dạng 2025-09-30", "day must look like 2025-09-30");
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < all->len; i++)
        if (is_in_force(&all->items[i], day))
            json_array_append_new(list, api_procedure_json(all, &all->items[i]));
    char iso[VIET_DATE_SIZE];
    viet_date_iso(day, iso);
    api_reply(req, 200,
              json_pack("{s:s, s:o, s:o, s:o}", "day", iso, "fields",
                        terms_json(all->fields.items, all->fields.len, false), "questions",
                        terms_json(all->questions.items, all->questions.len, true), "procedures", list));
}
