/* What the office's own files define: its papers, itself, its procedures and registers. Loaded once; threads may share it. */
#ifndef SOHOA_DAEMON_DEFINITIONS_H
#define SOHOA_DAEMON_DEFINITIONS_H

#include "conf/office.h"
#include "conf/procedures.h"
#include "conf/registers.h"
#include "paper/paper.h"

struct definitions {
    struct paper_rules *rules;
    struct office *office;         /* NULL where there is no office file */
    struct procedures *procedures; /* empty where there is no file of procedures */
    struct registers *registers;   /* NULL where there is no file of registers */
    char *office_name;             /* the letterhead of today; NULL where none is known */
};

/* Where they are: papers is a folder; the files may be missing. */
struct definition_files {
    const char *papers, *office, *procedures, *registers;
};

/* err names the file and line. */
int definitions_load(const struct definition_files *files, struct definitions *ret_definitions, struct so_error *err);
void definitions_free(struct definitions *d); /* frees what it owns; leaves it zeroed */

#endif
