#include <string.h>

#include "base/clock.h"
#include "pdf/private.h"
#include "viet/text.h"

#define PRODUCER "Sohoa"

/* A PDF text string: UTF-16, big-endian, with its mark, as hexadecimal digits. */
static int put_text_string(struct buf *out, const char *s, size_t len)
{
    int r = buf_append_str(out, "<FEFF");
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = viet_next(s, len, &at);
        if (!pdf_may_show(cp))
            continue;
        if (cp < 0x10000)
            r = buf_printf(out, "%04X", (unsigned)cp);
        else
            r = buf_printf(out, "%04X%04X", 0xD800u + ((unsigned)(cp - 0x10000) >> 10), 0xDC00u + (cp & 0x3FF));
    }
    return r ? r : buf_append_char(out, '>');
}

static int put_xml(struct buf *out, const char *s, size_t len)
{
    int r = SO_OK;
    for (size_t at = 0; at < len && !r;) {
        int32_t cp = viet_next(s, len, &at);
        char utf8[4];
        if (!pdf_may_show(cp))
            continue;
        else if (cp == '&')
            r = buf_append_str(out, "&amp;");
        else if (cp == '<')
            r = buf_append_str(out, "&lt;");
        else if (cp == '>')
            r = buf_append_str(out, "&gt;");
        else
            r = buf_append(out, utf8, viet_put(cp, utf8));
    }
    return r;
}

typedef int put_value(struct buf *out, const char *s, size_t len);

/* open, the cleaned text, close; nothing at all for an empty text. */
static int put_entry(struct buf *out, const char *open, const char *text, const char *close, put_value *put)
{
    struct buf clean = BUF_INIT;
    int r = text ? viet_clean(text, strlen(text), &clean) : SO_OK;
    if (!r && clean.len) {
        r = buf_append_str(out, open);
        if (!r)
            r = put(out, clean.data, clean.len);
        if (!r)
            r = buf_append_str(out, close);
    }
    buf_free(&clean);
    return r;
}

static int put_pdf_date(struct buf *out, const char *key, int64_t ms)
{
    struct civil_time c = clock_civil(ms);
    int off = c.utc_offset_minutes < 0 ? -c.utc_offset_minutes : c.utc_offset_minutes;
    return buf_printf(out, "%s (D:%04d%02d%02d%02d%02d%02d%c%02d'%02d')\n", key, c.year, c.month, c.day, c.hour,
                      c.minute, c.second, c.utc_offset_minutes < 0 ? '-' : '+', off / 60, off % 60);
}

int pdf_info_dictionary(const struct pdf_info *info, struct buf *out)
{
    const struct {
        const char *key, *text;
    } entries[] = {{"/Title ", info->title},       {"/Author ", info->author},   {"/Subject ", info->subject},
                   {"/Keywords ", info->keywords}, {"/Creator ", info->creator}, {"/Producer ", PRODUCER}};
    int r = buf_append_str(out, "<<\n");
    for (size_t i = 0; i < sizeof entries / sizeof *entries && !r; i++)
        r = put_entry(out, entries[i].key, entries[i].text, "\n", put_text_string);
    if (!r)
        r = put_pdf_date(out, "/CreationDate", info->created_ms);
    if (!r)
        r = put_pdf_date(out, "/ModDate", info->created_ms);
    return r ? r : buf_append_str(out, ">>");
}

static int put_xmp_entries(const struct pdf_info *info, struct buf *out)
{
    const struct {
        const char *open, *text, *close;
    } entries[] = {
        {"<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", info->title, "</rdf:li></rdf:Alt></dc:title>\n"},
        {"<dc:creator><rdf:Seq><rdf:li>", info->author, "</rdf:li></rdf:Seq></dc:creator>\n"},
        {"<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", info->subject,
         "</rdf:li></rdf:Alt></dc:description>\n"},
        {"<pdf:Keywords>", info->keywords, "</pdf:Keywords>\n"},
        {"<xmp:CreatorTool>", info->creator, "</xmp:CreatorTool>\n"},
        {"<pdf:Producer>", PRODUCER, "</pdf:Producer>\n"},
    };
    int r = SO_OK;
    for (size_t i = 0; i < sizeof entries / sizeof *entries && !r; i++)
        r = put_entry(out, entries[i].open, entries[i].text, entries[i].close, put_xml);
    return r;
}

int pdf_info_xmp(const struct pdf_info *info, struct buf *out)
{
    char when[CLOCK_ISO_SIZE];
    clock_iso(info->created_ms, when);
    bool old = info->part == 1;
    int r = buf_append_str(out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                                "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                                " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                                " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n");
    if (!r)
        r = buf_printf(out,
                       "<pdfaid:part>%d</pdfaid:part>\n<pdfaid:conformance>%c</pdfaid:conformance>\n"
                       "<dc:format>application/pdf</dc:format>\n",
                       old ? 1 : 2, old ? 'B' : 'U');
    if (!r)
        r = put_xmp_entries(info, out);
    if (!r)
        r = buf_printf(out, "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n", when, when);
    return r ? r : buf_append_str(out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
}
