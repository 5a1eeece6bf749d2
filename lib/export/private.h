/* Shared by the files of this room only. */
#ifndef SOHOA_EXPORT_PRIVATE_H
#define SOHOA_EXPORT_PRIVATE_H

#include "export/table.h"

bool table_is_whole(const struct table *t);

/* A number as its column shows it, with this decimal mark. Appends. */
int table_put_number(const struct cell *cell, enum column_kind kind, char mark, struct buf *out);

#endif
