/* sohoa search: the shell's way to the index. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static void print_hit(const json_t *hit)
{
    printf("%6lld  %-34s %s", remote_number(hit, "paper"), remote_label(hit), remote_text(hit, "title"));
    if (*remote_text(hit, "date"))
        printf("  (%s)", remote_text(hit, "date"));
    printf("\n        %s", json_is_true(json_object_get(hit, "near")) ? "gần giống, " : "");
    if (remote_number(hit, "entry"))
        printf("dòng %lld của sổ: ", remote_number(hit, "entry"));
    else
        printf("trang %lld: ", remote_number(hit, "page_seq"));
    size_t i;
    json_t *piece;
    json_array_foreach(json_object_get(hit, "snippet"), i, piece)
        printf(json_is_true(json_object_get(piece, "hit")) ? "[%s]" : "%s", remote_text(piece, "text"));
    putchar('\n');
}

static void print_hits(const json_t *reply)
{
    size_t i;
    json_t *hit;
    json_array_foreach(json_object_get(reply, "hits"), i, hit) print_hit(hit);
    long long total = remote_number(reply, "total");
    printf("%lld %s%s\n", total, total == 1 ? "paper" : "papers",
           json_is_true(json_object_get(reply, "fuzzy")) ? " (nothing matched exactly; these are near)" : "");
}

static void print_facets(const json_t *reply)
{
    static const char *const facets[][2] = {{"type", "loai"}, {"year", "nam"}, {"sector", "linh_vuc"}};
    for (size_t k = 0; k < sizeof facets / sizeof *facets; k++) {
        size_t i;
        json_t *n;
        json_array_foreach(json_object_get(reply, facets[k][0]), i, n)
            printf("%8lld  %s:%-34s %s\n", remote_number(n, "count"), facets[k][1], remote_text(n, "value"),
                   remote_text(json_object_get(n, "label"), "vi"));
        putchar('\n');
    }
    long long total = remote_number(reply, "total");
    printf("%lld %s%s\n", total, total == 1 ? "paper" : "papers",
           json_is_true(json_object_get(reply, "at_least")) ? " counted; there are more" : "");
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"facets", no_argument, NULL, 'f'},
                                          {"limit", required_argument, NULL, 'l'},
                                          {0}};
    bool json = false, facets = false;
    const char *limit = "20";
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "+", longs, NULL)) != -1;) {
        if (c == 'j')
            json = true;
        else if (c == 'f')
            facets = true;
        else if (c == 'l' && strspn(optarg, "0123456789") == strlen(optarg))
            limit = optarg;
        else
            return cmd_usage(&cmd_search, "unknown option or value '%s'", argv[optind - 1]);
    }
    if (optind == argc)
        return cmd_usage(&cmd_search, "nothing to search for");
    struct buf query = BUF_INIT, path = BUF_INIT;
    int r = SO_OK;
    for (int i = optind; i < argc && !r; i++)
        r = buf_printf(&query, i > optind ? " %s" : "%s", argv[i]);
    if (!r)
        r = facets ? buf_append_str(&path, "/api/v1/search/facets?q=")
                   : buf_printf(&path, "/api/v1/search?limit=%s&q=", limit);
    r = r ? r : client_escape(query.data, &path);
    json_t *reply = NULL;
    int status = r ? cmd_fail(EXIT_FAILED, "out of memory") : remote_ask("GET", path.data, NULL, &reply);
    buf_free(&query);
    buf_free(&path);
    if (status == EXIT_DONE) {
        if (json)
            remote_print(reply);
        else
            facets ? print_facets(reply) : print_hits(reply);
    }
    json_decref(reply);
    return status;
}

const struct command cmd_search = {
    .name = "search",
    .arguments = "[--json] [--limit N | --facets] QUERY…",
    .summary = "find papers: names without diacritics, numbers, \"phrases\", prefix*, loai:…, nam:2018",
    .help = "  --json       the daemon's answer as one line of JSON\n"
            "  --limit N    at most N papers (default 20)\n"
            "  --facets     no papers, but how many there are by type, year and sector\n\n"
            "Words are all sought, in any order; -word excludes. Filters: loai:giay_khai_sinh nam:2018 so:45/2018\n"
            "quyen:01/2018 ho_so:CODE linh_vuc:ho_tich. Initials (nvd), parts of numbers and days in any form are\n"
            "understood. Rows of the certification registers are found too: loai:so_ban_sao. Exact tones rank above "
            "folded ones, both above words with one slip of the finger.\n",
    .run = run,
};
