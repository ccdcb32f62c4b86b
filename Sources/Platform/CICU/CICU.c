#include "CICU.h"

#include <stddef.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

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

static bool neo_is_of_script(UChar32 character, UScriptCode script) { return uscript_hasScript(character, script); }

neo_character neo_character_class(uint32_t character) {
  UChar32 c = (UChar32)character;
  uint32_t mask = U_GET_GC_MASK(c);
  if (mask & U_GC_M_MASK) return NEO_CHARACTER_MARK;
  if (!(mask & (U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK))) return NEO_CHARACTER_SEPARATOR;
  if (mask & (U_GC_L_MASK | U_GC_NL_MASK)) {
    if (neo_is_of_script(c, USCRIPT_HAN) || neo_is_of_script(c, USCRIPT_HIRAGANA) || neo_is_of_script(c, USCRIPT_KATAKANA)
        || neo_is_of_script(c, USCRIPT_HANGUL))
      return NEO_CHARACTER_IDEOGRAPH;
  }
  return mask & U_GC_NL_MASK ? NEO_CHARACTER_SEPARATOR : NEO_CHARACTER_LETTER;
}

int32_t neo_fold(uint32_t character, uint32_t *out) {
  UErrorCode status = U_ZERO_ERROR;
  UChar units[NEO_FOLD_LONGEST];
  bool isSyllable = character >= 0xAC00 && character <= 0xD7A3;
  const UNormalizer2 *nfkd = isSyllable ? NULL : unorm2_getNFKDInstance(&status);
  int32_t length = nfkd == NULL ? -1 : unorm2_getDecomposition(nfkd, (UChar32)character, units, NEO_FOLD_LONGEST, &status);
  if (length < 0 || U_FAILURE(status)) {
    out[0] = (uint32_t)u_tolower((UChar32)character);
    return 1;
  }
  int32_t count = 0;
  for (int32_t index = 0; index < length;) {
    UChar32 c;
    U16_NEXT(units, index, length, c);
    out[count++] = (uint32_t)u_tolower(c);
  }
  return count;
}
