/*
 * How long searches take over a made-up archive, while a writer adds five pages a second. Not a test: nothing is
 * asserted.
 *
 *     bench_search build FOLDER PAGES [SEED]            fills FOLDER up to PAGES papers of one page, merges the index
 *     bench_search ask FOLDER [QUERIES] [SEED] [quiet]  asks; quiet: no writer beside
 *     bench_search from FOLDER LIMIT                    asks each line of standard input; answers one JSON a line
 *     bench_search sizes FOLDER                         bytes of the texts and of the index
 *     bench_search dump FOLDER FILE COUNT [SEED]        texts, one JSON a line, and FILE.queries: for other engines
 */
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "archive.h"
#include "base/clock.h"
#include "base/file.h"
#include "queries.h"
#include "store/internal.h"
#include "store/query.h"
#include "store/search.h"

#define PAPERS_A_TRANSACTION 2000
#define HITS 20
#define PAGES_A_SECOND 5
#define PAUSE_MS 20 /* between two queries beside the writer, so that it gets to write some pages */

static int64_t papers_of(struct store *s, struct so_error *err)
{
    struct conn *c;
    int64_t n = 0;
    if (store_read_begin(s, &c, err))
        return 0;
    sql_int(c, err, &n, "SELECT count(*) FROM paper");
    store_read_end(s, c);
    return n;
}

/* Large segments from the start, so that little is merged twice; as FTS5 has them by default behind it. */
static int bulk(struct store *s, bool on, struct so_error *err)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "PRAGMA synchronous=%s;"
             "INSERT INTO search_name (search_name, rank) VALUES ('hashsize', %d);"
             "INSERT INTO search_field (search_field, rank) VALUES ('hashsize', %d);"
             "INSERT INTO search_text (search_text, rank) VALUES ('hashsize', %d), ('automerge', %d);",
             on ? "OFF" : "FULL", on ? 32 << 20 : 1 << 20, on ? 32 << 20 : 1 << 20, on ? 64 << 20 : 1 << 20,
             on ? 8 : 4);
    return sql_script(&s->writer, err, sql);
}

static int save_text_size(const char *folder, int64_t pages, int64_t text, struct so_error *err)
{
    char *path = file_join(folder, "archive.json"), line[120];
    snprintf(line, sizeof line, "{\"pages\":%lld,\"text\":%lld}\n", (long long)pages, (long long)text);
    int r = path ? file_write_whole(path, line, strlen(line), 0600, err) : SO_ENOMEM;
    free(path);
    return r;
}

static int64_t saved_text_size(const char *folder)
{
    char *path = file_join(folder, "archive.json");
    json_t *root = path ? json_load_file(path, 0, NULL) : NULL;
    int64_t text = json_integer_value(json_object_get(root, "text"));
    json_decref(root);
    free(path);
    return text;
}

static int build(struct store *s, const char *folder, int64_t pages, uint64_t seed, struct so_error *err)
{
    int64_t have = papers_of(s, err), start = clock_mono_ms(), text = saved_text_size(folder), told = start;
    int r = have < pages ? bulk(s, true, err) : SO_OK;
    if (!r)
        r = sql_script(&s->writer, err, "PRAGMA cache_size=-400000");
    for (int64_t done = have; !r && done < pages;) {
        int64_t n = pages - done < PAPERS_A_TRANSACTION ? pages - done : PAPERS_A_TRANSACTION;
        r = archive_fill(s, seed, done, n, &text, err);
        done += n;
        if (!r && clock_mono_ms() - told > 10000) {
            told = clock_mono_ms();
            fprintf(stderr, "%lld pages, %lld s\n", (long long)done, (long long)(told - start) / 1000);
            r = save_text_size(folder, done, text, err);
        }
    }
    if (!r && have < pages)
        r = bulk(s, false, err);
    if (!r && have < pages)
        r = save_text_size(folder, pages, text, err);
    bool merged = false;
    int64_t merging = clock_mono_ms();
    for (int i = 0; !r && !merged && i < 200000; i++)
        r = store_search_optimize(s, &merged, err);
    if (!r && have < pages)
        printf("built %lld pages in %lld s, merged in %lld s\n", (long long)pages, (long long)(merging - start) / 1000,
               (long long)(clock_mono_ms() - merging) / 1000);
    return r;
}

static int print_sizes(struct store *s, const char *folder, struct so_error *err)
{
    struct conn *c;
    int64_t bytes[3] = {0}, text = saved_text_size(folder);
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(
        c, err, &bytes[0],
        "SELECT (SELECT sum(length(block)) FROM search_name_data)+(SELECT sum(length(block)) FROM search_field_data)"
        "+(SELECT sum(length(block)) FROM search_text_data)");
    if (!r)
        r = sql_int(c, err, &bytes[1], "SELECT sum(length(names)+length(fields)+length(text)) FROM search_doc");
    if (!r)
        r = sql_int(c, err, &bytes[2], "SELECT page_count*page_size FROM pragma_page_count, pragma_page_size");
    store_read_end(s, c);
    if (!r)
        printf("MB: texts and fields %.0f, index %.0f (%.2f of it), what was indexed %.0f, whole database %.0f\n",
               (double)text / 1e6, (double)bytes[0] / 1e6, (double)bytes[0] / (double)(text ? text : 1),
               (double)bytes[1] / 1e6, (double)bytes[2] / 1e6);
    return r;
}

