/* sohoa list: lists of old registers. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "daemon/cmd_remote.h"

struct options {
    bool json, take;
    const char *list, *sheet, *columns;
};

static int add_query(struct buf *path, const char *name, const char *value)
{
    if (!value)
        return SO_OK;
    int r = buf_printf(path, "&%s=", name);
    return r ? r : client_escape(value, path);
}

static void print_report(const char *file, const json_t *reply)
{
    const json_t *c = json_object_get(reply, "counts");
    size_t i;
    json_t *x;
    printf("%s: %s, mã %s\n", file, remote_text(reply, "title"), remote_text(reply, "bytes"));
    json_array_foreach(json_object_get(reply, "columns"), i, x)
    {
        const char *field = remote_text(x, "field"), *encoding = remote_text(x, "encoding");
        printf("  %-30s -> %s%s%s\n", remote_text(x, "header"), *field ? field : "(bỏ qua)",
               strcmp(encoding, "unicode") ? "  " : "", strcmp(encoding, "unicode") ? encoding : "");
    }
    json_array_foreach(json_object_get(reply, "problems"), i, x)
        printf("dòng %lld%s%s: %s%s\n", remote_number(x, "row"), *remote_text(x, "column") ? ", cột " : "",
               remote_text(x, "column"), remote_text(x, "message"),
               json_is_true(json_object_get(x, "error")) ? " (không nhận)" : "");
    long long told = (long long)json_array_size(json_object_get(reply, "problems")),
              all = remote_number(reply, "problems_total");
    if (all > told)
        printf("… và %lld điểm khác\n", all - told);
    bool taken = json_is_true(json_object_get(reply, "taken"));
    printf("%lld dòng: %s %lld, bổ sung cho bản quét %lld, đã có %lld, khác nội dung %lld, không nhận %lld\n",
           remote_number(c, "rows"), taken ? "nhận" : "sẽ nhận", remote_number(c, "added"), remote_number(c, "filled"),
           remote_number(c, "present"), remote_number(c, "conflicts"), remote_number(c, "failed"));
    if (taken)
        printf("danh sách số %lld; gỡ bỏ: sohoa list undo %lld\n", remote_number(reply, "list"),
               remote_number(reply, "list"));
    else
        puts("mới xem thử, chưa nhận; thêm --take để nhận");
}

static int import_list(const char *file, const struct options *o)
{
    struct buf path = BUF_INIT;
    struct client *client;
    json_t *reply = NULL;
    struct so_error err = {0};
    int r = buf_printf(&path, "/api/v1/lists?take=%d&name=", o->take);
    r = r ? r : client_escape(file_base_name(file), &path);
    r = r ? r : add_query(&path, "list", o->list);
    r = r ? r : add_query(&path, "sheet", o->sheet);
    r = r ? r : add_query(&path, "columns", o->columns);
    int status = r ? cmd_fail(EXIT_FAILED, "out of memory") : remote_open(&client);
    if (status == EXIT_DONE) {
        r = client_upload(client, path.data, file, &reply, &err);
        client_free(client);
        status = r ? remote_fail(r, &err) : EXIT_DONE;
    }
    buf_free(&path);
    if (status == EXIT_DONE && o->json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        print_report(file, reply);
    const json_t *c = json_object_get(reply, "counts");
    if (status == EXIT_DONE && (remote_number(c, "failed") || remote_number(c, "conflicts")))
        status = EXIT_FAILED;
    json_decref(reply);
    return status;
}

static int show(const struct options *o)
{
    json_t *reply = NULL, *x;
    size_t i;
    int status = remote_ask("GET", "/api/v1/lists", NULL, &reply);
    if (status == EXIT_DONE && o->json) {
        remote_print(reply);
    } else if (status == EXIT_DONE) {
        json_array_foreach(json_object_get(reply, "definitions"), i, x)
            printf("%-12s %s\n", remote_text(x, "list"), remote_text(x, "title"));
        json_array_foreach(json_object_get(reply, "lists"), i, x)
        {
            const json_t *c = json_object_get(x, "counts");
            printf("%6lld  %s  %s  %s: %lld dòng, nhận %lld, bổ sung %lld%s%s\n", remote_number(x, "id"),
                   remote_text(x, "created"), remote_text(x, "user"), remote_text(x, "name"), remote_number(c, "rows"),
                   remote_number(c, "added"), remote_number(c, "filled"),
                   *remote_text(x, "undone") ? "; đã gỡ bỏ " : "", remote_text(x, "undone"));
        }
    }
    json_decref(reply);
    return status;
}

static int undo(const char *id, const struct options *o)
{
    char path[64];
    json_t *reply = NULL;
    if (!*id || strlen(id) > 18 || strspn(id, "0123456789") != strlen(id))
        return cmd_usage(&cmd_list, "'%s' is no list", id);
    snprintf(path, sizeof path, "/api/v1/lists/%s/undo", id);
    json_t *body = json_object();
    int status = remote_ask("POST", path, body, &reply);
    json_decref(body);
    if (status == EXIT_DONE && o->json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        printf("đã gỡ bỏ %lld; giữ lại %lld đã có người sửa\n", remote_number(reply, "removed"),
               remote_number(reply, "kept"));
    json_decref(reply);
    return status;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {
        {"json", no_argument, NULL, 'j'},          {"take", no_argument, NULL, 't'},
        {"list", required_argument, NULL, 'l'},    {"sheet", required_argument, NULL, 's'},
        {"columns", required_argument, NULL, 'c'}, {0}};
    struct options o = {0};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (c) {
        case 'j':
            o.json = true;
            break;
        case 't':
            o.take = true;
            break;
        case 'l':
            o.list = optarg;
            break;
        case 's':
            o.sheet = optarg;
            break;
        case 'c':
            o.columns = optarg;
            break;
        default:
            return cmd_usage(&cmd_list, "unknown option '%s'", argv[optind - 1]);
        }
    }
    const char *verb = optind < argc ? argv[optind] : "", *what = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!strcmp(verb, "show") && optind + 1 == argc)
        return show(&o);
    if (!strcmp(verb, "import") && optind + 2 == argc)
        return import_list(what, &o);
    if (!strcmp(verb, "undo") && optind + 2 == argc)
        return undo(what, &o);
    return cmd_usage(&cmd_list, *verb ? "can't do '%s' so" : "say what to do%s", verb);
}

const struct command cmd_list = {
    .name = "list",
    .arguments = "import FILE [--take] [--list KIND] [--sheet N] [--columns 'HEADER=field|…'] | show | undo LIST",
    .summary = "lists of old registers (XLSX, CSV) into the record",
    .help =
        "  import FILE         says what the list would bring, row by row what is wrong with it\n"
        "      --take          takes it in; rows that were taken in before are left alone\n"
        "      --list KIND     which register it is (khai_sinh, khai_tu, ket_hon …); default: whichever fits\n"
        "      --sheet N       of a workbook, from 1\n"
        "      --columns TEXT  columns that their headers do not tell: 'Mã=so|Cột lạ=dan_toc|Ghi chú='\n"
        "  show                the kinds that are known, and the lists that were taken in\n"
        "  undo LIST           takes a whole list back; papers that somebody changed since stay\n"
        "  --json              the answer as JSON\n\n"
        "TCVN3 (.VnTime), VNI and Unicode are recognised column by column. Exit status 1: some rows were not taken.\n",
    .run = run,
};
