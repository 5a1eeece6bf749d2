/*
 * Private to the store: what the index holds of a text.
 *
 * Each word is one token, folded ("Đức" → "duc"), and at the same place, where they say more:
 *     TOKEN_EXACT and the exact word ("đức"), when it has a mark or a tone;
 *     TOKEN_TAIL and the digits backwards, of a number of five digits or more: a tail is a prefix of that;
 *     TOKEN_BEGIN and its first one, two and three letters, for half-typed words;
 *     TOKEN_PAIR, the word before, '_' and the word: "nguyen_van" is found far sooner than "nguyen" next to "van",
 * since nearly every paper has both somewhere. No pair reaches over a tag; in the index of names TOKEN_TOGETHER and two
 * or three words of one name in alphabetical order, with '_' between them: names are typed in any order, and three
 * words of one name are rare where each is common; and TOKEN_INITIALS with the first letters of all words of a name
 * ("nvd"); in the index of fields TOKEN_PART and each PART_LENGTH digits in a row of a number of NUMBER_LONG digits or
 * more (and the last PART_LENGTH - 1), since people remember the middle of an identity number too. TOKEN_TAG begins a
 * token that no text can hold, up to the next space: filters, and edges that no phrase may cross.
 */
#ifndef SOHOA_STORE_TOKEN_H
#define SOHOA_STORE_TOKEN_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define TOKEN_EXACT '\x01'
#define TOKEN_TAG '\x02'
#define TOKEN_TAIL '\x04'
#define TOKEN_PAIR '\x05'
#define TOKEN_BEGIN '\x06'
#define TOKEN_TOGETHER '\x07'
#define TOKEN_INITIALS '\x0e'
#define TOKEN_PART '\x0f'
#define INITIALS_MIN 2
#define INITIALS_MAX 6
#define NUMBER_LONG 9
#define PART_LENGTH 6
#define TOGETHER_WORDS 4 /* how far back in a name */
#define BEGIN_MAX 3      /* letters of the longest beginning that has a token */
#define TOKEN_EDGE                                                                                                     \
    "\x02"                                                                                                             \
    "|" /* between two values */
#define TOKEN_ALL                                                                                                      \
    "\x02"                                                                                                             \
    "all" /* stands in every document */
#define TOKEN_NONE                                                                                                     \
    "\x02"                                                                                                             \
    "none"            /* stands in none */
#define TOKEN_MAX 128 /* bytes; longer words are cut */
#define TAIL_MIN 4    /* digits of the shortest tail that is looked for */

struct token {
    size_t start, end;     /* bytes of the text */
    char fold[TOKEN_MAX];  /* NUL-terminated */
    char exact[TOKEN_MAX]; /* "" when it says no more than fold */
    bool number;           /* digits only */
};

/* The next word at or behind *io_at, which moves to its end; false when there is none. Knows nothing of tags. */
bool token_next(const char *text, size_t len, size_t *io_at, struct token *ret);
/* The same without the exact word (""), for half the price. */
bool token_next_folded(const char *text, size_t len, size_t *io_at, struct token *ret);

/* The digits backwards, for TOKEN_TAIL; out holds TOKEN_MAX bytes. */
void token_reverse(const char *digits, char out[TOKEN_MAX]);

/* What stands behind TOKEN_TOGETHER for two words, or for three; NULL for none. */
void token_together(const char *one, const char *two, const char *three, char out[3 * TOKEN_MAX]);

/*
 * The FTS5 tokenizers "sohoa text" and "sohoa field", which differ in the shortest beginning that gets a token (2 and 1
 * letters), and in what only they have: "sohoa field" TOKEN_PART; and "sohoa name" TOKEN_TOGETHER and TOKEN_INITIALS.
 * An SQLite code.
 */
int token_register(sqlite3 *db);

#endif
