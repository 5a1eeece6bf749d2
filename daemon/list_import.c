#include "daemon/list_import.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "daemon/worker_list.h"
#include "sandbox/sandbox.h"

#define WORKER_TIMEOUT_MS 120000
#define WORKER_CPU_SECONDS 60
#define WORKER_MEMORY (1ull << 30)
#define WORKER_OUT_MAX (160ull * 1024 * 1024)
#define BATCH 200

/* What worker_list says in place of rows. */
static int worker_said(const struct buf *out, int status, struct so_error *err)
{
    char *end = NULL;
    long code = strtol(buf_str(out), &end, 10);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1 && code < 0 && code >= SO_EINTERNAL && *end == '\n')
        return so_fail(err, (int)code, "%s", end + 1);
    char text[100];
    sandbox_describe_status(status, text, sizeof text);
    return so_fail(err, SO_ECRASHED, "opening the list failed: the worker %s", text);
}

static int open_rows(const struct list_desk *desk, const struct list_request *q, struct list_rows *ret_rows,
                     struct so_error *err)
{
    char sheet[16];
    snprintf(sheet, sizeof sheet, "%u", q->sheet ? q->sheet : 1);
    int fd = open(q->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return so_fail_errno(err, "%s", q->name);
    const char *const argv[] = {"worker_list", "--sheet", sheet, NULL};
    struct sandbox_spec spec = {.program = desk->worker,
                                .argv = argv,
                                .stdin_fd = fd,
                                .stdout_fd = -1,
                                .stderr_fd = -1,
                                .memory_bytes = WORKER_MEMORY,
                                .cpu_seconds = WORKER_CPU_SECONDS,
                                .no_network = true};
    struct buf out = BUF_INIT;
    int status = 0;
    int r = sandbox_run(&spec, WORKER_TIMEOUT_MS, WORKER_OUT_MAX, &out, &status, err);
    close(fd);
    if (!r)
        r = status ? worker_said(&out, status, err) : list_rows_unpack(&out, ret_rows, err);
    buf_free(&out);
    return r;
}

/* One import on its way. */
struct work {
    const struct list_desk *desk;
    const struct list_request *request;
    struct list_report *report;
    struct list_defs defs;
    struct list_rows rows;
    struct list_mapping mapping;
    struct list_judge *judge;
    struct {
        uint64_t *items; /* first bytes of the hashes of rows that came before: a row that stands twice is taken once */
        size_t size;     /* a power of two; 0: free slot */
    } seen;
};

void list_report_free(struct list_report *r)
{
    for (size_t i = 0; i < r->columns.len; i++) {
        free(r->columns.items[i].header);
        free(r->columns.items[i].field);
    }
    for (size_t i = 0; i < r->problems.len; i++)
        free(r->problems.items[i].header);
    array_free(&r->columns);
    array_free(&r->problems);
    free(r->definition);
    free(r->title);
    free(r->type);
}

static struct list_report_problem *add_problem(struct list_report *report, unsigned row, const char *header,
                                               const char *code, bool error)
{
    static struct list_report_problem unheard;
    report->nproblems++;
    if (report->problems.len >= LIST_PROBLEMS_MAX)
        return &unheard;
    struct list_report_problem *p = array_push(&report->problems);
    if (!p || !(p->header = strdup(header)))
        return NULL;
    p->row = row;
    p->code = code;
    p->error = error;
    return p;
}

static int report_columns(struct work *w, struct so_error *err)
{
    struct list_report *report = w->report;
    const struct list_def *def = w->mapping.def;
    report->definition = strdup(def->key);
    report->title = strdup(def->title);
    report->type = strdup(def->type);
    report->bytes = viet_bytes_name(w->rows.bytes);
    for (size_t c = 0; c < w->mapping.ncolumns; c++) {
        int at = w->mapping.column_of[c];
        const char *field = at < 0 ? "" : def->columns[at].kind == LIST_SCAN ? "scan" : def->columns[at].field;
        struct list_report_column *column = array_push(&report->columns);
        if (!column || !(column->header = strdup(w->mapping.headers[c])) || !(column->field = strdup(field)))
            return so_fail(err, SO_ENOMEM, "out of memory");
        column->encoding = viet_legacy_name(list_judge_encoding(w->judge, c));
    }
    return report->definition && report->title && report->type ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
}

static int prepare(struct work *w, struct so_error *err)
{
    const struct list_request *q = w->request;
    struct civil_time now = clock_civil(clock_now_ms());
    const struct list_def *def = NULL;
    int r = list_defs_load(w->desk->folder, &w->defs, err);
    if (!r && q->list && !(def = list_defs_find(&w->defs, q->list)))
        r = so_fail(err, SO_ENOTFOUND, "there is no definition of a list %.60s", q->list);
    r = r ? r : open_rows(w->desk, q, &w->rows, err);
    r = r ? r : list_map(&w->rows, &w->defs, def, q->choices, &w->mapping, err);
    if (!r && list_judge_new(&w->rows, &w->mapping, (struct viet_date){now.year, now.month, now.day}, &w->judge))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    for (w->seen.size = 1024; w->seen.size < 2 * w->rows.len;)
        w->seen.size *= 2;
    if (!r && !(w->seen.items = calloc(w->seen.size, sizeof *w->seen.items)))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    return r ? r : report_columns(w, err);
}

/* Whether a row of the same contents came before in this file. */
static bool came_before(struct work *w, const char *hash)
{
    uint64_t key = strtoull((char[17]){hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8],
                                       hash[9], hash[10], hash[11], hash[12], hash[13], hash[14], hash[15], '\0'},
                            NULL, 16);
    key = key ? key : 1;
    size_t at = key & (w->seen.size - 1);
    for (; w->seen.items[at]; at = (at + 1) & (w->seen.size - 1))
        if (w->seen.items[at] == key)
            return true;
    w->seen.items[at] = key;
    return false;
}

