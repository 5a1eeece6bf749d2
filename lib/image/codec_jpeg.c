/* JPEG through libjpeg, row by row: a cut file keeps the rows that were there. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "image/codec.h"

/* A JPEG in several scans, as progressive ones are, has to be in memory whole, beside the page that is made of it. */
#define SCANS_MEGABYTES 160

struct jpeg_job {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    char text[JMSG_LENGTH_MAX];
    bool cut; /* the data ended before the image */
    uint8_t *row;
};

static void on_error(j_common_ptr cinfo)
{
    struct jpeg_job *job = cinfo->client_data;
    cinfo->err->format_message(cinfo, job->text);
    longjmp(job->escape, 1);
}

/* Warnings are not errors: what the data lacks is seen by on_end. */
static void on_message(j_common_ptr cinfo, int level)
{
    (void)cinfo, (void)level;
}

static void on_output(j_common_ptr cinfo)
{
    (void)cinfo;
}

/* The data is used up: the decoder is told that the image ends here. */
static boolean on_end(j_decompress_ptr cinfo)
{
    static const JOCTET END[2] = {0xff, JPEG_EOI};
    struct jpeg_job *job = cinfo->client_data;
    job->cut = true;
    cinfo->src->next_input_byte = END;
    cinfo->src->bytes_in_buffer = sizeof END;
    return TRUE;
}

static unsigned get16(const uint8_t *p, bool little)
{
    return little ? p[0] | (unsigned)p[1] << 8 : p[1] | (unsigned)p[0] << 8;
}

static uint32_t get32(const uint8_t *p, bool little)
{
    return little ? get16(p, true) | (uint32_t)get16(p + 2, true) << 16
                  : get16(p + 2, false) | (uint32_t)get16(p, false) << 16;
}

/* The orientation in an EXIF segment (CIPA DC-008, tag 0x0112 of the first directory), 1 where there is none. */
static int exif_orientation(const uint8_t *p, size_t len)
{
    if (len < 14 || memcmp(p, "Exif\0\0", 6))
        return 1;
    p += 6;
    len -= 6;
    bool little = p[0] == 'I';
    uint32_t at = get32(p + 4, little);
    if (at > len - 2)
        return 1;
    unsigned count = get16(p + at, little);
    for (size_t entry = (size_t)at + 2; count && entry + 12 <= len; count--, entry += 12)
        if (get16(p + entry, little) == 0x0112)
            return (int)get16(p + entry + 8, little);
    return 1;
}

static int read_rows(struct jpeg_job *job, struct rows *rows, struct so_error *err)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    while (cinfo->output_scanline < cinfo->output_height) {
        uint8_t *to = rows_peek(rows);
        JSAMPROW line = to ? to : job->row;
        if (jpeg_read_scanlines(cinfo, &line, 1) != 1)
            break;
        /* From where the data ended libjpeg makes up gray; that row and all after it stay white. */
        if (job->cut) {
            if (to)
                memset(to, 255, (size_t)rows->width * (size_t)rows->raster.channels);
            return rows_check_cut(rows, "JPEG", err);
        }
        rows_put(rows, line);
    }
    return SO_OK;
}

static uint64_t coefficient_bytes(const struct jpeg_decompress_struct *cinfo)
{
    uint64_t samples = 0;
    for (int i = 0; i < cinfo->num_components; i++)
        samples += (uint64_t)cinfo->image_width * (uint64_t)cinfo->comp_info[i].h_samp_factor /
                   (uint64_t)cinfo->max_h_samp_factor *
                   ((uint64_t)cinfo->image_height * (uint64_t)cinfo->comp_info[i].v_samp_factor /
                    (uint64_t)cinfo->max_v_samp_factor);
    return samples * sizeof(JCOEF);
}

/* Sizes that are refused for another reason are left to that. */
static int check_scans(struct jpeg_decompress_struct *cinfo, const struct image_source *source, struct so_error *err)
{
    uint64_t megabytes = coefficient_bytes(cinfo) >> 20;
    bool refused = (uint64_t)cinfo->image_width * cinfo->image_height > source->max_megapixels * 1000000ull;
    if (!jpeg_has_multiple_scans(cinfo) || refused || megabytes <= SCANS_MEGABYTES)
        return SO_OK;
    return so_fail(err, SO_ELIMIT,
                   "a progressive JPEG of %u × %u pixels, which takes %llu MB, more than %d; save it as a plain JPEG",
                   cinfo->image_width, cinfo->image_height, (unsigned long long)megabytes, SCANS_MEGABYTES);
}

static int decode(struct jpeg_job *job, const struct image_source *source, struct rows *rows, struct so_error *err)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    jpeg_mem_src(cinfo, source->data, source->len);
    cinfo->src->fill_input_buffer = on_end;
    jpeg_save_markers(cinfo, JPEG_APP0 + 1, 65535);
    jpeg_read_header(cinfo, TRUE);
    bool gray = cinfo->num_components == 1;
    if (cinfo->jpeg_color_space == JCS_CMYK || cinfo->jpeg_color_space == JCS_YCCK)
        return so_fail(err, SO_EUNSUPPORTED, "a JPEG in CMYK, which no scanner makes");
    cinfo->out_color_space = gray ? JCS_GRAYSCALE : JCS_RGB;
    cinfo->dct_method = JDCT_ISLOW;
    int r = check_scans(cinfo, source, err);
    r = r ? r : rows_begin(rows, source, cinfo->image_width, cinfo->image_height, gray ? 1 : 3, err);
    if (r)
        return r;
    double unit = cinfo->density_unit == 1 ? 1 : cinfo->density_unit == 2 ? 2.54 : 0;
    rows->xres = cinfo->X_density * unit;
    rows->yres = cinfo->Y_density * unit;
    for (jpeg_saved_marker_ptr m = cinfo->marker_list; m; m = m->next)
        if (m->data_length >= 6 && !memcmp(m->data, "Exif\0", 6))
            rows_orient(rows, exif_orientation(m->data, m->data_length));
    job->row = malloc((size_t)rows->width * (gray ? 1 : 3));
    if (!job->row)
        return so_fail(err, SO_ENOMEM, "out of memory");
    jpeg_start_decompress(cinfo);
    return read_rows(job, rows, err);
}

int codec_decode_jpeg(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    struct jpeg_job job = {0};
    volatile int r;
    job.cinfo.err = jpeg_std_error(&job.errors);
    job.errors.error_exit = on_error;
    job.errors.emit_message = on_message;
    job.errors.output_message = on_output;
    job.cinfo.client_data = &job;
    if (setjmp(job.escape)) {
        r = so_fail(err, SO_EFORMAT, "a broken JPEG: %s", job.text);
    } else {
        jpeg_create_decompress(&job.cinfo);
        r = decode(&job, source, rows, err);
    }
    jpeg_destroy_decompress(&job.cinfo);
    free(job.row);
    return r;
}
