#include "rig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"

#define WIDTH 295 /* 100 x 140 mm at 75 dpi */
#define HEIGHT 413
#define WAIT_MS 20000
#define SHEETS_KNOWN 64

static const struct scanner_tempo quick = {.open_retry = {20, 40, 80},
                                           .backoff = {20, 40, 80, 160},
                                           .absent = 100,
                                           .busy = 50,
                                           .busy_tries = 3,
                                           .close = 300,
                                           .recycle = 600000,
                                           .network = 60,
                                           .network_quiet = 100,
                                           .network_lost = 200,
                                           .network_timeout = 500};

static void write_file(const char *path, const void *data, size_t len)
{
    struct so_error err;
    if (file_write_whole(path, data, len, 0644, &err))
        fail_msg("%s", err.text);
}

static void make_dir(const char *path)
{
    struct so_error err;
    if (file_make_dirs(path, &err))
        fail_msg("%s", err.text);
}

static const char *in_desk(const struct rig *rig, const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/%s", rig->desk, name);
    return path;
}

void rig_init(struct rig *rig)
{
    static char *sources[] = {(char *)(uintptr_t)"ADF Front"};
    char path[400];
    memset(rig, 0, sizeof *rig);
    rig->tempo = quick;
    /* In memory where that can be: thousands of syncs are not what is tested. */
    const char *base = getenv("TMPDIR");
    if (!base)
        base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(rig->dir, sizeof rig->dir, "%s/vscan-XXXXXX", base);
    if (!mkdtemp(rig->dir))
        fail_msg("%s: %s", rig->dir, strerror(errno));
    snprintf(rig->desk, sizeof rig->desk, "%s/desk", rig->dir);
    snprintf(rig->system_root, sizeof rig->system_root, "%s/root", rig->dir);
    make_dir(in_desk(rig, "adf"));
    make_dir(in_desk(rig, "taken"));
    snprintf(path, sizeof path, "%s/cfg/dll.d", rig->dir);
    make_dir(path);
    snprintf(path, sizeof path, "%s/cfg/dll.conf", rig->dir);
    write_file(path, "vscan\n", 6);
    rig_put_file(rig, "dpi", "75\n");
#define TEXT(s) ((char *)(uintptr_t)(s))
    rig->settings = (struct settings_scanner){.name = TEXT("desk"),
                                              .label = TEXT("Bàn thử"),
                                              .enabled = true,
                                              .device = TEXT(""),
                                              .match_serial = TEXT(""),
                                              .match_usb = TEXT(""),
                                              .match_port = TEXT(""),
                                              .match_backend = TEXT("vscan"),
                                              .url = TEXT(""),
                                              .sources = {sources, 1, 1},
                                              .mode = TEXT("Gray"),
                                              .resolution = 75,
                                              .paper_width_mm = 100,
                                              .paper_height_mm = 140,
                                              .poll_ms = 20,
                                              .button_debounce_ms = 50,
                                              .paper_settle_ms = 60,
                                              .first_byte_timeout = 1,
                                              .byte_timeout = 1,
                                              .open_timeout = 2,
                                              .option_timeout = 2,
                                              .cancel_grace = 1,
                                              .max_pages = 200,
                                              .batch_idle_close = 600};
}

static struct rig_page *add_page(struct rig *rig, const struct spool_batch_info *batch, const struct spool_page_info *page)
{
    if (rig->npages == RIG_PAGES_MAX)
        fail_msg("more pages than the rig keeps");
    struct rig_page *p = &rig->pages[rig->npages++];
    p->info = *page;
    snprintf(p->batch, sizeof p->batch, "%s", batch->uuid);
    return p;
}

static void on_page(void *ctx, struct scanner *s, const struct scanner_page *page)
{
    struct rig *rig = ctx;
    struct so_error err;
    (void)s;
    add_page(rig, page->batch, page->page);
    /* A hand-over that cannot be noted is repeated after the next start. */
    if (page->page->kind == SPOOL_PAGE_WHOLE)
        (void)spool_page_handed(rig->spool, rig->settings.name, page->batch->uuid, page->page->number, rig->npages, &err);
    if (rig->on_page)
        rig->on_page(rig);
}

