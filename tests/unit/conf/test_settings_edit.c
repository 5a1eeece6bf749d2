/* A scanner put into the settings: everything else stays byte for byte, or nothing happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conf/settings_edit.h"

static const struct settings_new_scanner fujitsu = {.name = "mot-cua", .label = "Máy \"quầy\" 1", .match_serial = "1225526",
                                                    .match_backend = "fujitsu"};

static int add(const char *text, const struct settings_new_scanner *s, char **ret, struct so_error *err)
{
    struct buf out = BUF_INIT;
    int r = settings_add_scanner(text, strlen(text), "sohoad.yaml", s, &out, err);
    if (!r)
        *ret = strdup(buf_str(&out));
    buf_free(&out);
    return r;
}

static void expect(const char *text, const char *want)
{
    char *have = NULL;
    struct so_error err = {0};
    if (add(text, &fujitsu, &have, &err))
        fail_msg("%s", err.text);
    assert_string_equal(have, want);
    free(have);
}

static void refused(const char *text, const struct settings_new_scanner *s, int code, const char *reason)
{
    char *have = NULL;
    struct so_error err = {0};
    assert_int_equal(add(text, s, &have, &err), code);
    if (!strstr(err.text, reason))
        fail_msg("\"%s\" is not in \"%s\"", reason, err.text);
    assert_null(have);
}

#define ITEM                                                                                                           \
    "  - name: mot-cua\n    label: \"Máy \\\"quầy\\\" 1\"\n    match_serial: \"1225526\"\n    match_backend: \"fujitsu\"\n"

static void a_first_scanner_makes_the_list(void **state)
{
    (void)state;
    expect("", "\nscanners:\n" ITEM);
    expect("# ours\nlisten: 127.0.0.1:8017", "# ours\nlisten: 127.0.0.1:8017\n\nscanners:\n" ITEM);
    expect("scanners:\n# none yet\nbatch: never\n", "scanners:\n" ITEM "# none yet\nbatch: never\n");
}

static void comments_and_neighbours_stay(void **state)
{
    (void)state;
    const char *before = "# head\nscanners:   # those of the office\n  # the old one\n  - name: kho   # cellar\n"
                         "    match_usb: \"04c5:11a2\"\n\n    options:\n      df-action: Stop\n";
    const char *after = "\n# what follows\nbatch: never # as agreed\n";
    char text[600], want[900];
    snprintf(text, sizeof text, "%s%s", before, after);
    snprintf(want, sizeof want, "%s" ITEM "%s", before, after);
    expect(text, want);
    expect("scanners:\n- name: kho\n  device: \"x:1\"\nbatch: never\n",
           "scanners:\n- name: kho\n  device: \"x:1\"\n- name: mot-cua\n  label: \"Máy \\\"quầy\\\" 1\"\n"
           "  match_serial: \"1225526\"\n  match_backend: \"fujitsu\"\nbatch: never\n");
}

static void the_shipped_settings_take_one(void **state)
{
    (void)state;
    struct buf text = BUF_INIT;
    struct so_error err = {0};
    assert_int_equal(file_read_all(SOHOA_SOURCE_DIR "/config/sohoad.yaml", 1 << 20, &text, &err), SO_OK);
    char *have = NULL;
    assert_int_equal(add(text.data, &fujitsu, &have, &err), SO_OK);
    assert_memory_equal(have, text.data, text.len);
    struct settings *s = NULL;
    assert_int_equal(settings_parse(have, strlen(have), "x", &s, &err), SO_OK);
    assert_int_equal(s->nscanners, 1);
    assert_string_equal(s->scanners[0].label, "Máy \"quầy\" 1");
    settings_free(s);
    free(have);
    buf_free(&text);
}

static void what_would_be_ambiguous_is_refused(void **state)
{
    (void)state;
    const char *text = "scanners:\n  - name: mot-cua\n    device: \"x:1\"\n  - name: kho\n    match_serial: \"77\"\n";
    refused(text, &fujitsu, SO_EEXISTS, "sohoad.yaml: has a scanner 'mot-cua' already");
    refused(text, &(struct settings_new_scanner){.name = "moi", .match_serial = "77"}, SO_EEXISTS, "already, as 'kho'");
    refused(text, &(struct settings_new_scanner){.name = "moi"}, SO_EINVALID, "nothing says which scanner");
    refused(text, &(struct settings_new_scanner){.name = "Mới", .device = "x:2"}, SO_EINVALID, "made of a-z");
    refused(text, &(struct settings_new_scanner){.name = "a\nlisten: 0.0.0.0:1", .device = "x:2"}, SO_EINVALID, "control");
    refused("scanners: [{name: a, device: b}]\n", &fujitsu, SO_EUNSUPPORTED, "only a person can add to");
    refused("scanners:\n  {name: a}\n", &fujitsu, SO_EFORMAT, "sohoad.yaml");
    refused("no_such_key: 1\n", &fujitsu, SO_EFORMAT, "no_such_key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_scanner_makes_the_list),
        cmocka_unit_test(comments_and_neighbours_stay),
        cmocka_unit_test(the_shipped_settings_take_one),
        cmocka_unit_test(what_would_be_ambiguous_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
