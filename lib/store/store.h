/*
 * The record: one folder that holds one SQLite database and the originals by content.
 *
 *     <folder>/sohoa.db                 sources, pages, readings, papers, search index, users, audit log
 *     <folder>/objects/ab/<sha256>      originals as they came in, never changed, stored once
 *     <folder>/derived/ab/<name>        what can be made again (access images)
 *
 * A struct store may be used by any number of threads at once: all writing goes through one connection behind a mutex,
 * reading through a small pool. Every function that writes is one transaction: when it returns SO_OK the change has
 * reached the disk, on any other code nothing has changed. Times are milliseconds since 1970 (UTC). All text is UTF-8
 * NFC and NUL-terminated; strings in result structs are never NULL unless said otherwise and are owned by the struct.
 *
 * Codes that any function may return: SO_ENOMEM; SO_ENOSPACE and SO_EIO from the disk; SO_EBUSY when another process
 * held the database for more than ten seconds; SO_EFORMAT when the database is damaged; SO_EINVALID for an argument out
 * of its limits. Others are named with the function.
 */
#ifndef SOHOA_STORE_STORE_H
#define SOHOA_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

struct store;

/* What a field means to lists and search; bits. The definitions of papers know; the store has a rule of thumb. */
enum store_role {
    STORE_ROLE_NONE = 0,
    STORE_ROLE_NAME = 1,   /* a person whom a clerk looks for: ranks first in search */
    STORE_ROLE_TITLE = 2,  /* what lists show; the first one with a value wins */
    STORE_ROLE_DATE = 4,   /* the date of the paper itself; the filter nam: */
    STORE_ROLE_NUMBER = 8, /* the filter so: */
    STORE_ROLE_BOOK = 16,  /* the filter quyen: */
    STORE_ROLE_PLACE = 32, /* "Thôn Vĩnh Ninh, xã Thanh Xuân, huyện Thanh Hà, tỉnh Hải Dương" */
    STORE_ROLE_SIGNER = 64 /* a person too, but one who stands on every paper: no name to search by */
};

/* Roles of a field of a paper type. Called with the store's locks held: it must not call the store. */
typedef unsigned (*store_role_fn)(void *ctx, const char *type, const char *key);

/*
 * The rule of thumb, by the key alone: ho_ten and *_ho_ten, nguoi_yeu_cau, nguoi_nop, ben_a, ben_b are names and titles
 * (nguoi_ky is neither: it stands on every paper); trich_yeu, noi_dung are titles; ngay_dang_ky, ngay_ky,
 * ngay_chung_thuc, ngay_ban_hanh, ngay_nhan dates; so, so_chung_thuc, ma_ho_so numbers; quyen_so books; noi_sinh,
 * noi_chet, noi_cu_tru, noi_dang_ky, noi_thuong_tru, que_quan, dia_chi, and what ends so, places; nguoi_ky a signer.
 */
unsigned store_role_by_key(void *ctx, const char *type, const char *key);

/*
 * The field of administration (lĩnh vực) of a type of paper, for the filter linh_vuc: and for counts by field:
 * "ho_tich", "chung_thuc", "mot_cua" (receipts and slips of the one-stop desk), "hanh_chinh"; "khac" for what is none
 * of them. Static.
 */
const char *store_sector_by_type(const char *type);

/* Whose papers somebody gets to see; see visibility.h. */
enum store_view { STORE_VIEW_OPEN, STORE_VIEW_ALL };

struct store_options {
    const char *folder;     /* made when missing */
    int readers;            /* reader connections, 1..64; 0 for 4 */
    store_role_fn role;     /* NULL for store_role_by_key */
    void *role_ctx;
    const char *vfs;        /* SQLite VFS by name, for fault tests; NULL for the usual one */
    bool read_only;         /* refuse to create, migrate or change anything; for reports beside a running daemon */
};

/*
 * Opens the folder, brings an older schema up to date and releases the job leases of a dead daemon.
 * SO_EUNSUPPORTED when the database was written by a newer program; SO_EFORMAT when the file is no database of ours;
 * SO_EBUSY when another daemon holds the folder (read_only may then still open it).
 */
int store_open(const struct store_options *options, struct store **ret_store, struct so_error *err);
void store_close(struct store *s); /* accepts NULL; no other thread may be inside */

/* Newest schema that this program knows. */
int store_schema_version(void);

/* Limits of what comes in; SO_ELIMIT above them. */
#define STORE_KEY_MAX 128u            /* bytes of a field key, a type name, a code */
#define STORE_NAME_MAX 512u           /* bytes of a file, scanner or user name */
#define STORE_VALUE_MAX (64u * 1024)  /* bytes of a field value or a message */
#define STORE_PAGES_MAX 10000         /* pages of a source */
#define STORE_FIELDS_MAX 1000         /* fields, and findings, of a paper */

#endif
