/*
 * The API and the clerk's pages over a real store with made-up papers, without scanner, recogniser and event loop.
 *
 *     testserver [--empty | --stack] FOLDER WEB PAPERS IMAGE [CERTIFICATE KEY]
 *
 * FOLDER must be empty; PAPERS holds the definitions; IMAGE is a small JPEG that stands for every page. Prints
 * "port N" and the local token, serves until standard input ends, then prints the audit log. Accounts: lan (clerk) and
 * quan-tri (admin), with the password below; with "--empty" there are none and no papers, with
 * "--stack" a stack of several pages is there too.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "daemon/api.h"
#include "daemon/assembly.h"
#include "daemon/definitions.h"
#include "daemon/list_import.h"
#include "specimens.h"
#include "store/audit.h"
#include "store/papers.h"
#include "store/users.h"

#define PASSWORD "mat khau thu nghiem"
#define LOCAL_TOKEN "0123456789abcdef0123456789abcdef"

struct desk {
    struct store *store;
    struct events *events;
    const char *image;
    char *pdf;
    pthread_mutex_t lock; /* guards the scanners */
    struct scanner_view scanners[2];
    bool with_stack;
    int64_t stack; /* the source of several pages; 0: none */
    struct learnt *learnt;
    struct assembly *assembly; /* judges stacks anew, as in the daemon */
    size_t next; /* specimen that the next scan brings */
};

static void set_state(struct scanner_view *v, const char *state, bool start, bool more)
{
    snprintf(v->state, sizeof v->state, "%s", state);
    v->can_start = start;
    v->can_continue = v->can_finish = v->can_cancel = more;
    v->can_release = start;
    v->can_enable = false;
    v->released_until_ms = 0;
    snprintf(v->batch, sizeof v->batch, "%s", more ? "batch-1" : "");
}

static void init_scanners(struct desk *d)
{
    struct scanner_view *a = &d->scanners[0], *b = &d->scanners[1];
    snprintf(a->name, sizeof a->name, "quay");
    snprintf(a->label, sizeof a->label, "Máy quét quầy 1");
    set_state(a, "watching", true, false);
    a->profiles[0] = (struct scanner_profile_view){"glass", "Sách, sổ trên mặt kính"};
    a->nprofiles = 1;
    snprintf(b->name, sizeof b->name, "kho");
    snprintf(b->label, sizeof b->label, "Máy quét kho");
    set_state(b, "attention", false, true);
    snprintf(b->code, sizeof b->code, "jammed");
    b->sheet = 4;
    b->pages = 3;
    b->partial = 4;
    b->last_page = 1;
    snprintf(b->message_vi, sizeof b->message_vi,
             "Kẹt giấy ở tờ thứ 4. Mở nắp, lấy giấy ra, đặt lại tờ đó rồi bấm Quét tiếp.");
    snprintf(b->message_en, sizeof b->message_en,
             "Paper jam at sheet 4. Open the cover, take the paper out, put that sheet back and press Continue.");
}

static void publish_scanner(struct desk *d, const struct scanner_view *v)
{
    struct buf json = BUF_INIT;
    if (api_scanner_json(v, &json) == SO_OK)
        (void)events_publish(d->events, "scanner", buf_str(&json));
    buf_free(&json);
}

static int bring_page(struct desk *d, const char *name, int64_t *ret_source, struct so_error *err)
{
    int64_t page, paper;
    int r = specimen_put(d->store, d->next++, d->image, name, ret_source, &page, &paper, err);
    if (r)
        return r;
    events_page(d->events, *ret_source, page, 1, "read");
    events_paper(d->events, paper, EVENTS_ADDED);
    return SO_OK;
}

static int see_scanners(void *context, struct scanner_view *items, size_t *ret_n, struct so_error *err)
{
    (void)err;
    struct desk *d = context;
    pthread_mutex_lock(&d->lock);
    memcpy(items, d->scanners, sizeof d->scanners);
    pthread_mutex_unlock(&d->lock);
    *ret_n = 2;
    return SO_OK;
}

static int give_or_take(struct scanner_view *v, bool give, unsigned minutes, struct so_error *err)
{
    if (give ? !v->can_release : !v->can_enable)
        return so_fail(err, SO_EBUSY, "%s is in the state %s", v->name, v->state);
    set_state(v, give ? "released" : "watching", true, false);
    v->can_enable = give;
    v->released_until_ms = give && minutes ? clock_now_ms() + (int64_t)minutes * 60000 : 0;
    return SO_OK;
}

