#include "pdf/pdf.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/array.h"
#include "base/file.h"
#include "base/hash.h"
#include "pdf/jpeg.h"
#include "pdf/private.h"

/* Objects that every file has, written last but for what each page needs; a page's three follow each other. */
enum object {
    OBJ_CATALOG = 1, OBJ_PAGES, OBJ_INFO, OBJ_XMP, OBJ_ICC, OBJ_FONT, OBJ_CID_FONT, OBJ_DESCRIPTOR, OBJ_PROGRAM,
    OBJ_TO_GID, OBJ_TO_UNICODE, OBJ_FIRST_PAGE
};
enum { PAGE_SELF, PAGE_CONTENT, PAGE_IMAGE, PAGE_OBJECTS };

#define FONT_NAME "SohoaGlyphless"
#define PAGE_SIDE_MAX 14400 /* points; ISO 19005-2, 6.1.13 */
#define PAGE_SIDE_MIN 3
#define INFO_TEXT_MAX 4000 /* bytes of one entry */
#define WORDS_MAX 100000   /* of one page */

struct pdf {
    struct file_whole *file;
    struct hash hash; /* of all that was written: makes the /ID */
    struct {
        uint64_t *items; /* where object i + 1 begins; 0: not written yet */
        size_t len, cap;
    } offsets;
    size_t pages;
    int part;
    struct pdf_letters letters;
    struct buf info, xmp; /* made when the file is begun, written at its end */
    bool failed, finished;
};

static int write_bytes(struct pdf *pdf, const void *data, size_t len, struct so_error *err)
{
    if (len > PDF_FILE_MAX - file_whole_size(pdf->file))
        return so_fail(err, SO_ELIMIT, "the PDF would be larger than %llu bytes", (unsigned long long)PDF_FILE_MAX);
    hash_update(&pdf->hash, data, len);
    return file_whole_append(pdf->file, data, len, err);
}

static int out_of_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "out of memory while writing a PDF");
}

/* Notes that object number begins here. */
static int mark_object(struct pdf *pdf, size_t number)
{
    while (pdf->offsets.len < number) {
        uint64_t *slot = array_push(&pdf->offsets);
        if (!slot)
            return SO_ENOMEM;
    }
    pdf->offsets.items[number - 1] = file_whole_size(pdf->file);
    return SO_OK;
}

/* A whole object from its text. */
static int write_object(struct pdf *pdf, size_t number, const struct buf *text, struct so_error *err)
{
    struct buf all = BUF_INIT;
    int r = mark_object(pdf, number);
    if (!r)
        r = buf_printf(&all, "%zu 0 obj\n", number);
    if (!r)
        r = buf_append(&all, text->data, text->len);
    if (!r)
        r = buf_append_str(&all, "\nendobj\n");
    r = r ? out_of_memory(err) : write_bytes(pdf, all.data, all.len, err);
    buf_free(&all);
    return r;
}

static int write_objectf(struct pdf *pdf, size_t number, struct so_error *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static int write_objectf(struct pdf *pdf, size_t number, struct so_error *err, const char *fmt, ...)
{
    struct buf text = BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    int r = buf_vprintf(&text, fmt, ap);
    va_end(ap);
    r = r ? out_of_memory(err) : write_object(pdf, number, &text, err);
    buf_free(&text);
    return r;
}

/* entries: of the dictionary, without /Length. The line feed before endstream is not counted, as PDF/A wants it. */
static int write_stream(struct pdf *pdf, size_t number, const char *entries, const void *data, size_t len,
                        struct so_error *err)
{
    struct buf head = BUF_INIT;
    static const char tail[] = "\nendstream\nendobj\n";
    int r = mark_object(pdf, number);
    if (!r)
        r = buf_printf(&head, "%zu 0 obj\n<< %s /Length %zu >>\nstream\n", number, entries, len);
    r = r ? out_of_memory(err) : write_bytes(pdf, head.data, head.len, err);
    if (!r)
        r = write_bytes(pdf, data, len, err);
    if (!r)
        r = write_bytes(pdf, tail, sizeof tail - 1, err);
    buf_free(&head);
    return r;
}

static int write_deflated(struct pdf *pdf, size_t number, const char *entries, const struct buf *data,
                          struct so_error *err)
{
    struct buf packed = BUF_INIT;
    struct buf all = BUF_INIT;
    uLongf len = compressBound((uLong)data->len);
    int r = buf_reserve(&packed, len);
    if (!r)
        r = buf_printf(&all, "%s /Filter /FlateDecode", entries);
    if (!r && compress2((Bytef *)packed.data, &len, (const Bytef *)buf_str(data), (uLong)data->len, 9) != Z_OK)
        r = SO_ENOMEM;
    r = r ? out_of_memory(err) : write_stream(pdf, number, all.data, packed.data, len, err);
    buf_free(&packed);
    buf_free(&all);
    return r;
}

static int check_info(const struct pdf_info *info, struct so_error *err)
{
    const char *texts[] = {info->title, info->author, info->subject, info->keywords, info->creator};
    if (info->part < 0 || info->part > 2)
        return so_fail(err, SO_EINVALID, "there is no PDF/A part %d here", info->part);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && strlen(texts[i]) > INFO_TEXT_MAX)
            return so_fail(err, SO_ELIMIT, "an entry of the PDF's information is longer than %d bytes", INFO_TEXT_MAX);
    return SO_OK;
}

