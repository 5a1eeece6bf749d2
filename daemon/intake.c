#include "daemon/intake.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "daemon/master.h"
#include "daemon/unpack.h"
#include "store/object.h"
#include "store/stack.h"

#define RETRY_WAIT_S 10
#define INTAKE_NICENESS 5

static int add_pages(struct store *store, const struct unpack *u, const char *object, int64_t source,
                     struct intake_result *result, struct so_error *err)
{
    for (int n = 1; n <= unpack_pages(u); n++) {
        struct store_page_new page = {
            .source = source, .seq = n, .object = object, .file_page = n, .media_type = unpack_media_type(u)};
        struct store_page_added added = {0};
        int r = store_page_add(store, &page, &added, err);
        if (r)
            return r;
        result->pages++;
        result->twins += added.twin_page != 0;
        if (added.twin_page)
            result->twin_page = added.twin_page;
    }
    return SO_OK;
}

int intake_file(struct store *store, const struct intake_file *file, struct intake_result *ret_result,
                struct so_error *err)
{
    struct unpack *u = NULL;
    int r = unpack_open(file->path, file->name, &u, err);
    if (r)
        return r;
    struct store_object object;
    struct intake_result result = {0};
    char uuid[SPOOL_UUID_SIZE];
    if (file->key)
        snprintf(uuid, sizeof uuid, "%s", file->key);
    else
        spool_make_uuid(uuid);
    struct store_source_new source = {
        .batch_uuid = uuid,
        .origin = file->origin,
        .priority = file->priority,
        .name = file->name,
        .dossier = file->dossier,
        .user = file->user,
    };
    bool existed;
    r = store_object_put_file(store, file->path, &object, err);
    r = r ? r : store_source_add(store, &source, &result.source, &existed, err);
    r = r ? r : add_pages(store, u, object.hash, result.source, &result, err);
    r = r ? r : store_source_close(store, result.source, err);
    unpack_close(u);
    if (!r)
        *ret_result = result;
    return r;
}

/* A page to be put, or (number 0) the end of a batch. */
struct item {
    struct item *next;
    char scanner[SPOOL_NAME_MAX + 1];
    char batch[SPOOL_UUID_SIZE];
    uint32_t number, place, sheet, sheets; /* sheets: stated for the batch; 0: not */
    bool back, upside_down;
    unsigned flags, resolution;
    int64_t time_ms;
    char *path;
    struct store_trouble *troubles; /* of the end of a batch */
    size_t ntroubles;
};

struct intake {
    struct store *store;
    const struct settings *settings;
    const char *scratch;
    const struct intake_hooks *hooks;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct item *first, **last;
    bool stopping;
    pthread_t thread;
};

static void item_free(struct item *item)
{
    for (size_t i = 0; i < item->ntroubles; i++)
        free(item->troubles[i].kind);
    free(item->troubles);
    free(item->path);
    free(item);
}

static int find_source(struct intake *in, const struct item *item, int64_t *ret_source, struct so_error *err)
{
    struct store_source_new source = {
        .batch_uuid = item->batch,
        .origin = STORE_SCAN,
        .priority = STORE_COUNTER,
        .scanner = item->scanner,
        .sheets = (int)item->sheets,
    };
    bool existed;
    return store_source_add(in->store, &source, ret_source, &existed, err);
}

static int put_page(struct intake *in, const struct item *item, int64_t *ret_page, struct so_error *err)
{
    char name[80];
    snprintf(name, sizeof name, "%s-%u.png", item->batch, item->number);
    char *png = file_join(in->scratch, name);
    struct store_object object;
    int64_t source = 0;
    int r = png ? master_write(item->path, png, item->resolution, item->upside_down, err)
                : so_fail(err, SO_ENOMEM, "out of memory");
    r = r ? r : store_object_put_file(in->store, png, &object, err);
    r = r ? r : find_source(in, item, &source, err);
    if (png)
        unlink(png);
    free(png);
    if (r)
        return r;
    struct store_page_new page = {
        .source = source,
        .seq = (int)item->place,
        .object = object.hash,
        .file_page = 1,
        .media_type = "image/png",
        .flags = item->flags,
        .sheet = (int)item->sheet,
        .back = item->back,
        .captured = item->time_ms,
    };
    struct store_page_added added;
    r = store_page_add(in->store, &page, &added, err);
    if (!r)
        *ret_page = added.page;
    return r;
}

/* A batch of which nothing came whole is known to the record only if something of it must be looked at. */
static int put_end(struct intake *in, const struct item *item, struct so_error *err)
{
    int64_t source;
    int r = item->ntroubles ? find_source(in, item, &source, err) : store_source_find(in->store, item->batch, &source, err);
    if (r == SO_ENOTFOUND)
        return SO_OK;
    r = r ? r : store_troubles_put(in->store, source, item->troubles, item->ntroubles, err);
    r = r ? r : store_source_close(in->store, source, err);
    if (!r)
        in->hooks->closed(in->hooks->ctx, source);
    return r;
}