static void on_state(void *ctx, struct scanner *s, const struct scanner_status *status)
{
    struct rig *rig = ctx;
    (void)s;
    rig->status = *status;
    if (getenv("RIG_VERBOSE"))
        fprintf(stderr, "  state %s code '%s' pages %u sheet %u\n", scanner_state_name(status->state), status->code,
                status->pages, status->sheet);
}

static void on_event(void *ctx, struct scanner *s, enum scanner_event event, const char *name)
{
    struct rig *rig = ctx;
    (void)s;
    (void)name;
    rig->buttons += event == SCANNER_EVENT_BUTTON;
    rig->papers += event == SCANNER_EVENT_PAPER;
}

static void on_closed(void *ctx, struct scanner *s, const struct spool_batch_info *batch)
{
    struct rig *rig = ctx;
    (void)s;
    rig->closed++;
    rig->closed_as = batch->state;
    rig->closed_info = *batch;
}

static void on_log(void *ctx, struct scanner *s, int level, const char *line)
{
    struct rig *rig = ctx;
    unsigned number, ms;
    char kind[16];
    (void)s;
    if (getenv("RIG_VERBOSE"))
        fprintf(stderr, "  log %d: %s\n", level, line);
    (void)buf_printf(&rig->log, "%s\n", line);
    rig->bugs += strstr(line, "the diagram does not have") != NULL;
    if (sscanf(line, "page %u is %15s after %u ms", &number, kind, &ms) == 3) {
        rig->acks++;
        rig->ack_ms_max = ms > rig->ack_ms_max ? ms : rig->ack_ms_max;
    }
}

static void recovered_page(void *ctx, const struct spool_batch_info *batch, const struct spool_page_info *page)
{
    struct rig *rig = ctx;
    struct so_error err;
    add_page(rig, batch, page);
    rig->recovered++;
    if (page->kind == SPOOL_PAGE_WHOLE &&
        spool_page_handed(rig->spool, batch->scanner, batch->uuid, page->number, rig->npages, &err))
        fail_msg("%s", err.text);
}

static void recovery_trouble(void *ctx, const char *path, const struct so_error *err)
{
    (void)ctx;
    fail_msg("%s: %s", path, err->text);
}

void rig_start(struct rig *rig)
{
    struct so_error err;
    char path[400];
    static char run_dir[300], config[300];
    snprintf(run_dir, sizeof run_dir, "%s/run", rig->dir);
    snprintf(config, sizeof config, "%s/cfg", rig->dir);
    setenv("LD_LIBRARY_PATH", SOHOA_BUILD_DIR "/lib/sane", 1);
    setenv("SOHOA_VSCAN_DIR", rig->desk, 1);
    setenv("SOHOA_SCAN_ENV", "LD_LIBRARY_PATH,SOHOA_VSCAN_DIR", 1);
    snprintf(path, sizeof path, "%s/spool", rig->dir);
    rig->hooks = (struct scanner_hooks){rig, on_page, on_state, on_event, on_closed, on_log, NULL};
    assert_true(sd_event_new(&rig->loop) >= 0);
    struct spool_options options = {.disk = rig->disk};
    if (spool_open(path, &options, &rig->spool, &err))
        fail_msg("%s", err.text);
    struct spool_visitor visitor = {rig, recovered_page, recovery_trouble};
    if (spool_recover(rig->spool, &visitor, &err))
        fail_msg("%s", err.text);
    rig->env = (struct scanner_env){.loop = rig->loop,
                                    .spool = rig->spool,
                                    .worker = SOHOA_BUILD_DIR "/worker_scan",
                                    .run_dir = run_dir,
                                    .sane_config_dir = rig->private_config ? NULL : config,
                                    .tempo = &rig->tempo,
                                    .system_root = rig->system_root,
                                    .hooks = &rig->hooks};
    if (scanner_new(&rig->settings, &rig->env, &rig->scanner, &err))
        fail_msg("%s", err.text);
}

void rig_stop(struct rig *rig)
{
    scanner_free(rig->scanner);
    rig->scanner = NULL;
    spool_free(rig->spool);
    rig->spool = NULL;
    rig->loop = sd_event_unref(rig->loop);
}

