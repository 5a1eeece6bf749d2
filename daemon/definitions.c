#include "daemon/definitions.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "dossier/deadline.h"

static int load_office(struct definitions *d, const char *path, struct so_error *err)
{
    if (access(path, F_OK) != 0)
        return SO_OK;
    int r = office_load(path, &d->office, err);
    if (r)
        return r;
    const struct office_name *name = office_name_on(d->office, deadline_day(clock_now_ms()));
    struct buf full = BUF_INIT;
    if (name && !office_put_full_name(name, &full))
        d->office_name = buf_steal(&full);
    buf_free(&full);
    return SO_OK;
}

static int load_procedures(struct definitions *d, const char *path, struct so_error *err)
{
    static const char none[] = "procedures: []\n";
    if (access(path, F_OK) != 0)
        return procedures_parse(none, sizeof none - 1, path, &d->procedures, err);
    return procedures_load(path, &d->procedures, err);
}

int definitions_load(const struct definition_files *files, struct definitions *ret_definitions, struct so_error *err)
{
    struct definitions d = {0};
    int r = load_office(&d, files->office, err);
    if (!r)
        r = paper_rules_load(files->papers, d.office ? files->office : NULL, &d.rules, err);
    if (!r)
        r = load_procedures(&d, files->procedures, err);
    if (!r && access(files->registers, F_OK) == 0)
        r = registers_load(files->registers, &d.registers, err);
    if (r)
        definitions_free(&d);
    else
        *ret_definitions = d;
    return r;
}

void definitions_free(struct definitions *d)
{
    paper_rules_free(d->rules);
    office_free(d->office);
    procedures_free(d->procedures);
    registers_free(d->registers);
    free(d->office_name);
    *d = (struct definitions){0};
}
