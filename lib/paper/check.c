/* Findings: what is missing, what cannot be read, what does not agree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/id.h"
#include "viet/name.h"
#include "viet/text.h"

#define KNOWN_FORM 0.6f /* share of labels read below which the page is too poor to say what is not on it */
#define DOUBT 0.45f     /* a value's confidence below which the clerk is asked to look */

int finding_add(struct findings *list, enum finding_code code, enum severity severity, const char *field,
                struct box box, int page, const char *message, const char *message_en, const char *evidence)
{
    struct finding *f = array_push(list);
    if (!f)
        return SO_ENOMEM;
    f->code = code;
    f->severity = severity;
    f->field = strdup(field);
    f->message = strdup(message);
    f->message_en = strdup(message_en);
    f->evidence = strdup(evidence);
    f->box = box;
    f->page = page;
    if (f->field && f->message && f->message_en && f->evidence)
        return SO_OK;
    finding_free(f);
    list->len--;
    return SO_ENOMEM;
}

static bool has_value(const struct slot *slot)
{
    return (slot->state == FIELD_READ || slot->state == FIELD_REPAIRED) && slot->reading.value && *slot->reading.value;
}

static bool slot_date(const struct slot *slot, struct viet_date *ret)
{
    return has_value(slot) && reading_date(slot->reading.normal, ret);
}

bool is_required(const struct sheet *s, size_t field)
{
    const struct paper_def *d = s->type->def;
    const struct paper_field_def *f = &d->fields.items[field];
    const struct slot *slot = &s->slots[field];
    const struct paper_field_def *other = *f->need_field ? paper_def_field(d, f->need_field) : NULL;
    const struct slot *by = other ? &s->slots[other - d->fields.items] : NULL;
    const char *without = s->title_end ? d->titles.items[s->title].without : NULL;
    if (without && !strcmp(without, f->key))
        return false;
    if (d->sections.items[f->section].optional || (f->need_printed && !slot->found && !slot->guessed))
        return false;
    switch (f->need) {
    case NEED_NO:
        return false;
    case NEED_YES:
        return true;
    case NEED_PRINTED:
        return slot->found || slot->guessed;
    case NEED_WITHOUT:
        return by && !has_value(by) && by->state == FIELD_ABSENT;
    case NEED_SINCE: {
        struct viet_date date;
        if (!by || !slot_date(by, &date))
            return slot->found;
        int since = date.year * 10000 + (date.month ? date.month : 12) * 100 + (date.day ? date.day : 28);
        return since >= f->need_since;
    }
    }
    return false;
}

/* "Thiếu dân tộc (người mẹ)": the field's name, and whose it is where the name does not say it. */
static int name_field(const struct paper_def *d, size_t field, bool english, const char *before, struct buf *out)
{
    const struct paper_field_def *f = &d->fields.items[field];
    const struct paper_section_def *section = &d->sections.items[f->section];
    const char *label = english ? f->label_en : f->label_vi;
    const char *whose = english ? section->label_en : section->label_vi;
    bool shared = false;
    for (size_t i = 0; i < d->fields.len; i++)
        shared |= i != field && viet_same_key(d->fields.items[i].label_vi, f->label_vi);
    struct buf lower = BUF_INIT;
    size_t at = 0;
    viet_next(label, strlen(label), &at);
    int r = viet_lower(label, at, &lower);
    if (r == SO_OK)
        r = buf_printf(out, "%s %s%s", before, buf_str(&lower), label + at);
    if (r == SO_OK && shared)
        r = buf_printf(out, " (%s)", whose);
    buf_free(&lower);
    return r;
}

static int add_about(const struct sheet *s, size_t field, enum finding_code code, enum severity severity,
                     const char *before_vi, const char *before_en, const char *evidence, struct findings *findings)
{
    const struct slot *slot = &s->slots[field];
    struct buf vi = BUF_INIT, en = BUF_INIT;
    int r = name_field(s->type->def, field, false, before_vi, &vi);
    if (r == SO_OK)
        r = name_field(s->type->def, field, true, before_en, &en);
    if (r == SO_OK)
        r = finding_add(findings, code, severity, s->type->def->fields.items[field].key,
                        box_is_empty(slot->box) ? slot->zone : slot->box, s->page->number, buf_str(&vi), buf_str(&en),
                        evidence);
    buf_free(&vi);
    buf_free(&en);
    return r;
}

