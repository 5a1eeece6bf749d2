/*
 * What the machine-readable codes of a page say: QR codes that the page's reader decoded, and the machine-readable zone
 * among its words. Private to the room.
 */
#ifndef SOHOA_PAPER_CODES_H
#define SOHOA_PAPER_CODES_H

#include "conf/papers.h"
#include "model/page.h"
#include "paper/layout.h"
#include "viet/mrz.h"
#include "viet/qr.h"

struct evidence {
    unsigned codes; /* bits 1 << enum paper_code: which of the following were found */
    struct viet_qr citizen, health, dossier; /* the first of each on the page */
    struct box citizen_box, health_box, dossier_box;
    struct viet_mrz mrz;
    struct box mrz_box;
};

/* SO_ENOMEM. Untouched where nothing was found. */
int evidence_find(const struct page *page, const struct layout *l, struct evidence *io);

/* One item of a code, by the key of the field that it is the value of. Its text is printed as the paper prints it. */
struct item {
    const char *key;
    char value[VIET_QR_TEXT_SIZE];
    char normal[VIET_QR_TEXT_SIZE]; /* "" where the kind has none */
    const char *by;                 /* "qr", "mrz" */
    struct box box;
    bool compare_only; /* proves nothing: only held against what was read */
};

#define ITEMS_MAX 16

/* The items of a code; their number. */
size_t evidence_items(const struct evidence *e, enum paper_code code, struct item items[ITEMS_MAX]);

#endif
