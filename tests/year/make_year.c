/*
 * Draws a made-up year of dossiers and says what a right report on it must say.
 *
 *     make_year [--parts N] [--seed S] [--desk]
 *
 * The year is the founding office's: 1,152 dossiers received from 10/12/2022 to 10/9/2023 (190 hộ tịch, 884 chứng thực,
 * 65 bảo trợ xã hội, 12 người có công, 1 thi đua khen thưởng), 1,140 of them online, all resolved in time. --parts N
 * makes a year of the same shape with an N-th of each; --desk lets a third of the certified copies come to the counter,
 * whose input is then excluded from the count of what was digitised. One dossier a line of JSON, by time of receipt;
 * the last line is {"expect": …}, counted here from what each dossier was drawn to be, by nothing of the program under
 * test.
 */
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"

/* What the year's procedures are, held apart from config/procedures.yaml so that each checks the other. */
struct kind {
    const char *procedure, *field;
    int days;             /* limit in working days; 0: at once */
    int share;            /* of the dossiers of its field */
    bool takes_digitised; /* input that may be digitised */
    const char *result;   /* type of a result whose image may be kept; NULL: none may */
    const char *book;     /* certification register */
};

static const struct kind kinds[] = {
    {"khai_sinh", "ho_tich", 0, 40, true, "giay_khai_sinh", NULL},
    {"khai_tu", "ho_tich", 0, 20, true, "trich_luc_khai_tu", NULL},
    {"ket_hon", "ho_tich", 0, 15, true, "giay_chung_nhan_ket_hon", NULL},
    {"xac_nhan_tinh_trang_hon_nhan", "ho_tich", 3, 15, true, "giay_xac_nhan_tinh_trang_hon_nhan", NULL},
    {"thay_doi_cai_chinh", "ho_tich", 3, 10, true, "trich_luc_thay_doi_ho_tich", NULL},
    {"chung_thuc_ban_sao", "chung_thuc", 0, 85, false, NULL, "ban_sao"},
    {"chung_thuc_chu_ky", "chung_thuc", 0, 11, true, "chung_thuc_chu_ky", "chu_ky"},
    {"chung_thuc_giao_dich", "chung_thuc", 2, 4, true, "chung_thuc_giao_dich", "giao_dich"},
    {"tro_cap_xa_hoi", "bao_tro_xa_hoi", 10, 70, true, "van_ban_hanh_chinh", NULL},
    {"mai_tang_btxh", "bao_tro_xa_hoi", 5, 30, true, "van_ban_hanh_chinh", NULL},
    {"ncc_tu_tran", "nguoi_co_cong", 5, 100, true, "van_ban_hanh_chinh", NULL},
    {"giay_khen_xa", "thi_dua_khen_thuong", 15, 100, true, "van_ban_hanh_chinh", NULL},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct {
    const char *field;
    int dossiers;
} fields[] = {
    {"ho_tich", 190}, {"chung_thuc", 884}, {"bao_tro_xa_hoi", 65}, {"nguoi_co_cong", 12}, {"thi_dua_khen_thuong", 1}};
#define FIELDS (sizeof fields / sizeof *fields)
#define COUNTER 12 /* dossiers that were not counted as online; all of them births here */
#define RESULTS 40 /* civil-status results whose paper was scanned */

struct dossier {
    const struct kind *kind;
    struct day day, end;
    int minute, end_minute;
    bool online;
    int paper; /* handed in at the counter: 0 nothing was captured, 1 what is demanded, 2 another paper */
    bool result;
    struct person person;
};

static const struct day first_day = {2022, 12, 10}, last_day = {2023, 9, 10};

/* 0 Sunday … 6 Saturday (Sakamoto). */
static int weekday(struct day d)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int y = d.month < 3 ? d.year - 1 : d.year;
    return (y + y / 4 - y / 100 + y / 400 + shift[d.month - 1] + d.day) % 7;
}

