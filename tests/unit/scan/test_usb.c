/* Which USB device is reset: the one that was seen, or the only one that the keys fit; never a guess. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "scan/scan.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static char root[200], sysfs[240], devices[240];

static void put(const char *folder, const char *name, const char *value)
{
    char path[400];
    struct so_error err;
    assert_int_equal(file_make_dirs(folder, &err), 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write_whole(path, value, strlen(value), 0644, &err), 0);
}

static void put_usb(const char *port, const char *number, const char *product)
{
    char folder[300], node[300];
    snprintf(folder, sizeof folder, "%s/bus/usb/devices/%s", sysfs, port);
    put(folder, "busnum", "3\n");
    put(folder, "devnum", number);
    put(folder, "idVendor", "04c5\n");
    put(folder, "idProduct", product);
    snprintf(folder, sizeof folder, "%s/003", devices);
    snprintf(node, sizeof node, "%03ld", strtol(number, NULL, 10));
    put(folder, node, "");
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/usb-XXXXXX");
    assert_non_null(mkdtemp(root));
    snprintf(sysfs, sizeof sysfs, "%s/sys", root);
    snprintf(devices, sizeof devices, "%s/dev", root);
    put_usb("3-1", "5\n", "11a2\n");
    put_usb("3-2", "6\n", "11a2\n");
    put_usb("3-1.4", "12\n", "132e\n");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return file_remove_tree(root, NULL);
}

static struct scan_open keys(const char *usb, const char *port)
{
    return (struct scan_open){.usb = TEXT(usb),     .port = TEXT(port),    .serial = TEXT(""),
                              .seen_usb = TEXT(""), .seen_port = TEXT("")};
}

/* The device's node is a plain file here: that it is the one that was opened shows in what the reset says of it. */
static void test_only_one_that_fits(void **state)
{
    char text[SCAN_NAME_MAX + 1];
    struct scan_open want = keys("04c5:132e", "");
    (void)state;
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_IO_ERROR);
    assert_string_equal(text, "USB device 04c5:132e at port 3-1.4: Inappropriate ioctl for device");
    want = keys("04c5:11a2", "3-2");
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_IO_ERROR);
    assert_non_null(strstr(text, "at port 3-2"));
    want = keys("04c5:11a2", ""); /* two of them */
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_NOT_FOUND);
    want = keys("", "");
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_NOT_FOUND);
    want = keys("04c5:9999", "");
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_NOT_FOUND);
}

/* What was seen counts more; another device that now hangs at that port is left alone. */
static void test_the_one_that_was_seen(void **state)
{
    char text[SCAN_NAME_MAX + 1];
    struct scan_open want = keys("04c5:11a2", "");
    (void)state;
    want.seen_usb = TEXT("04c5:11a2");
    want.seen_port = TEXT("3-1");
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_IO_ERROR);
    assert_non_null(strstr(text, "at port 3-1:"));
    put_usb("3-1", "5\n", "4444\n");
    assert_int_equal(scan_usb_reset(&want, sysfs, devices, text), SCAN_NOT_FOUND);
}

static void test_behind_a_name(void **state)
{
    char ids[SCAN_NAME_MAX + 1], port[SCAN_NAME_MAX + 1];
    (void)state;
    scan_usb_of_name("canon_dr:libusb:003:012", sysfs, ids, port);
    assert_string_equal(ids, "04c5:132e");
    assert_string_equal(port, "3-1.4");
    scan_usb_of_name("airscan:escl:x:http://10.0.0.9/eSCL/", sysfs, ids, port);
    assert_string_equal(ids, "");
    assert_string_equal(port, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_one_that_fits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_one_that_was_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_behind_a_name, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
