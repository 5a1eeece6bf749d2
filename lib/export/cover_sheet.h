/*
 * A cover sheet to be printed and laid into a stack before scanning: its QR code twice, so that a staple or a stain
 * costs only one, and in plain words what the code says. One page A4, black on white: photocopies of it work as well.
 */
#ifndef SOHOA_EXPORT_COVER_SHEET_H
#define SOHOA_EXPORT_COVER_SHEET_H

#include "base/buf.h"

#define COVER_SHEET_PAYLOAD_MAX 700 /* bytes of the code */

/* Strings are UTF-8; "" leaves a line out. */
struct cover_sheet {
    const char *payload; /* of the code, not empty */
    const char *heading; /* "TỜ BÌA PHÂN CÁCH HỒ SƠ" */
    const char *office;
    const char *dossier, *procedure; /* as people read them */
    int sheets;                      /* 0: not told */
};

/* Appends the PDF. SO_EINVALID: no payload; SO_ELIMIT: one that no code holds; SO_EIO: Cairo failed; SO_ENOMEM. */
int cover_sheet_pdf(const struct cover_sheet *sheet, struct buf *out);

#endif