static int act(struct desk *d, struct scanner_view *v, enum scanner_action action, struct so_error *err)
{
    bool starts = action == SCANNER_ACTION_SCAN;
    if (starts ? !v->can_start : !v->can_finish)
        return so_fail(err, SO_EINVALID, "%s is in the state %s", v->name, v->state);
    v->code[0] = v->message_vi[0] = v->message_en[0] = '\0';
    if (action == SCANNER_ACTION_FINISH || action == SCANNER_ACTION_CANCEL) {
        set_state(v, "watching", true, false);
        return SO_OK;
    }
    v->pages = starts ? 1 : v->pages + 1;
    set_state(v, "open_wait", false, true);
    int64_t source;
    return bring_page(d, v->name, &source, err);
}

static int act_on_scanner(void *context, const char *name, const struct scanner_command *command, struct so_error *err)
{
    enum scanner_action action = command->action;
    struct desk *d = context;
    int r = so_fail(err, SO_ENOTFOUND, "no such scanner");
    pthread_mutex_lock(&d->lock);
    for (size_t i = 0; i < 2; i++) {
        if (!strcmp(d->scanners[i].name, name)) {
            bool give = action == SCANNER_ACTION_RELEASE;
            r = give || action == SCANNER_ACTION_ENABLE ? give_or_take(&d->scanners[i], give, command->minutes, err)
                                                        : act(d, &d->scanners[i], action, err);
            if (!r)
                publish_scanner(d, &d->scanners[i]);
        }
    }
    pthread_mutex_unlock(&d->lock);
    return r;
}

static int ask_scanner(void *context, const struct scanner_question *q, struct buf *ret_json, struct so_error *err)
{
    (void)context;
    static const char list[] = "[{\"device\":\"vscan:1\",\"vendor\":\"Folder\",\"model\":\"V1\",\"type\":\"scanner\",\"serial\":\"\",\"usb\":\"\",\"port\":\"\","
                               "\"match\":{\"device\":\"vscan:1\"}}]";
    static const char test[] =
        "{\"width\":620,\"height\":877,\"width_mm\":210.0,\"height_mm\":297.0,\"resolution\":75,\"depth\":8,\"bytes\":543740,"
        "\"ms\":900,\"mean\":240,\"skew\":-0.3,\"colour\":\"grey\",\"source\":\"Flatbed\",\"mode\":\"Gray\",\"warnings\":[],\"says\":[{\"code\":"
        "\"page\",\"message\":\"Quét được một trang 210 × 297 mm.\",\"message_en\":\"One page came.\"}]}";
    if (q->what != SCANNER_ASK_CONNECTED && strcmp(q->name, "quay") != 0)
        return strcmp(q->name, "kho") ? so_fail(err, SO_ENOTFOUND, "no such scanner")
                                      : so_fail(err, SO_EBUSY, "scanner kho is attention");
    const char *answer = q->what == SCANNER_ASK_CONNECTED ? list
                         : q->what == SCANNER_ASK_TEST    ? test
                                                          : "[{\"name\":\"mode\",\"value\":\"Gray\",\"active\":true}]";
    return buf_append_str(ret_json, answer);
}

static int add_scanner(void *context, const char *name, const char *label, const char *device, struct so_error *err)
{
    (void)context, (void)label, (void)device;
    return strcmp(name, "quay") ? SO_OK : so_fail(err, SO_EEXISTS, "sohoad.yaml: has a scanner 'quay' already");
}

static int import_file(void *context, const struct import_request *request, int64_t *ret_source, struct so_error *err)
{
    struct desk *d = context;
    struct buf head = BUF_INIT;
    int r = file_read_all(request->path, API_IMPORT_MAX, &head, err);
    unlink(request->path);
    if (!r && (head.len < 3 || memcmp(head.data, "\xFF\xD8\xFF", 3) != 0))
        r = so_fail(err, SO_EFORMAT, "no JPEG");
    buf_free(&head);
    pthread_mutex_lock(&d->lock);
    if (!r)
        r = bring_page(d, request->name, ret_source, err);
    pthread_mutex_unlock(&d->lock);
    return r;
}

