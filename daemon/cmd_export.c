/* sohoa export: papers as files for other systems. */
#include <getopt.h>
#include <string.h>

#include "daemon/cmd_remote.h"

static int export_pdf(const char *paper, const char *dossier, const char *file)
{
    struct client *client;
    struct so_error err = {0};
    int status = remote_open(&client);
    if (status != EXIT_DONE)
        return status;
    struct buf path = BUF_INIT, name = BUF_INIT;
    int r = buf_append_str(&path, paper ? "/api/v1/papers/" : "/api/v1/dossiers/");
    r = r ? r : client_escape(paper ? paper : dossier, &path);
    r = r ? r : buf_append_str(&path, "/pdf");
    r = r ? r : buf_printf(&name, file ? "%s" : "%s.pdf", file ? file : paper ? paper : dossier);
    r = r ? so_fail(&err, r, "out of memory") : client_download(client, path.data, name.data, &err);
    if (!r)
        printf("%s\n", name.data);
    client_free(client);
    buf_free(&path);
    buf_free(&name);
    return r ? remote_fail(r, &err) : EXIT_DONE;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {
        {"output", required_argument, NULL, 'o'}, {"dossier", required_argument, NULL, 'd'}, {0}};
    const char *file = NULL, *dossier = NULL;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
        if (c == 'o')
            file = optarg;
        else if (c == 'd')
            dossier = optarg;
        else
            return cmd_usage(&cmd_export, "unknown option '%s'", argv[optind - 1]);
    }
    if (optind == argc || strcmp(argv[optind], "pdf"))
        return cmd_usage(&cmd_export, "say pdf");
    const char *paper = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!paper == !dossier || argc - optind > 2 || (paper && strspn(paper, "0123456789") != strlen(paper)))
        return cmd_usage(&cmd_export, "name one paper by its number, or a dossier with --dossier");
    return export_pdf(paper, dossier, file);
}

const struct command cmd_export = {
    .name = "export",
    .arguments = "pdf PAPER|--dossier CODE [-o FILE]",
    .summary = "a paper or dossier as one searchable PDF for the provincial portal",
    .help = "  -o FILE            where to write; default NUMBER.pdf or CODE.pdf\n"
            "  --dossier CODE     all papers of a dossier in one file\n\n"
            "The words under the image are those that clerks confirmed. The size limit is the setting pdf: limit_mb.\n",
    .run = run,
};
