/* Profiles: the ways of scanning that a clerk picks by name. */
#include <stdlib.h>
#include <string.h>

#include "conf/settings_scanner.h"

static void free_profile(struct settings_profile *p)
{
    free(p->name);
    free(p->label);
    free(p->mode);
    conf_strings_free(&p->sources);
    settings_free_options(p->options, p->noptions);
    *p = (struct settings_profile){0};
}

void settings_free_profiles(struct settings_scanner *c)
{
    for (size_t i = 0; i < c->nprofiles; i++)
        free_profile(&c->profiles[i]);
    free(c->profiles);
    c->profiles = NULL;
    c->nprofiles = 0;
}

static int begin_profile(struct settings_profile *p, const char *name, const char *label)
{
    *p = (struct settings_profile){.name = strdup(name),
                                   .label = strdup(label),
                                   .mode = strdup(""),
                                   .paper_width_mm = SETTINGS_AS_SET,
                                   .paper_height_mm = SETTINGS_AS_SET};
    return p->name && p->label && p->mode ? SO_OK : SO_ENOMEM;
}

/* What every desk needs: the glass for what no feeder takes, and both sides with a feeder that sees one. */
int settings_add_default_profiles(struct settings_scanner *c)
{
    static const struct {
        const char *name, *label;
        bool glass, manual_duplex;
        int width_mm, height_mm;
    } profiles[] = {
        {"glass", "Sách, sổ trên mặt kính", true, false, 0, 0},
        {"card", "Thẻ, giấy nhỏ trên mặt kính", true, false, 105, 148},
        {"manual-duplex", "Hai mặt, lật tay", false, true, SETTINGS_AS_SET, SETTINGS_AS_SET},
    };
    static const char *const glass[] = {"Flatbed", "Platen", "Document Table", "Normal"}; /* names differ by maker */
    size_t n = sizeof profiles / sizeof *profiles;
    c->profiles = calloc(n, sizeof *c->profiles);
    for (size_t i = 0; c->profiles && i < n; i++) {
        struct settings_profile *p = &c->profiles[c->nprofiles++];
        int r = begin_profile(p, profiles[i].name, profiles[i].label);
        for (size_t k = 0; !r && profiles[i].glass && k < sizeof glass / sizeof *glass; k++)
            r = conf_strings_add(&p->sources, glass[k]);
        if (r)
            return SO_ENOMEM;
        p->manual_duplex = profiles[i].manual_duplex;
        p->paper_width_mm = profiles[i].width_mm;
        p->paper_height_mm = profiles[i].height_mm;
    }
    return c->profiles ? SO_OK : SO_ENOMEM;
}

static int read_profile(const struct conf_node *map, struct settings_profile *p, struct so_error *err)
{
    static const char *const keys[] = {"name",  "label",   "source",        "mode", "resolution",
                                       "paper", "options", "manual_duplex", NULL};
    static const struct settings_int ints[] = {{"resolution", offsetof(struct settings_profile, resolution), 75, 1200}};
    int r = conf_want_map(map, "a profile", err);
    r = r ? r : conf_check_keys(map, keys, err);
    r = r ? r : settings_read_name(map, &p->name, err);
    r = r ? r : settings_read_label(map, p->name, &p->label, err);
    r = r ? r : settings_read_sources(map, &p->sources, err);
    r = r ? r : settings_read_mode(map, &p->mode, err);
    r = r ? r : settings_read_paper(map, &p->paper_width_mm, &p->paper_height_mm, err);
    r = r ? r : settings_read_options(map, &p->options, &p->noptions, err);
    r = r ? r : conf_get_bool(map, "manual_duplex", &p->manual_duplex, err);
    return r ? r : settings_read_ints(map, ints, 1, p, err);
}

int settings_read_profiles(const struct conf_node *map, struct settings_scanner *c, struct so_error *err)
{
    const struct conf_node *list = conf_peek(map, "profiles");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "profiles", err);
    if (!r && list->len > SETTINGS_PROFILES_MAX)
        r = conf_fail(list, err, "profiles has more than %d entries", SETTINGS_PROFILES_MAX);
    if (r)
        return r;
    settings_free_profiles(c);
    c->profiles = calloc(list->len + 1, sizeof *c->profiles);
    if (!c->profiles)
        return so_fail(err, SO_ENOMEM, "settings: out of memory");
    for (size_t i = 0; !r && i < list->len; i++) {
        struct settings_profile *p = &c->profiles[c->nprofiles++];
        r = begin_profile(p, "", "") ? so_fail(err, SO_ENOMEM, "settings: out of memory")
                                     : read_profile(&list->items[i], p, err);
        for (size_t k = 0; !r && k < i; k++)
            if (!strcmp(c->profiles[k].name, p->name))
                r = conf_fail(conf_peek(&list->items[i], "name"), err, "two profiles have the name \"%s\"", p->name);
    }
    return r;
}