static int start_batch(void *context, const char *user, struct so_error *err)
{
    (void)user, (void)err;
    struct desk *d = context;
    events_batch(d->events, "going", 0);
    events_batch(d->events, "done", 12);
    return SO_OK;
}

static int see_status(void *context, struct daemon_view *ret_view, struct so_error *err)
{
    (void)context, (void)err;
    *ret_view = (struct daemon_view){
        .version = "test", .started_ms = clock_now_ms(), .workers = 2, .disk_free_bytes = 123000000000u};
    return SO_OK;
}

static int open_image(void *context, int64_t page, int *ret_fd, struct so_error *err)
{
    struct desk *d = context;
    struct store_page row = {0};
    int r = store_page_load(d->store, page, &row, err);
    bool kept = row.image_kept;
    store_page_free(&row);
    if (r || !kept)
        return r ? r : SO_EEND;
    int fd = open(d->image, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return so_fail_errno(err, "%s", d->image);
    *ret_fd = fd;
    return SO_OK;
}

static int open_pdf(struct desk *d, int *ret_fd, struct so_error *err)
{
    int fd = open(d->pdf, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return so_fail_errno(err, "%s", d->pdf);
    *ret_fd = fd;
    return SO_OK;
}

static int paper_pdf(void *context, int64_t paper, int *ret_fd, struct so_error *err)
{
    struct desk *d = context;
    struct store_paper row = {0};
    int r = store_paper_load(d->store, paper, &row, err);
    store_paper_free(&row);
    return r ? r : open_pdf(d, ret_fd, err);
}

static int dossier_pdf(void *context, const char *dossier, int *ret_fd, struct so_error *err)
{
    if (strcmp(dossier, "000.14.34.H23-230716-0031") != 0)
        return so_fail(err, SO_ENOTFOUND, "no such dossier");
    return open_pdf(context, ret_fd, err);
}

static int partial_image(void *context, const char *scanner, struct buf *ret_jpeg, struct so_error *err)
{
    struct desk *d = context;
    if (strcmp(scanner, "kho") != 0)
        return so_fail(err, SO_ENOTFOUND, "no page has broken off");
    return file_read_all(d->image, API_IMPORT_MAX, ret_jpeg, err);
}

static int arrange(void *context, int64_t source, struct so_error *err)
{
    struct desk *d = context;
    return assembly_arrange(d->assembly, source, err);
}

static int look_over(void *context, int64_t source, struct so_error *err)
{
    struct desk *d = context;
    return assembly_look_over(d->assembly, source, err);
}

static int fill(struct desk *d, struct so_error *err)
{
    int64_t id, source, page, paper;
    int r = store_user_add(d->store, "lan", "Nguyễn Thị Lan", STORE_USER_CLERK, PASSWORD, &id, err);
    if (!r)
        r = store_user_add(d->store, "quan-tri", "Quản trị", STORE_USER_ADMIN, PASSWORD, &id, err);
    for (; !r && d->next < specimen_count(); d->next++)
        r = specimen_put(d->store, d->next, d->image, NULL, &source, &page, &paper, err);
    if (!r && d->with_stack)
        r = specimen_put_stack(d->store, d->image, &d->stack, err);
    return r ? r : specimen_put_unread(d->store, d->image, err);
}

/* The other files of the configuration lie in the folder above the papers' one. */
static int load_definitions(const char *papers, struct definitions *ret, struct so_error *err)
{
    static const char *const names[] = {"office", "procedures", "registers"};
    struct buf paths[3] = {BUF_INIT, BUF_INIT, BUF_INIT};
    int r = SO_OK;
    for (int i = 0; !r && i < 3; i++)
        r = buf_printf(&paths[i], "%s/../%s.yaml", papers, names[i]);
    struct definition_files files = {papers, buf_str(&paths[0]), buf_str(&paths[1]), buf_str(&paths[2])};
    r = r ? so_fail(err, r, "out of memory") : definitions_load(&files, ret, err);
    for (int i = 0; i < 3; i++)
        buf_free(&paths[i]);
    return r;
}

/* arguments: FOLDER WEB PAPERS IMAGE, and NULLs or a certificate and its key. */
static int serve(struct desk *d, const struct commands *commands, char **arguments, struct so_error *err)
{
    struct definitions definitions = {0};
    struct http_server *server = NULL;
    int r = load_definitions(arguments[2], &definitions, err);
    r = r ? r : learnt_new(d->store, definitions.rules, &d->learnt, err);
    r = r ? r : assembly_new(d->store, d->learnt, d->events, &d->assembly, err);
    r = r || !d->stack ? r : assembly_arrange(d->assembly, d->stack, err);
    struct casework casework = {d->store, definitions.procedures, definitions.office, definitions.rules};
    struct buf list_folder = BUF_INIT;
    r = r ? r : buf_printf(&list_folder, "%s/../lists", arguments[2]);
    struct list_desk lists = {d->store, WORKER_LIST, buf_str(&list_folder)};
    struct api api = {.store = d->store,
                      .rules = definitions.rules,
                      .casework = &casework,
                      .events = d->events,
                      .commands = commands,
                      .office = "UBND xã Đồng Tâm",
                      .office_def = definitions.office,
                      .registers = definitions.registers,
                      .lists = &lists,
                      .local_token = LOCAL_TOKEN};
    struct http_settings settings = {.listen_fd = -1,
                                     .static_folder = arguments[1],
                                     .upload_folder = arguments[0],
                                     .tls_certificate = arguments[4],
                                     .tls_key = arguments[4] ? arguments[5] : NULL,
                                     .stream_seconds = 1};
    api_serve_by(&api, &settings);
    if (!r)
        r = http_server_open(&settings, &server, err);
    if (!r) {
        printf("port %u\ntoken %s\n", http_server_port(server), LOCAL_TOKEN);
        fflush(stdout);
        char end;
        while (read(STDIN_FILENO, &end, 1) > 0)
            continue;
    }
    http_server_free(server);
    assembly_free(d->assembly);
    learnt_free(d->learnt);
    definitions_free(&definitions);
    buf_free(&list_folder);
    return r;
}

/* What the audit log holds in the end, oldest first, for tests to judge. */
static void print_audit(struct store *store)
{
    struct store_audit rows = {0};
    if (store_audit_list(store, NULL, 0, 0, 1000, &rows, NULL) == SO_OK)
        for (size_t i = rows.len; i-- > 0;)
            printf("audit %s %s %s %lld %s\n", rows.items[i].user, rows.items[i].action, rows.items[i].object,
                   (long long)rows.items[i].object_id, rows.items[i].detail);
    store_audit_free(&rows);
}

int main(int argc, char **argv)
{
    bool empty = argc > 1 && !strcmp(argv[1], "--empty");
    bool stack = argc > 1 && !strcmp(argv[1], "--stack");
    argv += empty || stack;
    argc -= empty || stack;
    if (argc != 5 && argc != 7) {
        fprintf(stderr, "usage: testserver [--empty | --stack] FOLDER WEB PAPERS IMAGE [CERTIFICATE KEY]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct desk d = {.with_stack = stack, .image = argv[4], .pdf = file_join(argv[1], "giay.pdf"), .events = events_new()};
    pthread_mutex_init(&d.lock, NULL);
    init_scanners(&d);
    struct commands commands = {.context = &d,
                                .scanners = see_scanners,
                                .scanner = act_on_scanner,
                                .ask_scanner = ask_scanner,
                                .add_scanner = add_scanner,
                                .import = import_file,
                                .batch = start_batch,
                                .status = see_status,
                                .page_image = open_image,
                                .paper_pdf = paper_pdf,
                                .dossier_pdf = dossier_pdf,
                                .partial_image = partial_image,
                                .arrange = arrange,
                                .look_over = look_over};
    struct so_error err = {0};
    static const char pdf[] = "%PDF-1.7\n% stands for a document\n%%EOF\n";
    int r = store_open(&(struct store_options){.folder = argv[1]}, &d.store, &err);
    if (!r)
        r = file_write_whole(d.pdf, pdf, sizeof pdf - 1, 0600, &err);
    if (!r && !empty)
        r = fill(&d, &err);
    if (!r)
        r = serve(&d, &commands, argv + 1, &err);
    if (!r)
        print_audit(d.store);
    if (r)
        fprintf(stderr, "testserver: %s: %s\n", so_result_name(r), err.text);
    store_close(d.store);
    events_free(d.events);
    free(d.pdf);
    pthread_mutex_destroy(&d.lock);
    return r ? 1 : 0;
}
