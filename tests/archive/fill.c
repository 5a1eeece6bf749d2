#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive.h"
#include "base/array.h"
#include "base/clock.h"
#include "model/wire.h"
#include "store/internal.h"
#include "store/object.h"
#include "store/readings.h"

/* The text as words on a page, each line 60 pixels high. */
static void make_page(const char *text, struct page *p)
{
    page_init(p);
    p->number = 1;
    p->width = 2480;
    p->height = 3508;
    p->dpi = 300;
    int line = 0, x = 0;
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, " \n");
        struct word *w = n ? array_push(&p->words) : NULL;
        if (w)
            *w = (struct word){
                .text = strndup(at, n), .confidence = 0.9f, .box = {x, line * 60, (int)n * 20, 45}, .line = line};
        x += (int)n * 20 + 20;
        if (at[n] == '\n') {
            line++;
            x = 0;
        }
        at += n + (at[n] != '\0');
    }
}

static struct field field_of(const struct archive_field *f, int i)
{
    return (struct field){.key = (char *)f->key,
                          .value = (char *)f->value,
                          .normal = (char *)f->normal,
                          .read = (char *)f->value,
                          .evidence = (char *)"",
                          .confidence = 0.9f,
                          .box = {300, 60 * i, 400, 45},
                          .page = 1};
}

static int put_reading(struct conn *c, int64_t page, const char *text, struct so_error *err)
{
    struct buf wire = BUF_INIT, packed = BUF_INIT, places = BUF_INIT;
    static const struct answers none;
    struct page p;
    make_page(text, &p);
    int r = wire_put_page(&wire, &p);
    if (!r)
        r = wire_put_answers(&wire, &none);
    if (!r)
        r = blob_pack(wire.data, wire.len, &packed);
    if (!r)
        r = places_pack(&p.words, &places);
    if (!r)
        r = sql_exec(
            c, err,
            "INSERT INTO reading (page, quality, models, score, time, current, width, height, dpi, turned, skew,"
            " blank, places, data) VALUES (?1, 0, 'vie', 0.9, 0, 1, 2480, 3508, 300, 0, 0, 0, ?2, ?3)",
            SQL_I(page), SQL_B(places.data, places.len), SQL_B(packed.data, packed.len));
    buf_free(&places);
    page_free(&p);
    buf_free(&wire);
    buf_free(&packed);
    return r;
}

static int put_paper(struct store *s, struct conn *c, int64_t source, int64_t seq, const struct archive_paper *p,
                     const char *dossier, struct so_error *err)
{
    int r = dossier_ensure(c, dossier, err);
    if (!r)
        r = sql_exec(
            c, err,
            "INSERT INTO paper (source, first_page, npages, type, type_confidence, type_reason, dossier, score,"
            " created, updated) VALUES (?1, ?2, 1, ?3, 1, '', ?5, 0.9, ?4, ?4)",
            SQL_I(source), SQL_I(seq), SQL_T(p->type), SQL_I(clock_now_ms()), SQL_T(dossier));
    int64_t paper = sqlite3_last_insert_rowid(c->db);
    if (!r)
        r = sql_exec(c, err,
                     "INSERT INTO page (source, seq, hash, file_page, media_type, flags, captured, state, paper)"
                     " VALUES (?1, ?2, '', 1, 'image/png', 0, 0, 1, ?3)",
                     SQL_I(source), SQL_I(seq), SQL_I(paper));
    if (!r)
        r = put_reading(c, sqlite3_last_insert_rowid(c->db), p->text, err);
    for (int i = 0; !r && i < p->nfields; i++) {
        struct field f = field_of(&p->fields[i], i);
        r = value_insert(c, paper, i, &f, STORE_MACHINE, "", true, err);
    }
    int version;
    return r ? r : paper_refresh(s, c, paper, &version, err);
}

int archive_fill(struct store *s, uint64_t seed, int64_t from, int64_t count, int64_t *inout_text, struct so_error *err)
{
    struct conn *c;
    char uuid[48], dossier[64];
    snprintf(uuid, sizeof uuid, "archive-%lld", (long long)from);
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err,
                 "INSERT INTO source (batch_uuid, origin, priority, name, scanner, user, created, closed)"
                 " VALUES (?1, 1, 1, '', '', '', 0, 1)",
                 SQL_T(uuid));
    int64_t source = sqlite3_last_insert_rowid(c->db);
    for (int64_t i = 0; !r && i < count; i++) {
        struct archive_paper p;
        archive_paper_make(&p, seed, from + i);
        archive_dossier_code(from + i, dossier);
        r = put_paper(s, c, source, i + 1, &p, dossier, err);
        *inout_text += (int64_t)strlen(p.text);
        for (int k = 0; k < p.nfields; k++)
            *inout_text += (int64_t)strlen(p.fields[k].value);
        archive_paper_free(&p);
    }
    return store_write_end(s, r, err);
}

static void make_papers(const struct archive_paper *p, struct papers *papers)
{
    struct paper *one = array_push(papers);
    if (!one)
        abort();
    *one = (struct paper){
        .type = strdup(p->type), .type_confidence = 1, .type_reason = strdup(""), .first_page = 1, .pages = 1};
    for (int i = 0; i < p->nfields; i++) {
        struct field *f = array_push(&one->fields), of = field_of(&p->fields[i], i);
        if (!f)
            abort();
        *f = of;
        f->key = strdup(of.key);
        f->value = strdup(of.value);
        f->normal = strdup(of.normal);
        f->read = strdup(of.read);
        f->evidence = strdup("");
    }
}

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

int archive_add_one(struct store *s, uint64_t seed, int64_t n, double *ret_ms, double *ret_cpu, struct so_error *err)
{
    struct archive_paper p;
    char uuid[48], content[64];
    archive_paper_make(&p, seed, n);
    snprintf(uuid, sizeof uuid, "one-%lld-%lld", (long long)n, (long long)clock_now_ms());
    snprintf(content, sizeof content, "%s", uuid);
    struct store_source_new source_new = {.batch_uuid = uuid, .origin = STORE_SCAN, .user = "lan"};
    struct store_object o;
    struct store_page_added added = {0};
    struct store_papers_result result;
    struct papers papers = {0};
    struct page page;
    int64_t source, reading;
    bool existed;
    int r = store_source_add(s, &source_new, &source, &existed, err);
    if (!r)
        r = store_object_put(s, content, strlen(content), &o, err);
    make_page(p.text, &page);
    make_papers(&p, &papers);
    double start = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    if (!r) {
        struct store_page_new page_new = {
            .source = source, .seq = 1, .object = o.hash, .file_page = 1, .media_type = "image/png"};
        r = store_page_add(s, &page_new, &added, err);
    }
    if (!r) {
        struct store_reading_new reading_new = {
            .page = added.page, .models = "vie", .score = 0.9f, .current = true, .read = &page};
        r = store_reading_put(s, &reading_new, &reading, err);
    }
    if (!r)
        r = store_papers_put(s, source, &papers, 0.9f, &result, err);
    *ret_ms = now_ms(CLOCK_MONOTONIC) - start;
    *ret_cpu = now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu;
    page_free(&page);
    papers_free(&papers);
    archive_paper_free(&p);
    return r;
}
