#include "spool/content.h"

#define GREY_TAIL_PERCENT 2 /* of the rows: a JPEG that was cut off is filled up with 0x80 */
#define SAMPLE_STEP 7       /* of the bytes one in so many is looked at; no multiple of 3, so that all colours are */
#define INK_LEVELS 56       /* away from the paper's level is ink: print that shines through and folds stay within */
#define INK_PARTS 20000     /* blank: less ink than one in so many, of A4 the area of a full stop or two */

void content_take(struct page_content *c, const uint8_t *data, size_t len)
{
    if (!len)
        return;
    size_t run = 0;
    while (run < len && data[len - 1 - run] >= 0x7F && data[len - 1 - run] <= 0x81)
        run++;
    c->grey_run = run == len ? c->grey_run + len : run;
    if (!c->bytes)
        c->first = data[0];
    for (size_t i = 0; i < len && !c->varied; i++)
        c->varied = data[i] != c->first;
    size_t at = c->next_sample;
    for (; at < len; at += SAMPLE_STEP)
        c->levels[data[at]]++;
    c->next_sample = (uint32_t)(at - len);
    c->bytes += len;
}

/* A page of one bit: the black ones. */
static uint64_t black_bits(const struct page_content *c)
{
    uint64_t n = 0;
    for (unsigned v = 0; v < 256; v++)
        n += (uint64_t)c->levels[v] * (unsigned)__builtin_popcount(v);
    return n;
}

/* The most frequent value is the paper's, which may be dark. */
static uint64_t ink_bytes(const struct page_content *c)
{
    unsigned paper = 0;
    uint64_t n = 0;
    for (unsigned v = 1; v < 256; v++)
        if (c->levels[v] >= c->levels[paper])
            paper = v;
    for (unsigned v = 0; v < 256; v++)
        n += v + INK_LEVELS < paper || v > paper + INK_LEVELS ? c->levels[v] : 0;
    return n;
}

static bool is_blank(const struct page_content *c, const struct scan_page *raster)
{
    uint64_t samples = c->bytes / SAMPLE_STEP;
    if (raster->depth == 1)
        return black_bits(c) * INK_PARTS < samples * 8;
    /* Of 16-bit samples every second byte is noise: they are seldom, and the reader looks at each page anyway. */
    return raster->depth == 8 && ink_bytes(c) * INK_PARTS < samples;
}

unsigned content_flags(const struct page_content *c, const struct scan_page *raster, uint32_t lines)
{
    if (!c->varied)
        return SPOOL_ONE_VALUE;
    uint64_t tail = (lines * (uint64_t)GREY_TAIL_PERCENT + 99) / 100 * scan_page_row_bytes(raster);
    unsigned flags = raster->depth == 8 && c->grey_run >= tail ? SPOOL_GREY_TAIL : 0;
    return flags | (is_blank(c, raster) ? SPOOL_BLANK : 0);
}