/* The desk is closed: Saturday, Sunday, and what was announced for the period (Dương lịch, Tết, Giỗ Tổ, 30/4, 2/9). */
static bool is_off(struct day d)
{
    static const struct day announced[] = {{2023, 1, 2},  {2023, 1, 20}, {2023, 1, 23}, {2023, 1, 24},
                                           {2023, 1, 25}, {2023, 1, 26}, {2023, 5, 1},  {2023, 5, 2},
                                           {2023, 5, 3},  {2023, 9, 1},  {2023, 9, 4}};
    for (size_t i = 0; i < G_N_ELEMENTS(announced); i++)
        if (day_compare(d, announced[i]) == 0)
            return true;
    return weekday(d) == 0 || weekday(d) == 6;
}

static struct day next_working_day(struct day d)
{
    do
        d = day_add(d, 1);
    while (is_off(d));
    return d;
}

/* A working day of the period from which the answer still falls into it. */
static struct day draw_day(struct rng *r)
{
    for (;;) {
        struct day d = day_add(first_day, rng_int(r, 0, 273));
        if (!is_off(d) && day_compare(next_working_day(d), last_day) <= 0)
            return d;
    }
}

static struct dossier draw(GStringChunk *pool, struct rng *r, const struct kind *kind, int number)
{
    struct dossier d = {
        .kind = kind, .day = draw_day(r), .minute = rng_int(r, 7 * 60 + 30, 14 * 60 + 30), .online = true};
    bool late_hour =
        kind->days == 0 && rng_chance(r, 0.1); /* after 15:00: due, and answered, on the next working day */
    d.end = d.day;
    d.end_minute = d.minute + rng_int(r, 20, 120);
    if (late_hour)
        d.minute = rng_int(r, 15 * 60 + 1, 16 * 60 + 30);
    if (late_hour || kind->days) {
        d.end = next_working_day(d.day);
        d.end_minute = rng_int(r, 8 * 60, 11 * 60);
    }
    d.person = person_random(pool, r, number % 2, day_random(r, 1940, 2004), d.day);
    return d;
}

static int in_order(const void *a, const void *b)
{
    const struct dossier *x = a, *y = b;
    int c = day_compare(x->day, y->day);
    return c ? c : x->minute != y->minute ? x->minute - y->minute : strcmp(x->person.id, y->person.id);
}

/* As many of a field as it has, shared out among its kinds; the largest takes what is left over. */
static size_t draw_field(GStringChunk *pool, struct rng *r, size_t field, int count, struct dossier *out)
{
    size_t n = 0;
    int left = count;
    const struct kind *largest = NULL;
    for (size_t k = 0; k < KINDS; k++) {
        if (strcmp(kinds[k].field, fields[field].field) != 0)
            continue;
        if (!largest || kinds[k].share > largest->share)
            largest = &kinds[k];
        for (int i = 0; i < count * kinds[k].share / 100 && left; i++, left--)
            out[n++] = draw(pool, r, &kinds[k], i);
    }
    for (; left; left--)
        out[n++] = draw(pool, r, largest, left);
    return n;
}

/* Some births come to the counter, with what is demanded, with nothing, with another paper; some results are scanned.
 */
static void mark(struct dossier *all, size_t n, int counter, int results, bool desk)
{
    int births = 0, scanned = 0;
    for (size_t i = 0; i < n; i++) {
        if (desk && !all[i].kind->takes_digitised && i % 3 == 0)
            all[i].online = false;
        if (!strcmp(all[i].kind->procedure, "khai_sinh") && births < counter) {
            all[i].online = false;
            all[i].paper = births % 6 == 4 ? 0 : births % 6 == 5 ? 2 : 1;
            births++;
        }
        if (!strcmp(all[i].kind->field, "ho_tich") && scanned < results && i % 3 == 0) {
            all[i].result = true;
            scanned++;
        }
    }
}

static void print_time(json_t *json, const char *key, struct day d, int minute)
{
    char text[32];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d", d.year, d.month, d.day, minute / 60, minute % 60);
    json_object_set_new(json, key, json_string(text));
}

