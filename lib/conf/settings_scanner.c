#include "conf/settings_scanner.h"

#include <string.h>

#define NAME_MAX_LENGTH 64
#define PAPER_MAX_MM 2000

static const struct {
    const char *name;
    int width_mm, height_mm;
} papers[] = {{"A3", 297, 420}, {"A4", 210, 297},     {"A5", 148, 210},    {"A6", 105, 148},
              {"B5", 176, 250}, {"Letter", 216, 279}, {"Legal", 216, 356}, {"max", 0, 0}};

void settings_free_options(struct settings_option *options, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(options[i].name);
        free(options[i].value);
    }
    free(options);
}

static void free_scanner(struct settings_scanner *c)
{
    char *const strings[] = {c->name,       c->label,         c->device, c->match_serial, c->match_usb,
                             c->match_port, c->match_backend, c->url,    c->mode};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    settings_free_options(c->options, c->noptions);
    settings_free_profiles(c);
    for (size_t i = 0; i < c->nbuttons; i++)
        free(c->buttons[i].name);
    free(c->buttons);
    conf_strings_free(&c->sources);
    *c = (struct settings_scanner){0};
}

void settings_free_scanners(struct settings *s)
{
    for (size_t i = 0; i < s->nscanners; i++)
        free_scanner(&s->scanners[i]);
    free(s->scanners);
    s->scanners = NULL;
    s->nscanners = 0;
}

/* The sources are tried in order; feeder before glass, both sides before one. Names differ by maker. */
static int set_default_sources(struct conf_strings *list)
{
    static const char *const names[] = {"ADF Duplex", "ADF Front", "ADF", "Automatic Document Feeder", "Flatbed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (conf_strings_add(list, names[i]))
            return SO_ENOMEM;
    return SO_OK;
}

static int set_defaults(struct settings_scanner *c)
{
    *c = (struct settings_scanner){
        .name = strdup("scanner"),
        .label = strdup(""),
        .enabled = true,
        .device = strdup(""),
        .match_serial = strdup(""),
        .match_usb = strdup(""),
        .match_port = strdup(""),
        .match_backend = strdup(""),
        .url = strdup(""),
        .auto_start = AUTO_START_BUTTON,
        .mode = strdup("Color"),
        .resolution = 300,
        .paper_width_mm = 210,
        .paper_height_mm = 297,
        .overscan_mm = 3,
        .poll_ms = 400,
        .button_debounce_ms = 1000,
        .paper_settle_ms = 1500,
        .first_byte_timeout = 60,
        .byte_timeout = 30,
        .open_timeout = 30,
        .option_timeout = 10,
        .cancel_grace = 15,
        .usb_reset_after = 2,
        .max_pages = 200,
        .batch_idle_close = 600,
        .keep_raw_days = 30,
    };
    bool whole = c->name && c->label && c->device && c->match_serial && c->match_usb && c->match_port &&
                 c->match_backend && c->url && c->mode;
    if (whole && !set_default_sources(&c->sources) && !settings_add_default_profiles(c))
        return SO_OK;
    free_scanner(c);
    return SO_ENOMEM;
}

int settings_add_default_scanner(struct settings *s)
{
    s->scanners = calloc(1, sizeof *s->scanners);
    if (!s->scanners || set_defaults(s->scanners))
        return SO_ENOMEM;
    s->nscanners = 1;
    char *label = strdup("Máy quét");
    free(s->scanners[0].label);
    s->scanners[0].label = label;
    return label ? SO_OK : SO_ENOMEM;
}

int settings_read_name(const struct conf_node *map, char **io_name, struct so_error *err)
{
    const struct conf_node *node = NULL;
    int r = conf_require(map, "name", &node, err);
    if (!r)
        r = conf_get_string(map, "name", io_name, err);
    const char *name = r ? "" : *io_name;
    if (!r && (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name) || name[0] == '-' ||
               strlen(name) > NAME_MAX_LENGTH))
        r = conf_fail(node, err, "name must be made of a-z, 0-9, - and _ (at most %d), not \"%.80s\"", NAME_MAX_LENGTH,
                      name);
    return r;
}

int settings_read_label(const struct conf_node *map, const char *name, char **io_label, struct so_error *err)
{
    int r = conf_get_string(map, "label", io_label, err);
    if (r || (*io_label)[0])
        return r;
    free(*io_label);
    *io_label = strdup(name);
    return *io_label ? SO_OK : so_fail(err, SO_ENOMEM, "settings: out of memory");
}

/* "04c5:11a2" */
static bool is_usb_id(const char *text)
{
    return strlen(text) == 9 && text[4] == ':' && strspn(text, "0123456789abcdef") == 4 &&
           strspn(text + 5, "0123456789abcdef") == 4;
}

