#include "daemon/worker_read_page.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "base/array.h"
#include "image/page.h"
#include "ocr/ocr.h"

#define FILE_BYTES_MAX (1024ull * 1024 * 1024)
#define QUESTIONS_MAX 512
#define PRINT_SURE 0.75f /* confidence of a word that is print beyond doubt … */
#define PRINT_LETTERS 3  /* … and its bytes at least */
#define PRINT_SHARE 0.6  /* of a signature's box */
#define UNREAD_MAX 12 /* lines that are read one by one after the page */
#define LEGIBLE_LETTERS 200 /* fewer say nothing about the page's way up */
#define LEGIBLE_LEAST 0.6  /* mean confidence of its letters */
#define BEST_FACTOR 4 /* how much longer the best quality may take */

struct page_reader {
    struct ocr *ocr;
    int page_ms;      /* what the fast quality may take for one request … */
    int64_t until_ms; /* … and when this one's time is up, monotonic */
    struct held_page *held; /* NULL before the first page and after a failure */
};

int page_reader_open(const char *tessdata, unsigned page_seconds, struct page_reader **ret_reading, struct so_error *err)
{
    struct page_reader *reading = calloc(1, sizeof *reading);
    if (!reading)
        return so_fail(err, SO_ENOMEM, "out of memory");
    reading->page_ms = (int)page_seconds * 1000;
    int r = tessdata ? ocr_open(tessdata, &reading->ocr, err) : SO_OK;
    if (r) {
        page_reader_close(reading);
        return r;
    }
    *ret_reading = reading;
    return SO_OK;
}

void page_reader_close(struct page_reader *reading)
{
    if (!reading)
        return;
    held_free(reading->held);
    ocr_close(reading->ocr);
    free(reading);
}

bool page_reader_has_best(const struct page_reader *reading)
{
    return reading->ocr && ocr_has_best(reading->ocr);
}

static uint32_t cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint32_t)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void begin_time(struct page_reader *reading, enum quality quality)
{
    reading->until_ms = now_ms() + (int64_t)reading->page_ms * (quality == QUALITY_BEST ? BEST_FACTOR : 1);
}

/* What is left of the request's time; at least a moment, for a recogniser to which 0 means without end. */
static int time_left_ms(const struct page_reader *reading)
{
    int64_t left = reading->until_ms - now_ms();
    return left < 1 ? 1 : left > INT_MAX ? INT_MAX : (int)left;
}

/* The file is mapped, not read: its size says nothing about the page's, and a large TIFF must not fill the memory. */
static int decode_fd(int fd, const struct read_request *request, struct image *ret_image, struct so_error *err)
{
    struct stat st;
    if (fd < 0)
        return so_fail(err, SO_EFORMAT, "READ_PAGE without a file");
    if (fstat(fd, &st) < 0)
        return so_fail_errno(err, "cannot be read");
    if (!S_ISREG(st.st_mode))
        return so_fail(err, SO_EFORMAT, "not a file");
    if ((uint64_t)st.st_size > FILE_BYTES_MAX)
        return so_fail(err, SO_ELIMIT, "larger than %llu bytes", (unsigned long long)FILE_BYTES_MAX);
    if (!st.st_size)
        return so_fail(err, SO_EFORMAT, "an empty file");
    size_t len = (size_t)st.st_size;
    void *data = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return so_fail_errno(err, "cannot be read");
    struct image_source source = {.data = data, .len = len, .max_megapixels = request->max_megapixels};
    int r = image_decode(&source, request->page, ret_image, err);
    munmap(data, len);
    return r;
}

static struct box move_box(struct box b, int left, int top, int factor)
{
    return (struct box){(b.x + left) * factor, (b.y + top) * factor, b.w * factor, b.h * factor};
}

/* From a part of the page at left, top to the page, each pixel of which then becomes factor×factor. */
static void move_words(struct words *words, int left, int top, int factor)
{
    for (size_t i = 0; i < words->len; i++) {
        struct word *w = &words->items[i];
        w->box = move_box(w->box, left, top, factor);
        for (size_t g = 0; g < w->nglyphs; g++)
            w->glyphs[g].box = move_box(w->glyphs[g].box, left, top, factor);
    }
}

/* Only the part that has ink is read: margins cost the layout analysis as much as text. */
static int recognise_inked(struct page_reader *reading, const struct ocr_image *page, enum quality quality,
                           struct words *ret_words, struct so_error *err)
{
    struct box part = held_ink_box(reading->held);
    struct ocr_image inked = {.data = page->data + (size_t)part.y * (size_t)page->width + (size_t)part.x,
                              .width = part.w,
                              .height = part.h,
                              .dpi = page->dpi,
                              .stride = page->width};
    int r = ocr_read_page(reading->ocr, &inked, quality, time_left_ms(reading), ret_words, err);
    if (!r)
        move_words(ret_words, part.x, part.y, 1);
    return r;
}

