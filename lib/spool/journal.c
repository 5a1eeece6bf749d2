#include "spool/journal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"

#define CRC_DIGITS 8

static const char *const type_names[] = {
#define JOURNAL_TYPE_NAME(name, text) [name] = text,
    JOURNAL_TYPE_LIST(JOURNAL_TYPE_NAME)
#undef JOURNAL_TYPE_NAME
};

/* Digits only, to the end of s; false on anything else or when larger than limit. */
static bool parse_number(const char *s, uint64_t limit, uint64_t *ret_value)
{
    uint64_t v = 0;
    if (!*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return false;
        unsigned digit = (unsigned)(*s - '0');
        if (v > (limit - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *ret_value = v;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %xx in place; false for a broken escape or an encoded NUL. */
static bool decode_value(char *s)
{
    char *out = s;
    while (*s) {
        if (*s != '%') {
            *out++ = *s++;
            continue;
        }
        int high = hex_digit(s[1]), low = high < 0 ? -1 : hex_digit(s[2]);
        if (low < 0 || high * 16 + low == 0)
            return false;
        *out++ = (char)(high * 16 + low);
        s += 3;
    }
    *out = '\0';
    return true;
}

static bool check_crc(const char *line, size_t len)
{
    if (len < CRC_DIGITS + 1 || line[len - CRC_DIGITS - 1] != '|')
        return false;
    uint32_t told = 0;
    for (size_t i = len - CRC_DIGITS; i < len; i++) {
        int digit = hex_digit(line[i]);
        if (digit < 0)
            return false;
        told = told << 4 | (uint32_t)digit;
    }
    return hash_crc32(line, len - CRC_DIGITS - 1) == told;
}

static bool parse_pairs(char *s, struct journal_record *r)
{
    while (s && *s) {
        char *next = strchr(s, ' ');
        if (next)
            *next++ = '\0';
        char *equals = strchr(s, '=');
        if (!equals || equals == s || r->npairs == JOURNAL_PAIRS_MAX)
            return false;
        *equals = '\0';
        if (!decode_value(equals + 1))
            return false;
        r->pairs[r->npairs++] = (struct journal_pair){s, equals + 1};
        s = next;
    }
    return true;
}

/* Cuts s at its first '|'; NULL when there is none. */
static char *cut_column(char *s)
{
    char *bar = strchr(s, '|');
    if (bar)
        *bar++ = '\0';
    return bar;
}

int journal_parse_line(const char *line, size_t len, struct journal_record *ret_record)
{
    struct journal_record *r = ret_record;
    if (len > JOURNAL_LINE_MAX || memchr(line, '\0', len) || !check_crc(line, len))
        return SO_EFORMAT;
    memcpy(r->text, line, len - CRC_DIGITS - 1);
    r->text[len - CRC_DIGITS - 1] = '\0';
    char *time = cut_column(r->text);
    char *type = time ? cut_column(time) : NULL;
    char *pairs = type ? cut_column(type) : NULL;
    uint64_t seq, ms;
    if (!pairs || strchr(pairs, '|') || !parse_number(r->text, UINT32_MAX, &seq) || !parse_number(time, INT64_MAX, &ms))
        return SO_EFORMAT;
    unsigned t = 0;
    while (t < JOURNAL_TYPES && strcmp(type_names[t], type))
        t++;
    r->seq = (uint32_t)seq;
    r->time_ms = (int64_t)ms;
    r->type = (enum journal_type)t;
    r->npairs = 0;
    return t < JOURNAL_TYPES && parse_pairs(pairs, r) ? SO_OK : SO_EFORMAT;
}

const char *journal_get(const struct journal_record *r, const char *key)
{
    for (size_t i = 0; i < r->npairs; i++)
        if (!strcmp(r->pairs[i].key, key))
            return r->pairs[i].value;
    return "";
}

uint64_t journal_get_number(const struct journal_record *r, const char *key)
{
    uint64_t v = 0;
    return parse_number(journal_get(r, key), INT64_MAX, &v) ? v : 0;
}

void journal_begin(struct journal_entry *e, enum journal_type type)
{
    *e = (struct journal_entry){.type = type};
}

static void note(struct journal_entry *e, int r)
{
    if (!e->error)
        e->error = r;
}

void journal_put(struct journal_entry *e, const char *key, const char *value)
{
    note(e, buf_printf(&e->pairs, "%s%s=", e->pairs.len ? " " : "", key));
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;
        if (c <= ' ' || c == '|' || c == '%' || c == '=' || c == 127)
            note(e, buf_printf(&e->pairs, "%%%02x", c));
        else
            note(e, buf_append_char(&e->pairs, *value));
    }
}

void journal_put_number(struct journal_entry *e, const char *key, uint64_t value)
{
    note(e, buf_printf(&e->pairs, "%s%s=%llu", e->pairs.len ? " " : "", key, (unsigned long long)value));
}

struct replay {
    struct journal *journal;
    uint32_t bad;
    bool last_bad;
};

static void replay_line(struct replay *state, const char *line, size_t len,
                        void (*visit)(void *ctx, const struct journal_record *r), void *ctx)
{
    struct journal_record r;
    if (!len)
        return;
    if (journal_parse_line(line, len, &r) || r.seq < state->journal->next_seq) {
        state->bad++;
        state->last_bad = true;
        return;
    }
    if (r.type == JOURNAL_RECOVERED && state->last_bad && journal_get_number(&r, "torn"))
        state->bad--;
    state->last_bad = false;
    state->journal->next_seq = r.seq + 1;
    visit(ctx, &r);
}

int journal_replay(const char *text, size_t len, struct journal *io_journal,
                   void (*visit)(void *ctx, const struct journal_record *r), void *ctx, uint32_t *ret_bad)
{
    if (len > JOURNAL_FILE_MAX)
        return SO_ELIMIT;
    struct replay state = {.journal = io_journal};
    io_journal->next_seq = 1;
    io_journal->torn = false;
    size_t at = 0;
    while (at < len) {
        const char *newline = memchr(text + at, '\n', len - at);
        size_t n = newline ? (size_t)(newline - (text + at)) : len - at;
        uint32_t bad = state.bad;
        replay_line(&state, text + at, n, visit, ctx);
        if (!newline) {
            /* Torn. It counts if nothing but its newline is missing, and is no damage if more is. */
            io_journal->torn = true;
            state.bad = bad;
        }
        at += n + 1;
    }
    *ret_bad = state.bad;
    return SO_OK;
}

int journal_open(struct journal *j, const char *path, struct so_error *err)
{
    if (!j->next_seq)
        j->next_seq = 1;
    j->fd = j->disk->open(j->disk->ctx, path, O_WRONLY | O_APPEND | O_CREAT, 0640);
    return j->fd < 0 ? so_fail_errno(err, "%s: the journal can't be opened", path) : SO_OK;
}

void journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    j->fd = -1;
}

static int format_line(const struct journal *j, const struct journal_entry *e, int64_t ms, struct buf *line)
{
    int r = buf_printf(line, "%u|%lld|%s|%s", j->next_seq, (long long)ms, type_names[e->type], buf_str(&e->pairs));
    if (!r && line->len > JOURNAL_LINE_MAX - CRC_DIGITS - 1)
        r = SO_ELIMIT;
    return r ? r : buf_printf(line, "|%08x", hash_crc32(line->data, line->len));
}

static int write_line(struct journal *j, struct buf *line, struct so_error *err)
{
    /* The newline that a torn line before this one lacks comes first. */
    struct buf out = BUF_INIT;
    int r = j->torn ? buf_append_char(&out, '\n') : SO_OK;
    r = r ? r : buf_append(&out, line->data, line->len);
    r = r ? r : buf_append_char(&out, '\n');
    if (r) {
        buf_free(&out);
        return so_fail(err, r, "journal: out of memory");
    }
    /* Whatever becomes of it, this number is used up and the next line must not run on from a torn one. */
    j->next_seq++;
    j->torn = true;
    if (spool_disk_write(j->disk, j->fd, out.data, out.len) < 0)
        r = so_fail_errno(err, "journal: can't be written");
    else if (j->disk->sync(j->disk->ctx, j->fd) < 0)
        r = so_fail_errno(err, "journal: can't be synced");
    else
        j->torn = false;
    buf_free(&out);
    return r;
}

int journal_append(struct journal *j, struct journal_entry *e, struct journal_record *ret_record, struct so_error *err)
{
    struct buf line = BUF_INIT;
    int r = e->error ? e->error : format_line(j, e, clock_now_ms(), &line);
    r = r ? r : journal_parse_line(line.data, line.len, ret_record);
    if (r)
        so_fail(err, r, "journal: %s", so_result_text(r));
    else
        r = write_line(j, &line, err);
    buf_free(&line);
    journal_drop(e);
    return r;
}

void journal_drop(struct journal_entry *e)
{
    buf_free(&e->pairs);
}
