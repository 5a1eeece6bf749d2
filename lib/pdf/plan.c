#include "pdf/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/pdf.h"

static const int qualities[] = {75, 60, 45, 35};
#define LAST_STEP (sizeof qualities / sizeof *qualities - 1)

/* What a file has beside its pages: font, profile, metadata. Measured: 8 kB with some hundred different letters. */
#define FILE_OVERHEAD 12000

struct planned {
    size_t step;    /* index of its quality */
    bool rendered;  /* at this step */
    uint64_t bytes; /* valid when rendered */
    size_t part;
};

struct pdf_plan {
    struct pdf_limits limits;
    size_t n;
    struct planned pages[];
};

int pdf_plan_new(size_t pages, const struct pdf_limits *limits, struct pdf_plan **ret_plan)
{
    if (pages < 1)
        return SO_EINVALID;
    if (pages > PDF_PAGES_MAX)
        return SO_ELIMIT;
    if (limits->whole && limits->whole < PDF_WHOLE_BYTES_MIN)
        return SO_EINVALID;
    struct pdf_plan *plan = calloc(1, sizeof *plan + pages * sizeof *plan->pages);
    if (!plan)
        return SO_ENOMEM;
    plan->n = pages;
    plan->limits = *limits;
    if (!plan->limits.page)
        plan->limits.page = PDF_PAGE_BYTES;
    if (!plan->limits.whole)
        plan->limits.whole = PDF_WHOLE_BYTES;
    *ret_plan = plan;
    return SO_OK;
}

void pdf_plan_free(struct pdf_plan *plan)
{
    free(plan);
}

static uint64_t total(const struct pdf_plan *plan)
{
    uint64_t sum = FILE_OVERHEAD;
    for (size_t i = 0; i < plan->n; i++)
        sum += plan->pages[i].rendered ? plan->pages[i].bytes : 0;
    return sum;
}

/* The largest rendered page, of those that can still be lowered when asked so; NULL when there is none. */
static struct planned *largest(struct pdf_plan *plan, bool lowerable)
{
    struct planned *best = NULL;
    for (size_t i = 0; i < plan->n; i++) {
        struct planned *p = &plan->pages[i];
        if (p->rendered && (!lowerable || p->step < LAST_STEP) && (!best || p->bytes > best->bytes))
            best = p;
    }
    return best;
}

static int too_large(struct pdf_plan *plan, struct so_error *err)
{
    const struct planned *p = largest(plan, false);
    double mb = 1e6;
    if (plan->limits.split || plan->n == 1)
        return so_fail(err, SO_ELIMIT,
                       "page %zu alone takes %.1f MB at the lowest quality, more than the limit of %.1f MB",
                       (size_t)(p - plan->pages) + 1, (double)p->bytes / mb, (double)plan->limits.whole / mb);
    return so_fail(err, SO_ELIMIT,
                   "the pages take %.1f MB at the lowest quality, more than the limit of %.1f MB; the largest is page "
                   "%zu with %.0f kB; it can be split into several files",
                   (double)total(plan) / mb, (double)plan->limits.whole / mb, (size_t)(p - plan->pages) + 1,
                   (double)p->bytes / 1e3);
}

static void lower(struct planned *p)
{
    p->step++;
    p->rendered = false;
}

/* Lowers what must be lowered; SO_ELIMIT when that is not enough. */
static int squeeze(struct pdf_plan *plan, struct so_error *err)
{
    for (size_t i = 0; i < plan->n; i++) {
        struct planned *p = &plan->pages[i];
        bool alone_too_large = p->rendered && p->bytes + FILE_OVERHEAD > plan->limits.whole;
        if (alone_too_large && p->step == LAST_STEP)
            return too_large(plan, err);
        if (p->rendered && (alone_too_large || p->bytes > plan->limits.page) && p->step < LAST_STEP)
            lower(p);
    }
    while (!plan->limits.split && total(plan) > plan->limits.whole) {
        struct planned *p = largest(plan, true);
        if (!p)
            return too_large(plan, err);
        lower(p);
    }
    return SO_OK;
}

static void assign_parts(struct pdf_plan *plan)
{
    size_t part = 0;
    uint64_t sum = FILE_OVERHEAD;
    for (size_t i = 0; i < plan->n; i++) {
        if (plan->limits.split && i && sum + plan->pages[i].bytes > plan->limits.whole) {
            part++;
            sum = FILE_OVERHEAD;
        }
        sum += plan->pages[i].bytes;
        plan->pages[i].part = part;
    }
}

int pdf_plan_next(struct pdf_plan *plan, size_t *ret_page, int *ret_quality, struct so_error *err)
{
    int r = squeeze(plan, err);
    if (r)
        return r;
    for (size_t i = 0; i < plan->n; i++)
        if (!plan->pages[i].rendered) {
            *ret_page = i;
            *ret_quality = qualities[plan->pages[i].step];
            return SO_OK;
        }
    assign_parts(plan);
    return SO_EEND;
}

void pdf_plan_rendered(struct pdf_plan *plan, size_t page, uint64_t bytes)
{
    if (page >= plan->n)
        return;
    plan->pages[page].rendered = true;
    plan->pages[page].bytes = bytes;
}

size_t pdf_plan_part(const struct pdf_plan *plan, size_t page)
{
    return page < plan->n ? plan->pages[page].part : 0;
}

uint64_t pdf_plan_whole(const struct pdf_plan *plan)
{
    return plan->limits.whole;
}

char *pdf_part_path(const char *path, size_t part)
{
    size_t stem = strlen(path);
    if (stem >= 4 && !strcasecmp(path + stem - 4, ".pdf"))
        stem -= 4;
    char *name = NULL;
    return asprintf(&name, "%.*s-%zu%s", (int)stem, path, part + 1, path + stem) < 0 ? NULL : name;
}
