/*
 * A paper, or all papers of a dossier, as searchable PDF/A: the stored page images, rendered anew at 200 dpi, with the
 * words that were read and, where a clerk set or confirmed a value, that value in their place.
 *
 * Blocks while pages are rendered (about a quarter of a second each). Memory: one page's image; the rendered images wait
 * in an unnamed file beside the target.
 */
#ifndef SOHOA_DAEMON_DOCUMENT_H
#define SOHOA_DAEMON_DOCUMENT_H

#include "model/read_wire.h"
#include "paper/paper.h"
#include "pdf/plan.h"
#include "store/papers.h"

/* A stored page as an upright JPEG; the caller frees ret->jpeg. */
typedef int document_render_fn(void *ctx, const struct store_page *page, const struct render_request *request,
                               struct render_result *ret, struct so_error *err);

struct document_source {
    struct store *store;
    const struct paper_rules *rules;
    const char *office;         /* stands as the author; NULL or "" leaves it out */
    document_render_fn *render; /* pipeline_render */
    void *render_ctx;
    struct pdf_limits limits; /* pdf/plan.h; zeros for the usual ones */
    int dpi;                  /* of the images; 0: PDF_DPI */
    int part;                 /* of PDF/A: 1 or 2; 0 means 2 */
};

struct document_result {
    size_t files;          /* 1, or more when limits.split; named as pdf_part_path says when more than one */
    size_t papers, pages;
    size_t papers_skipped; /* of a dossier: whose images are not kept */
    uint64_t bytes;
};

/*
 * Writes the file (or files) under path, each whole or not at all; on failure none is left. The same record gives the
 * same bytes.
 *
 * SO_ENOTFOUND: no such paper, or no paper in the dossier; SO_EEND: its images are not kept; SO_ELIMIT: too large, err
 * names the page; SO_ENOSPACE, SO_EPERM …: path; and what rendering returns. ret_result may be NULL.
 */
int document_paper_pdf(const struct document_source *source, int64_t paper, const char *path,
                       struct document_result *ret_result, struct so_error *err);
int document_dossier_pdf(const struct document_source *source, const char *dossier, const char *path,
                         struct document_result *ret_result, struct so_error *err);

/*
 * The same into a nameless file in folder, for an HTTP answer: an open descriptor at its beginning, the caller's. One
 * file: limits.split is ignored.
 */
int document_paper_pdf_fd(const struct document_source *source, int64_t paper, const char *folder, int *ret_fd,
                          struct so_error *err);
int document_dossier_pdf_fd(const struct document_source *source, const char *dossier, const char *folder, int *ret_fd,
                            struct so_error *err);

/*
 * A file name for a paper: type, title and date in plain letters, "giay_khai_sinh_nguyen-van-an_2017-06-24.pdf"; what
 * is unknown is left out. Fit for any disk and portal. malloc'ed, NULL when memory is out.
 */
char *document_paper_name(const struct store_paper *paper);
char *document_dossier_name(const char *dossier); /* "000.14.34.H23-220716-0031.pdf" */

#endif
