/* Any bytes as sohoad.yaml and as office.yaml: what is accepted keeps the promises of the headers. */
#include <stdint.h>
#include <stdlib.h>

#include "conf/office.h"
#include "conf/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_settings(const struct settings *s)
{
    bool loopback = !strncmp(s->listen_address, "127.", 4) || !strcmp(s->listen_address, "::1");
    demand(loopback || (s->tls_certificate[0] && s->tls_key[0]));
    demand(s->data[0] == '/' && s->readers >= 0 && s->readers <= SETTINGS_READERS_MAX);
    demand(s->nscanners <= SETTINGS_SCANNERS_MAX);
    for (size_t i = 0; i < s->nscanners; i++) {
        const struct settings_scanner *c = &s->scanners[i];
        demand(c->name[0] && !strchr(c->name, '/') && c->name[0] != '.' && c->label[0]);
        demand(c->resolution >= 75 && c->max_pages >= 1 && c->noptions <= SETTINGS_OPTIONS_MAX);
    }
    for (int minute = 0; minute < 1440; minute += 60)
        settings_in_batch_window(s, minute);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings *s = NULL;
    struct office *o = NULL;
    struct so_error err = {0};
    if (!settings_parse(data, size, "sohoad.yaml", &s, &err))
        check_settings(s);
    settings_free(s);
    if (!office_parse(data, size, "office.yaml", &o, &err)) {
        demand(o->nnames > 0);
        const struct office_name *n = office_name_on(o, (struct viet_date){2025, 7, 1});
        demand(!n || (n->name[0] && n->unit[0] && n->province[0]));
        office_add_working_days(o, (struct viet_date){2025, 7, 1}, 3);
    }
    office_free(o);
    return 0;
}
