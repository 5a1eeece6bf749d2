#include "store/readings.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "model/wire.h"
#include "store/internal.h"

/* A stored reading is the wire form of its page, then of its answers, compressed. */
static int pack(const struct page *page, const struct answers *answers, struct buf *ret)
{
    struct buf plain = BUF_INIT;
    static const struct answers none = {0};
    int r = wire_put_page(&plain, page);
    if (!r)
        r = wire_put_answers(&plain, answers ? answers : &none);
    if (!r && plain.len > WIRE_FRAME_MAX)
        r = SO_ELIMIT;
    if (!r)
        r = blob_pack(plain.data, plain.len, ret);
    buf_free(&plain);
    return r;
}

static int unpack(const void *data, size_t len, struct page *ret_page, struct answers *ret_answers)
{
    struct buf plain = BUF_INIT;
    int r = blob_unpack(data, len, WIRE_FRAME_MAX, &plain);
    if (r)
        return r;
    struct wire_in in = {(const uint8_t *)plain.data, plain.len, false};
    struct page page;
    struct answers answers = {0};
    page_init(&page);
    r = wire_get_page(&in, &page);
    if (!r)
        r = wire_get_answers(&in, &answers);
    if (!r)
        r = wire_end(&in);
    buf_free(&plain);
    if (r) {
        page_free(&page);
        answers_free(&answers);
        return r;
    }
    *ret_page = page;
    *ret_answers = answers;
    return SO_OK;
}

/* Only the words and their boxes: what search needs of each hit is not worth unpacking the whole reading. */
int places_pack(const struct words *words, struct buf *ret)
{
    struct buf plain = BUF_INIT;
    int r = wire_put_u32(&plain, (uint32_t)words->len);
    for (size_t i = 0; !r && i < words->len; i++)
        r = wire_put_box(&plain, words->items[i].box);
    for (size_t i = 0; !r && i < words->len; i++) {
        r = buf_append_str(&plain, words->items[i].text);
        if (!r)
            r = buf_append_char(&plain, ' ');
    }
    if (!r)
        r = blob_pack(plain.data, plain.len, ret);
    buf_free(&plain);
    return r;
}

int places_unpack(const void *data, size_t len, struct places *ret)
{
    struct places p = {0};
    int r = blob_unpack(data, len, WIRE_FRAME_MAX, &p.plain);
    if (r)
        return r;
    struct wire_in in = {(const uint8_t *)p.plain.data, p.plain.len, false};
    p.count = wire_get_count(&in, WIRE_FRAME_MAX, 16);
    p.boxes = calloc(p.count + 1, sizeof *p.boxes);
    if (!p.boxes)
        r = SO_ENOMEM;
    for (size_t i = 0; !r && i < p.count; i++)
        p.boxes[i] = wire_get_box(&in);
    p.text = (const char *)in.p;
    p.text_len = in.left;
    if (!r && in.bad)
        r = SO_EFORMAT;
    if (r)
        word_places_free(&p);
    else
        *ret = p;
    return r;
}

void word_places_free(struct places *p)
{
    buf_free(&p->plain);
    free(p->boxes);
    *p = (struct places){0};
}

int places_of_page(struct conn *c, int64_t page, struct places *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT places FROM reading WHERE page=?1 AND current=1 AND places IS NOT NULL",
                      SQL_I(page));
    if (!r)
        r = sql_row(c, err, st);
    if (!r && (r = places_unpack(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), ret)))
        so_fail(err, r, "page %lld: the words' places: %s", (long long)page, so_result_text(r));
    if (r == SO_EEND)
        r = so_fail(err, SO_ENOTFOUND, "this page was not read yet");
    sql_done(st, SO_OK);
    return r;
}

static int insert(struct conn *c, const struct store_reading_new *n, const struct buf *data, const struct buf *places,
                  int64_t *ret_id, struct so_error *err)
{
    const struct page *p = n->read;
    int64_t has_current = 0;
    int r = sql_int(c, err, &has_current, "SELECT count(*) FROM reading WHERE page=?1 AND current=1", SQL_I(n->page));
    bool current = n->current || !has_current;
    if (!r && current && has_current)
        r = sql_exec(c, err, "UPDATE reading SET current=0 WHERE page=?1 AND current=1", SQL_I(n->page));
    if (!r)
        r = sql_exec(c, err,
                     "INSERT INTO reading (page, quality, models, score, time, current, width, height, dpi, turned,"
                     " skew, blank, places, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                     SQL_I(n->page), SQL_I(p->quality), SQL_T(n->models ? n->models : ""), SQL_D(n->score),
                     SQL_I(clock_now_ms()), SQL_I(current), SQL_I(p->width), SQL_I(p->height), SQL_I(p->dpi),
                     SQL_I(p->turned), SQL_D(p->skew), SQL_I(p->blank),
                     SQL_B(places->data, places->len), SQL_B(data->data, data->len));
    *ret_id = sqlite3_last_insert_rowid(c->db);
    return r;
}

