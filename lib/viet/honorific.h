/*
 * What stands before a person's name and is none of it: ranks, degrees, offices of honour. A signer's name is written
 * without them (Nghị định 30/2020 phụ lục I mục II.7b), but armed forces, hospitals and schools add them.
 */
#ifndef SOHOA_VIET_HONORIFIC_H
#define SOHOA_VIET_HONORIFIC_H

#include <stddef.h>

/* The bytes of the titles that a text begins with: 14 of "PGS.TS. Nguyễn Văn An", spaces behind them counted. */
size_t viet_honorifics(const char *s, size_t len);

#endif