/* The desk goes on working: five pages a second through the public interface. */
struct writer {
    struct store *s;
    uint64_t seed;
    atomic_bool stop;
    double *ms, *cpu;
    size_t len, cap;
    int result;
    struct so_error err;
};

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static void *write_pages(void *arg)
{
    struct writer *w = arg;
    for (int64_t n = 0; !w->result && !atomic_load(&w->stop) && w->len < w->cap; n++) {
        double start = now_ms(CLOCK_MONOTONIC);
        w->result = archive_add_one(w->s, w->seed + 77, n, &w->ms[w->len], &w->cpu[w->len], &w->err);
        w->len += !w->result;
        double left = 1000.0 / PAGES_A_SECOND - (now_ms(CLOCK_MONOTONIC) - start);
        if (left > 0)
            nanosleep(&(struct timespec){0, (long)(left * 1e6)}, NULL);
    }
    return NULL;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double percentile(const double *sorted, size_t n, double p)
{
    size_t i = (size_t)ceil((double)n * p / 100);
    return n ? sorted[i ? i - 1 : 0] : 0;
}

/* Both clocks: on a machine that does other work too, only the processor's time says what a search costs. */
struct times {
    double *wall, *cpu;
    size_t n;
};

static void print_row(const char *name, struct times t, int64_t hits)
{
    qsort(t.wall, t.n, sizeof *t.wall, by_time);
    qsort(t.cpu, t.n, sizeof *t.cpu, by_time);
    printf("%-26s %7.2f %7.2f %7.2f   %7.2f %7.2f %7.2f   %lld\n", name, percentile(t.cpu, t.n, 50),
           percentile(t.cpu, t.n, 99), t.cpu[t.n - 1], percentile(t.wall, t.n, 50), percentile(t.wall, t.n, 99),
           t.wall[t.n - 1], (long long)hits / (long long)t.n);
}

static int ask(struct store *s, const struct bench_query *q, double *ret_wall, double *ret_cpu, int64_t *ret_hits,
               struct so_error *err)
{
    struct store_search search = {.text = q->text, .as_you_type = q->typing, .limit = HITS};
    struct store_hits h;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    int r = store_search(s, &search, &h, err);
    *ret_wall = now_ms(CLOCK_MONOTONIC) - wall;
    *ret_cpu = now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu;
    if (r)
        return r;
    if (*ret_cpu > 30)
        printf("    %.0f ms (%s): %s\n", *ret_cpu, bench_query_kind_name(q->kind), q->text);
    *ret_hits = h.total;
    store_hits_free(&h);
    return SO_OK;
}

static int measure(struct store *s, int64_t papers, size_t queries, uint64_t seed, bool quiet, struct so_error *err)
{
    double *wall = calloc(queries, sizeof *wall), *cpu = calloc(queries, sizeof *cpu);
    struct bench_query *list = bench_queries_make(seed, papers, queries);
    int64_t *hits = calloc(queries, sizeof *hits), total = 0;
    int r = wall && cpu && list && hits ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < queries; i++) { /* in the order of the mix, as a desk asks: kinds take turns */
        r = ask(s, &list[i], &wall[i], &cpu[i], &hits[i], err);
        if (!quiet)
            nanosleep(&(struct timespec){0, PAUSE_MS * 1000000L}, NULL);
    }
    printf("%-26s %7s %7s %7s   %7s %7s %7s   hits\n", "milliseconds", "cpu p50", "p99", "max", "wall p50", "p99",
           "max");
    double *w = calloc(queries, sizeof *w), *c = calloc(queries, sizeof *c);
    for (int kind = 0; !r && w && c && kind < BENCH_QUERY_KINDS; kind++) {
        size_t n = 0;
        int64_t found = 0;
        for (size_t i = 0; i < queries; i++)
            if (list[i].kind == (enum bench_query_kind)kind) {
                w[n] = wall[i];
                c[n++] = cpu[i];
                found += hits[i];
            }
        total += found;
        if (n)
            print_row(bench_query_kind_name((enum bench_query_kind)kind), (struct times){w, c, n}, found);
    }
    if (!r && queries)
        print_row("all", (struct times){wall, cpu, queries}, total);
    bench_queries_free(list, queries);
    free(w);
    free(c);
    free(wall);
    free(cpu);
    free(hits);
    return r;
}