/* Does one item; false when it must be tried again. */
static bool do_item(struct intake *in, const struct item *item)
{
    struct so_error err = {0};
    int64_t page = 0;
    int r = item->number ? put_page(in, item, &page, &err) : put_end(in, item, &err);
    if (!r && item->number)
        in->hooks->handed(in->hooks->ctx, item->scanner, item->batch, item->number, page);
    if (r)
        in->hooks->failed(in->hooks->ctx, item->scanner, item->batch, item->number, &err);
    return !r || r == SO_ENOTFOUND || r == SO_EFORMAT || r == SO_EEXISTS || r == SO_EINVALID;
}

static bool wait_before_retry(struct intake *in)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += RETRY_WAIT_S;
    pthread_mutex_lock(&in->lock);
    while (!in->stopping)
        if (pthread_cond_timedwait(&in->wake, &in->lock, &until))
            break;
    bool go_on = !in->stopping;
    pthread_mutex_unlock(&in->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct intake *in = arg;
    /* On Linux of this thread alone. Packing stands back for the next sheet, which is asked for on another one. */
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), INTAKE_NICENESS);
    for (;;) {
        pthread_mutex_lock(&in->lock);
        while (!in->first && !in->stopping)
            pthread_cond_wait(&in->wake, &in->lock);
        struct item *item = in->stopping ? NULL : in->first;
        pthread_mutex_unlock(&in->lock);
        if (!item)
            return NULL;
        if (!do_item(in, item)) {
            if (!wait_before_retry(in))
                return NULL;
            continue;
        }
        pthread_mutex_lock(&in->lock);
        in->first = item->next;
        if (!in->first)
            in->last = &in->first;
        pthread_mutex_unlock(&in->lock);
        item_free(item);
    }
}

int intake_new(struct store *store, const struct settings *settings, const char *scratch,
               const struct intake_hooks *hooks, struct intake **ret_intake, struct so_error *err)
{
    struct intake *in = calloc(1, sizeof *in);
    if (!in)
        return so_fail(err, SO_ENOMEM, "out of memory");
    *in = (struct intake){.store = store, .settings = settings, .scratch = scratch, .hooks = hooks};
    in->last = &in->first;
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->wake, NULL);
    if (pthread_create(&in->thread, NULL, run, in)) {
        free(in);
        return so_fail(err, SO_ENOMEM, "no thread for the intake");
    }
    *ret_intake = in;
    return SO_OK;
}

void intake_free(struct intake *in)
{
    if (!in)
        return;
    pthread_mutex_lock(&in->lock);
    in->stopping = true;
    pthread_cond_broadcast(&in->wake);
    pthread_mutex_unlock(&in->lock);
    pthread_join(in->thread, NULL);
    while (in->first) {
        struct item *next = in->first->next;
        item_free(in->first);
        in->first = next;
    }
    pthread_cond_destroy(&in->wake);
    pthread_mutex_destroy(&in->lock);
    free(in);
}

static struct item *new_item(const struct spool_batch_info *batch)
{
    struct item *item = calloc(1, sizeof *item);
    if (!item)
        return NULL;
    memcpy(item->scanner, batch->scanner, sizeof item->scanner);
    memcpy(item->batch, batch->uuid, sizeof item->batch);
    item->sheets = batch->stated;
    return item;
}

static void enqueue(struct intake *in, struct item *item)
{
    pthread_mutex_lock(&in->lock);
    *in->last = item;
    in->last = &item->next;
    pthread_cond_signal(&in->wake);
    pthread_mutex_unlock(&in->lock);
}

/* Of a feeder that sees both sides at once; a stack that a person turned over lies as that person laid it. */
static bool turns_backs(const struct settings *settings, const char *scanner)
{
    for (size_t i = 0; i < settings->nscanners; i++)
        if (!strcmp(settings->scanners[i].name, scanner))
            return settings->scanners[i].duplex_back_rotate == 180;
    return false;
}

int intake_page(struct intake *in, const struct spool_batch_info *batch, const struct spool_page_info *page)
{
    if (page->kind != SPOOL_PAGE_WHOLE || page->handed)
        return SO_OK;
    struct item *item = new_item(batch);
    if (!item)
        return SO_ENOMEM;
    item->number = page->number;
    item->place = page->place;
    item->sheet = page->sheet;
    item->back = page->back;
    item->upside_down = page->back && batch->duplex && turns_backs(in->settings, batch->scanner);
    item->flags = page->flags;
    item->resolution = page->resolution;
    item->time_ms = page->time_ms;
    item->path = strdup(page->path);
    if (!item->path) {
        item_free(item);
        return SO_ENOMEM;
    }
    enqueue(in, item);
    return SO_OK;
}

int intake_close(struct intake *in, const struct spool_batch_info *batch, const struct intake_trouble *troubles, size_t n)
{
    struct item *item = new_item(batch);
    if (!item)
        return SO_ENOMEM;
    item->troubles = calloc(n + 1, sizeof *item->troubles);
    int r = item->troubles ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < n; i++) {
        const struct intake_trouble *t = &troubles[i];
        char *kind = strdup(t->kind);
        item->troubles[i] = (struct store_trouble){(int)t->number, (int)t->sheet, t->back, kind};
        item->ntroubles = i + 1;
        r = kind ? SO_OK : SO_ENOMEM;
    }
    if (r)
        item_free(item);
    else
        enqueue(in, item);
    return r;
}
