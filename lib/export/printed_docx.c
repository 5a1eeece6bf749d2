/* A printed form as DOCX (ECMA-376 transitional): a ZIP of a few XML parts. */
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "export/printed_blocks.h"

#define TWIPS_PER_MM 56.6929
#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R_NS "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define OFFICE_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static int twips(double mm)
{
    return (int)(mm * TWIPS_PER_MM + 0.5);
}

static int put_escaped(const char *text, size_t len, struct buf *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < len && !r; i++) {
        switch (text[i]) {
        case '&':
            r = buf_append_str(out, "&amp;");
            break;
        case '<':
            r = buf_append_str(out, "&lt;");
            break;
        case '>':
            r = buf_append_str(out, "&gt;");
            break;
        case '"':
            r = buf_append_str(out, "&quot;");
            break;
        default:
            r = buf_append_char(out, text[i]);
        }
    }
    return r;
}

/* The runs of a paragraph; a line feed becomes a break. */
static int put_runs(const char *text, unsigned style, int points, struct buf *out)
{
    int r = SO_OK;
    for (const char *line = text; !r; line++) {
        size_t len = strcspn(line, "\n");
        r = buf_printf(out, "<w:r><w:rPr>%s%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>",
                       style & PRINTED_BOLD ? "<w:b/>" : "", style & PRINTED_ITALIC ? "<w:i/>" : "",
                       style & PRINTED_UNDERLINE ? "<w:u w:val=\"single\"/>" : "", 2 * points, 2 * points);
        if (!r && line != text)
            r = buf_append_str(out, "<w:br/>");
        r = r ? r : buf_append_str(out, "<w:t xml:space=\"preserve\">");
        r = r ? r : put_escaped(line, len, out);
        r = r ? r : buf_append_str(out, "</w:t></w:r>");
        line += len;
        if (!*line)
            break;
    }
    return r;
}

static int put_paragraph(const struct printed_line *line, bool tight, struct buf *out)
{
    static const char *const align[] = {"left", "center", "right", "both"};
    int r = buf_printf(out,
                       "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"%d\"/><w:ind w:firstLine=\"%d\"/>"
                       "<w:jc w:val=\"%s\"/></w:pPr>",
                       tight ? 0 : 120, twips(line->indent_mm), align[line->align]);
    r = r ? r : put_runs(line->text, line->style, line->points, out);
    return r ? r : buf_append_str(out, "</w:p>");
}