void rig_destroy(struct rig *rig)
{
    rig_stop(rig);
    buf_free(&rig->log);
    if (!getenv("RIG_KEEP"))
        (void)file_remove_tree(rig->dir, NULL);
}

/* Noise that depends on the sheet and its side alone. */
static void fill_noise(uint8_t *out, size_t len, unsigned sheet, bool back)
{
    uint32_t x = 2463534242u ^ (sheet * 2654435761u) ^ (back ? 0x5bd1e995u : 0);
    for (size_t i = 0; i < len; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        out[i] = (uint8_t)x;
    }
}

static void put_image(const struct rig *rig, const char *name, unsigned sheet, bool back)
{
    static uint8_t data[64 + WIDTH * HEIGHT];
    int n = snprintf((char *)data, 64, "P5\n%d %d\n255\n", WIDTH, HEIGHT);
    fill_noise(data + n, WIDTH * HEIGHT, sheet, back);
    write_file(in_desk(rig, name), data, (size_t)n + WIDTH * HEIGHT);
}

void rig_put_sheet(const struct rig *rig, unsigned n, bool back)
{
    char name[64];
    /* The back first: a front that is already there could be pulled in without it. */
    snprintf(name, sizeof name, "adf/s%03ub.pnm", n);
    if (back)
        put_image(rig, name, n, true);
    snprintf(name, sizeof name, "adf/s%03u.pnm", n);
    put_image(rig, name, n, false);
}

void rig_put_back(const struct rig *rig, unsigned place, unsigned n)
{
    char name[64];
    snprintf(name, sizeof name, "adf/t%03u.pnm", place);
    put_image(rig, name, n, true);
}

void rig_put_glass(const struct rig *rig, unsigned n)
{
    put_image(rig, "glass.pnm", n, false);
}

void rig_put_file(const struct rig *rig, const char *name, const char *text)
{
    write_file(in_desk(rig, name), text, strlen(text));
}

void rig_remove_file(const struct rig *rig, const char *name)
{
    (void)unlink(in_desk(rig, name));
}

bool rig_has_file(const struct rig *rig, const char *name)
{
    return access(in_desk(rig, name), F_OK) == 0;
}

void rig_return_sheet(const struct rig *rig, unsigned n)
{
    char from[1024], name[64];
    for (int back = 1; back >= 0; back--) {
        snprintf(name, sizeof name, "taken/s%03u%s.pnm", n, back ? "b" : "");
        snprintf(from, sizeof from, "%s", in_desk(rig, name));
        snprintf(name, sizeof name, "adf/s%03u%s.pnm", n, back ? "b" : "");
        (void)rename(from, in_desk(rig, name));
    }
}

void rig_return_back(const struct rig *rig, unsigned place)
{
    char from[1024], name[64];
    snprintf(name, sizeof name, "taken/t%03u.pnm", place);
    snprintf(from, sizeof from, "%s", in_desk(rig, name));
    snprintf(name, sizeof name, "adf/t%03u.pnm", place);
    (void)rename(from, in_desk(rig, name));
}

static void step(struct rig *rig, uint64_t ms)
{
    if (sd_event_run(rig->loop, ms * 1000) < 0)
        fail_msg("the event loop failed");
}

void rig_until(struct rig *rig, enum scanner_state state)
{
    int64_t end = clock_mono_ms() + WAIT_MS;
    while (rig->status.state != state || !rig->status.name) {
        if (clock_mono_ms() > end)
            fail_msg("still %s (%s) after %d s, not %s", scanner_state_name(rig->status.state), rig->status.code,
                     WAIT_MS / 1000, scanner_state_name(state));
        step(rig, 100);
    }
}

void rig_until_true(struct rig *rig, bool (*test)(const struct rig *rig))
{
    int64_t end = clock_mono_ms() + WAIT_MS;
    while (!test(rig)) {
        if (clock_mono_ms() > end)
            fail_msg("still %s (%s) after %d s", scanner_state_name(rig->status.state), rig->status.code, WAIT_MS / 1000);
        step(rig, 100);
    }
}