static int read_match(const struct conf_node *map, struct settings_scanner *c, struct so_error *err)
{
    const struct {
        const char *key;
        char **value;
    } strings[] = {{"device", &c->device},
                   {"match_serial", &c->match_serial},
                   {"match_usb", &c->match_usb},
                   {"match_port", &c->match_port},
                   {"match_backend", &c->match_backend},
                   {"url", &c->url}};
    int r = SO_OK;
    for (size_t i = 0; !r && i < sizeof strings / sizeof *strings; i++)
        r = conf_get_string(map, strings[i].key, strings[i].value, err);
    if (!r && c->match_usb[0] && !is_usb_id(c->match_usb))
        r = conf_fail(conf_peek(map, "match_usb"), err,
                      "match_usb must be vendor:product in lower-case hexadecimal such as 04c5:11a2, not \"%.60s\"",
                      c->match_usb);
    if (!r && c->url[0] && strncmp(c->url, "http://", 7) && strncmp(c->url, "https://", 8))
        r = conf_fail(conf_peek(map, "url"), err, "url must begin with http:// or https://, not \"%.100s\"", c->url);
    if (!r && c->url[0] && c->device[0])
        r = conf_fail(conf_peek(map, "url"), err, "give either url or device, not both");
    return r;
}

bool settings_parse_paper(const char *text, int *ret_width_mm, int *ret_height_mm)
{
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        if (!strcmp(papers[i].name, text)) {
            *ret_width_mm = papers[i].width_mm;
            *ret_height_mm = papers[i].height_mm;
            return true;
        }
    }
    int width = 0, height = 0, used = 0;
    if (strspn(text, "0123456789x") != strlen(text) || strlen(text) > 9 ||
        sscanf(text, "%dx%d%n", &width, &height, &used) != 2 || text[used] || width < 10 || height < 10 ||
        width > PAPER_MAX_MM || height > PAPER_MAX_MM)
        return false;
    *ret_width_mm = width;
    *ret_height_mm = height;
    return true;
}

int settings_read_paper(const struct conf_node *map, int *io_width_mm, int *io_height_mm, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, "paper");
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, "paper", err);
    if (r || settings_parse_paper(node->text, io_width_mm, io_height_mm))
        return r;
    return conf_fail(
        node, err, "paper must be A3, A4, A5, A6, B5, Letter, Legal, max, or millimetres such as 210x297, not \"%.60s\"",
        node->text);
}

int settings_read_options(const struct conf_node *map, struct settings_option **ret_options, size_t *ret_n,
                          struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, "options");
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_map(node, "options", err);
    if (!r && node->len > SETTINGS_OPTIONS_MAX)
        r = conf_fail(node, err, "options has more than %d entries", SETTINGS_OPTIONS_MAX);
    if (r || !node->len)
        return r;
    struct settings_option *options = calloc(node->len, sizeof *options);
    if (!options)
        return so_fail(err, SO_ENOMEM, "settings: out of memory");
    for (size_t i = 0; !r && i < node->len; i++) {
        r = conf_want_text(&node->items[i], node->keys[i].text, err);
        if (r)
            break;
        options[i] = (struct settings_option){strdup(node->keys[i].text), strdup(node->items[i].text)};
        if (!options[i].name || !options[i].value)
            r = so_fail(err, SO_ENOMEM, "settings: out of memory");
    }
    if (r) {
        settings_free_options(options, node->len);
        return r;
    }
    *ret_options = options;
    *ret_n = node->len;
    return SO_OK;
}

int settings_read_mode(const struct conf_node *map, char **io_mode, struct so_error *err)
{
    static const char *const modes[] = {"Color", "Gray", "Lineart", NULL};
    int mode = 0, r = SO_OK;
    if (conf_is_blank(conf_peek(map, "mode")) || (r = conf_get_enum(map, "mode", modes, &mode, err)))
        return r;
    char *copy = strdup(modes[mode]);
    if (!copy)
        return so_fail(err, SO_ENOMEM, "settings: out of memory");
    free(*io_mode);
    *io_mode = copy;
    return SO_OK;
}

int settings_read_sources(const struct conf_node *map, struct conf_strings *io_sources, struct so_error *err)
{
    int r = conf_get_strings(map, "source", io_sources, err);
    if (!r && io_sources->len > SETTINGS_SOURCES_MAX)
        r = conf_fail(conf_peek(map, "source"), err, "source has more than %d entries", SETTINGS_SOURCES_MAX);
    return r;
}

static int read_buttons(const struct conf_node *map, struct settings_scanner *c, struct so_error *err)
{
    static const char *const actions[] = {"scan", "finish", "ignore", NULL};
    const struct conf_node *node = conf_peek(map, "buttons");
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_map(node, "buttons", err);
    if (!r && node->len > SETTINGS_BUTTONS_MAX)
        r = conf_fail(node, err, "buttons has more than %d entries", SETTINGS_BUTTONS_MAX);
    if (!r && !(c->buttons = calloc(node->len + 1, sizeof *c->buttons)))
        r = so_fail(err, SO_ENOMEM, "settings: out of memory");
    for (size_t i = 0; !r && i < node->len; i++) {
        struct settings_button *b = &c->buttons[c->nbuttons++];
        b->name = strdup(node->keys[i].text);
        r = b->name ? conf_to_enum(&node->items[i], b->name, actions, &b->action, err)
                    : so_fail(err, SO_ENOMEM, "settings: out of memory");
    }
    return r;
}

