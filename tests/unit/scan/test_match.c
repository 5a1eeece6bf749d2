/* Which of the scanners that are there is the one of the settings. */
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

static char sysfs[200];

#define TEXT(s) ((char *)(uintptr_t)(s))

static void put(const char *device, const char *name, const char *value)
{
    char path[400];
    struct so_error err;
    snprintf(path, sizeof path, "%s/bus/usb/devices/%s", sysfs, device);
    assert_int_equal(file_make_dirs(path, &err), 0);
    snprintf(path, sizeof path, "%s/bus/usb/devices/%s/%s", sysfs, device, name);
    assert_int_equal(file_write_whole(path, value, strlen(value), 0644, &err), 0);
}

static void put_usb(const char *port, const char *number, const char *product, const char *serial)
{
    put(port, "busnum", "1\n");
    put(port, "devnum", number);
    put(port, "idVendor", "04c5\n");
    put(port, "idProduct", product);
    if (serial)
        put(port, "serial", serial);
}

static int setup(void **state)
{
    (void)state;
    snprintf(sysfs, sizeof sysfs, "/tmp/sysfs-XXXXXX");
    assert_non_null(mkdtemp(sysfs));
    put_usb("1-1", "5\n", "11a2\n", "AAA111\n");
    put_usb("1-2", "6\n", "11a2\n", NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return file_remove_tree(sysfs, NULL);
}

static struct scan_found found[] = {
    {TEXT("fujitsu:ScanSnap iX500:1225526"), TEXT("FUJITSU"), TEXT("iX500"), TEXT("scanner")},
    {TEXT("canon_dr:libusb:001:005"), TEXT("CANON"), TEXT("DR"), TEXT("scanner")},
    {TEXT("canon_dr:libusb:001:006"), TEXT("CANON"), TEXT("DR"), TEXT("scanner")},
};
static const struct scan_found_list list = {found, 3, 3};

static struct scan_open none(void)
{
    return (struct scan_open){.device = TEXT(""), .url = TEXT(""),  .serial = TEXT(""),
                              .usb = TEXT(""),    .port = TEXT(""), .backend = TEXT("")};
}

static void expect(const struct scan_open *want, enum scan_status status, size_t index)
{
    size_t got = 99;
    assert_int_equal(scan_match(want, &list, sysfs, &got), status);
    if (status == SCAN_GOOD)
        assert_int_equal(got, index);
    else
        assert_int_equal(got, 99);
}

static void test_keys(void **state)
{
    struct scan_open want = none();
    (void)state;
    expect(&want, SCAN_AMBIGUOUS, 0);
    want.serial = TEXT("1225526");
    expect(&want, SCAN_GOOD, 0);
    want.serial = TEXT("AAA111"); /* behind libusb:001:005, as sysfs tells */
    expect(&want, SCAN_GOOD, 1);
    want.serial = TEXT("ZZZ");
    expect(&want, SCAN_NOT_FOUND, 0);
    want = none();
    want.port = TEXT("1-2");
    expect(&want, SCAN_GOOD, 2);
    want = none();
    want.backend = TEXT("fujitsu");
    expect(&want, SCAN_GOOD, 0);
    want.backend = TEXT("canon_dr");
    expect(&want, SCAN_AMBIGUOUS, 0);
    want.backend = TEXT("canon");
    expect(&want, SCAN_NOT_FOUND, 0);
    want = none();
    want.usb = TEXT("04c5:11a2");
    expect(&want, SCAN_AMBIGUOUS, 0); /* two of a kind: never silently the first */
    want = none();
    want.device = TEXT("canon_dr:libusb:001:006");
    expect(&want, SCAN_GOOD, 2);
}

static void test_two_of_a_kind(void **state)
{
    static struct scan_found pair[] = {
        {TEXT("fujitsu:fi-7160:SN12"), TEXT("FUJITSU"), TEXT("fi-7160"), TEXT("scanner")},
        {TEXT("fujitsu:fi-7160:SN123"), TEXT("FUJITSU"), TEXT("fi-7160"), TEXT("scanner")},
        {TEXT("pixma:04A9176D_9EF6DD"), TEXT("CANON"), TEXT("MF"), TEXT("scanner")},
    };
    struct scan_found_list there = {pair, 3, 3};
    struct scan_open want = none();
    size_t got = 99;
    (void)state;
    put_usb("2-1", "8\n", "132e\n", "SN12\n");
    put_usb("2-2", "9\n", "132e\n", "SN123\n");
    want.serial = TEXT("SN12");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_GOOD);
    assert_int_equal(got, 0);
    want = none();
    want.port = TEXT("2-2"); /* known by the serial number that sysfs and the name share */
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_GOOD);
    assert_int_equal(got, 1);
    want = none();
    want.usb = TEXT("04a9:176d");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_GOOD);
    assert_int_equal(got, 2);
    want = none();
    want.backend = TEXT("fujitsu");
    want.usb = TEXT("04c5:132e");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_AMBIGUOUS);
    /* The one that is meant is unplugged: the other is not taken for it. */
    struct scan_found_list other = {pair + 1, 1, 1};
    want = none();
    want.serial = TEXT("SN12");
    assert_int_equal(scan_match(&want, &other, sysfs, &got), SCAN_NOT_FOUND);
    want = none();
    want.backend = TEXT("fujitsu");
    want.port = TEXT("2-1");
    assert_int_equal(scan_match(&want, &other, sysfs, &got), SCAN_NOT_FOUND);
    want.port = TEXT("1-1");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_NOT_FOUND);
}

