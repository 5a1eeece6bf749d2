/* Lines that reading the page left out, read one by one. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/engine.h"
#include "ocr/opinions.h"

#define MARGIN 10     /* white around a cut line */
#define LINE_SMALL 34 /* pixels: lower lines are enlarged */

/* Room for the marks above and below letters, in hundredths of the line's height. */
#define ABOVE 35
#define BELOW 25

static int pixel(const struct ocr_image *image, struct box box, int x, int y)
{
    if (x < 0 || y < 0 || x >= box.w || y >= box.h)
        return 255;
    return image->data[(size_t)(box.y + y) * (size_t)image->width + (size_t)(box.x + x)];
}

/* The box with a white margin, each pixel made scale×scale (1 or 2), smoothly. */
static int cut_line(const struct ocr_image *image, struct box box, int scale, uint8_t **ret_data, int *ret_width,
                    int *ret_height)
{
    int width = (box.w + 2 * MARGIN) * scale, height = (box.h + 2 * MARGIN) * scale;
    uint8_t *data = malloc((size_t)width * (size_t)height);
    if (!data)
        return SO_ENOMEM;
    for (int v = 0; v < height; v++)
        for (int u = 0; u < width; u++) {
            int x = u / scale - MARGIN, y = v / scale - MARGIN;
            int right = u % scale ? x + 1 : x, below = v % scale ? y + 1 : y;
            data[(size_t)v * (size_t)width + (size_t)u] =
                (uint8_t)((pixel(image, box, x, y) + pixel(image, box, right, y) + pixel(image, box, x, below) +
                           pixel(image, box, right, below)) / 4);
        }
    *ret_data = data;
    *ret_width = width;
    *ret_height = height;
    return SO_OK;
}

static void put_back(struct words *words, struct box box, int scale)
{
    for (size_t i = 0; i < words->len; i++) {
        struct box *b = &words->items[i].box;
        struct box on_page = {b->x / scale - MARGIN + box.x, b->y / scale - MARGIN + box.y, b->w / scale, b->h / scale};
        *b = box_intersect(on_page, box);
    }
}

/* How much a reading says: its letters and digits, weighted by how sure they are. */
static double weight(const struct word *w)
{
    int letters = 0;
    for (const char *p = w->text; *p; p++)
        letters += isalnum((unsigned char)*p) || (unsigned char)*p >= 0xc3;
    return (double)w->confidence * letters;
}

/* Points and strokes alone are what is left of rules and leaders. */
static void drop_noise(struct words *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->len; i++) {
        if (weight(&found->items[i]) <= 0)
            word_free(&found->items[i]);
        else
            found->items[kept++] = found->items[i];
    }
    found->len = kept;
}

/* Most of the word lies in the box. */
static bool stands_in(const struct word *w, struct box box)
{
    struct box in = box_intersect(w->box, box);
    return !box_is_empty(in) && (double)in.w * in.h > 0.5 * w->box.w * w->box.h;
}

/* Where the line says more than the words that were read there before, those go: true. */
static bool make_room(const struct words *found, struct words *words)
{
    double now = 0, before = 0;
    struct box line = {0};
    for (size_t i = 0; i < found->len; i++) {
        now += weight(&found->items[i]);
        line = box_union(line, found->items[i].box);
    }
    for (size_t i = 0; i < words->len; i++)
        before += stands_in(&words->items[i], line) ? weight(&words->items[i]) : 0;
    if (now <= before || now < (double)found->len)
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < words->len; i++) {
        if (stands_in(&words->items[i], line))
            word_free(&words->items[i]);
        else
            words->items[kept++] = words->items[i];
    }
    words->len = kept;
    return true;
}

static int read_line(struct ocr *ocr, const struct ocr_image *image, struct box box, int timeout_ms,
                     struct words *words, struct so_error *err)
{
    int scale = box.h < LINE_SMALL ? 2 : 1, width, height;
    struct box page = {0, 0, image->width, image->height};
    box = box_intersect((struct box){box.x - 2, box.y - box.h * ABOVE / 100, box.w + 4, box.h * (100 + ABOVE + BELOW) / 100}, page);
    if (box_is_empty(box))
        return SO_OK;
    uint8_t *data;
    if (cut_line(image, box, scale, &data, &width, &height))
        return so_fail(err, SO_ENOMEM, "out of memory");
    struct words found = {0};
    struct ocr_image line = {.data = data, .width = width, .height = height, .dpi = image->dpi * scale};
    int r = engine_recognise(ocr->fast, &line, PSM_SINGLE_LINE, LETTERS_NONE, timeout_ms, &found, err);
    if (!r) {
        drop_noise(&found);
        put_back(&found, box, scale);
        if (make_room(&found, words) ? opinions_add(words, &found) : opinions_merge(words, &found, SECOND_SAME_MODEL))
            r = so_fail(err, SO_ENOMEM, "out of memory");
    }
    words_free(&found);
    free(data);
    return r;
}

int ocr_read_lines(struct ocr *ocr, const struct ocr_image *image, const struct box *boxes, int count, int timeout_ms,
                   struct words *words, struct so_error *err)
{
    int r = SO_OK;
    for (int i = 0; !r && i < count; i++)
        r = read_line(ocr, image, boxes[i], timeout_ms, words, err);
    return r;
}