static void print_dossier(GStringChunk *pool, const struct dossier *d, int number)
{
    char birth[16];
    snprintf(birth, sizeof birth, "%04d-%02d-%02d", d->person.born.year, d->person.born.month, d->person.born.day);
    json_t *papers = json_array();
    if (d->paper)
        json_array_append_new(papers, json_pack("{s:s, s:s}", "role", "input", "type",
                                                d->paper == 1 ? "to_khai_dang_ky_khai_sinh" : "van_ban_hanh_chinh"));
    if (d->result)
        json_array_append_new(papers, json_pack("{s:s, s:s}", "role", "output", "type", d->kind->result));
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "procedure", d->kind->procedure, "channel",
                             d->online ? "online" : "counter", "name", say_upper(pool, d->person.name), "birth", birth,
                             "person_id", d->person.id, "papers", papers);
    print_time(json, "received", d->day, d->minute);
    print_time(json, "finished", d->end, d->end_minute);
    if (d->kind->book)
        json_object_set_new(json, "register",
                            json_pack("{s:s, s:i, s:i, s:s}", "kind", d->kind->book, "copies", 1 + number % 4, "pages",
                                      1 + number % 3, "subject", number % 2 ? "Giấy khai sinh" : "Bằng tốt nghiệp"));
    json_dumpf(json, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(json);
}

static void bump(json_t *counts, const char *key)
{
    json_object_set_new(counts, key, json_integer(json_integer_value(json_object_get(counts, key)) + 1));
}

static json_t *member(json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        json_object_set_new(object, key, json_object());
    return json_object_get(object, key);
}

static void count(const struct dossier *d, json_t *counts)
{
    bump(counts, "received");
    bump(counts, "resolved");
    bump(counts, d->kind->days ? "early" : "on_time");
    if (d->online)
        bump(counts, "online");
    if (!d->online && !d->kind->takes_digitised) {
        bump(counts, "input_excluded");
    } else {
        bump(counts, "input_counted");
        if (d->online || d->paper == 1)
            bump(counts, "input_digitised");
    }
    if (!d->kind->result) {
        bump(counts, "output_excluded");
    } else {
        bump(counts, "output_counted");
        if (d->result)
            bump(counts, "output_digitised");
    }
}

static void print_expected(const struct dossier *all, size_t n)
{
    json_t *total = json_object(), *by_field = json_object(), *months = json_object(), *registers = json_object();
    for (size_t i = 0; i < n; i++) {
        char month[16], book[64];
        snprintf(month, sizeof month, "%02d/%04d", all[i].day.month, all[i].day.year);
        count(&all[i], total);
        count(&all[i], member(by_field, all[i].kind->field));
        bump(months, month);
        if (all[i].kind->book) {
            snprintf(book, sizeof book, "%s %d", all[i].kind->book, all[i].day.year);
            bump(registers, book);
        }
    }
    json_t *json = json_pack("{s:{s:o, s:o, s:o, s:o}}", "expect", "total", total, "fields", by_field, "months", months,
                             "registers", registers);
    json_dumpf(json, stdout, JSON_COMPACT | JSON_SORT_KEYS);
    putchar('\n');
    json_decref(json);
}

int main(int argc, char **argv)
{
    int parts = 1;
    uint64_t seed = 1;
    bool desk = false, wrong = false;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--desk"))
            desk = true;
        else if (!strcmp(argv[i], "--parts"))
            parts = (int)strtol(value, NULL, 10), i++;
        else if (!strcmp(argv[i], "--seed"))
            seed = strtoull(value, NULL, 10), i++;
        else
            wrong = true;
    }
    if (wrong || parts < 1 || parts > 100) {
        fputs("usage: make_year [--parts 1..100] [--seed S] [--desk]\n", stderr);
        return 2;
    }
    static struct dossier all[2000];
    GStringChunk *pool = g_string_chunk_new(65536);
    struct rng r = rng_stream(seed, 0, "year");
    size_t n = 0;
    for (size_t f = 0; f < FIELDS; f++)
        n += draw_field(pool, &r, f, (fields[f].dossiers + parts - 1) / parts, all + n);
    qsort(all, n, sizeof *all, in_order);
    mark(all, n, (COUNTER + parts - 1) / parts, (RESULTS + parts - 1) / parts, desk);
    for (size_t i = 0; i < n; i++)
        print_dossier(pool, &all[i], (int)i);
    print_expected(all, n);
    g_string_chunk_free(pool);
    return 0;
}
