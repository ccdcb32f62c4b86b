#pragma once
#include <stdbool.h>
#include <stdint.h>

// ICU's own headers stay out of this one: Foundation brings another version of them, and a module must not see both.

// Longer texts are not studied.
#define NEO_ICU_LONGEST 1024

typedef struct neo_spoof neo_spoof;
typedef struct neo_host_rules neo_host_rules;

// A checker for single labels of host names: one script each (Japanese and Korean count as one), nothing invisible, digits of one kind.
// Returns NULL when ICU's data is missing. Never freed; its functions may be called from any thread.
const neo_spoof *neo_spoof_checker(void);

// The rules for host names in all scripts (UTS #46), as browsers apply them. Returns NULL when ICU's data is missing. Never freed.
const neo_host_rules *neo_idna(void);

// Writes a host (UTF-8) as it is asked for in DNS, with labels in punycode. Returns its length, or -1 when it is not a valid name.
int32_t neo_host_to_ascii(const neo_host_rules *idna, const char *host, int32_t length, char *out, int32_t capacity);

// Writes a host as people read it. Returns its length, or -1 when it is not a valid name.
int32_t neo_host_to_unicode(const neo_host_rules *idna, const char *host, int32_t length, char *out, int32_t capacity);

// Whether a label breaks none of the checker's rules.
bool neo_label_passes(const neo_spoof *checker, const char *label, int32_t length);

typedef enum {
  NEO_LOOK_PLAIN = 0,    // nothing in it looks like a part of an address
  NEO_LOOK_ADDRESS = 1,  // something looks like a dot, slash, colon or @
  NEO_LOOK_ASCII = 2,    // as a whole it looks like ASCII text, and like no address
} neo_look;

// What a text (UTF-8, at most NEO_ICU_LONGEST bytes) looks like to a reader: compatibility forms first (NFKC), then Unicode's
// confusables (UTS #39). Says address when in doubt.
neo_look neo_looks(const neo_spoof *checker, const char *text, int32_t length);

typedef enum {
  NEO_CHARACTER_SEPARATOR = 0,
  NEO_CHARACTER_LETTER = 1,     // or a digit
  NEO_CHARACTER_IDEOGRAPH = 2,  // Han, kana, Hangul: a word by itself
  NEO_CHARACTER_MARK = 3,
} neo_character;

// The class of a character, for cutting words.
neo_character neo_character_class(uint32_t character);

// The longest `neo_fold` writes.
#define NEO_FOLD_LONGEST 32

// Writes the compatibility decomposition of a character (NFKD), in lower case. Returns the number of characters. The letters of Hangul
// syllables are not taken apart.
int32_t neo_fold(uint32_t character, uint32_t *out);
