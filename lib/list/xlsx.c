/* A workbook's archive: its parts as XML, and which of them is the wanted sheet. */
#include "list/xlsx.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

#define SHEETS_MAX 1000u
#define DEPTH_MAX 64
#define CHUNK 65536

struct parse {
    XML_Parser parser;
    const struct xlsx_handler *handler;
    struct so_error *err;
    int depth, result;
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(local(attributes[0]), name))
            return attributes[1];
    return NULL;
}

static void stop(struct parse *p, int result)
{
    if (result && !p->result) {
        p->result = result;
        XML_StopParser(p->parser, XML_FALSE);
    }
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct parse *p = ctx;
    if (p->result)
        return;
    if (++p->depth > DEPTH_MAX)
        stop(p, so_fail(p->err, SO_EFORMAT, "the workbook is nested too deeply"));
    else if (p->handler->start)
        stop(p, p->handler->start(p->handler->ctx, local(name), attributes, p->err));
}

static void on_end(void *ctx, const char *name)
{
    struct parse *p = ctx;
    p->depth--;
    if (!p->result && p->handler->end)
        stop(p, p->handler->end(p->handler->ctx, local(name), p->err));
}

static void on_text(void *ctx, const char *text, int len)
{
    struct parse *p = ctx;
    if (!p->result && p->handler->text)
        stop(p, p->handler->text(p->handler->ctx, text, (size_t)len, p->err));
}

/* A workbook has no document type; with one come entities that grow without end. */
static void on_doctype(void *ctx, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    struct parse *p = ctx;
    stop(p, so_fail(p->err, SO_EFORMAT, "the workbook has a document type, which no workbook has"));
}

static int feed(struct parse *p, zip_file_t *file, const char *name)
{
    uint64_t size = 0;
    char *chunk = malloc(CHUNK);
    if (!chunk)
        return so_fail(p->err, SO_ENOMEM, "out of memory");
    for (zip_int64_t n = 1; n > 0 && !p->result;) {
        n = zip_fread(file, chunk, CHUNK);
        size += n > 0 ? (uint64_t)n : 0;
        if (n < 0)
            p->result = so_fail(p->err, SO_EFORMAT, "the workbook's part %.100s is broken", name);
        else if (size > XLSX_PART_MAX)
            p->result = so_fail(p->err, SO_ELIMIT, "the workbook's part %.100s is too large", name);
        else if (XML_Parse(p->parser, chunk, (int)n, n == 0) == XML_STATUS_ERROR && !p->result)
            p->result = so_fail(p->err, SO_EFORMAT, "the workbook's part %.100s is no XML: %s", name,
                                XML_ErrorString(XML_GetErrorCode(p->parser)));
    }
    free(chunk);
    return p->result;
}

int xlsx_read_part(zip_t *zip, const char *name, const struct xlsx_handler *handler, struct so_error *err)
{
    zip_stat_t stat;
    if (zip_stat(zip, name, ZIP_FL_NOCASE, &stat) != 0)
        return so_fail(err, SO_ENOTFOUND, "the workbook has no part %.100s", name);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
        return so_fail(err, SO_EENCRYPTED, "the workbook has a password");
    zip_file_t *file = zip_fopen_index(zip, stat.index, 0);
    if (!file)
        return so_fail(err, SO_EFORMAT, "the workbook's part %.100s cannot be opened", name);
    struct parse p = {.parser = XML_ParserCreate(NULL), .handler = handler, .err = err};
    int r = p.parser ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    if (!r) {
        XML_SetUserData(p.parser, &p);
        XML_SetElementHandler(p.parser, on_start, on_end);
        XML_SetCharacterDataHandler(p.parser, on_text);
        XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
        r = feed(&p, file, name);
        XML_ParserFree(p.parser);
    }
    zip_fclose(file);
    return r;
}

struct sheets {
    char *wanted; /* relation id of the sheet, then its part */
    unsigned number, seen;
    bool from_1904;
};