static int read_job(const struct conf_node *map, struct settings_scanner *c, struct so_error *err)
{
    static const char *const starts[] = {"none", "button", "paper", "button+paper", NULL};
    static const char *const turns[] = {"0", "180", NULL};
    int turned = 0;
    int r = conf_get_bool(map, "enabled", &c->enabled, err);
    r = r ? r : conf_get_enum(map, "auto_start", starts, &c->auto_start, err);
    r = r ? r : conf_get_enum(map, "duplex_back_rotate", turns, &turned, err);
    c->duplex_back_rotate = turned ? 180 : 0;
    r = r ? r : settings_read_mode(map, &c->mode, err);
    r = r ? r : settings_read_sources(map, &c->sources, err);
    r = r ? r : settings_read_paper(map, &c->paper_width_mm, &c->paper_height_mm, err);
    r = r ? r : settings_read_options(map, &c->options, &c->noptions, err);
    r = r ? r : settings_read_profiles(map, c, err);
    return r ? r : read_buttons(map, c, err);
}

static int read_scanner(const struct conf_node *map, struct settings_scanner *c, struct so_error *err)
{
    static const char *const keys[] = {"name",
                                       "label",
                                       "enabled",
                                       "device",
                                       "match_serial",
                                       "match_usb",
                                       "match_port",
                                       "match_backend",
                                       "url",
                                       "auto_start",
                                       "source",
                                       "mode",
                                       "resolution",
                                       "paper",
                                       "overscan_mm",
                                       "options",
                                       "profiles",
                                       "buttons",
                                       "poll_ms",
                                       "button_debounce_ms",
                                       "paper_settle_ms",
                                       "first_byte_timeout",
                                       "byte_timeout",
                                       "open_timeout",
                                       "option_timeout",
                                       "cancel_grace",
                                       "duplex_back_rotate",
                                       "usb_reset_after",
                                       "max_pages",
                                       "batch_idle_close",
                                       "keep_raw_days",
                                       NULL};
#define INT(member, min, max)                                                                                          \
    {                                                                                                                  \
#member, offsetof(struct settings_scanner, member), min, max                                                   \
    }
    static const struct settings_int ints[] = {
        INT(resolution, 75, 1200),         INT(overscan_mm, 0, 50),        INT(poll_ms, 100, 60000),
        INT(button_debounce_ms, 0, 60000), INT(paper_settle_ms, 0, 60000), INT(first_byte_timeout, 5, 3600),
        INT(byte_timeout, 2, 3600),        INT(open_timeout, 2, 600),      INT(option_timeout, 2, 600),
        INT(cancel_grace, 1, 600),         INT(max_pages, 1, 10000),       INT(batch_idle_close, 10, 86400),
        INT(keep_raw_days, 0, 3650),       INT(usb_reset_after, 0, 100),
    };
#undef INT
    int r = conf_check_keys(map, keys, err);
    r = r ? r : settings_read_name(map, &c->name, err);
    r = r ? r : settings_read_label(map, c->name, &c->label, err);
    r = r ? r : read_match(map, c, err);
    r = r ? r : read_job(map, c, err);
    return r ? r : settings_read_ints(map, ints, sizeof ints / sizeof *ints, c, err);
}

static int check_unique(const struct conf_node *map, const struct settings *s, struct so_error *err)
{
    const char *name = s->scanners[s->nscanners - 1].name;
    for (size_t i = 0; i + 1 < s->nscanners; i++)
        if (!strcmp(s->scanners[i].name, name))
            return conf_fail(conf_peek(map, "name"), err, "two scanners have the name \"%s\"", name);
    return SO_OK;
}

int settings_read_scanners(const struct conf_node *root, struct settings *s, struct so_error *err)
{
    const struct conf_node *list = conf_peek(root, "scanners");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "scanners", err);
    if (!r && list->len > SETTINGS_SCANNERS_MAX)
        r = conf_fail(list, err, "scanners has more than %d entries", SETTINGS_SCANNERS_MAX);
    if (r)
        return r;
    settings_free_scanners(s);
    s->scanners = calloc(list->len ? list->len : 1, sizeof *s->scanners);
    if (!s->scanners)
        return so_fail(err, SO_ENOMEM, "settings: out of memory");
    for (size_t i = 0; !r && i < list->len; i++) {
        if (set_defaults(&s->scanners[i]))
            return so_fail(err, SO_ENOMEM, "settings: out of memory");
        s->nscanners++;
        r = read_scanner(&list->items[i], &s->scanners[i], err);
        if (!r)
            r = check_unique(&list->items[i], s, err);
    }
    return r;
}
