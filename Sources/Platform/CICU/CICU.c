#include "CICU.h"

#include <stddef.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

// The tables make a text at most 18 times as long.
#define NEO_ICU_UNITS (NEO_ICU_LONGEST * 18)

const neo_spoof *neo_spoof_checker(void) {
  UErrorCode status = U_ZERO_ERROR;
  USpoofChecker *checker = uspoof_open(&status);
  uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &status);
  uspoof_setRestrictionLevel(checker, USPOOF_SINGLE_SCRIPT_RESTRICTIVE);
  return U_SUCCESS(status) ? (const neo_spoof *)checker : NULL;
}

const neo_host_rules *neo_idna(void) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNA *idna = uidna_openUTS46(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
  return U_SUCCESS(status) ? (const neo_host_rules *)idna : NULL;
}

int32_t neo_host_to_ascii(const neo_host_rules *idna, const char *host, int32_t length, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t written = uidna_nameToASCII_UTF8((const UIDNA *)idna, host, length, out, capacity, &info, &status);
  return U_SUCCESS(status) && info.errors == 0 && written <= capacity ? written : -1;
}

int32_t neo_host_to_unicode(const neo_host_rules *idna, const char *host, int32_t length, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  int32_t written = uidna_nameToUnicodeUTF8((const UIDNA *)idna, host, length, out, capacity, &info, &status);
  return U_SUCCESS(status) && info.errors == 0 && written <= capacity ? written : -1;
}

bool neo_label_passes(const neo_spoof *checker, const char *label, int32_t length) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t failed = uspoof_check2UTF8((const USpoofChecker *)checker, label, length, NULL, &status);
  return U_SUCCESS(status) && failed == 0;
}

static bool neo_is_address_mark(UChar unit) {
  switch (unit) {
    case '.': case '/': case '\\': case ':': case '@':
    case 0x00B7:  // middle dot; its lookalikes come out as it
    case 0x3002:  // ideographic full stop, a dot in host names
      return true;
    default:
      return false;
  }
}

neo_look neo_looks(const neo_spoof *checker, const char *text, int32_t length) {
  UChar units[NEO_ICU_UNITS], plain[NEO_ICU_UNITS];
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = 0;
  if (length > NEO_ICU_LONGEST) return NEO_LOOK_ADDRESS;
  u_strFromUTF8(units, NEO_ICU_UNITS, &count, text, length, &status);
  count = unorm2_normalize(unorm2_getNFKCInstance(&status), units, count, plain, NEO_ICU_UNITS, &status);
  if (U_FAILURE(status)) return NEO_LOOK_ADDRESS;
  for (int32_t index = 0; index < count; index++)
    if (neo_is_address_mark(plain[index])) return NEO_LOOK_ADDRESS;
  count = uspoof_getSkeleton((const USpoofChecker *)checker, 0, plain, count, units, NEO_ICU_UNITS, &status);
  if (U_FAILURE(status)) return NEO_LOOK_ADDRESS;
  bool isASCII = true;
  for (int32_t index = 0; index < count; index++) {
    if (neo_is_address_mark(units[index])) return NEO_LOOK_ADDRESS;
    if (units[index] >= 0x80) isASCII = false;
  }
  return isASCII ? NEO_LOOK_ASCII : NEO_LOOK_PLAIN;
}
