#include "dossier/keeping.h"

enum paper_keep keeping_of(const struct procedure_item *item, const struct paper_def *def, bool electronic_copy)
{
    if (item && item->certified && electronic_copy)
        return KEEP_IMAGE;
    if (item && item->keep != PROCEDURE_KEEP_BY_TYPE)
        return item->keep == PROCEDURE_KEEP_IMAGE    ? KEEP_IMAGE
               : item->keep == PROCEDURE_KEEP_RECORD ? KEEP_RECORD
                                                     : KEEP_NOTHING;
    if (item && item->need == PROCEDURE_SHOWN)
        return KEEP_NOTHING;
    return def ? def->keep : KEEP_IMAGE;
}