bool rig_until_either(struct rig *rig, bool (*test)(const struct rig *rig), unsigned ms)
{
    int64_t end = clock_mono_ms() + ms;
    while (!test(rig) && clock_mono_ms() < end)
        step(rig, 5);
    return test(rig);
}

bool rig_batch_closed(const struct rig *rig)
{
    return rig->closed > 0 && rig->status.state == SCANNER_WATCHING;
}

void rig_run_ms(struct rig *rig, unsigned ms)
{
    int64_t end = clock_mono_ms() + ms;
    for (int64_t now = clock_mono_ms(); now < end; now = clock_mono_ms())
        step(rig, (uint64_t)(end - now));
}

/* The raster of a file that the spool wrote, past its three header lines. */
static bool read_raster(const char *path, struct buf *file, const uint8_t **ret_data, size_t *ret_len)
{
    if (file_read_all(path, 16u << 20, file, NULL))
        return false;
    const char *p = buf_str(file);
    int lines = p[0] == 'P' && p[1] == '4' ? 2 : 3; /* black and white has no maximum */
    for (int line = 0; line < lines && p; line++) {
        p = strchr(p, '\n');
        p = p ? p + 1 : NULL;
    }
    if (!p)
        return false;
    *ret_data = (const uint8_t *)p;
    *ret_len = file->len - (size_t)(p - file->data);
    return true;
}

static bool raster_is(const uint8_t *data, size_t len, unsigned sheet, bool back, bool whole)
{
    static uint8_t want[WIDTH * HEIGHT];
    fill_noise(want, sizeof want, sheet, back);
    return len <= sizeof want && (!whole || len == sizeof want) && !memcmp(data, want, len);
}

/* A raster in colour or black and white as the gray one that it was made from; NULL when it is none of the sizes. */
static uint8_t *as_gray(const uint8_t *data, size_t len, unsigned threshold_sheet, bool back)
{
    size_t row = (WIDTH + 7) / 8;
    uint8_t *gray = malloc(WIDTH * HEIGHT);
    if (!gray || (len != 3 * WIDTH * HEIGHT && len != row * HEIGHT)) {
        free(gray);
        return NULL;
    }
    /* Of black and white only the side of the threshold is left: the original's value stands where it agrees. */
    fill_noise(gray, WIDTH * HEIGHT, threshold_sheet, back);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        bool black = len == row * HEIGHT && (data[i / WIDTH * row + i % WIDTH / 8] & (0x80 >> (i % WIDTH % 8)));
        if (len != row * HEIGHT)
            gray[i] = data[3 * i] == data[3 * i + 1] && data[3 * i] == data[3 * i + 2] ? data[3 * i] : (uint8_t)~gray[i];
        else if (black != (gray[i] < 128))
            gray[i] = (uint8_t)~gray[i];
    }
    return gray;
}

bool rig_page_is(const struct rig_page *page, unsigned sheet, bool back)
{
    struct buf file = BUF_INIT;
    const uint8_t *data;
    size_t len;
    bool same = read_raster(page->info.path, &file, &data, &len);
    uint8_t *gray = same ? as_gray(data, len, sheet, back) : NULL;
    same = same && raster_is(gray ? gray : data, gray ? WIDTH * HEIGHT : len, sheet, back, true);
    free(gray);
    buf_free(&file);
    return same;
}

unsigned rig_identify(const char *path, bool *ret_back, bool *ret_whole)
{
    struct buf file = BUF_INIT;
    const uint8_t *data;
    size_t len;
    unsigned found = 0;
    bool ok = read_raster(path, &file, &data, &len) && len;
    for (unsigned n = 1; ok && !found && n <= SHEETS_KNOWN; n++)
        for (int back = 0; back <= 1; back++)
            if (raster_is(data, len, n, back, false)) {
                found = n;
                *ret_back = back;
                *ret_whole = raster_is(data, len, n, back, true);
            }
    buf_free(&file);
    return found;
}

bool rig_logged(const struct rig *rig, const char *text)
{
    return strstr(buf_str(&rig->log), text) != NULL;
}

void rig_clear_log(struct rig *rig)
{
    buf_clear(&rig->log);
}