/* The papers of each line's hits and what they took, for who compares. */
static int ask_lines(struct store *s, int limit, struct so_error *err)
{
    char line[STORE_QUERY_MAX + 2];
    int r = SO_OK;
    while (!r && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        struct store_search search = {.text = line, .limit = limit};
        struct store_hits h;
        double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
        r = store_search(s, &search, &h, err);
        if (r)
            break;
        json_t *papers = json_array(),
               *root = json_pack("{s:f, s:f, s:o}", "wall", now_ms(CLOCK_MONOTONIC) - wall, "cpu",
                                 now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu, "papers", papers);
        for (size_t i = 0; i < h.len; i++)
            json_array_append_new(papers, json_integer(h.items[i].paper));
        json_dumpf(root, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(root);
        store_hits_free(&h);
    }
    return r;
}

static int ask_beside_writer(struct store *s, size_t queries, uint64_t seed, bool quiet, struct so_error *err)
{
    struct writer w = {.s = s, .seed = seed, .cap = 100000};
    pthread_t thread;
    int64_t papers = papers_of(s, err);
    w.ms = calloc(w.cap, sizeof *w.ms);
    w.cpu = calloc(w.cap, sizeof *w.cpu);
    if (!w.ms || !w.cpu || (!quiet && pthread_create(&thread, NULL, write_pages, &w)))
        return SO_ENOMEM;
    int r = measure(s, papers, queries, seed, quiet, err);
    atomic_store(&w.stop, true);
    if (!quiet)
        pthread_join(thread, NULL);
    if (!r && w.result)
        r = so_fail(err, w.result, "the writer: %s", w.err.text);
    qsort(w.ms, w.len, sizeof *w.ms, by_time);
    qsort(w.cpu, w.len, sizeof *w.cpu, by_time);
    if (!r && w.len)
        printf("\na page added meanwhile, page, reading and paper in three synced transactions: wall ms median %.2f, "
               "95 of 100 "
               "within %.2f, longest %.2f; cpu ms median %.2f, 95 of 100 within %.2f; %zu pages\n",
               percentile(w.ms, w.len, 50), percentile(w.ms, w.len, 95), w.ms[w.len - 1], percentile(w.cpu, w.len, 50),
               percentile(w.cpu, w.len, 95), w.len);
    free(w.ms);
    free(w.cpu);
    return r;
}

static int dump(const char *path, int64_t count, uint64_t seed, struct so_error *err)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return so_fail_errno(err, "%s", path);
    for (int64_t n = 0; n < count; n++) {
        struct archive_paper p;
        archive_paper_make(&p, seed, n);
        json_t *names = json_array(), *fields = json_array();
        for (int i = 0; i < p.npersons; i++)
            json_array_append_new(names, json_string(p.persons[i].name));
        for (int i = 0; i < p.nfields; i++)
            json_array_append_new(fields, json_string(p.fields[i].value));
        json_t *root = json_pack("{s:I, s:o, s:o, s:s}", "id", (json_int_t)n + 1, "names", names, "fields", fields,
                                 "text", p.text);
        json_dumpf(root, out, JSON_COMPACT);
        fputc('\n', out);
        json_decref(root);
        archive_paper_free(&p);
    }
    return fclose(out) ? so_fail_errno(err, "%s", path) : SO_OK;
}

static int run(int argc, char **argv, struct so_error *err)
{
    const char *what = argv[1];
    struct store_options o = {.folder = argv[2]};
    struct store *s = NULL;
    if (!strcmp(what, "dump") && argc > 4)
        return dump(argv[3], strtoll(argv[4], NULL, 10), argc > 5 ? strtoull(argv[5], NULL, 10) : 1, err);
    int r = store_open(&o, &s, err);
    if (!r && !strcmp(what, "build") && argc > 3)
        r = build(s, argv[2], strtoll(argv[3], NULL, 10), argc > 4 ? strtoull(argv[4], NULL, 10) : 1, err);
    else if (!r && !strcmp(what, "ask"))
        r = ask_beside_writer(s, argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 1000,
                              argc > 4 ? strtoull(argv[4], NULL, 10) : 1, argc > 5, err);
    else if (!r && !strcmp(what, "from") && argc > 3)
        r = ask_lines(s, (int)strtol(argv[3], NULL, 10), err);
    else if (!r && !strcmp(what, "sizes"))
        r = print_sizes(s, argv[2], err);
    else if (!r)
        r = so_fail(err, SO_EINVALID, "unknown command '%s'", what);
    store_close(s);
    return r;
}

int main(int argc, char **argv)
{
    struct so_error err = {0};
    if (argc < 3) {
        fputs("usage: bench_search build|ask|from|sizes|dump FOLDER …\n", stderr);
        return 2;
    }
    int r = run(argc, argv, &err);
    if (r)
        fprintf(stderr, "bench_search: %s\n", err.text[0] ? err.text : so_result_text(r));
    return r ? 1 : 0;
}