static int on_workbook(void *ctx, const char *name, const char **attributes, struct so_error *err)
{
    struct sheets *s = ctx;
    if (!strcmp(name, "workbookPr")) {
        const char *flag = xlsx_attribute(attributes, "date1904");
        s->from_1904 = flag && (!strcmp(flag, "1") || !strcmp(flag, "true"));
    }
    if (strcmp(name, "sheet") != 0 || ++s->seen != s->number)
        return s->seen > SHEETS_MAX ? so_fail(err, SO_ELIMIT, "the workbook has too many sheets") : SO_OK;
    const char *id = xlsx_attribute(attributes, "id");
    if (id && !s->wanted && !(s->wanted = strdup(id)))
        return so_fail(err, SO_ENOMEM, "out of memory");
    return SO_OK;
}

struct relation {
    const char *id;
    char *target;
};

static int on_relation(void *ctx, const char *name, const char **attributes, struct so_error *err)
{
    struct relation *rel = ctx;
    const char *id = xlsx_attribute(attributes, "Id"), *target = xlsx_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !target || strcmp(id, rel->id) != 0 || rel->target)
        return SO_OK;
    struct buf part = BUF_INIT;
    int r = *target == '/' ? buf_append_str(&part, target + 1) : buf_printf(&part, "xl/%s", target);
    if (r || !(rel->target = buf_steal(&part))) {
        buf_free(&part);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    return SO_OK;
}

static int find_sheet(zip_t *zip, unsigned number, struct xlsx_book *book, char **ret_part, struct so_error *err)
{
    struct sheets sheets = {.number = number ? number : 1};
    struct xlsx_handler workbook = {.start = on_workbook, .ctx = &sheets};
    int r = xlsx_read_part(zip, "xl/workbook.xml", &workbook, err);
    if (r == SO_ENOTFOUND)
        r = so_fail(err, SO_EFORMAT, "this is no workbook");
    if (!r && !sheets.wanted)
        r = so_fail(err, SO_ENOTFOUND, "the workbook has %u sheets, no sheet %u", sheets.seen, sheets.number);
    struct relation relation = {.id = sheets.wanted};
    struct xlsx_handler relations = {.start = on_relation, .ctx = &relation};
    r = r ? r : xlsx_read_part(zip, "xl/_rels/workbook.xml.rels", &relations, err);
    if (!r && !relation.target)
        r = so_fail(err, SO_EFORMAT, "the workbook does not say where its sheet is");
    free(sheets.wanted);
    book->from_1904 = sheets.from_1904;
    if (r)
        free(relation.target);
    else
        *ret_part = relation.target;
    return r;
}

void xlsx_book_free(struct xlsx_book *book)
{
    for (size_t i = 0; i < book->strings.len; i++)
        free(book->strings.items[i].text);
    array_free(&book->strings);
    array_free(&book->styles);
    array_free(&book->fonts);
}

static int read_book(zip_t *zip, unsigned sheet, struct list_rows *rows, struct so_error *err)
{
    struct xlsx_book book = {0};
    char *part = NULL;
    int r = find_sheet(zip, sheet, &book, &part, err);
    r = r ? r : xlsx_read_styles(zip, &book, err);
    r = r ? r : xlsx_read_strings(zip, &book, err);
    r = r ? r : xlsx_read_sheet(zip, part, &book, rows, err);
    xlsx_book_free(&book);
    free(part);
    return r;
}

int list_read_xlsx(int fd, unsigned sheet, struct list_rows *ret_rows, struct so_error *err)
{
    int code, own = dup(fd); /* libzip closes it */
    if (own < 0)
        return so_fail_errno(err, "the workbook");
    zip_t *zip = zip_fdopen(own, ZIP_CHECKCONS, &code);
    if (!zip) {
        close(own);
        return so_fail(err, SO_EFORMAT, "this is no workbook, or it is broken");
    }
    struct list_rows rows = {0};
    int r = read_book(zip, sheet, &rows, err);
    zip_discard(zip);
    if (r)
        list_rows_free(&rows);
    else
        *ret_rows = rows;
    return r;
}