/* A block that may be blank, but is not: the father has a name and no ethnic group. */
static bool half_filled(const struct sheet *s, size_t field)
{
    const struct paper_def *d = s->type->def;
    const struct paper_section_def *section = &d->sections.items[d->fields.items[field].section];
    return section->optional && s->slots[field].found && has_value(&s->slots[section->first]);
}

/* Every official document has agency, number, date and subject (NĐ 30/2020 điều 8): not found is not read. */
static bool is_always_there(const struct sheet *s, const struct paper_field_def *f)
{
    bool head = f->kind == KIND_DATE_LINE || f->kind == KIND_DOCUMENT_NUMBER || f->kind == KIND_ISSUER;
    return sheet_is_official(s) && (f->kind == KIND_SUBJECT || (head && f->where == WHERE_HEADER));
}

static int check_field(const struct sheet *s, size_t i, struct findings *findings)
{
    const struct slot *slot = &s->slots[i];
    bool required = is_required(s, i);
    if (slot->state == FIELD_ABSENT) {
        if (required && (slot->found || (slot->guessed && slot->dotted)))
            return add_about(s, i, FINDING_MISSING, SEVERITY_ERROR, "Thiếu", "Missing:", "", findings);
        if (required && (slot->hidden || is_always_there(s, &s->type->def->fields.items[i]) || s->coverage < KNOWN_FORM))
            return add_about(s, i, FINDING_UNREADABLE, SEVERITY_WARNING, "Không đọc được", "Cannot be read:",
                             "its label was not read", findings);
        if (required)
            return add_about(s, i, FINDING_MISSING, SEVERITY_WARNING, "Không tìm thấy mục", "Not found:",
                             "label not found on the page", findings);
        if (half_filled(s, i))
            return add_about(s, i, FINDING_DOUBTFUL, SEVERITY_INFO, "Để trống:", "Left blank:", "", findings);
        return SO_OK;
    }
    if (slot->state == FIELD_UNREADABLE)
        return add_about(s, i, FINDING_UNREADABLE, required ? SEVERITY_ERROR : SEVERITY_WARNING, "Không đọc được",
                         "Cannot be read:", slot->raw ? slot->raw : "", findings);
    if (slot->doubtful || slot->reading.fit < DOUBT || slot->confidence < DOUBT)
        return add_about(s, i, FINDING_DOUBTFUL, SEVERITY_WARNING, "Cần kiểm tra", "To be checked:",
                         slot->raw ? slot->raw : "", findings);
    return SO_OK;
}

int check_fields(const struct sheet *s, struct findings *findings)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        r = check_field(s, i, findings);
    return r;
}

static bool slot_id(const struct slot *slot, struct viet_id *ret)
{
    char digits[32];
    if (!has_value(slot))
        return false;
    size_t n = longest_digits(slot->reading.value, digits, sizeof digits);
    return n == 12 && viet_id_parse(digits, n, ret);
}

/* Whole years from birth to a day; a partial date counts in favour of the person. */
static int age_on(struct viet_date birth, struct viet_date day)
{
    int age = day.year - birth.year;
    if (birth.month && day.month &&
        (day.month < birth.month || (day.month == birth.month && birth.day && day.day && day.day < birth.day)))
        age--;
    return age;
}

static void surname(const char *name, const char **ret, size_t *ret_len)
{
    *ret = name;
    *ret_len = strcspn(name, " ");
}

static bool same_surname(const char *a, const char *b)
{
    const char *x, *y;
    size_t n, m;
    surname(a, &x, &n);
    surname(b, &y, &m);
    return viet_distance(x, n, y, m, 12) != VIET_DISTANCE_FAR;
}

