#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf/settings.h"

static struct settings *parse(const char *text)
{
    struct settings *s = NULL;
    struct so_error err = {0};
    if (settings_parse(text, strlen(text), "sohoad.yaml", &s, &err))
        fail_msg("refused: %s", err.text);
    return s;
}

static void refused(const char *text, const char *message)
{
    struct settings *s = NULL;
    struct so_error err = {0};
    int r = settings_parse(text, strlen(text), "/etc/sohoa/sohoad.yaml", &s, &err);
    if (r != SO_EFORMAT || !strstr(err.text, message))
        fail_msg("%d (%s) instead of (%s)", r, err.text, message);
    assert_null(s);
}

static void assert_defaults(const struct settings *s)
{
    assert_string_equal(s->data, "/var/lib/sohoa");
    assert_string_equal(s->papers, "");
    assert_string_equal(s->office, "");
    assert_string_equal(s->procedures, "");
    assert_string_equal(s->tls_certificate, "");
    assert_string_equal(s->tessdata, "");
    assert_string_equal(s->inbox_folder, "");
    assert_string_equal(s->scanners_config_dir, "");
    assert_string_equal(s->listen_address, "127.0.0.1");
    assert_int_equal(s->listen_port, 8017);
    assert_int_equal(s->batch_from, 19 * 60);
    assert_int_equal(s->batch_to, 6 * 60);
    assert_int_equal(s->readers, 0);
    assert_int_equal(s->reader_page_seconds, 60);
    assert_int_equal(s->reader_memory_mb, 2048);
    assert_int_equal(s->reader_max_megapixels, 200);
    assert_int_equal(s->page_min_free_mb, 1024);
    assert_true(s->keep_raw_until_backup);
    assert_int_equal(s->inbox_quiet_seconds, 10);
    assert_int_equal(s->pdf_limit_mb, 6);
    assert_int_equal(s->pdf_dpi, 200);
    assert_int_equal(s->session_hours, 10);
    assert_int_equal(s->nscanners, 1);
}

static void without_a_file_all_is_default(void **state)
{
    (void)state;
    struct settings *s = NULL;
    struct so_error err;
    assert_int_equal(settings_load(NULL, &s, &err), SO_OK);
    assert_defaults(s);
    const struct settings_scanner *c = &s->scanners[0];
    assert_true(c->enabled && !c->device[0] && !c->url[0] && !c->match_usb[0]);
    assert_string_equal(c->mode, "Color");
    assert_int_equal(c->resolution, 300);
    assert_string_equal(c->sources.items[0], "ADF Duplex");
    settings_free(s);
    assert_int_equal(settings_load("/nonexistent.yaml", &s, &err), SO_ENOTFOUND);
    settings_free(NULL);
}

/* The shipped file says what the defaults are; the commented example in it is valid, too. */
static void the_shipped_file_holds_the_defaults(void **state)
{
    (void)state;
    struct settings *s = NULL;
    struct so_error err = {0};
    if (settings_load(SOHOA_SOURCE_DIR "/config/sohoad.yaml", &s, &err))
        fail_msg("%s", err.text);
    assert_defaults(s);
    settings_free(s);
    FILE *f = fopen(SOHOA_SOURCE_DIR "/config/sohoad.yaml", "r");
    assert_non_null(f);
    char line[256], text[12288] = "";
    bool inside = false;
    while (fgets(line, sizeof line, f)) {
        inside = inside || !strcmp(line, "# scanners:\n");
        if (inside)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s", line + 2);
    }
    fclose(f);
    s = parse(text);
    assert_int_equal(s->nscanners, 1);
    assert_string_equal(s->scanners[0].name, "mot-cua");
    assert_string_equal(s->scanners[0].label, "Máy quét quầy một cửa");
    assert_int_equal(s->scanners[0].noptions, 1);
    assert_string_equal(s->scanners[0].options[0].name, "df-action");
    struct settings *built_in = parse("");
    const struct settings_scanner *a = &s->scanners[0], *b = &built_in->scanners[0];
    assert_int_equal(a->sources.len, b->sources.len);
    for (size_t i = 0; i < a->sources.len; i++)
        assert_string_equal(a->sources.items[i], b->sources.items[i]);
    assert_memory_equal(&a->poll_ms, &b->poll_ms, sizeof *a - offsetof(struct settings_scanner, poll_ms));
    assert_int_equal(a->auto_start, b->auto_start);
    assert_int_equal(a->nprofiles, b->nprofiles);
    for (size_t i = 0; i < a->nprofiles; i++) {
        const struct settings_profile *p = &a->profiles[i], *q = &b->profiles[i];
        assert_string_equal(p->name, q->name);
        assert_string_equal(p->label, q->label);
        assert_int_equal(p->sources.len, q->sources.len);
        assert_true(p->manual_duplex == q->manual_duplex && p->paper_width_mm == q->paper_width_mm &&
                    p->paper_height_mm == q->paper_height_mm);
    }
    settings_free(built_in);
    settings_free(s);
}

