#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"

/* FIPS 180-4's own examples. */
static void sha256_is_sha256(void **state)
{
    (void)state;
    char hex[HASH_HEX_SIZE];
    hash_bytes("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hash_bytes("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void pieces_and_files_hash_as_the_whole(void **state)
{
    (void)state;
    char data[200000], whole[HASH_HEX_SIZE], pieces[HASH_HEX_SIZE], file[HASH_HEX_SIZE];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * 7);
    hash_bytes(data, sizeof data, whole);
    struct hash h;
    hash_init(&h);
    for (size_t at = 0, n = 1; at < sizeof data; at += n, n = n * 2 % 4099) {
        n = n < sizeof data - at ? n : sizeof data - at;
        hash_update(&h, data + at, n);
    }
    hash_final(&h, pieces);
    assert_string_equal(pieces, whole);

    char path[] = "/tmp/sohoa-hash-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(file_write_fd(fd, data, sizeof data), 0);
    close(fd);
    uint64_t size = 0;
    assert_int_equal(hash_file(path, file, &size, NULL), 0);
    assert_string_equal(file, whole);
    assert_int_equal(size, sizeof data);
    unlink(path);
    struct so_error err = {0};
    assert_int_equal(hash_file(path, file, &size, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, path));
}

static void crc_is_ieee(void **state)
{
    (void)state;
    assert_int_equal(hash_crc32("123456789", 9), 0xCBF43926u);
    assert_int_equal(hash_crc32("", 0), 0);
    assert_int_not_equal(hash_crc32("page 12", 7), hash_crc32("page 21", 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_sha256),
        cmocka_unit_test(pieces_and_files_hash_as_the_whole),
        cmocka_unit_test(crc_is_ieee),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
