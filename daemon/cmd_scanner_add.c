/* sohoa scanner add: what is connected goes into the settings. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "daemon/cmd.h"
#include "daemon/cmd_scanner.h"
#include "daemon/places.h"
#include "daemon/scanner_enrol.h"

int cmd_scanner_add(const struct scanner_asking *how, const char *config, const struct scanner_enrolment *wanted)
{
    struct so_error err = {0};
    char *path = cmd_globals.config ? strdup(cmd_globals.config) : file_join(config, "sohoad.yaml");
    int r = path ? scanner_enrol(how, path, wanted, &err) : so_fail(&err, SO_ENOMEM, "out of memory");
    if (!r)
        printf("%s: scanner '%s' is added. Restart the daemon: systemctl restart sohoad\n", path, wanted->name);
    free(path);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}
