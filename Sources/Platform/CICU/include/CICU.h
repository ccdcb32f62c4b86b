#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

// What these functions study is cut to this many bytes first; ICU's tables make it at most 18 times as long.
#define NEO_ICU_LONGEST 1024
#define NEO_ICU_UNITS (NEO_ICU_LONGEST * 18)

// A checker for single labels of host names: one script each (Japanese and Korean count as one), nothing invisible, digits of one kind.
// Returns NULL when ICU's data is missing. Never freed; its functions may be called from any thread.
static inline const USpoofChecker *neo_spoof_checker(void) {
  UErrorCode status = U_ZERO_ERROR;
  USpoofChecker *checker = uspoof_open(&status);
  uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &status);
  uspoof_setRestrictionLevel(checker, USPOOF_SINGLE_SCRIPT_RESTRICTIVE);
  return U_SUCCESS(status) ? checker : NULL;
}

// The rules for host names in all scripts (UTS #46), as browsers apply them. Returns NULL when ICU's data is missing. Never freed.
static inline const UIDNA *neo_idna(void) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNA *idna = uidna_openUTS46(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
  return U_SUCCESS(status) ? idna : NULL;
}

// Writes a host (UTF-8) as it is asked for in DNS, with labels in punycode. Returns its length, or -1 when it is not a valid name.
static inline int32_t neo_host_to_ascii(const UIDNA *idna, const char *host, int32_t length, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t written = uidna_nameToASCII_UTF8(idna, host, length, out, capacity, &info, &status);
  return U_SUCCESS(status) && info.errors == 0 && written <= capacity ? written : -1;
}

// Writes a host as people read it. Returns its length, or -1 when it is not a valid name.
static inline int32_t neo_host_to_unicode(const UIDNA *idna, const char *host, int32_t length, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t written = uidna_nameToUnicodeUTF8(idna, host, length, out, capacity, &info, &status);
  return U_SUCCESS(status) && info.errors == 0 && written <= capacity ? written : -1;
}

// Whether a label breaks none of the checker's rules.
static inline bool neo_label_passes(const USpoofChecker *checker, const char *label, int32_t length) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t failed = uspoof_check2UTF8(checker, label, length, NULL, &status);
  return U_SUCCESS(status) && failed == 0;
}

typedef enum {
  NEO_LOOK_PLAIN = 0,    // nothing in it looks like a part of an address
  NEO_LOOK_ADDRESS = 1,  // something looks like a dot, slash, colon or @
  NEO_LOOK_ASCII = 2,    // as a whole it looks like ASCII text, and like no address
} neo_look;

static inline bool neo_is_address_mark(UChar unit) {
  switch (unit) {
    case '.': case '/': case '\\': case ':': case '@':
    case 0x00B7:  // middle dot; its lookalikes come out as it
    case 0x3002:  // ideographic full stop, a dot in host names
      return true;
    default:
      return false;
  }
}

// What a text (UTF-8, at most NEO_ICU_LONGEST bytes) looks like to a reader: compatibility forms first (NFKC), then Unicode's
// confusables (UTS #39). Says address when in doubt.
static inline neo_look neo_looks(const USpoofChecker *checker, const char *text, int32_t length) {
  UChar units[NEO_ICU_UNITS], plain[NEO_ICU_UNITS];
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = 0;
  if (length > NEO_ICU_LONGEST) return NEO_LOOK_ADDRESS;
  u_strFromUTF8(units, NEO_ICU_UNITS, &count, text, length, &status);
  count = unorm2_normalize(unorm2_getNFKCInstance(&status), units, count, plain, NEO_ICU_UNITS, &status);
  if (U_FAILURE(status)) return NEO_LOOK_ADDRESS;
  for (int32_t index = 0; index < count; index++)
    if (neo_is_address_mark(plain[index])) return NEO_LOOK_ADDRESS;
  count = uspoof_getSkeleton(checker, 0, plain, count, units, NEO_ICU_UNITS, &status);
  if (U_FAILURE(status)) return NEO_LOOK_ADDRESS;
  bool isASCII = true;
  for (int32_t index = 0; index < count; index++) {
    if (neo_is_address_mark(units[index])) return NEO_LOOK_ADDRESS;
    if (units[index] >= 0x80) isASCII = false;
  }
  return isASCII ? NEO_LOOK_ASCII : NEO_LOOK_PLAIN;
}