int pdf_new(const char *path, const struct pdf_info *info, struct pdf **ret_pdf, struct so_error *err)
{
    int r = check_info(info, err);
    if (r)
        return r;
    struct pdf *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return out_of_memory(err);
    pdf->part = info->part == 1 ? 1 : 2;
    hash_init(&pdf->hash);
    if (pdf_info_dictionary(info, &pdf->info) || pdf_info_xmp(info, &pdf->xmp))
        r = out_of_memory(err);
    if (!r)
        r = file_whole_new(path, 0640, &pdf->file, err);
    const char *header = pdf->part == 1 ? "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n" : "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    if (!r)
        r = write_bytes(pdf, header, strlen(header), err);
    if (r) {
        pdf_free(pdf);
        return r;
    }
    *ret_pdf = pdf;
    return SO_OK;
}

/* The page's drawing: the words, invisible, and the image over the whole page. */
static int page_content(struct pdf *pdf, const struct pdf_page *page, double width, double height, struct buf *out)
{
    struct pdf_text_page text = {page->words, page->scale * 72 / page->dpi, width, height};
    int r = pdf_text(&pdf->letters, &text, out);
    if (!r)
        r = buf_append_str(out, "q ");
    if (!r)
        r = pdf_put_number(out, width);
    if (!r)
        r = buf_append_str(out, " 0 0 ");
    if (!r)
        r = pdf_put_number(out, height);
    return r ? r : buf_append_str(out, " 0 0 cm /I Do Q\n");
}

static int page_dictionary(size_t number, double width, double height, struct buf *out)
{
    int r = buf_printf(out, "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 ", OBJ_PAGES);
    if (!r)
        r = pdf_put_number(out, width);
    if (!r)
        r = buf_append_char(out, ' ');
    if (!r)
        r = pdf_put_number(out, height);
    return r ? r
             : buf_printf(out,
                          "]\n/Resources << /XObject << /I %zu 0 R >> /Font << /F %d 0 R >> >> /Contents %zu 0 R >>",
                          number + PAGE_IMAGE, OBJ_FONT, number + PAGE_CONTENT);
}

static int write_page(struct pdf *pdf, const struct pdf_page *page, const struct pdf_jpeg *jpeg, struct so_error *err)
{
    double width = jpeg->width * 72.0 / page->dpi, height = jpeg->height * 72.0 / page->dpi;
    if (width > PAGE_SIDE_MAX || height > PAGE_SIDE_MAX || width < PAGE_SIDE_MIN || height < PAGE_SIDE_MIN)
        return so_fail(err, SO_ELIMIT, "page %zu: %d × %d pixels at %d dpi is no page that a PDF can have",
                       pdf->pages + 1, jpeg->width, jpeg->height, page->dpi);
    size_t number = OBJ_FIRST_PAGE + PAGE_OBJECTS * pdf->pages;
    struct buf dictionary = BUF_INIT, content = BUF_INIT, image = BUF_INIT;
    int r = page_dictionary(number, width, height, &dictionary);
    if (!r)
        r = page_content(pdf, page, width, height, &content);
    if (!r)
        r = buf_printf(&image,
                       "/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent 8"
                       " /Filter /DCTDecode%s",
                       jpeg->width, jpeg->height, jpeg->components == 1 ? "DeviceGray" : "DeviceRGB",
                       jpeg->plain_rgb ? " /DecodeParms << /ColorTransform 0 >>" : "");
    if (r == SO_ELIMIT)
        so_fail(err, r, "page %zu: more than %d different letters in one file", pdf->pages + 1, PDF_LETTERS_MAX);
    else if (r)
        r = out_of_memory(err);
    if (!r)
        r = write_object(pdf, number + PAGE_SELF, &dictionary, err);
    if (!r)
        r = write_deflated(pdf, number + PAGE_CONTENT, "", &content, err);
    if (!r)
        r = write_stream(pdf, number + PAGE_IMAGE, buf_str(&image), page->jpeg, page->jpeg_len, err);
    buf_free(&dictionary);
    buf_free(&content);
    buf_free(&image);
    return r;
}

