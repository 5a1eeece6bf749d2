#include "daemon/cover_print.h"

#include <stdio.h>

#include "export/cover_sheet.h"

static int put_sheet(const struct cover *cover, const char *procedure, const char *office, struct buf *out,
                     struct so_error *err)
{
    struct buf payload = BUF_INIT;
    int r = cover_write(cover, &payload);
    struct cover_sheet sheet = {.payload = buf_str(&payload),
                                .heading = COVER_HEADING,
                                .office = office ? office : "",
                                .dossier = cover->dossier,
                                .procedure = procedure,
                                .sheets = cover->sheets};
    r = r ? r : cover_sheet_pdf(&sheet, out);
    buf_free(&payload);
    if (r == SO_EINVALID)
        return so_fail(err, r, "a code on a cover sheet must be at most %d bytes of text without control characters",
                       COVER_CODE_MAX);
    return r ? so_fail(err, r, "the cover sheet can't be drawn: %s", so_result_text(r)) : SO_OK;
}

int cover_print(const struct cover *cover, const struct procedures *procedures, const char *office, struct buf *out,
                struct so_error *err)
{
    struct cover named = *cover;
    if (!procedures || !*cover->procedure)
        return put_sheet(cover, cover->procedure, office, out, err);
    const struct procedure *p = procedures_newest(procedures, cover->procedure);
    if (!p)
        return so_fail(err, SO_ENOTFOUND, "no procedure '%s'; 'sohoa procedures list' tells them", cover->procedure);
    if ((size_t)snprintf(named.procedure, sizeof named.procedure, "%s", p->key) >= sizeof named.procedure)
        return so_fail(err, SO_EINVALID, "the key of the procedure '%s' is too long for a cover sheet", cover->procedure);
    return put_sheet(&named, p->name_vi, office, out, err);
}
