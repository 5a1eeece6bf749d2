/*
 * How long a search takes over many pages: bench_search FOLDER PAGES [QUERIES]
 *
 * Fills a store in FOLDER up to PAGES made-up pages of one paper each (it may be used again and grown; 0 leaves it as it
 * is, even while another bench_search fills it), then asks
 * QUERIES queries of each kind, through the public function, hits with snippets and boxes included, and prints
 * milliseconds. Not a test: nothing is asserted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/clock.h"
#include "model/wire.h"
#include "store/internal.h"
#include "store/search.h"

#define PAPERS_A_TRANSACTION 500
#define HITS 20

static uint64_t seed = 88172645463325252ull;

static uint32_t pick(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % n;
}

#define ONE_OF(list) list[pick(sizeof list / sizeof *list)]

/* Family names about as often as people bear them. */
static const char *const families[] = {"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần",
                                       "Trần",   "Lê",     "Lê",     "Phạm",   "Hoàng",  "Vũ",     "Võ",     "Đặng",
                                       "Bùi",    "Đỗ",     "Hồ",     "Ngô"};
static const char *const middles[] = {"Văn", "Văn", "Văn", "Thị", "Thị", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Quốc", "Hữu"};
static const char *const given[] = {"An",    "Anh",  "Bình", "Chi",  "Cường", "Dũng", "Duy",  "Đạt",  "Đức",   "Giang",
                                    "Hà",    "Hải",  "Hạnh", "Hiếu", "Hoa",   "Hòa",  "Hùng", "Huy",  "Hương", "Khánh",
                                    "Lan",   "Linh", "Long", "Mai",  "Nam",   "Nga",  "Phúc", "Phương", "Quân", "Quỳnh",
                                    "Sơn",   "Tâm",  "Thảo", "Thắng", "Thu",  "Trang", "Tuấn", "Tùng", "Vân",  "Yến"};
static const char *const communes[] = {"Thanh Xuân", "Liên Mạc", "Thanh Lang", "Thanh An", "Hòa Bình", "Cẩm Chế", "Việt Hồng", "Tân An"};
static const char *const types[] = {"giay_khai_sinh", "trich_luc_khai_sinh", "trich_luc_khai_tu", "chung_thuc_ban_sao",
                                    "chung_thuc_chu_ky", "giay_xac_nhan_tinh_trang_hon_nhan"};
static const char *const onsets[] = {"b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x"};
static const char *const rimes[] = {"a", "á", "ài", "ạn", "ang", "ảnh", "ân", "ấp", "âu", "ay", "ăn", "ắc", "ê", "ến", "iên", "iệt", "in",
                                    "ình", "o", "oan", "òng", "ô", "ộc", "ông", "ơ", "ới", "u", "uân", "ũng", "ư", "ước", "ường", "uyên", "y"};

static void append_name(struct buf *b)
{
    buf_printf(b, "%s %s %s", ONE_OF(families), ONE_OF(middles), ONE_OF(given));
}

static void append_text(struct buf *b)
{
    buf_append_str(b, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nGIẤY KHAI SINH\n");
    for (int line = 0; line < 30; line++) {
        for (int i = 0; i < 8; i++)
            buf_printf(b, "%s%s ", ONE_OF(onsets), ONE_OF(rimes));
        buf_append_char(b, '\n');
    }
    buf_append_str(b, "Ủy ban nhân dân xã Thanh Xuân, huyện Thanh Hà, tỉnh Hải Dương\nNgười ký ");
    append_name(b);
}

static void add_words(struct page *p, char *text)
{
    int line = 0, x = 0;
    for (char *at = text; *at;) {
        size_t n = strcspn(at, " \n");
        struct word *w = n ? array_push(&p->words) : NULL;
        if (w)
            *w = (struct word){.text = strndup(at, n), .confidence = 0.9f, .box = {x, line * 60, (int)n * 20, 45}, .line = line};
        x += (int)n * 20 + 20;
        if (at[n] == '\n') {
            line++;
            x = 0;
        }
        at += n + (at[n] != '\0');
    }
}

static int add_field(struct conn *c, int64_t paper, int ord, const char *key, char *value, struct so_error *err)
{
    struct field f = {.key = (char *)key,
                      .value = value,
                      .normal = value,
                      .read = value,
                      .evidence = (char *)"",
                      .confidence = 0.9f,
                      .box = {300, 60 * ord, 400, 45},
                      .page = 1};
    return value_insert(c, paper, ord, &f, STORE_MACHINE, "", true, err);
}

static int add_reading(struct conn *c, int64_t page, struct so_error *err)
{
    struct buf text = BUF_INIT, wire = BUF_INIT, packed = BUF_INIT, places = BUF_INIT;
    static const struct answers none;
    struct page p;
    page_init(&p);
    p.number = 1;
    p.width = 2480;
    p.height = 3508;
    p.dpi = 300;
    append_text(&text);
    add_words(&p, text.data);
    int r = wire_put_page(&wire, &p);
    if (!r)
        r = wire_put_answers(&wire, &none);
    if (!r)
        r = blob_pack(wire.data, wire.len, &packed);
    if (!r)
        r = places_pack(&p.words, &places);
    if (!r)
        r = sql_exec(c, err,
                     "INSERT INTO reading (page, quality, models, score, time, current, width, height, dpi, turned, skew,"
                     " blank, places, data) VALUES (?1, 0, 'vie', 0.9, 0, 1, 2480, 3508, 300, 0, 0, 0, ?2, ?3)",
                     SQL_I(page), SQL_B(places.data, places.len), SQL_B(packed.data, packed.len));
    buf_free(&places);
    page_free(&p);
    buf_free(&text);
    buf_free(&wire);
    buf_free(&packed);
    return r;
}

static int add_paper(struct store *s, struct conn *c, int64_t source, int64_t number, struct so_error *err)
{
    int r = sql_exec(c, err,
                     "INSERT INTO paper (source, first_page, npages, type, type_confidence, type_reason, score, created,"
                     " updated) VALUES (?1, ?2, 1, ?3, 1, '', 0.9, ?4, ?4)",
                     SQL_I(source), SQL_I(number), SQL_T(ONE_OF(types)), SQL_I(clock_now_ms()));
    int64_t paper = sqlite3_last_insert_rowid(c->db);
    if (!r)
        r = sql_exec(c, err,
                     "INSERT INTO page (source, seq, hash, file_page, media_type, flags, captured, state, paper)"
                     " VALUES (?1, ?2, '', 1, 'image/png', 0, 0, 1, ?3)",
                     SQL_I(source), SQL_I(number), SQL_I(paper));
    if (!r)
        r = add_reading(c, sqlite3_last_insert_rowid(c->db), err);
    static const char *const people[] = {"ho_ten", "me_ho_ten", "cha_ho_ten"};
    struct buf b = BUF_INIT;
    int ord = 0;
    for (size_t i = 0; !r && i < 3; i++) {
        buf_clear(&b);
        append_name(&b);
        r = add_field(c, paper, ord++, people[i], b.data, err);
    }
    char number_text[32], id[16], date[16];
    unsigned year = 1960 + pick(65);
    snprintf(number_text, sizeof number_text, "%u/%u", 1 + pick(400), year % 10000);
    snprintf(id, sizeof id, "030%u%02u%06u", pick(4), year % 100, pick(1000000));
    snprintf(date, sizeof date, "%u-%02u-%02u", year % 10000, 1 + pick(12), 1 + pick(28));
    buf_clear(&b);
    buf_printf(&b, "Thôn %u, xã %s, huyện Thanh Hà, tỉnh Hải Dương", 1 + pick(9), ONE_OF(communes));
    if (!r)
        r = add_field(c, paper, ord++, "so", number_text, err);
    if (!r)
        r = add_field(c, paper, ord++, "so_dinh_danh", id, err);
    if (!r)
        r = add_field(c, paper, ord++, "ngay_dang_ky", date, err);
    if (!r)
        r = add_field(c, paper, ord++, "noi_sinh", b.data, err);
    buf_free(&b);
    int version;
    return r ? r : paper_refresh(s, c, paper, &version, err);
}

static int add_papers(struct store *s, int64_t first, int64_t count, struct so_error *err)
{
    struct conn *c;
    char uuid[32];
    snprintf(uuid, sizeof uuid, "bench-%lld", (long long)first);
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err,
                 "INSERT INTO source (batch_uuid, origin, priority, name, scanner, user, created, closed)"
                 " VALUES (?1, 1, 1, '', '', '', 0, 1)",
                 SQL_T(uuid));
    int64_t source = sqlite3_last_insert_rowid(c->db);
    for (int64_t i = 1; !r && i <= count; i++)
        r = add_paper(s, c, source, i, err);
    return store_write_end(s, r, err);
}

static int fill(struct store *s, int64_t pages, struct so_error *err)
{
    int64_t have = 0, start = clock_mono_ms();
    int r = sql_script(&s->writer, err, "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000");
    if (!r)
        r = sql_int(&s->writer, err, &have, "SELECT count(*) FROM paper");
    seed += (uint64_t)have * 2654435761u;
    for (int64_t done = have; !r && done < pages;) {
        int64_t n = pages - done < PAPERS_A_TRANSACTION ? pages - done : PAPERS_A_TRANSACTION;
        r = add_papers(s, done, n, err);
        done += n;
        if (done % 20000 == 0)
            fprintf(stderr, "%lld pages, %lld s\n", (long long)done, (long long)(clock_mono_ms() - start) / 1000);
    }
    return r;
}

enum kind { FULL_NAME, TONED_NAME, LONG_NAME, UNKNOWN_NAME, ONE_WORD, TYPING, NAME_YEAR, NUMBER, WHOLE_ID, TAIL, PHRASE, TEXT, FILTER, WITHOUT, SLIP, KINDS };
static const char *const kind_names[] = {"full name, folded", "full name, toned", "name of four words", "name nobody bears", "one common word", "as you type",
                                         "name and year",     "number",           "identity number", "its last digits",
                                         "phrase",            "words of the text", "filter alone",    "name, without",
                                         "one letter wrong"};

static bool make_query(enum kind kind, struct buf *b)
{
    char plain[16];
    buf_clear(b);
    switch (kind) {
    case FULL_NAME:
        snprintf(plain, sizeof plain, "%s", pick(2) ? "nguyen" : "tran");
        buf_printf(b, "%s van %s", plain, pick(2) ? "duc" : "hung");
        return false;
    case TONED_NAME:
        append_name(b);
        return false;
    case LONG_NAME:
        append_name(b);
        buf_printf(b, " %s", ONE_OF(given));
        return false;
    case UNKNOWN_NAME:
        buf_printf(b, "%s %s %s %s", ONE_OF(families), ONE_OF(families), ONE_OF(given), ONE_OF(given));
        return false;
    case ONE_WORD:
        buf_append_str(b, pick(2) ? "nguyen" : "thanh");
        return false;
    case TYPING:
        append_name(b);
        buf_truncate(b, 1 + pick((uint32_t)b->len));
        while (b->len && ((unsigned char)b->data[b->len - 1] & 0x80))
            buf_truncate(b, b->len - 1);
        return true;
    case NAME_YEAR:
        append_name(b);
        buf_printf(b, " nam:%u", 1960 + pick(65));
        return false;
    case NUMBER:
        buf_printf(b, "so:%u/%u", 1 + pick(400), 1960 + pick(65));
        return false;
    case WHOLE_ID:
        buf_printf(b, "030%u%02u%06u", pick(4), pick(100), pick(1000000));
        return false;
    case TAIL:
        buf_printf(b, "%05u", pick(100000));
        return false;
    case PHRASE:
        buf_printf(b, "\"%s %s\" \"hai duong\"", ONE_OF(families), ONE_OF(middles));
        return false;
    case TEXT:
        buf_printf(b, "%s%s %s%s khai sinh", ONE_OF(onsets), ONE_OF(rimes), ONE_OF(onsets), ONE_OF(rimes));
        return false;
    case FILTER:
        buf_printf(b, "loai:%s nam:%u", ONE_OF(types), 1960 + pick(65));
        return false;
    case WITHOUT:
        append_name(b);
        buf_append_str(b, " -\"ban sao\" -liên");
        return false;
    default:
        buf_printf(b, "nguyn van %s", pick(2) ? "hugn" : "tuamn");
        return false;
    }
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* Both clocks: on a machine that does other work too, only the processor's time says what the search costs. */
struct times {
    double *wall, *cpu;
    int n;
};

static void print_row(const char *name, struct times t, int64_t hits)
{
    qsort(t.wall, (size_t)t.n, sizeof *t.wall, by_time);
    qsort(t.cpu, (size_t)t.n, sizeof *t.cpu, by_time);
    printf("%-20s %8.2f %8.2f %8.2f   %8.2f %8.2f %8.2f   %lld\n", name, t.cpu[t.n / 2], t.cpu[t.n * 99 / 100],
           t.cpu[t.n - 1], t.wall[t.n / 2], t.wall[t.n * 99 / 100], t.wall[t.n - 1], (long long)hits / t.n);
}

static int ask(struct store *s, enum kind kind, struct buf *text, double *ret_wall, double *ret_cpu, int64_t *ret_hits,
               struct so_error *err)
{
    bool typing = make_query(kind, text);
    struct store_search q = {.text = buf_str(text), .as_you_type = typing, .limit = HITS};
    struct store_hits h;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    int r = store_search(s, &q, &h, err);
    *ret_wall = now_ms(CLOCK_MONOTONIC) - wall;
    *ret_cpu = now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu;
    if (r)
        return r;
    if (*ret_cpu > 50)
        printf("    %.0f ms: %s\n", *ret_cpu, buf_str(text));
    *ret_hits = h.total;
    store_hits_free(&h);
    return SO_OK;
}

static int measure(struct store *s, int queries, struct so_error *err)
{
    double *wall = calloc((size_t)(KINDS * queries), sizeof *wall), *cpu = calloc((size_t)(KINDS * queries), sizeof *cpu);
    struct buf text = BUF_INIT;
    int r = wall && cpu ? SO_OK : SO_ENOMEM, n = 0;
    int64_t total = 0;
    printf("%-20s %8s %8s %8s   %8s %8s %8s   hits\n", "milliseconds", "cpu p50", "p99", "max", "wall p50", "p99", "max");
    for (int kind = 0; !r && kind < KINDS; kind++) {
        int64_t found = 0, hits = 0;
        for (int i = 0; !r && i < queries; i++) {
            r = ask(s, (enum kind)kind, &text, &wall[n + i], &cpu[n + i], &hits, err);
            found += hits;
        }
        if (!r)
            print_row(kind_names[kind], (struct times){wall + n, cpu + n, queries}, found);
        n += queries;
        total += found;
    }
    if (!r)
        print_row("all", (struct times){wall, cpu, n}, total);
    free(wall);
    free(cpu);
    buf_free(&text);
    return r;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: bench_search FOLDER PAGES [QUERIES]\n");
        return 2;
    }
    struct store_options o = {.folder = argv[1]};
    struct store *s = NULL;
    struct so_error err = {0};
    int64_t pages = strtoll(argv[2], NULL, 10);
    bool done = pages == 0;
    int r = SO_OK;
    if (pages) {
        r = store_open(&o, &s, &err);
        if (!r)
            r = fill(s, pages, &err);
        store_close(s);
        s = NULL;
    }
    o.read_only = done;
    if (!r)
        r = store_open(&o, &s, &err);
    int64_t start = clock_mono_ms();
    for (int i = 0; !r && !done && i < 20000; i++)
        r = store_search_optimize(s, &done, &err);
    printf("merging took %lld ms\n", (long long)(clock_mono_ms() - start));
    if (!r)
        r = measure(s, argc > 3 ? (int)strtol(argv[3], NULL, 10) : 200, &err);
    if (r)
        fprintf(stderr, "bench_search: %s\n", err.text);
    store_close(s);
    return r ? 1 : 0;
}
