#include "model/figures.h"

#include <string.h>

static const struct {
    const char *name, *vi, *en;
} texts[FIGURES] = {
#define FIGURE_TEXT(name, key, vi, en) {key, vi, en},
    FIGURE_LIST(FIGURE_TEXT)
#undef FIGURE_TEXT
};

const char *figure_name(enum figure figure)
{
    return (unsigned)figure < FIGURES ? texts[figure].name : "";
}

const char *figure_label(enum figure figure, const char *lang)
{
    if ((unsigned)figure >= FIGURES)
        return "";
    return strcmp(lang, "en") ? texts[figure].vi : texts[figure].en;
}

void figures_add(struct figures *f, uint32_t bits)
{
    for (int i = 0; i < FIGURES; i++)
        f->n[i] += bits >> i & 1;
}

int figure_share(int64_t part, int64_t whole)
{
    return whole > 0 ? (int)((part * 2000 + whole) / (2 * whole)) : -1;
}