static int put_table_head(bool borders, const int *widths, size_t n, struct buf *out)
{
    int total = 0;
    for (size_t i = 0; i < n; i++)
        total += widths[i];
    int r = buf_printf(out, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>", total);
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    r = r || !borders ? r : buf_append_str(out, "<w:tblBorders>");
    for (size_t i = 0; borders && !r && i < sizeof sides / sizeof *sides; i++)
        r = buf_printf(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>", sides[i]);
    r = r || !borders ? r : buf_append_str(out, "</w:tblBorders>");
    r = r ? r : buf_append_str(out, "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < n && !r; i++)
        r = buf_printf(out, "<w:gridCol w:w=\"%d\"/>", widths[i]);
    return r ? r : buf_append_str(out, "</w:tblGrid>");
}

static int put_cell_head(int width, struct buf *out)
{
    return buf_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", width);
}

static int put_columns(const struct printed_block *b, int width, struct buf *out)
{
    int widths[2] = {width * b->left_percent / 100, width - width * b->left_percent / 100};
    const struct printed_lines *sides[2] = {&b->left, &b->right};
    int r = put_table_head(false, widths, 2, out);
    r = r ? r : buf_append_str(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (int c = 0; c < 2 && !r; c++) {
        r = put_cell_head(widths[c], out);
        for (size_t i = 0; i < sides[c]->len && !r; i++)
            r = put_paragraph(&sides[c]->items[i], true, out);
        if (!r && !sides[c]->len)
            r = buf_append_str(out, "<w:p/>");
        r = r ? r : buf_append_str(out, "</w:tc>");
    }
    return r ? r : buf_append_str(out, "</w:tr></w:tbl><w:p/>");
}

/* One row; first: index of its first cell, or SIZE_MAX for the head row. */
static int put_row(const struct printed_block *b, const int *widths, size_t first, struct buf *out)
{
    const struct table *t = b->table;
    bool head = first == SIZE_MAX;
    struct buf text = BUF_INIT;
    int r = buf_printf(out, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", head ? "<w:tblHeader/>" : "");
    for (size_t c = 0; c < t->columns.len && !r; c++) {
        bool right = false;
        buf_clear(&text);
        r = head ? printed_clean(t->columns.items[c].title, &text) : printed_cell(t, first + c, &text, &right);
        struct printed_line line = {.text = buf_str(&text),
                                    .align = head    ? PRINTED_CENTRE
                                             : right ? PRINTED_RIGHT
                                                     : PRINTED_LEFT,
                                    .style = head ? PRINTED_BOLD : 0,
                                    .points = b->points};
        r = r ? r : put_cell_head(widths[c], out);
        r = r ? r : put_paragraph(&line, true, out);
        r = r ? r : buf_append_str(out, "</w:tc>");
    }
    buf_free(&text);
    return r ? r : buf_append_str(out, "</w:tr>");
}

static int put_table(const struct printed_block *b, int width, struct buf *out)
{
    int widths[TABLE_COLUMNS_MAX];
    size_t columns = b->table->columns.len;
    for (size_t c = 0; c < columns; c++)
        widths[c] = (int)((long)width * b->widths[c] / 1000);
    int r = put_table_head(true, widths, columns, out);
    r = r ? r : put_row(b, widths, SIZE_MAX, out);
    for (size_t i = 0; i < b->table->cells.len && !r; i += columns)
        r = put_row(b, widths, i, out);
    /* Two tables without a paragraph between them would be one. */
    return r ? r : buf_append_str(out, "</w:tbl><w:p/>");
}

static int put_block(const struct printed_block *b, int width, struct buf *out)
{
    switch (b->kind) {
    case PRINTED_TEXT:
        return put_paragraph(&b->left.items[0], false, out);
    case PRINTED_GAP:
        return buf_printf(out,
                          "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" w:lineRule=\"exact\"/>"
                          "</w:pPr></w:p>",
                          twips(b->gap_mm) > 20 ? twips(b->gap_mm) : 20);
    case PRINTED_COLUMNS:
        return put_columns(b, width, out);
    case PRINTED_TABLE:
        return put_table(b, width, out);
    }
    return SO_EINVALID;
}

static int put_document(const struct printed *p, struct buf *out)
{
    struct printed_page page = printed_page(p);
    int width = twips(page.width - page.left - page.right);
    int r = buf_append_str(out, XML_HEAD "<w:document " W_NS " " R_NS "><w:body>");
    for (size_t i = 0; i < p->blocks.len && !r; i++)
        r = put_block(&p->blocks.items[i], width, out);
    /* The last paragraph of a body may be no table. */
    return r ? r
             : buf_printf(out,
                          "<w:p/><w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>"
                          "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\""
                          " w:left=\"%d\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/></w:sectPr>"
                          "</w:body></w:document>",
                          twips(page.width), twips(page.height), p->landscape ? " w:orient=\"landscape\"" : "",
                          twips(page.top), twips(page.right), twips(page.bottom), twips(page.left));
}

static int put_properties(const struct printed *p, struct buf *out)
{
    int r = buf_append_str(out, XML_HEAD
                           "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
                           "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    struct buf title = BUF_INIT;
    r = r ? r : printed_clean(p->title, &title);
    r = r ? r : put_escaped(buf_str(&title), title.len, out);
    buf_free(&title);
    return r ? r : buf_append_str(out, "</dc:title></cp:coreProperties>");
}

static const struct {
    const char *name, *text;
} fixed_parts[] = {
    {"[Content_Types].xml",
     XML_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
              "<Override PartName=\"/word/document.xml\" ContentType=\"" OFFICE_TYPE "document.main+xml\"/>"
              "<Override PartName=\"/word/styles.xml\" ContentType=\"" OFFICE_TYPE "styles+xml\"/>"
              "<Override PartName=\"/word/header1.xml\" ContentType=\"" OFFICE_TYPE "header+xml\"/>"
              "<Override PartName=\"/docProps/core.xml\""
              " ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"},
    {"_rels/.rels",
     XML_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
              "<Relationship Id=\"rId1\" Type=\"" OFFICE_REL "officeDocument\" Target=\"word/document.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
              "core-properties\" Target=\"docProps/core.xml\"/></Relationships>"},
    {"word/_rels/document.xml.rels",
     XML_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
              "<Relationship Id=\"rId1\" Type=\"" OFFICE_REL "styles\" Target=\"styles.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"" OFFICE_REL "header\" Target=\"header1.xml\"/></Relationships>"},
    {"word/styles.xml",
     XML_HEAD "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr>"
              "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\""
              " w:eastAsia=\"Times New Roman\"/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/><w:lang w:val=\"vi-VN\"/>"
              "</w:rPr></w:rPrDefault></w:docDefaults>"
              "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
              "</w:styles>"},
    {"word/header1.xml",
     XML_HEAD "<w:hdr " W_NS "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>"
              "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p></w:hdr>"},
};

/* Adds a part that must stay in memory until the archive is closed. */
static int add_part(zip_t *zip, const char *name, const void *data, size_t len)
{
    zip_source_t *source = zip_source_buffer(zip, data, len, 0);
    zip_int64_t at = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        zip_source_free(source);
        return SO_EIO;
    }
    /* A fixed time: the same form gives the same bytes. 1980-01-01, where ZIP's calendar begins. */
    return zip_file_set_dostime(zip, (zip_uint64_t)at, 0, 0x21, 0) == 0 ? SO_OK : SO_EIO;
}

/* Reads back what libzip wrote into its buffer. */
static int take_bytes(zip_source_t *source, struct buf *out)
{
    zip_stat_t stat;
    if (zip_source_open(source) != 0)
        return SO_EIO;
    int r = zip_source_stat(source, &stat) == 0 && stat.valid & ZIP_STAT_SIZE ? SO_OK : SO_EIO;
    r = r ? r : buf_reserve(out, (size_t)stat.size + 1);
    char chunk[16384];
    for (zip_int64_t n = 1; !r && n > 0;) {
        n = zip_source_read(source, chunk, sizeof chunk);
        r = n < 0 ? SO_EIO : buf_append(out, chunk, (size_t)n);
    }
    zip_source_close(source);
    return r;
}

static int write_zip(const struct buf *document, const struct buf *properties, struct buf *out)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (!zip) {
        zip_source_free(source);
        return SO_ENOMEM;
    }
    zip_source_keep(source);
    int r = SO_OK;
    for (size_t i = 0; i < sizeof fixed_parts / sizeof *fixed_parts && !r; i++)
        r = add_part(zip, fixed_parts[i].name, fixed_parts[i].text, strlen(fixed_parts[i].text));
    r = r ? r : add_part(zip, "word/document.xml", document->data, document->len);
    r = r ? r : add_part(zip, "docProps/core.xml", properties->data, properties->len);
    if (r || zip_close(zip) != 0) {
        zip_discard(zip);
        r = r ? r : SO_EIO;
    }
    r = r ? r : take_bytes(source, out);
    zip_source_free(source);
    return r;
}

int printed_to_docx(const struct printed *p, struct buf *out)
{
    struct buf document = BUF_INIT, properties = BUF_INIT;
    int r = put_document(p, &document);
    r = r ? r : put_properties(p, &properties);
    r = r ? r : write_zip(&document, &properties, out);
    buf_free(&document);
    buf_free(&properties);
    return r;
}