static bool surname_differs(const struct sheet *s, const struct paper_rule_def *rule)
{
    bool any = false;
    if (!has_value(&s->slots[rule->fields[0]]))
        return false;
    for (size_t i = 1; i < rule->nfields; i++) {
        const struct slot *other = &s->slots[rule->fields[i]];
        if (!has_value(other))
            continue;
        any = true;
        if (same_surname(s->slots[rule->fields[0]].reading.value, other->reading.value))
            return false;
    }
    return any;
}

/* Where nothing stands in any of the fields, and at least one of their places was found. */
static bool all_blank(const struct sheet *s, const struct paper_rule_def *rule)
{
    bool found = false;
    for (size_t i = 0; i < rule->nfields; i++) {
        if (s->slots[rule->fields[i]].state != FIELD_ABSENT)
            return false;
        found |= s->slots[rule->fields[i]].found;
    }
    return found;
}

static bool two_dates(const struct sheet *s, const struct paper_rule_def *rule, struct viet_date *a, struct viet_date *b)
{
    return slot_date(&s->slots[rule->fields[0]], a) && slot_date(&s->slots[rule->fields[1]], b);
}

static bool id_against(const struct sheet *s, const struct paper_rule_def *rule, enum viet_sex sex, struct viet_date birth,
                       unsigned bits)
{
    struct viet_id id;
    return slot_id(&s->slots[rule->fields[0]], &id) && (viet_id_check(&id, sex, birth) & bits) != 0;
}

/* The province's own name at the end of a place: "… , tỉnh |Hải Dương". */
static const char *province_of(const char *place)
{
    static const char *const units[] = {"tỉnh ", "thành phố ", "TP. ", "TP "};
    const char *comma = strrchr(place, ','), *name = comma ? comma + 1 : place;
    name += strspn(name, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]);
        if (strlen(name) > n && viet_distance(name, n, units[i], n, 2 * (uint32_t)n) != VIET_DISTANCE_FAR)
            return name + n;
    }
    return name;
}

/* The number is of a province that is not, or of another one than the place, by the names of its time and by today's. */
static bool id_of_elsewhere(const struct slot *number, const struct slot *place)
{
    struct viet_id id;
    if (!slot_id(number, &id) || id.kind != VIET_ID_PERSONAL || !has_value(place))
        return false;
    if (viet_id_check(&id, VIET_SEX_UNKNOWN, (struct viet_date){0}) & VIET_ID_PROVINCE_UNKNOWN)
        return true;
    const char *name = province_of(place->reading.value), *then = viet_id_province(id.province);
    bool known = false;
    for (int code = 1; code <= 99 && then; code++)
        known |= viet_id_province(code) && viet_same_key(province_of(viet_id_province(code)), name);
    return known && !viet_same_key(name, province_of(then)) &&
           !viet_same_key(name, province_of(viet_id_province_now(id.province)));
}

/* "45/2018" beside 20/02/2019. Numbers without a year of four digits say nothing. */
static bool number_of_another_year(const struct slot *number, const struct slot *date)
{
    struct viet_date d;
    int serial = 0, year = 0, used = 0;
    return has_value(number) && slot_date(date, &d) &&
           sscanf(number->reading.value, "%6d/%4d%n", &serial, &year, &used) == 2 && used && year >= 1900 &&
           !number->reading.value[used] && year != d.year;
}

