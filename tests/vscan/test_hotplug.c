/* Scanners that come and go: told by messages and by sysfs, found again under a new name, never taken for one another.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "daemon/scanner_hotplug.h"
#include "rig.h"

static struct rig rig;
static char second[320], sysfs[320], both[700];

static void put(const char *folder, const char *name, const char *text)
{
    char path[700];
    struct so_error err;
    assert_int_equal(file_make_dirs(folder, &err), 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write_whole(path, text, strlen(text), 0644, &err), 0);
}

static void put_usb(const char *port, const char *number)
{
    char folder[400];
    snprintf(folder, sizeof folder, "%s/bus/usb/devices/%s", sysfs, port);
    put(folder, "busnum", "1\n");
    put(folder, "idVendor", "04c5\n");
    put(folder, "idProduct", "132e\n");
    put(folder, "devnum", number);
}

/* Two equal scanners without serial numbers, at the ports 1-1 and 1-2. */
static int setup(void **state)
{
    (void)state;
    rig_init(&rig);
    snprintf(second, sizeof second, "%s/second", rig.dir);
    snprintf(sysfs, sizeof sysfs, "%s/sys", rig.dir);
    snprintf(both, sizeof both, "%s:%s", rig.desk, second);
    rig_put_file(&rig, "name", "libusb:001:005\n");
    put(second, "name", "libusb:001:006\n");
    put_usb("1-1", "5\n");
    put_usb("1-2", "6\n");
    return 0;
}

static void start(void)
{
    rig_start(&rig);
    setenv("SOHOA_VSCAN_DIR", both, 1);
    setenv("SOHOA_SYSFS", sysfs, 1);
    setenv("SOHOA_SCAN_ENV", "LD_LIBRARY_PATH,SOHOA_VSCAN_DIR,SOHOA_SYSFS", 1);
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
    unsetenv("SOHOA_SYSFS");
    return 0;
}

static bool is_absent(const struct rig *r)
{
    return r->status.state == SCANNER_ABSENT && !strcmp(r->status.code, "absent");
}

static bool is_ambiguous(const struct rig *r)
{
    return r->status.state == SCANNER_DISABLED && !strcmp(r->status.code, "ambiguous");
}

static void test_replugged_under_a_new_name(void **state)
{
    struct so_error err;
    (void)state;
    rig.settings.match_port = (char *)(uintptr_t) "1-1";
    start();
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.device, "vscan:libusb:001:005");
    rig_put_file(&rig, "unplugged", "");
    put_usb("1-1", "0\n");
    rig_until_true(&rig, is_absent); /* its equal at the other port is not taken for it */
    put_usb("1-1", "17\n");
    rig_put_file(&rig, "name", "libusb:001:017\n");
    rig_remove_file(&rig, "unplugged");
    scanner_look_again(rig.scanner);
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.device, "vscan:libusb:001:017");
    rig_put_file(&rig, "ms-per-page", "100");
    rig_put_sheet(&rig, 1, false);
    assert_int_equal(scanner_start_scan(rig.scanner, NULL, &err), 0);
    rig_until(&rig, SCANNER_READING);
    rig_until(&rig, SCANNER_WATCHING);
    assert_int_equal(rig.npages, 1);
    assert_true(rig_page_is(&rig.pages[0], 1, false));
}

static void test_two_equal_ones_ask(void **state)
{
    (void)state;
    start();
    rig_until_true(&rig, is_ambiguous);
    put(second, "unplugged", "");
    scanner_look_again(rig.scanner); /* only one is left: no question any more */
    rig_until(&rig, SCANNER_WATCHING);
    assert_string_equal(rig.status.device, "vscan:libusb:001:005");
}

static unsigned changes;

static void count_change(void *ctx)
{
    (void)ctx;
    changes++;
}

static void run_until_change(unsigned wanted)
{
    for (int i = 0; i < 200 && changes < wanted; i++)
        rig_run_ms(&rig, 20);
    assert_int_equal(changes, wanted);
}

static void test_sysfs_is_watched(void **state)
{
    struct scanner_hotplug *h;
    struct so_error err;
    (void)state;
    start();
    struct scanner_hotplug_options options = {rig.loop, sysfs, 20, 30, count_change, NULL};
    assert_int_equal(scanner_hotplug_new(&options, &h, &err), 0);
    rig_run_ms(&rig, 200);
    assert_int_equal(changes, 0);
    put_usb("1-1", "9\n"); /* a new number: it was unplugged in between */
    run_until_change(1);
    put_usb("1-3", "4\n");
    run_until_change(2);
    scanner_hotplug_free(h);
}

#define KERNEL(...) (kernel_message((const char *const[]){__VA_ARGS__, NULL}))

static bool kernel_message(const char *const *strings)
{
    char message[512];
    size_t n = 0;
    for (; *strings; strings++)
        n += (size_t)snprintf(message + n, sizeof message - n, "%s", *strings) + 1;
    for (size_t cut = 0; cut < n; cut++)
        (void)scanner_hotplug_concerns(message, cut); /* reads nothing beyond its end */
    return scanner_hotplug_concerns(message, n);
}

static bool udev_message(uint32_t magic, uint32_t offset, uint32_t more)
{
    static const char strings[] = "ACTION=bind\0SUBSYSTEM=usb\0DEVTYPE=usb_device";
    struct {
        char prefix[8];
        uint32_t magic, header_size, offset, length, rest[4];
        char strings[sizeof strings];
    } m = {.prefix = "libudev",
           .magic = htonl(magic),
           .header_size = 40,
           .offset = offset,
           .length = sizeof strings + more};
    memcpy(m.strings, strings, sizeof strings);
    return scanner_hotplug_concerns(&m, offsetof(__typeof__(m), strings) + sizeof strings);
}

static void test_messages(void **state)
{
    (void)state;
    assert_true(KERNEL("add@/devices/pci/usb1/1-1", "ACTION=add", "DEVPATH=/devices/pci/usb1/1-1", "SUBSYSTEM=usb"));
    assert_true(KERNEL("remove@/devices/x", "SUBSYSTEM=scsi_generic", "ACTION=remove"));
    assert_false(KERNEL("add@/devices/virtual/net/veth0", "ACTION=add", "SUBSYSTEM=net"));
    assert_false(KERNEL("add@/devices/pci/usb1/1-1", "ACTION=add", "XSUBSYSTEM=usb"));
    assert_false(KERNEL("SUBSYSTEM=usb", "ACTION=add"));
    assert_true(udev_message(0xfeedcafe, 40, 0));
    assert_false(udev_message(0xfeedcaff, 40, 0));
    assert_false(udev_message(0xfeedcafe, 40, 1));
    assert_false(udev_message(0xfeedcafe, 4000, 0));
    assert_false(udev_message(0xfeedcafe, 40, UINT32_MAX - 40));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replugged_under_a_new_name, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_equal_ones_ask, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sysfs_is_watched, setup, teardown),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