static void profiles_stand_beside_the_scanner(void **state)
{
    (void)state;
    struct settings *s = parse("");
    assert_int_equal(s->scanners[0].nprofiles, 3); /* what every desk needs */
    assert_string_equal(s->scanners[0].profiles[2].name, "manual-duplex");
    assert_true(s->scanners[0].profiles[2].manual_duplex);
    settings_free(s);
    s = parse("scanners:\n"
              "  - name: a\n"
              "    profiles:\n"
              "      - name: so-ho-tich\n"
              "        label: Sổ hộ tịch\n"
              "        source: Flatbed\n"
              "        paper: max\n"
              "        resolution: 400\n"
              "        options: {gamma: 1.8}\n"
              "      - {name: the, mode: Gray, paper: 90x60}\n"
              "  - {name: b, profiles: []}\n");
    const struct settings_scanner *a = &s->scanners[0];
    assert_int_equal(a->nprofiles, 2);
    const struct settings_profile *book = &a->profiles[0], *card = &a->profiles[1];
    assert_string_equal(book->label, "Sổ hộ tịch");
    assert_string_equal(book->sources.items[0], "Flatbed");
    assert_true(book->paper_width_mm == 0 && book->resolution == 400 && !book->mode[0] && !book->manual_duplex);
    assert_string_equal(book->options[0].value, "1.8");
    assert_string_equal(card->label, "the");
    assert_true(card->paper_width_mm == 90 && card->paper_height_mm == 60 && !card->sources.len && !card->resolution);
    assert_string_equal(card->mode, "Gray");
    assert_int_equal(s->scanners[1].nprofiles, 0);
    settings_free(s);
}

static void all_keys_are_taken(void **state)
{
    (void)state;
    struct settings *s = parse("data: /srv/sohoa\n"
                               "papers: /srv/papers\n"
                               "listen: \"[::]:9000\"\n"
                               "tls: {certificate: /c.pem, key: /k.pem}\n"
                               "batch: 08:30-9:15\n"
                               "readers: {count: 3, page_seconds: 90, tessdata: [/a, /b]}\n"
                               "inbox: {folder: /srv/in, quiet_seconds: 30}\n"
                               "pdf: {limit_mb: 4, dpi: 250}\n"
                               "scanners:\n"
                               "  - name: a\n"
                               "    match_usb: 04c5:11a2\n"
                               "    auto_start: button+paper\n"
                               "    source: Flatbed\n"
                               "    mode: Gray\n"
                               "    paper: 100x200\n"
                               "    options: {df-action: Stop, buffermode: Off}\n"
                               "  - name: b\n"
                               "    url: http://10.0.0.9/eSCL/\n"
                               "    enabled: false\n"
                               "    paper: max\n");
    assert_string_equal(s->data, "/srv/sohoa");
    assert_string_equal(s->listen_address, "::");
    assert_int_equal(s->listen_port, 9000);
    assert_string_equal(s->tls_key, "/k.pem");
    assert_int_equal(s->readers, 3);
    assert_string_equal(s->tessdata, "/a:/b");
    assert_string_equal(s->inbox_folder, "/srv/in");
    assert_int_equal(s->pdf_dpi, 250);
    assert_int_equal(s->nscanners, 2);
    const struct settings_scanner *a = &s->scanners[0], *b = &s->scanners[1];
    assert_int_equal(a->auto_start, AUTO_START_BOTH);
    assert_int_equal(a->sources.len, 1);
    assert_string_equal(a->mode, "Gray");
    assert_int_equal(a->paper_width_mm, 100);
    assert_int_equal(a->noptions, 2);
    assert_string_equal(a->options[1].value, "Off");
    assert_string_equal(a->label, "a");
    assert_false(b->enabled);
    assert_int_equal(b->paper_height_mm, 0);
    settings_free(s);
    s = parse("scanners: []\n");
    assert_int_equal(s->nscanners, 0);
    settings_free(s);
}

