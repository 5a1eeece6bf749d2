#include "image/blobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"

struct build {
    struct run *runs;
    size_t len, cap;
    int *parent; /* of each run, a run of the same blob; roots point to themselves */
};

static int root_of(int *parent, int i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static int add_run(struct build *b, int y, int x0, int x1)
{
    if (b->len == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 16384;
        struct run *runs = realloc(b->runs, cap * sizeof *runs);
        if (runs)
            b->runs = runs;
        int *parent = realloc(b->parent, cap * sizeof *parent);
        if (parent)
            b->parent = parent;
        if (!runs || !parent)
            return SO_ENOMEM;
        b->cap = cap;
    }
    b->runs[b->len] = (struct run){y, x0, x1, 0};
    b->parent[b->len] = (int)b->len;
    b->len++;
    return SO_OK;
}

static int find_runs(struct build *b, const uint8_t *row, int y, int width, unsigned wanted)
{
    for (int x = raster_skip_zero(row, 0, width); x < width; x = raster_skip_zero(row, x, width)) {
        int start = x;
        while (x < width && ((wanted >> row[x]) & 1))
            x++;
        if (x > start && add_run(b, y, start, x))
            return SO_ENOMEM;
        x += x == start;
    }
    return SO_OK;
}

/* Joins the runs of a row (from first) with those of the row above (from above to first) that they touch. */
static void join_rows(struct build *b, size_t above, size_t first)
{
    size_t j = above;
    for (size_t i = first; i < b->len; i++) {
        while (j < first && b->runs[j].x1 < b->runs[i].x0)
            j++;
        for (size_t k = j; k < first && b->runs[k].x0 <= b->runs[i].x1; k++) {
            int p = root_of(b->parent, (int)i), q = root_of(b->parent, (int)k);
            b->parent[p > q ? p : q] = p > q ? q : p;
        }
    }
}

static int make_blobs(struct build *b, struct blobs *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < b->len; i++)
        if (b->parent[i] == (int)i)
            b->runs[i].blob = (int)count++;
    struct blob *items = calloc(count + 1, sizeof *items);
    if (!items)
        return SO_ENOMEM;
    for (size_t i = 0; i < b->len; i++) {
        struct run *run = &b->runs[i];
        run->blob = b->runs[root_of(b->parent, (int)i)].blob;
        struct blob *blob = &items[run->blob];
        blob->box = box_union(blob->box, (struct box){run->x0, run->y, run->x1 - run->x0, 1});
        blob->area += run->x1 - run->x0;
    }
    *ret = (struct blobs){.items = items, .len = count, .runs = b->runs, .nruns = b->len};
    return SO_OK;
}

int blobs_find(const struct raster *classes, unsigned wanted, struct blobs *ret_blobs)
{
    struct build b = {0};
    size_t above = 0, first = 0;
    int r = SO_OK;
    for (int y = 0; !r && y < classes->height; y++) {
        first = b.len;
        r = find_runs(&b, raster_row(classes, y), y, classes->width, wanted & ~1u);
        if (!r)
            join_rows(&b, above, first);
        above = first;
    }
    r = r ? r : make_blobs(&b, ret_blobs);
    free(b.parent);
    if (r)
        free(b.runs);
    return r;
}

void blobs_free(struct blobs *blobs)
{
    free(blobs->items);
    free(blobs->runs);
    *blobs = (struct blobs){0};
}

void blobs_erase(const struct blobs *blobs, const uint8_t *chosen, struct raster *classes)
{
    for (size_t i = 0; i < blobs->nruns; i++) {
        const struct run *run = &blobs->runs[i];
        if (chosen[run->blob])
            memset(raster_row(classes, run->y) + run->x0, 0, (size_t)(run->x1 - run->x0));
    }
}
