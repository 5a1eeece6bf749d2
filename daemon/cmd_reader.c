#include "daemon/cmd_reader.h"

#include <unistd.h>

#include "daemon/cmd.h"
#include "daemon/places.h"

#define PAGE_SECONDS 60
#define WORKER_MEMORY (2ull << 30)
#define MAX_MEGAPIXELS 200

int cmd_reader_open(const char *papers_folder, unsigned page_seconds, struct reader **ret_reader,
                    struct paper_rules **ret_rules)
{
    struct places places;
    struct so_error err = {0};
    int r = places_find(&places, &err);
    if (r)
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    struct buf folder = BUF_INIT, office = BUF_INIT;
    r = papers_folder ? buf_append_str(&folder, papers_folder) : buf_printf(&folder, "%s/papers", places.config);
    r = r ? r : buf_printf(&office, "%s/office.yaml", places.config);
    if (r)
        so_fail(&err, r, "out of memory");
    else
        r = paper_rules_load(folder.data, access(office.data, F_OK) == 0 ? office.data : NULL, ret_rules, &err);
    struct reader_options reader = {
        .worker = places.worker_read,
        .tessdata = places.tessdata,
        .memory_bytes = WORKER_MEMORY,
        .page_seconds = page_seconds ? page_seconds : PAGE_SECONDS,
        .max_megapixels = MAX_MEGAPIXELS,
    };
    if (!r)
        r = reader_open(&reader, ret_reader, &err);
    r = r ? r : reader_start(*ret_reader, &err);
    buf_free(&folder);
    buf_free(&office);
    places_free(&places);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}
