/* Private to the room: the parts of a workbook, and what the files that read them share. */
#ifndef SOHOA_LIST_XLSX_H
#define SOHOA_LIST_XLSX_H

#include <zip.h>

#include "list/rows.h"

#define XLSX_PART_MAX (512ull * 1024 * 1024) /* bytes of an unpacked part; the worker's own limits are narrower */
#define XLSX_STRINGS_MAX 2000000u
#define XLSX_STYLES_MAX 65536u

/* What a part's reader is told. Names come without prefix; NULL handlers are skipped. A code other than 0 ends it. */
struct xlsx_handler {
    int (*start)(void *ctx, const char *name, const char **attributes, struct so_error *err);
    int (*end)(void *ctx, const char *name, struct so_error *err);
    int (*text)(void *ctx, const char *text, size_t len, struct so_error *err);
    void *ctx;
};

/* Reads a part to its end; SO_ENOTFOUND when the archive lacks it. */
int xlsx_read_part(zip_t *zip, const char *name, const struct xlsx_handler *handler, struct so_error *err);

/* An attribute's value by its local name; NULL when it is not there. */
const char *xlsx_attribute(const char **attributes, const char *name);

struct xlsx_font {
    enum viet_legacy font;
    bool capitals;
};

struct xlsx_style {
    unsigned font; /* index into fonts */
    bool date;
};

struct xlsx_string {
    char *text;
    struct xlsx_font font;
    bool own_font; /* its runs name one */
};

struct xlsx_book {
    struct {
        struct xlsx_font *items;
        size_t len, cap;
    } fonts;
    struct {
        struct xlsx_style *items;
        size_t len, cap;
    } styles;
    struct {
        struct xlsx_string *items;
        size_t len, cap;
    } strings;
    bool from_1904;
};

/* xl/styles.xml and xl/sharedStrings.xml; a workbook may lack either. */
int xlsx_read_styles(zip_t *zip, struct xlsx_book *book, struct so_error *err);
int xlsx_read_strings(zip_t *zip, struct xlsx_book *book, struct so_error *err);
void xlsx_book_free(struct xlsx_book *book);

/* A sheet's rows. */
int xlsx_read_sheet(zip_t *zip, const char *part, const struct xlsx_book *book, struct list_rows *rows,
                    struct so_error *err);

#endif