static int report_record(struct work *w, size_t row, const struct list_record *record)
{
    for (size_t i = 0; i < record->problems.len; i++) {
        const struct list_problem *p = &record->problems.items[i];
        struct list_report_problem *to = add_problem(
            w->report, w->rows.items[row].number, w->mapping.headers[p->column], list_fault_name(p->fault), p->error);
        if (!to)
            return SO_ENOMEM;
        memcpy(to->message, p->message, sizeof to->message);
        memcpy(to->message_en, p->message_en, sizeof to->message_en);
    }
    return SO_OK;
}

static int report_done(struct work *w, unsigned row, const struct store_list_done *done)
{
    struct list_report_problem *p;
    w->report->counts.by_result[done->result]++;
    if (done->result == STORE_LIST_CONFLICT) {
        if (!(p = add_problem(w->report, row, "", "conflict", true)))
            return SO_ENOMEM;
        snprintf(p->message, sizeof p->message, "Đã có dòng cùng số, quyển và tên nhưng khác nội dung (giấy %lld)",
                 (long long)done->paper);
        snprintf(p->message_en, sizeof p->message_en,
                 "a row of this number, book and name is there with other contents"
                 " (paper %lld)",
                 (long long)done->paper);
    } else if (done->scan_absent) {
        if (!(p = add_problem(w->report, row, "", "no_scan", false)))
            return SO_ENOMEM;
        snprintf(p->message, sizeof p->message, "Không tìm thấy tệp quét có đúng một giấy");
        snprintf(p->message_en, sizeof p->message_en, "no scanned file of that name with exactly one paper");
    }
    return SO_OK;
}

struct batch {
    struct list_record records[BATCH];
    struct store_list_row rows[BATCH];
    size_t n;
};

static int flush(struct work *w, struct batch *b, struct so_error *err)
{
    struct store_list_done done[BATCH];
    int r = b->n ? store_list_put(w->desk->store, w->report->list, b->rows, b->n, !w->request->take, w->request->user,
                                  done, err)
                 : SO_OK;
    for (size_t i = 0; i < b->n; i++) {
        if (!r && report_done(w, (unsigned)b->rows[i].row, &done[i]))
            r = so_fail(err, SO_ENOMEM, "out of memory");
        list_record_free(&b->records[i]);
    }
    b->n = 0;
    return r;
}

/* Judges a row and, when it may be taken, puts it into the batch. */
static int take_row(struct work *w, size_t at, struct batch *b)
{
    struct list_record record;
    int r = list_judge_row(w->judge, at, &record);
    if (r)
        return r;
    if (record.empty) {
        list_record_free(&record);
        return SO_OK;
    }
    w->report->counts.rows++;
    r = report_record(w, at, &record);
    bool again = !r && !record.failed && came_before(w, record.hash);
    w->report->counts.failed += record.failed;
    w->report->counts.by_result[STORE_LIST_PRESENT] += again;
    if (r || record.failed || again) {
        list_record_free(&record);
        return r;
    }
    struct list_record *kept = &b->records[b->n];
    *kept = record;
    b->rows[b->n++] = (struct store_list_row){.row = (int)w->rows.items[at].number,
                                              .hash = kept->hash,
                                              .identity = kept->identity,
                                              .type = w->mapping.def->type,
                                              .scan = kept->scan,
                                              .fields = &kept->fields};
    return SO_OK;
}

static int take_rows(struct work *w, struct so_error *err)
{
    const struct list_request *q = w->request;
    struct batch *b = calloc(1, sizeof *b);
    int r = b ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    struct store_list_new list = {.name = q->name, .definition = w->mapping.def->key, .user = q->user};
    if (!r && q->take)
        r = store_list_begin(w->desk->store, &list, &w->report->list, err);
    for (size_t at = w->mapping.head + 1; at < w->rows.len && !r; at++) {
        if (take_row(w, at, b))
            r = so_fail(err, SO_ENOMEM, "out of memory");
        if (!r && b->n == BATCH) {
            r = flush(w, b, err);
            if (!r && q->take && q->progress)
                q->progress(q->progress_ctx, w->report->list, at - w->mapping.head, w->rows.len - w->mapping.head - 1);
        }
    }
    if (!r)
        r = flush(w, b, err);
    for (size_t i = 0; b && i < b->n; i++)
        list_record_free(&b->records[i]);
    free(b);
    if (!r && q->take)
        r = store_list_finish(w->desk->store, w->report->list, &w->report->counts, q->user, err);
    return r;
}

int list_import(const struct list_desk *desk, const struct list_request *request, struct list_report *ret_report,
                struct so_error *err)
{
    struct list_report report = {0};
    struct work w = {.desk = desk, .request = request, .report = &report};
    int r = prepare(&w, err);
    r = r ? r : take_rows(&w, err);
    list_judge_free(w.judge);
    list_mapping_free(&w.mapping);
    list_rows_free(&w.rows);
    list_defs_free(&w.defs);
    free(w.seen.items);
    malloc_trim(0); /* a long list leaves the heap large, and the next one comes in years */
    if (r)
        list_report_free(&report);
    else
        *ret_report = report;
    return r;
}