static int recognise(struct page_reader *reading, enum quality quality, struct words *ret_words, struct so_error *err)
{
    struct held_gray gray;
    int r = held_peek_gray(reading->held, &gray);
    if (r)
        return so_fail(err, r, "the page is held without its text");
    struct ocr_image image = {.data = gray.data, .width = gray.width, .height = gray.height, .dpi = gray.dpi};
    struct words words = {0};
    struct box unread[UNREAD_MAX];
    int count = 0;
    r = recognise_inked(reading, &image, quality, &words, err);
    if (!r && held_find_unread(reading->held, &words, unread, UNREAD_MAX, &count))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    if (!r)
        r = ocr_read_lines(reading->ocr, &image, unread, count, time_left_ms(reading), &words, err);
    if (r) {
        words_free(&words);
        return r;
    }
    if (gray.factor > 1)
        move_words(&words, 0, 0, gray.factor);
    *ret_words = words;
    return SO_OK;
}

/* How much was read with some certainty: letters, weighted by confidence. */
static double legibility(const struct words *words)
{
    double sum = 0;
    for (size_t i = 0; i < words->len; i++)
        if (words->items[i].confidence > 0.5f)
            sum += (double)words->items[i].confidence * (double)strlen(words->items[i].text);
    return sum;
}

/* Letters that were read, and how sure they are in the middle: of a page that stands on its head below this. */
static bool is_legible(const struct words *words)
{
    double letters = 0, sum = 0;
    for (size_t i = 0; i < words->len; i++) {
        letters += (double)strlen(words->items[i].text);
        sum += (double)words->items[i].confidence * (double)strlen(words->items[i].text);
    }
    return letters < LEGIBLE_LETTERS || sum >= letters * LEGIBLE_LEAST;
}

/*
 * A page that does not tell which way is up, or that can hardly be read as it seems to stand (notes across the margin,
 * holes and borders mislead), is read both ways; the more legible one is right.
 */
static int recognise_both_ways(struct page_reader *reading, enum quality quality, struct page *page, struct so_error *err)
{
    struct words turned = {0};
    int r = recognise(reading, quality, &page->words, err);
    if (r || (held_is_sure(reading->held) && is_legible(&page->words)))
        return r;
    held_turn_half(reading->held);
    r = recognise(reading, quality, &turned, err);
    if (!r && legibility(&turned) > legibility(&page->words)) {
        int number = page->number;
        page_free(page);
        page_init(page);
        page->number = number;
        page->words = turned;
        return held_describe(reading->held, page, err);
    }
    held_turn_half(reading->held);
    words_free(&turned);
    return r;
}

/*
 * What looked like a signature and turned out to be print is none: large titles, letters that have run together. A
 * signature over print leaves most of its box without words.
 */
static void doubt_signatures(struct page *page)
{
    for (size_t m = 0; m < page->marks.len; m++) {
        struct mark *mark = &page->marks.items[m];
        double printed = 0, whole = (double)mark->box.w * mark->box.h;
        if (mark->kind != MARK_SIGNATURE || whole <= 0)
            continue;
        for (size_t i = 0; i < page->words.len; i++) {
            const struct word *w = &page->words.items[i];
            struct box common = box_intersect(w->box, mark->box);
            if (w->confidence >= PRINT_SURE && strlen(w->text) >= PRINT_LETTERS && !box_is_empty(common))
                printed += (double)common.w * common.h;
        }
        if (printed > whole * PRINT_SHARE)
            mark->confidence *= 0.4f;
    }
}

static int read_page(struct page_reader *reading, const struct read_request *request, int fd, struct page *page,
                     int *ret_pages, struct so_error *err)
{
    uint32_t start = cpu_ms();
    struct image image = {0};
    begin_time(reading, request->quality);
    if (!reading->ocr && !request->decode_only)
        return so_fail(err, SO_EUNSUPPORTED, "this worker only renders");
    int r = decode_fd(fd, request, &image, err);
    if (r)
        return r;
    uint32_t decoded = cpu_ms();
    int pages = image.pages;
    struct pose known = {request->turned, request->skew};
    r = held_load(&image, request->decode_only ? &known : NULL, &reading->held, err);
    if (!r)
        r = held_describe(reading->held, page, err);
    uint32_t prepared = cpu_ms();
    if (!r && !request->decode_only && !page->blank)
        r = recognise_both_ways(reading, request->quality, page, err);
    if (!r)
        doubt_signatures(page);
    page->number = request->page;
    page->quality = request->quality == QUALITY_BEST && page_reader_has_best(reading) ? QUALITY_BEST : QUALITY_FAST;
    page->ms[STEP_DECODE] = decoded - start;
    page->ms[STEP_PREPARE] = prepared - decoded;
    page->ms[STEP_OCR] = cpu_ms() - prepared;
    *ret_pages = pages;
    return r;
}

