/* Cover sheets to print. */
#include <string.h>

#include "daemon/api_private.h"
#include "daemon/casework.h"
#include "daemon/cover_print.h"

/* A code of the query; false and answered when it is too long. */
static bool take_code(struct http_request *req, const char *name, char out[COVER_CODE_MAX + 1])
{
    const char *value = http_query(req, name);
    if (value && strlen(value) > COVER_CODE_MAX) {
        api_fail_status(req, 422, "too_long", "Mã quá dài", "the code is too long");
        return false;
    }
    snprintf(out, COVER_CODE_MAX + 1, "%s", value ? value : "");
    return true;
}

void api_cover(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct cover cover = {0};
    struct buf pdf = BUF_INIT;
    struct so_error err = {0};
    if (!take_code(req, "dossier", cover.dossier) || !take_code(req, "procedure", cover.procedure) ||
        !api_query_int(req, "sheets", 0, COVER_SHEETS_MAX, 0, &cover.sheets))
        return;
    int r = cover_print(&cover, api->casework ? api->casework->procedures : NULL, api->office, &pdf, &err);
    if (r) {
        api_fail_error(req, r, &err);
        return;
    }
    (void)http_set_header(req, "Content-Disposition", "inline; filename=\"to-bia.pdf\"");
    http_reply_buf(req, 200, "application/pdf", &pdf);
}
