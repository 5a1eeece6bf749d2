/* Any bytes: a tree within its limits, or an error that names the file. */
#include <stdint.h>
#include <stdlib.h>

#include "conf/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static size_t check_node(const struct conf_node *node, unsigned depth)
{
    size_t nodes = 1;
    demand(depth < CONF_DEPTH_MAX && node->line > 0 && node->column > 0);
    demand((node->kind == CONF_SCALAR) == (node->text != NULL));
    for (size_t i = 0; i < node->len; i++) {
        if (node->kind == CONF_MAP)
            demand(conf_peek(node, node->keys[i].text) == &node->items[i]);
        nodes += check_node(&node->items[i], depth + 1);
    }
    return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct conf_doc *doc = NULL;
    struct so_error err = {0};
    int r = conf_parse(data, size, "fuzz.yaml", &doc, &err);
    demand((r == 0) == (doc != NULL));
    if (r)
        demand(!strncmp(err.text, "fuzz.yaml:", 10));
    else
        demand(check_node(&doc->root, 0) <= CONF_NODES_MAX + 1);
    conf_free(doc);
    return 0;
}
