#include "paper/mends.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"

int mends_begin(const struct sheet *s, struct mends *ret)
{
    size_t n = s->type->def->fields.len, some = n ? n : 1;
    *ret = (struct mends){calloc(some, sizeof(char *)), calloc(some, sizeof(char *)), calloc(some, sizeof(float)), n};
    return ret->texts && ret->evidence && ret->confidence ? SO_OK : SO_ENOMEM;
}

void mends_free(struct mends *m)
{
    for (size_t i = 0; m->texts && i < m->n; i++)
        free(m->texts[i]);
    free(m->texts);
    free(m->evidence);
    free(m->confidence);
    *m = (struct mends){0};
}

static bool stands_in(struct box word, struct box value)
{
    int x = word.x + word.w / 2, y = word.y + word.h / 2;
    return x >= value.x && x < box_right(value) && y >= value.y && y < box_bottom(value);
}

size_t mends_field(const struct sheet *s, const struct word *w, bool (*fits)(const struct sheet *s, size_t field))
{
    const struct paper_def *d = s->type->def;
    for (size_t i = 0; i < d->fields.len; i++)
        if (fits(s, i) && s->slots[i].raw && stands_in(w->box, s->slots[i].box) &&
            strstr(s->slots[i].raw, w->text))
            return i;
    return d->fields.len;
}

int mends_text(const struct mends *m, const struct sheet *s, size_t field, const char *read, const char *better,
               char **ret)
{
    const char *text = m->texts[field] ? m->texts[field] : s->slots[field].raw, *at = strstr(text, read);
    struct buf out = BUF_INIT;
    *ret = NULL;
    if (!at)
        return SO_OK;
    int r = buf_append(&out, text, (size_t)(at - text));
    r = r == SO_OK ? buf_append_str(&out, better) : r;
    r = r == SO_OK ? buf_append_str(&out, at + strlen(read)) : r;
    if (r == SO_OK)
        *ret = buf_steal(&out);
    buf_free(&out);
    return r;
}

int mends_put(struct mends *m, const struct sheet *s, size_t field, const char *read, const char *better,
              const char *evidence, float confidence)
{
    char *text = NULL;
    int r = mends_text(m, s, field, read, better, &text);
    if (!text)
        return r;
    free(m->texts[field]);
    m->texts[field] = text;
    m->evidence[field] = evidence;
    m->confidence[field] = confidence;
    return SO_OK;
}

static int adopt(struct sheet *s, size_t field, const struct mends *m)
{
    struct slot *slot = &s->slots[field];
    struct reading reading = {0};
    int r = kind_read(s->rules, &s->type->def->fields.items[field], m->texts[field], &reading);
    if (r != SO_OK)
        return r;
    if (!*reading.value || reading.fit + 0.05f < slot->reading.fit) {
        reading_clear(&reading);
        return SO_OK;
    }
    reading_clear(&slot->reading);
    slot->reading = reading;
    slot->reading.changed = true;
    slot->confidence = slot->confidence < m->confidence[field] ? m->confidence[field] : slot->confidence;
    free(slot->evidence);
    slot->evidence = strdup(m->evidence[field]);
    return slot->evidence ? SO_OK : SO_ENOMEM;
}

int mends_adopt(struct sheet *s, const struct mends *m)
{
    int r = SO_OK;
    for (size_t i = 0; i < m->n && r == SO_OK; i++)
        if (m->texts[i])
            r = adopt(s, i, m);
    return r;
}
