#pragma once
#include <crypt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// `struct crypt_data` is 32 KiB and holds key material: kept on the heap, wiped before it is freed.
// Writes the NUL-terminated hash into `out`; returns 0, or -1 when the setting is not understood or memory is short.
static inline int neo_crypt(const char *phrase, const char *setting, char *out, size_t capacity) {
  struct crypt_data *data = (struct crypt_data *)calloc(1, sizeof *data);
  if (!data) return -1;
  const char *hash = crypt_r(phrase, setting, data);
  int status = -1;
  if (hash && hash[0] != '*') {
    size_t length = strlen(hash);
    if (length < capacity) {
      memcpy(out, hash, length + 1);
      status = 0;
    }
  }
  explicit_bzero(data, sizeof *data);
  free(data);
  return status;
}

// Writes a NUL-terminated `$2b$` setting for that cost, salted with 16 random bytes. Returns 0 or -1.
static inline int neo_bcrypt_setting(unsigned long cost, const char *random16, char *out, int capacity) {
  return crypt_gensalt_rn("$2b$", cost, random16, 16, out, capacity) ? 0 : -1;
}
