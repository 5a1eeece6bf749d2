/* cover.user: the clerk who said that a page is a cover; '' where its code says so. */
#include "store/internal.h"

const struct migration store_migration_13 = {
    "ALTER TABLE cover ADD COLUMN user TEXT NOT NULL DEFAULT '';",
};
