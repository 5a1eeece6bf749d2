/*
 * Hiding ID and telephone numbers in lists and logs (Luật 91/2025/QH15 wants no more shown than the work needs): nine or
 * more digits keep their last three only, the others become '*'. Groups of three or more digits with one space or full
 * stop between them are one number, as clerks write them: "030 217 002695". Dates, counts and dossier codes, whose
 * groups are shorter, stay.
 */
#ifndef SOHOA_BASE_MASK_H
#define SOHOA_BASE_MASK_H

void mask_numbers(char *text); /* UTF-8, in place; the length stays */

#endif