pid_t rig_worker(pid_t parent)
{
    DIR *dir = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char path[300], name[32];
        int pid, ppid;
        snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        FILE *f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "re") : NULL;
        if (!f)
            continue;
        bool ok = fscanf(f, "%d (%31[^)]) %*c %d", &pid, name, &ppid) == 3;
        fclose(f);
        if (ok && ppid == parent && !strcmp(name, "worker_scan"))
            found = pid;
    }
    if (dir)
        closedir(dir);
    return found;
}

bool rig_kill_worker(pid_t parent)
{
    pid_t pid = rig_worker(parent);
    return pid && kill(pid, SIGKILL) == 0;
}

struct listing {
    struct rig *rig;
    char uuid[SPOOL_UUID_SIZE];
    unsigned next;
    bool both;
};

static int check_listed_page(void *ctx, const struct spool_page_info *info)
{
    struct listing *l = ctx;
    if (info->kind != SPOOL_PAGE_WHOLE)
        return SO_OK;
    struct rig_page page = {.info = *info};
    unsigned sheet = l->both ? l->next / 2 + 1 : l->next + 1;
    if (info->sheet != sheet || !rig_page_is(&page, sheet, l->both && l->next % 2)) {
        bool back = false, whole = false;
        unsigned really = rig_identify(info->path, &back, &whole);
        fail_msg("page %u, sheet %u in the journal, is %s of sheet %u, not that of sheet %u", info->number, info->sheet,
                 back ? "the back" : "the front", really, sheet);
    }
    l->next++;
    return SO_OK;
}

static int check_listed_batch(void *ctx, const struct spool_batch_info *b)
{
    struct listing *l = ctx;
    struct so_error err;
    if (l->uuid[0])
        fail_msg("more than one batch");
    snprintf(l->uuid, sizeof l->uuid, "%s", b->uuid);
    if (spool_batch_pages(l->rig->spool, b->scanner, b->uuid, check_listed_page, l, &err))
        fail_msg("%s", err.text);
    return SO_OK;
}

void rig_check_spool(struct rig *rig, unsigned sheets, bool both)
{
    struct listing l = {.rig = rig, .both = both};
    struct so_error err;
    if (spool_batches(rig->spool, NULL, check_listed_batch, &l, &err))
        fail_msg("%s", err.text);
    assert_int_equal(l.next, both ? 2 * sheets : sheets);
}

struct counting {
    struct rig *rig;
    struct rig_tally *tally;
    unsigned whole[2][SHEETS_KNOWN + 1];
};

static int count_page(void *ctx, const struct spool_page_info *p)
{
    struct counting *c = ctx;
    bool back = false, whole = false;
    c->tally->recovered += p->kind == SPOOL_PAGE_WHOLE && (p->flags & SPOOL_RECOVERED);
    c->tally->partial += p->kind == SPOOL_PAGE_PARTIAL;
    c->tally->empty += p->kind == SPOOL_PAGE_EMPTY;
    c->tally->unknown += p->kind == SPOOL_PAGE_UNKNOWN;
    c->tally->repeats += p->kind == SPOOL_PAGE_REPEAT;
    if (p->kind != SPOOL_PAGE_WHOLE)
        return SO_OK;
    unsigned sheet = rig_identify(p->path, &back, &whole);
    c->tally->half_as_whole += !sheet || !whole;
    c->whole[back][sheet]++;
    return SO_OK;
}

static int count_batch(void *ctx, const struct spool_batch_info *b)
{
    struct counting *c = ctx;
    struct so_error err;
    if (spool_batch_pages(c->rig->spool, b->scanner, b->uuid, count_page, c, &err))
        fail_msg("%s", err.text);
    return SO_OK;
}

void rig_count_spool(struct rig *rig, unsigned sheets, bool both, struct rig_tally *io_tally)
{
    struct counting c = {.rig = rig, .tally = io_tally};
    struct so_error err;
    if (spool_batches(rig->spool, NULL, count_batch, &c, &err))
        fail_msg("%s", err.text);
    for (unsigned sheet = 1; sheet <= sheets; sheet++)
        for (int back = 0; back <= both; back++) {
            io_tally->sides++;
            io_tally->lost += !c.whole[back][sheet];
            io_tally->twice += c.whole[back][sheet] > 1;
        }
}