static int add_page(struct pdf *pdf, const struct pdf_page *page, struct so_error *err)
{
    size_t n = pdf->pages + 1;
    if (pdf->failed || pdf->finished)
        return so_fail(err, SO_EINVALID, "page %zu: the PDF has already %s", n, pdf->failed ? "failed" : "ended");
    if (n > PDF_PAGES_MAX)
        return so_fail(err, SO_ELIMIT, "more than %d pages in one PDF", PDF_PAGES_MAX);
    if (page->dpi < PDF_DPI_MIN || page->dpi > PDF_DPI_MAX)
        return so_fail(err, SO_EINVALID, "page %zu: %d dpi", n, page->dpi);
    if (page->jpeg_len > PDF_JPEG_MAX)
        return so_fail(err, SO_ELIMIT, "page %zu: an image larger than %u bytes", n, PDF_JPEG_MAX);
    if (page->words && page->words->len && !(page->scale > 0 && page->scale < 100))
        return so_fail(err, SO_EINVALID, "page %zu: the words' scale is %g", n, page->scale);
    if (page->words && page->words->len > WORDS_MAX)
        return so_fail(err, SO_ELIMIT, "page %zu: more than %d words", n, WORDS_MAX);
    struct so_error why = {0};
    struct pdf_jpeg jpeg;
    int r = pdf_jpeg_parse(page->jpeg, page->jpeg_len, &jpeg, &why);
    if (r)
        return so_fail(err, r, "page %zu: %s", n, why.text);
    return write_page(pdf, page, &jpeg, err);
}

int pdf_add_page(struct pdf *pdf, const struct pdf_page *page, struct so_error *err)
{
    int r = add_page(pdf, page, err);
    if (r)
        pdf->failed = true;
    else
        pdf->pages++;
    return r;
}

static int write_catalog(struct pdf *pdf, struct so_error *err)
{
    struct buf kids = BUF_INIT;
    int r = buf_printf(&kids, "<< /Type /Pages /Count %zu /Kids [", pdf->pages);
    for (size_t i = 0; i < pdf->pages && !r; i++)
        r = buf_printf(&kids, "%s%zu 0 R", i % 10 ? " " : "\n", OBJ_FIRST_PAGE + PAGE_OBJECTS * i + PAGE_SELF);
    if (!r)
        r = buf_append_str(&kids, "] >>");
    r = r ? out_of_memory(err) : write_object(pdf, OBJ_PAGES, &kids, err);
    buf_free(&kids);
    if (r)
        return r;
    return write_objectf(pdf, OBJ_CATALOG, err,
                         "<< /Type /Catalog /Pages %d 0 R /Lang (vi-VN) /Metadata %d 0 R\n"
                         "/ViewerPreferences << /DisplayDocTitle true >>\n"
                         "/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1"
                         " /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1)"
                         " /DestOutputProfile %d 0 R >>] >>",
                         OBJ_PAGES, OBJ_XMP, OBJ_ICC);
}

static int write_font_dictionaries(struct pdf *pdf, struct so_error *err)
{
    int r = write_objectf(pdf, OBJ_FONT, err,
                          "<< /Type /Font /Subtype /Type0 /BaseFont /" FONT_NAME " /Encoding /Identity-H"
                          " /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
                          OBJ_CID_FONT, OBJ_TO_UNICODE);
    if (!r)
        r = write_objectf(pdf, OBJ_CID_FONT, err,
                          "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /" FONT_NAME
                          " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                          " /FontDescriptor %d 0 R /DW %d /CIDToGIDMap %d 0 R >>",
                          OBJ_DESCRIPTOR, PDF_GLYPH_ADVANCE, OBJ_TO_GID);
    if (!r)
        r = write_objectf(pdf, OBJ_DESCRIPTOR, err,
                          "<< /Type /FontDescriptor /FontName /" FONT_NAME " /Flags 5 /FontBBox [0 -%d %d %d]"
                          " /ItalicAngle 0 /Ascent %d /Descent -%d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
                          PDF_GLYPH_DESCENT, PDF_GLYPH_ADVANCE, PDF_GLYPH_ASCENT, PDF_GLYPH_ASCENT, PDF_GLYPH_DESCENT,
                          PDF_GLYPH_ASCENT, OBJ_PROGRAM);
    return r;
}

