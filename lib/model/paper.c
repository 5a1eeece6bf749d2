#include "model/paper.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"

static const char *const state_names[] = {"read", "repaired", "unreadable", "absent"};
static const char *const code_names[] = {"missing", "unreadable", "doubtful", "contradiction"};
static const char *const severity_names[] = {"info", "warning", "error"};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int find_name(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], name))
            return (int)i;
    return SO_ENOTFOUND;
}

const char *field_state_name(enum field_state s)
{
    return state_names[s];
}

const char *finding_code_name(enum finding_code c)
{
    return code_names[c];
}

const char *severity_name(enum severity s)
{
    return severity_names[s];
}

int finding_code_from_name(const char *name, enum finding_code *ret_code)
{
    int i = find_name(code_names, COUNT(code_names), name);
    if (i < 0)
        return i;
    *ret_code = (enum finding_code)i;
    return SO_OK;
}

int severity_from_name(const char *name, enum severity *ret_severity)
{
    int i = find_name(severity_names, COUNT(severity_names), name);
    if (i < 0)
        return i;
    *ret_severity = (enum severity)i;
    return SO_OK;
}

int field_state_from_name(const char *name, enum field_state *ret_state)
{
    int i = find_name(state_names, COUNT(state_names), name);
    if (i < 0)
        return i;
    *ret_state = (enum field_state)i;
    return SO_OK;
}

void field_free(struct field *f)
{
    free(f->key);
    free(f->value);
    free(f->normal);
    free(f->read);
    free(f->evidence);
    *f = (struct field){0};
}

void fields_free(struct fields *f)
{
    for (size_t i = 0; i < f->len; i++)
        field_free(&f->items[i]);
    array_free(f);
}

struct field *fields_find(const struct fields *f, const char *key)
{
    for (size_t i = 0; i < f->len; i++)
        if (!strcmp(f->items[i].key, key))
            return &f->items[i];
    return NULL;
}

void finding_free(struct finding *f)
{
    free(f->field);
    free(f->message);
    free(f->message_en);
    free(f->evidence);
    *f = (struct finding){0};
}

void findings_free(struct findings *f)
{
    for (size_t i = 0; i < f->len; i++)
        finding_free(&f->items[i]);
    array_free(f);
}

void paper_free(struct paper *p)
{
    free(p->type);
    free(p->type_reason);
    fields_free(&p->fields);
    findings_free(&p->findings);
    *p = (struct paper){0};
}

void papers_free(struct papers *p)
{
    for (size_t i = 0; i < p->len; i++)
        paper_free(&p->items[i]);
    array_free(p);
}
