/* What not everybody may see is counted by itself, and taken off (report.c): these indexes hold nothing else. */
#include "store/internal.h"

const struct migration store_migration_11 = {
    "CREATE INDEX paper_restricted ON paper(source) WHERE restricted<>0;"
    "CREATE INDEX dossier_restricted ON dossier(code) WHERE restricted<>0;",
};
