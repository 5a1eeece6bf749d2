/*
 * Cover sheets: a printed sheet laid into a stack says where a dossier begins. It is known by its QR code alone, whose
 * payload is
 *
 *     SOHOA:1|d=H29-261124-0007|p=khai_sinh|n=12|1a2b3c4d
 *
 * format version · d dossier code · p procedure · n sheets that follow until the next cover, without the cover itself ·
 * CRC-32 (8 lower-case hex digits) of everything before the last '|'. d, p and n may be left out, and stand in this
 * order. In values every byte but letters, digits and ". _ - /" is percent-encoded (%C4%90). A payload that is not
 * exactly what cover_write writes is no cover: a damaged or foreign code never begins a dossier.
 */
#ifndef SOHOA_PAPER_COVER_H
#define SOHOA_PAPER_COVER_H

#include "base/buf.h"
#include "base/result.h"
#include "model/page.h"

#define COVER_CODE_MAX 96    /* bytes of a dossier's or a procedure's code, UTF-8 NFC without control characters */
#define COVER_SHEETS_MAX 9999
#define COVER_PAYLOAD_MAX 640 /* bytes; a QR code of version 15 at level H still holds what people use */

struct cover {
    char dossier[COVER_CODE_MAX + 1];   /* "": a new dossier without a code of its own */
    char procedure[COVER_CODE_MAX + 1]; /* "": not told */
    int sheets;                         /* 0: not told */
};

/* Appends the payload. SO_EINVALID: a code that is too long, not UTF-8 or has control characters; sheets out of range. */
int cover_write(const struct cover *cover, struct buf *out);

/* SO_ENOTFOUND: nothing of ours; SO_EUNSUPPORTED: of a later version; SO_EFORMAT: ours, but damaged. */
int cover_parse(const char *payload, size_t len, struct cover *ret_cover);

enum cover_sight {
    COVER_NONE,
    COVER_SEEN,   /* one cover, perhaps with its code printed several times */
    COVER_DOUBTED /* a code of ours that does not hold, codes that contradict each other, or the words of a cover alone */
};

/* What a page's codes and words say. ret_cover is set with COVER_SEEN only. */
enum cover_sight cover_look(const struct page *page, struct cover *ret_cover);

/* The heading of the printed sheet, by which a page is taken for a cover whose code could not be read. */
#define COVER_HEADING "TỜ BÌA PHÂN CÁCH HỒ SƠ"

#endif