/* True when the rule is broken by values that stand on the paper; what is not there breaks nothing. */
static bool is_broken(const struct sheet *s, const struct paper_rule_def *rule)
{
    struct viet_date a, b, none = {0, 0, 0};
    const struct slot *first = &s->slots[rule->fields[0]];
    const struct slot *second = rule->nfields > 1 ? &s->slots[rule->fields[1]] : NULL;
    switch (rule->check) {
    case CHECK_SAME_DATE:
        return two_dates(s, rule, &a, &b) && viet_date_compare(a, b) != 0 && !viet_date_words_begin(b, a);
    case CHECK_IN_ORDER:
        return two_dates(s, rule, &a, &b) && viet_date_compare(a, b) > 0;
    case CHECK_DAYS_AT_MOST:
        return two_dates(s, rule, &a, &b) && viet_date_is_whole(a) && viet_date_is_whole(b) &&
               viet_date_to_days(b) - viet_date_to_days(a) > rule->number;
    case CHECK_AGE_AT_LEAST:
        return two_dates(s, rule, &a, &b) && age_on(a, b) < rule->number;
    case CHECK_ID_SEX:
        return has_value(second) &&
               id_against(s, rule, viet_sex_parse(second->reading.value, strlen(second->reading.value)), none,
                          VIET_ID_SEX_DIFFERS);
    case CHECK_ID_IS_MALE:
        return id_against(s, rule, VIET_MALE, none, VIET_ID_SEX_DIFFERS);
    case CHECK_ID_IS_FEMALE:
        return id_against(s, rule, VIET_FEMALE, none, VIET_ID_SEX_DIFFERS);
    case CHECK_ID_BIRTH:
        return slot_date(second, &a) &&
               id_against(s, rule, VIET_SEX_UNKNOWN, a, VIET_ID_YEAR_DIFFERS | VIET_ID_CENTURY_DIFFERS);
    case CHECK_ID_PLACE:
        return id_of_elsewhere(first, second);
    case CHECK_NUMBER_YEAR:
        return number_of_another_year(first, second);
    case CHECK_SURNAME:
        return surname_differs(s, rule);
    case CHECK_SAME_NAME:
        return has_value(first) && has_value(second) && !viet_same_key(first->reading.value, second->reading.value);
    case CHECK_NOT_NATION:
        return has_value(first) && viet_same_fold(first->reading.value, "Việt Nam");
    case CHECK_ANY_OF:
        return all_blank(s, rule);
    }
    return false;
}

/* "Ngày sinh: 10/10/2023; Ngày đăng ký: 01/10/2023": what the paper says that cannot all be right. */
static int put_values(const struct sheet *s, const struct paper_rule_def *rule, bool english, struct buf *out)
{
    int r = SO_OK;
    bool any = false;
    for (size_t k = 0; k < rule->nfields && r == SO_OK; k++) {
        const struct paper_field_def *f = &s->type->def->fields.items[rule->fields[k]];
        if (!has_value(&s->slots[rule->fields[k]]))
            continue;
        r = buf_printf(out, "%s%s: %s", any ? "; " : "", english ? f->label_en : f->label_vi,
                       s->slots[rule->fields[k]].reading.value);
        any = true;
    }
    return r;
}

int check_rules(const struct sheet *s, struct findings *findings)
{
    const struct paper_def *d = s->type->def;
    int r = SO_OK;
    for (size_t i = 0; i < d->rules.len && r == SO_OK; i++) {
        const struct paper_rule_def *rule = &d->rules.items[i];
        if (!is_broken(s, rule))
            continue;
        struct buf vi = BUF_INIT, en = BUF_INIT, evidence = BUF_INIT;
        r = put_values(s, rule, false, &evidence);
        if (r == SO_OK)
            r = buf_printf(&vi, evidence.len ? "%s (%s)" : "%s", rule->message, buf_str(&evidence));
        if (r == SO_OK)
            r = buf_printf(&en, evidence.len ? "%s (" : "%s", rule->message_en);
        if (r == SO_OK)
            r = put_values(s, rule, true, &en);
        if (r == SO_OK && evidence.len)
            r = buf_append_char(&en, ')');
        if (r == SO_OK)
            r = finding_add(findings, rule->code, rule->severity, d->fields.items[rule->fields[0]].key,
                            box_is_empty(s->slots[rule->fields[0]].box) ? s->slots[rule->fields[0]].zone
                                                                        : s->slots[rule->fields[0]].box,
                            s->page->number, buf_str(&vi), buf_str(&en),
                            buf_str(&evidence));
        buf_free(&vi);
        buf_free(&en);
        buf_free(&evidence);
    }
    return r;
}
