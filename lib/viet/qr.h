/*
 * What the QR codes on Vietnamese papers say.
 *
 * Citizen card with chip (front; 2021 to 6/2024): UTF-8, seven fields divided by "|": personal number | old card number
 * or nothing | full name | ddMMyyyy of birth | Nam or Nữ | residence | ddMMyyyy of issue. The identity card of 1/7/2024
 * (Luật Căn cước 2023; back) has more fields of which no specification is public: they are told apart by what they are,
 * not by where they stand, and the first of a kind is the holder's.
 * Health insurance card (BHXH Việt Nam): number | name as hexadecimal UTF-8 | dd/mm/yyyy or yyyy | 1 male, 2 female |
 * address as hexadecimal UTF-8 | facility of first treatment | valid from | … | $.
 * Receipt of a dossier: a text or address in which the dossier's code stands (TT 03/2025/TT-VPCP điều 13).
 */
#ifndef SOHOA_VIET_QR_H
#define SOHOA_VIET_QR_H

#include "viet/date.h"
#include "viet/name.h"

#define VIET_QR_BYTES_MAX 4096 /* of a payload; a longer one says nothing */
#define VIET_QR_TEXT_SIZE 256  /* of a name or an address; a longer one makes the payload none of these */

enum viet_qr_kind { VIET_QR_CITIZEN, VIET_QR_HEALTH, VIET_QR_DOSSIER };

/* "" and zeroed dates where the code does not say it. Texts are NFC. */
struct viet_qr {
    enum viet_qr_kind kind;
    char number[16];     /* personal number; number of the insurance card */
    char old_number[13]; /* of the card before */
    char name[VIET_QR_TEXT_SIZE];
    char address[VIET_QR_TEXT_SIZE];
    struct viet_date birth; /* a year alone on some insurance cards */
    enum viet_sex sex;
    struct viet_date issued; /* insurance: valid from */
    char facility[16];       /* insurance: "30-123" */
    char dossier[48];        /* as printed, with its capital letters */
};

/* False when the payload is none of these. */
bool viet_qr_read(const char *s, size_t len, struct viet_qr *ret);

#endif