static int write_font(struct pdf *pdf, struct so_error *err)
{
    struct buf program = BUF_INIT, to_gid = BUF_INIT, to_unicode = BUF_INIT;
    char entries[32];
    int r = write_font_dictionaries(pdf, err);
    if (!r && (pdf_font_program(&program) || pdf_font_to_gid(&pdf->letters, &to_gid) ||
               pdf_font_to_unicode(&pdf->letters, &to_unicode)))
        r = out_of_memory(err);
    snprintf(entries, sizeof entries, "/Length1 %zu", program.len);
    if (!r)
        r = write_deflated(pdf, OBJ_PROGRAM, entries, &program, err);
    if (!r)
        r = write_deflated(pdf, OBJ_TO_GID, "", &to_gid, err);
    if (!r)
        r = write_deflated(pdf, OBJ_TO_UNICODE, "", &to_unicode, err);
    buf_free(&program);
    buf_free(&to_gid);
    buf_free(&to_unicode);
    return r;
}

static int write_metadata(struct pdf *pdf, struct so_error *err)
{
    struct buf icc = BUF_INIT;
    int r = pdf_icc_srgb(&icc) ? out_of_memory(err) : write_deflated(pdf, OBJ_ICC, "/N 3", &icc, err);
    buf_free(&icc);
    if (!r)
        r = write_object(pdf, OBJ_INFO, &pdf->info, err);
    if (!r) /* not compressed: PDF/A-1 wants it readable by programs that know no PDF */
        r = write_stream(pdf, OBJ_XMP, "/Type /Metadata /Subtype /XML", pdf->xmp.data, pdf->xmp.len, err);
    return r;
}

static int write_trailer(struct pdf *pdf, struct so_error *err)
{
    struct buf b = BUF_INIT;
    uint64_t start = file_whole_size(pdf->file);
    size_t n = pdf->offsets.len;
    int r = buf_printf(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
    for (size_t i = 0; i < n && !r; i++)
        r = buf_printf(&b, "%010llu 00000 n \n", (unsigned long long)pdf->offsets.items[i]);
    char id[HASH_HEX_SIZE];
    hash_final(&pdf->hash, id);
    if (!r)
        r = buf_printf(&b,
                       "trailer\n<< /Size %zu /Root %d 0 R /Info %d 0 R /ID [<%.32s> <%.32s>] >>\n"
                       "startxref\n%llu\n%%%%EOF\n",
                       n + 1, OBJ_CATALOG, OBJ_INFO, id, id, (unsigned long long)start);
    r = r ? out_of_memory(err) : file_whole_append(pdf->file, b.data, b.len, err);
    buf_free(&b);
    return r;
}

int pdf_finish(struct pdf *pdf, uint64_t *ret_size, struct so_error *err)
{
    if (pdf->failed || pdf->finished)
        return so_fail(err, SO_EINVALID, "the PDF has already %s", pdf->failed ? "failed" : "ended");
    if (!pdf->pages)
        return so_fail(err, SO_EINVALID, "a PDF without pages");
    pdf->finished = true;
    int r = write_catalog(pdf, err);
    if (!r)
        r = write_font(pdf, err);
    if (!r)
        r = write_metadata(pdf, err);
    if (!r)
        r = write_trailer(pdf, err);
    if (!r)
        r = file_whole_finish(pdf->file, err);
    if (!r && ret_size)
        *ret_size = file_whole_size(pdf->file);
    return r;
}

void pdf_free(struct pdf *pdf)
{
    if (!pdf)
        return;
    file_whole_free(pdf->file);
    array_free(&pdf->offsets);
    pdf_letters_free(&pdf->letters);
    buf_free(&pdf->info);
    buf_free(&pdf->xmp);
    free(pdf);
}