int page_reader_page(struct page_reader *reading, struct wire_in *in, int fd, struct buf *reply, struct so_error *err)
{
    held_free(reading->held);
    reading->held = NULL;
    struct read_request request;
    if (read_wire_get_request(in, &request))
        return so_fail(err, SO_EFORMAT, "a broken READ_PAGE");
    struct page page;
    int pages = 0;
    page_init(&page);
    int r = read_page(reading, &request, fd, &page, &pages, err);
    if (!r && (wire_put_u32(reply, (uint32_t)pages) || wire_put_page(reply, &page)))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    page_free(&page);
    if (r) {
        held_free(reading->held);
        reading->held = NULL;
    }
    return r;
}

/* Small print is enlarged for the recogniser: its lines are some 36 pixels high. */
static int cut_scale(const struct box *box, enum look_as as)
{
    bool line = as != LOOK_BLOCK;
    return line && box->h < 24 ? 3 : line && box->h < 40 ? 2 : 1;
}

static void place_words(struct words *words, struct box box, int scale)
{
    for (size_t i = 0; i < words->len; i++) {
        struct word *w = &words->items[i];
        w->box = (struct box){box.x + w->box.x / scale, box.y + w->box.y / scale, w->box.w / scale, w->box.h / scale};
        for (size_t g = 0; g < w->nglyphs; g++) {
            struct box b = w->glyphs[g].box;
            w->glyphs[g].box = (struct box){box.x + b.x / scale, box.y + b.y / scale, b.w / scale, b.h / scale};
        }
    }
}

static int answer(struct page_reader *reading, const struct question *q, struct answer *ret_answer, struct so_error *err)
{
    struct raster cut = {0};
    struct page page;
    page_init(&page);
    held_describe_size(reading->held, &page);
    int r = SO_OK;
    struct box box = box_intersect(q->box, (struct box){0, 0, page.width, page.height});
    struct answer a = {.id = q->id, .best_model = q->best_model && page_reader_has_best(reading)};
    if (!r && !box_is_empty(box)) {
        int scale = cut_scale(&box, q->as);
        r = held_cut(reading->held, box, q->plane, scale, &cut, err);
        if (!r) {
            struct ocr_image image = {
                .data = cut.data, .width = cut.width, .height = cut.height, .dpi = page.dpi * scale};
            r = ocr_read_part(reading->ocr, &image, q->as, q->best_model, time_left_ms(reading), &a.words,
                              err);
        }
        if (!r)
            place_words(&a.words, box, scale);
        raster_free(&cut);
    }
    if (!r)
        *ret_answer = a;
    return r;
}

int page_reader_look(struct page_reader *reading, struct wire_in *in, struct buf *reply, struct so_error *err)
{
    struct questions questions = {0};
    struct answers answers = {0};
    if (wire_get_questions(in, &questions) || wire_end(in))
        return so_fail(err, SO_EFORMAT, "a broken READ_LOOK");
    int r = SO_OK;
    begin_time(reading, QUALITY_FAST);
    if (!reading->held)
        r = so_fail(err, SO_ENOTFOUND, "no page is held");
    else if (!reading->ocr)
        r = so_fail(err, SO_EUNSUPPORTED, "this worker only renders");
    else if (questions.len > QUESTIONS_MAX)
        r = so_fail(err, SO_ELIMIT, "more than %d questions", QUESTIONS_MAX);
    for (size_t i = 0; !r && i < questions.len; i++) {
        struct answer *a = array_push(&answers);
        if (!a)
            r = so_fail(err, SO_ENOMEM, "out of memory");
        else
            r = answer(reading, &questions.items[i], a, err);
    }
    if (!r && wire_put_answers(reply, &answers))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    array_free(&questions);
    answers_free(&answers);
    return r;
}

int page_reader_render(struct page_reader *reading, struct wire_in *in, struct buf *reply, struct so_error *err)
{
    struct render_request request;
    struct render_result result = {0};
    if (read_wire_get_render(in, &request))
        return so_fail(err, SO_EFORMAT, "a broken READ_RENDER");
    if (!reading->held)
        return so_fail(err, SO_ENOTFOUND, "no page is held");
    int r = held_render(reading->held, request.dpi, request.jpeg_quality, &result.jpeg, &result.width, &result.height,
                        &result.dpi, err);
    if (!r && read_wire_put_rendered(reply, &result))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    buf_free(&result.jpeg);
    return r;
}