int store_reading_put(struct store *s, const struct store_reading_new *n, int64_t *ret_reading, struct so_error *err)
{
    int r = store_check_text(n->models, STORE_NAME_MAX, "the models' names", err);
    struct buf data = BUF_INIT, places = BUF_INIT;
    if (!r && ((r = pack(n->read, n->answers, &data)) || (r = places_pack(&n->read->words, &places))))
        so_fail(err, r, "a reading cannot be kept: %s", so_result_text(r));
    struct conn *c;
    if (!r)
        r = store_write_begin(s, &c, err);
    if (r) {
        buf_free(&data);
        buf_free(&places);
        return r;
    }
    int64_t id = 0;
    if (n->job)
        r = job_end(c, n->job, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE page SET state=1, reason='' WHERE id=?1 AND object IS NOT NULL", SQL_I(n->page));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such page, or its image was given up");
    if (!r)
        r = insert(c, n, &data, &places, &id, err);
    r = store_write_end(s, r, err);
    buf_free(&data);
    buf_free(&places);
    if (!r)
        *ret_reading = id;
    return r;
}

#define READING_COLUMNS                                                                                                \
    "SELECT r.id, r.page, p.seq, r.quality, r.models, r.score, r.time, r.current, r.width, r.height, r.dpi, r.turned," \
    " r.skew, r.blank, r.data FROM reading r JOIN page p ON p.id=r.page "

static int read_row(sqlite3_stmt *st, bool whole, struct store_reading *x, struct so_error *err)
{
    page_init(&x->read);
    x->id = sqlite3_column_int64(st, 0);
    x->page = sqlite3_column_int64(st, 1);
    x->seq = sqlite3_column_int(st, 2);
    x->quality = (enum quality)sqlite3_column_int(st, 3);
    x->models = sql_text(st, 4);
    x->score = (float)sqlite3_column_double(st, 5);
    x->time = sqlite3_column_int64(st, 6);
    x->current = sqlite3_column_int(st, 7);
    if (!x->models)
        return store_no_memory(err);
    if (whole && sqlite3_column_type(st, 14) == SQLITE_BLOB) {
        int r = unpack(sqlite3_column_blob(st, 14), (size_t)sqlite3_column_bytes(st, 14), &x->read, &x->answers);
        if (r)
            return so_fail(err, r, "reading %lld: %s", (long long)x->id, so_result_text(r));
    } else {
        x->read.quality = x->quality;
        x->read.width = sqlite3_column_int(st, 8);
        x->read.height = sqlite3_column_int(st, 9);
        x->read.dpi = sqlite3_column_int(st, 10);
        x->read.turned = sqlite3_column_int(st, 11);
        x->read.skew = (float)sqlite3_column_double(st, 12);
        x->read.blank = sqlite3_column_int(st, 13);
    }
    x->read.number = x->seq; /* the page's place in its source, which is what papers count in */
    return SO_OK;
}

static int collect(struct conn *c, sqlite3_stmt *st, int r, bool whole, struct store_readings *ret,
                   struct so_error *err)
{
    struct store_readings all = {0};
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_reading *x = array_push(&all);
        r = x ? read_row(st, whole, x, err) : store_no_memory(err);
    }
    r = sql_done(st, r);
    if (r)
        store_readings_free(&all);
    else
        *ret = all;
    return r;
}

int store_source_readings(struct store *s, int64_t source, struct store_readings *ret_readings, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, READING_COLUMNS "WHERE p.source=?1 AND r.current=1 ORDER BY p.seq", SQL_I(source));
    r = collect(c, st, r, true, ret_readings, err);
    store_read_end(s, c);
    return r;
}

int reading_of_page(struct conn *c, int64_t page, struct store_reading *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    struct store_readings one = {0};
    int r = sql_query(c, err, &st, READING_COLUMNS "WHERE r.page=?1 AND r.current=1", SQL_I(page));
    r = collect(c, st, r, true, &one, err);
    if (!r && !one.len)
        r = so_fail(err, SO_ENOTFOUND, "this page was not read yet");
    if (!r)
        *ret = one.items[0];
    array_free(&one); /* the reading itself is the caller's now */
    return r;
}

int store_page_reading(struct store *s, int64_t page, struct store_reading *ret_reading, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = reading_of_page(c, page, ret_reading, err);
    store_read_end(s, c);
    return r;
}

int store_page_history(struct store *s, int64_t page, struct store_readings *ret_readings, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, READING_COLUMNS "WHERE r.page=?1 ORDER BY r.id DESC", SQL_I(page));
    r = collect(c, st, r, false, ret_readings, err);
    store_read_end(s, c);
    return r;
}

int store_reading_select(struct store *s, int64_t reading, struct so_error *err)
{
    struct conn *c;
    int64_t page;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &page, "SELECT page FROM reading WHERE id=?1", SQL_I(reading));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "no such reading");
    if (!r)
        r = sql_exec(c, err, "UPDATE reading SET current=0 WHERE page=?1 AND current=1", SQL_I(page));
    if (!r)
        r = sql_exec(c, err, "UPDATE reading SET current=1 WHERE id=?1", SQL_I(reading));
    return store_write_end(s, r, err);
}

void store_reading_free(struct store_reading *x)
{
    free(x->models);
    page_free(&x->read);
    answers_free(&x->answers);
    *x = (struct store_reading){0};
}

void store_readings_free(struct store_readings *x)
{
    for (size_t i = 0; i < x->len; i++)
        store_reading_free(&x->items[i]);
    array_free(x);
}
