/*
 * A printed form or report in the shape of Nghị định 30/2020, phụ lục I: A4, margins 20 mm at head and foot, 30 mm
 * left, 15 mm right (a wide page: 20 mm left), Times New Roman, the page number top centre from the second page. It is
 * put together block by block and written as PDF (fonts embedded) or as DOCX for the office to go on with.
 *
 *     struct printed *p;
 *     printed_new("Báo cáo …", false, &p);
 *     printed_add_letterhead(p, &head);  printed_add_text(p, &line);  printed_add_table(p, table, NULL);
 *     printed_to_docx(p, &bytes);  printed_free(p);
 *
 * Text is UTF-8; control characters become spaces, but a line feed begins a new line. What is added is copied unless
 * said otherwise. Codes: SO_ENOMEM; SO_ELIMIT above the limits; SO_EIO when a library fails to write.
 */
#ifndef SOHOA_EXPORT_PRINTED_H
#define SOHOA_EXPORT_PRINTED_H

#include "export/table.h"

#define PRINTED_BLOCKS_MAX 10000
#define PRINTED_LINES_MAX 200 /* of one column */

enum printed_align { PRINTED_LEFT, PRINTED_CENTRE, PRINTED_RIGHT, PRINTED_JUSTIFY };
enum printed_style { PRINTED_BOLD = 1, PRINTED_ITALIC = 2, PRINTED_UNDERLINE = 4 }; /* bits */

/* One paragraph. */
struct printed_line {
    const char *text;
    enum printed_align align;
    unsigned style;   /* bits of printed_style */
    int points;       /* 0: 13 */
    int indent_mm;    /* of the first line */
};

struct printed;

int printed_new(const char *title, bool landscape, struct printed **ret_printed); /* title: of the file's properties */
void printed_free(struct printed *printed);                                       /* accepts NULL */

int printed_add_text(struct printed *printed, const struct printed_line *line);
int printed_add_gap(struct printed *printed, int mm);

/* Two columns without borders: letterheads, signatures. left_percent: width of the left one, 10..90. Kept on one page.
 */
int printed_add_columns(struct printed *printed, const struct printed_line *left, size_t nleft,
                        const struct printed_line *right, size_t nright, int left_percent);

/*
 * A bordered table; its head row stands again on every page; the table's title and note are not printed. Takes the
 * table, on failure too. widths: a weight for each column; NULL: by their contents. points: 0 for 11.
 */
int printed_add_table(struct printed *printed, struct table *table, const int *widths, int points);

/* The head of an official document; NULL or "" leaves a line out. */
struct printed_letterhead {
    const char *parent;  /* "ỦY BAN NHÂN DÂN HUYỆN …"; the office above, as printed */
    const char *office;  /* "ỦY BAN NHÂN DÂN XÃ HÀ NAM" */
    const char *number;  /* "Số:        /BC-UBND" */
    const char *subject; /* under the number, "V/v …" */
    const char *place_and_date; /* "Hà Nam, ngày      tháng      năm 2026" */
};
int printed_add_letterhead(struct printed *printed, const struct printed_letterhead *head);

/* Its end: recipients at the left (line feeds between them), who signs at the right with room for signature and seal.
 */
struct printed_signature {
    const char *recipients; /* "- Như trên;\n- Lưu: VT."; NULL or "": none */
    const char *authority;  /* "TM. ỦY BAN NHÂN DÂN"; may be NULL */
    const char *position;   /* "CHỦ TỊCH" */
    const char *name;       /* may be NULL: to be signed by whoever signs */
    const char *left_position; /* another who signs, in the place of recipients: "NGƯỜI LẬP BIỂU"; may be NULL */
};
int printed_add_signature(struct printed *printed, const struct printed_signature *signature);

/* The finished form; both append. */
int printed_to_pdf(const struct printed *printed, struct buf *out);
int printed_to_docx(const struct printed *printed, struct buf *out);

#endif