static void mistakes_are_told_with_place_and_key(void **state)
{
    (void)state;
    refused("data: /a\nlisen: 127.0.0.1:1\n", "sohoad.yaml:2:1: unknown key \"lisen\"; did you mean \"listen\"?");
    refused("zzzzz: 1\n", "sohoad.yaml:1:1: unknown key \"zzzzz\"");
    refused("- a\n", "must be a map");
    refused("data: relative/path\n", "sohoad.yaml:1:7: data must be a whole path");
    refused("data: [a]\n", "sohoad.yaml:1:7: data must be one value, not a list");
    refused("session_hours: ten\n", "sohoad.yaml:1:16: session_hours must be a whole number, not \"ten\"");
    refused("session_hours: 0\n", "session_hours must lie between 1 and 168, not 0");
    refused("session_hours: 99999999999999999999\n", "session_hours must be a whole number");
    refused("batch: 19:00\n", "sohoad.yaml:1:8: batch must be two");
    refused("batch: 19:00-25:00\n", "batch must be two");
    refused("batch: 19:00-19:00\n", "batch must be two");
    refused("readers:\n  count: 17\n", "sohoad.yaml:2:10: count");
    refused("readers:\n  memory: 17\n", "did you mean \"memory_mb\"");
    refused("readers: 2\n", "sohoad.yaml:1:10");
    refused("readers: {tessdata: tess}\n", "tessdata must be whole paths");
    refused("scanners: {name: a}\n", "scanners must be a list");
    refused("scanners:\n  - label: a\n", "sohoad.yaml:2:5: \"name\" is needed here");
    refused("scanners:\n  - name: Máy quét\n", "sohoad.yaml:2:11: name must be made of");
    refused("scanners:\n  - name: ../x\n", "name must be made of");
    refused("scanners:\n  - {name: a}\n  - {name: a}\n", "sohoad.yaml:3:12: two scanners have the name \"a\"");
    refused("scanners:\n  - {name: a, enabled: yes}\n", "enabled must be true or false, not \"yes\"");
    refused("scanners:\n  - {name: a, auto_start: always}\n",
            "auto_start must be one of: none, button, paper, button+paper");
    refused("scanners:\n  - {name: a, match_usb: 04C5:11A2}\n", "match_usb");
    refused("scanners:\n  - {name: a, url: 10.0.0.9}\n", "url must begin with");
    refused("scanners:\n  - {name: a, url: \"http://x/\", device: x}\n", "either url or device");
    refused("scanners:\n  - {name: a, paper: 210x}\n", "paper must be");
    refused("scanners:\n  - {name: a, paper: 99999x1}\n", "paper must be");
    refused("scanners:\n  - {name: a, options: [x]}\n", "options must be a map");
    refused("scanners:\n  - {name: a, resolution: 2400}\n", "resolution must lie between 75 and 1200");
    refused("scanners:\n  - {name: a, profiles: {x: 1}}\n", "profiles must be a list");
    refused("scanners:\n  - {name: a, profiles: [{label: b}]}\n", "\"name\" is needed here");
    refused("scanners:\n  - {name: a, profiles: [{name: b, papers: A4}]}\n", "papers");
    refused("scanners:\n  - {name: a, profiles: [{name: b, paper: A9}]}\n", "paper must be");
    refused("scanners:\n  - {name: a, profiles: [{name: b}, {name: b}]}\n", "two profiles have the name \"b\"");
}

static void papers_never_travel_in_the_clear(void **state)
{
    (void)state;
    refused("listen: 0.0.0.0:8017\n", "sohoad.yaml:1:9: listen reaches beyond this computer");
    refused("listen: \"[::]:8017\"\n", "beyond this computer");
    refused("listen: 192.168.1.5:8017\n", "beyond this computer");
    refused("tls: {certificate: /c.pem}\n", "tls needs both");
    refused("listen: localhost\n", "listen must be");
    refused("listen: example.com:80\n", "listen must be");
    refused("listen: 127.0.0.1:70000\n", "listen must be");
    refused("listen: \"127.0.0.1:\"\n", "listen must be");
    struct settings *s = parse("listen: localhost:80\n");
    struct so_error err;
    assert_string_equal(s->listen_address, "127.0.0.1");
    assert_int_equal(settings_set_listen(s, "0.0.0.0:80", &err), SO_EINVALID);
    assert_int_equal(settings_set_listen(s, "[::1]:0", &err), SO_OK);
    assert_string_equal(s->listen_address, "::1");
    assert_int_equal(s->listen_port, 0);
    assert_int_equal(settings_set_data(s, "/srv/x", &err), SO_OK);
    assert_string_equal(s->data, "/srv/x");
    assert_int_equal(settings_set_data(s, "", &err), SO_EINVALID);
    settings_free(s);
}

static unsigned open_minutes(const char *window)
{
    char text[64];
    snprintf(text, sizeof text, "batch: %s\n", window);
    struct settings *s = parse(text);
    unsigned n = 0;
    for (int minute = 0; minute < 1440; minute++)
        n += settings_in_batch_window(s, minute);
    settings_free(s);
    return n;
}

static void the_window_may_go_over_midnight(void **state)
{
    (void)state;
    struct settings *s = parse("batch: 19:00-06:00\n");
    assert_true(settings_in_batch_window(s, 19 * 60) && settings_in_batch_window(s, 0) &&
                settings_in_batch_window(s, 6 * 60 - 1));
    assert_false(settings_in_batch_window(s, 6 * 60) || settings_in_batch_window(s, 19 * 60 - 1));
    settings_free(s);
    assert_int_equal(open_minutes("19:00-06:00"), 11 * 60);
    assert_int_equal(open_minutes("12:00-13:30"), 90);
    assert_int_equal(open_minutes("always"), 1440);
    assert_int_equal(open_minutes("never"), 0);
    assert_int_equal(open_minutes("00:00-23:59"), 1439);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_all_is_default),
        cmocka_unit_test(the_shipped_file_holds_the_defaults),
        cmocka_unit_test(profiles_stand_beside_the_scanner),
        cmocka_unit_test(all_keys_are_taken),
        cmocka_unit_test(mistakes_are_told_with_place_and_key),
        cmocka_unit_test(papers_never_travel_in_the_clear),
        cmocka_unit_test(the_window_may_go_over_midnight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
