/* Whatever is typed into the search box becomes expressions that FTS5 takes. The first byte chooses the options. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/match.h"
#include "store/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conn *database(void)
{
    static struct conn c;
    struct so_error err;
    if (c.db)
        return &c;
    if (sql_open(":memory:", NULL, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &c, &err) ||
        search_register(&c, &err) || store_migrate(&c, store_schema_version(), &err) ||
        sql_script(&c, &err,
                   "INSERT INTO vocabulary VALUES ('nguyen', 1), ('nguyet', 1), ('duc', 1), ('duoc', 0);"
                   "INSERT INTO search_name (rowid, doc) VALUES (1, 'Nguyễn Văn Đức');"
                   "INSERT INTO search_text (rowid, doc) VALUES (1, 'Nguyễn Văn Đức 030218001234')")) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return &c;
}

static void run(const struct step *step)
{
    static const char *const sql[] = {"SELECT rowid FROM search_name WHERE search_name MATCH ?1",
                                      "SELECT rowid FROM search_field WHERE search_field MATCH ?1",
                                      "SELECT rowid FROM search_text WHERE search_text MATCH ?1"};
    struct so_error err;
    int r = sql_exec(database(), &err, sql[step->index], SQL_T(step->match));
    if (r) {
        fprintf(stderr, "%s: %s\n", step->match, err.text);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char sample[] = "Nguyễn Văn Đức, số 045/2018 ngày 01/10/2018";
    struct query q;
    struct plan plan;
    struct spots spots;
    if (!size)
        return 0;
    char *text = strndup((const char *)data + 1, size - 1);
    if (!text)
        abort();
    if (!query_parse(text, data[0] & 1, &q, NULL)) {
        if (!plan_make(database(), &q, data[0] & 2, data[0] & 8 ? STORE_VIEW_ALL : STORE_VIEW_OPEN, &plan, NULL)) {
            for (int i = 0; i < plan.nsteps; i++)
                run(&plan.steps[i]);
            if (!match_find(&plan, sample, sizeof sample - 1, data[0] & 4, &spots)) {
                struct store_hit hit = {0};
                size_t first, count;
                match_densest(&spots, &first, &count);
                match_snippet(sample, sizeof sample - 1, &spots, first, count, &hit);
                free(hit.snippet);
                free(spots.items);
            }
            plan_free(&plan);
        }
        query_free(&q);
    }
    free(text);
    return 0;
}