static void test_replugged(void **state)
{
    struct scan_found one[] = {{TEXT("canon_dr:libusb:001:005"), TEXT("CANON"), TEXT("DR"), TEXT("scanner")}};
    struct scan_found_list there = {one, 1, 1};
    struct scan_open want = none();
    size_t got;
    (void)state;
    want.port = TEXT("1-2");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_NOT_FOUND); /* 001:005 is at port 1-1 */
    one[0].name = TEXT("canon_dr:libusb:001:077");
    put("1-2", "devnum", "77\n");
    assert_int_equal(scan_match(&want, &there, sysfs, &got), SCAN_GOOD);
}

static void expect_identity(const struct scan_found_list *devices, size_t index, struct scan_identity want)
{
    struct scan_identity id;
    assert_int_equal(scan_identify(devices, index, sysfs, &id), SCAN_GOOD);
    assert_string_equal(id.device, want.device);
    assert_string_equal(id.url, want.url);
    assert_string_equal(id.serial, want.serial);
    assert_string_equal(id.usb, want.usb);
    assert_string_equal(id.port, want.port);
    assert_string_equal(id.backend, want.backend);
}

/* A bus address never becomes a name; what is taken finds the device again after a replug. */
static void test_the_fewest_keys_that_last(void **state)
{
    (void)state;
    expect_identity(&list, 0, (struct scan_identity){.device = "fujitsu:ScanSnap iX500:1225526"});
    expect_identity(&list, 1, (struct scan_identity){.serial = "AAA111", .backend = "canon_dr"});
    expect_identity(&list, 2, (struct scan_identity){.usb = "04c5:11a2", .port = "1-2", .backend = "canon_dr"});
    struct scan_found alone[] = {{TEXT("canon_dr:libusb:001:006"), TEXT("CANON"), TEXT("DR"), TEXT("scanner")},
                                 {TEXT("airscan:escl:MFP:http://10.0.0.9/eSCL/"), TEXT("X"), TEXT("MFP"), TEXT("ip")},
                                 {TEXT("airscan:e0:Other"), TEXT("X"), TEXT("Y"), TEXT("ip")},
                                 {TEXT("plustek:libusb:009:009"), TEXT("X"), TEXT("P"), TEXT("scanner")}};
    const struct scan_found_list others = {alone, 4, 4};
    expect_identity(&others, 0, (struct scan_identity){.usb = "04c5:11a2", .backend = "canon_dr"});
    expect_identity(&others, 1, (struct scan_identity){.url = "http://10.0.0.9/eSCL/"});
    expect_identity(&others, 3, (struct scan_identity){.backend = "plustek"});
    struct scan_found twins[] = {{TEXT("plustek:libusb:009:008"), TEXT("X"), TEXT("P"), TEXT("scanner")},
                                 {TEXT("plustek:libusb:009:009"), TEXT("X"), TEXT("P"), TEXT("scanner")}};
    const struct scan_found_list two = {twins, 2, 2};
    struct scan_identity id;
    assert_int_equal(scan_identify(&two, 0, sysfs, &id), SCAN_AMBIGUOUS);
    assert_int_equal(scan_identify(&others, 2, sysfs, &id), SCAN_AMBIGUOUS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_fewest_keys_that_last, setup, teardown),cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
                                       cmocka_unit_test_setup_teardown(test_two_of_a_kind, setup, teardown),
                                       cmocka_unit_test_setup_teardown(test_replugged, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
