#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "conf/yaml.h"

static struct conf_doc *parse(const char *text)
{
    struct conf_doc *doc = NULL;
    struct so_error err = {0};
    if (conf_parse(text, strlen(text), "/etc/sohoa/test.yaml", &doc, &err))
        fail_msg("refused: %s", err.text);
    return doc;
}

static void assert_refused(const char *text, size_t len, int code, const char *message)
{
    struct conf_doc *doc = (struct conf_doc *)0x1;
    struct so_error err = {0};
    int r = conf_parse(text, len, "/etc/sohoa/test.yaml", &doc, &err);
    if (r != code || !strstr(err.text, message))
        fail_msg("%d (%s) instead of %d (%s)", r, err.text, code, message);
    assert_ptr_equal(doc, (struct conf_doc *)0x1);
}

#define refused(text, message) assert_refused(text, strlen(text), SO_EFORMAT, message)

static void builds_a_tree_with_places(void **state)
{
    (void)state;
    struct conf_doc *doc = parse("# head\nname: Giấy khai sinh\nlist:\n  - một\n  - {a: 1, b: \"\"}\nblank:\n");
    const struct conf_node *root = &doc->root;
    assert_int_equal(root->kind, CONF_MAP);
    assert_int_equal(root->len, 3);
    assert_string_equal(conf_peek(root, "name")->text, "Giấy khai sinh");
    const struct conf_node *list = conf_peek(root, "list");
    assert_int_equal(list->kind, CONF_LIST);
    assert_int_equal(list->len, 2);
    assert_string_equal(list->items[0].text, "một");
    assert_int_equal(list->items[0].line, 4);
    assert_int_equal(list->items[0].column, 5);
    assert_false(conf_is_blank(conf_peek(&list->items[1], "b")));
    assert_true(conf_is_blank(conf_peek(root, "blank")));
    assert_true(conf_is_blank(conf_peek(root, "nothing")));
    assert_null(conf_peek(list, "a"));
    assert_int_equal(root->keys[2].line, 6);
    struct so_error err;
    assert_int_equal(conf_fail(&list->items[0], &err, "is %s", "wrong"), SO_EFORMAT);
    assert_string_equal(err.text, "test.yaml:4:5: is wrong");
    conf_free(doc);
}

static void every_scalar_is_text(void **state)
{
    (void)state;
    struct conf_doc *doc = parse("a: no\nb: 017\nc: 2025-07-01\nd: ~\ne: null\nf: |\n  hai\n  dòng\n");
    static const char *const want[] = {"no", "017", "2025-07-01", "~", "null", "hai\ndòng\n"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(doc->root.items[i].text, want[i]);
    conf_free(doc);
}

static void text_is_composed(void **state)
{
    (void)state;
    struct conf_doc *doc = parse("\xEF\xBB\xBFnhãn: Ho\xCC\x80"
                                 "a\n");
    assert_string_equal(conf_peek(&doc->root, "nhãn")->text, "Hòa");
    conf_free(doc);
}

static void an_empty_file_is_an_empty_map(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "# only a comment\n", "\n\n"};
    for (size_t i = 0; i < 3; i++) {
        struct conf_doc *doc = parse(empty[i]);
        assert_int_equal(doc->root.kind, CONF_MAP);
        assert_int_equal(doc->root.len, 0);
        conf_free(doc);
    }
}

static void refuses_what_surprises(void **state)
{
    (void)state;
    refused("a: &x 1\nb: *x\n", "test.yaml:1:4: anchors");
    refused("a: 1\nb: *x\n", "test.yaml:2:4: aliases");
    refused("a: !!int 1\n", "test.yaml:1:4: tags");
    refused("a: ! 1\n", "tags");
    refused("a: !!map {b: 1}\n", "tags");
    refused("a: &l [1]\n", "anchors");
    refused("a: 1\nb: 2\na: 3\n", "test.yaml:3:1: the key \"a\" stands here twice; first in line 1");
    refused("? [a, b]\n: 1\n", "a key must be plain text");
    refused("\"\": 1\n", "a key must not be empty");
    refused("a: 1\n---\nb: 2\n", "second document");
    refused("%YAML 1.1\n---\na: 1\n", "directives");
    refused("a: \"\\x07\"\n", "control characters");
    refused("a: [1, 2\n", "test.yaml:2");
    refused("a:\n\t- b\n", "test.yaml:2");
    refused("a: b: c\n", "test.yaml:1");
    assert_refused("a: x\0y\n", 7, SO_EFORMAT, "test.yaml:1");
    assert_refused("a: 1\nb: \xC3(\n", 11, SO_EFORMAT, "test.yaml:2:4: not UTF-8");
}

static void nested(struct buf *b, size_t depth)
{
    buf_clear(b);
    assert_int_equal(buf_append_str(b, "a: "), 0);
    for (size_t i = 0; i < depth; i++)
        assert_int_equal(buf_append_char(b, '['), 0);
    for (size_t i = 0; i < depth; i++)
        assert_int_equal(buf_append_char(b, ']'), 0);
}

static void keeps_its_limits(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    nested(&b, CONF_DEPTH_MAX - 1);
    conf_free(parse(b.data));
    nested(&b, CONF_DEPTH_MAX);
    assert_refused(b.data, b.len, SO_ELIMIT, "nested too deep");
    nested(&b, 20000);
    assert_refused(b.data, b.len, SO_ELIMIT, "nested too deep");
    buf_clear(&b);
    for (int i = 0; i <= CONF_NODES_MAX; i++)
        assert_int_equal(buf_append_str(&b, "- a\n"), 0);
    assert_refused(b.data, b.len, SO_ELIMIT, "too many values");
    buf_clear(&b);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(buf_printf(&b, "k%d: 1\n", i), 0);
    assert_refused(b.data, b.len, SO_ELIMIT, "too many keys");
    buf_clear(&b);
    assert_int_equal(buf_append_char(&b, '#'), 0);
    while (b.len <= CONF_BYTES_MAX)
        assert_int_equal(buf_append_str(&b, "................................................................"), 0);
    assert_refused(b.data, b.len, SO_ELIMIT, "larger than");
    buf_free(&b);
}

static void a_missing_file_is_not_found(void **state)
{
    (void)state;
    struct conf_doc *doc;
    struct so_error err;
    assert_int_equal(conf_load("/nonexistent/sohoad.yaml", &doc, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nonexistent/sohoad.yaml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_a_tree_with_places),
        cmocka_unit_test(every_scalar_is_text),
        cmocka_unit_test(text_is_composed),
        cmocka_unit_test(an_empty_file_is_an_empty_map),
        cmocka_unit_test(refuses_what_surprises),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(a_missing_file_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
