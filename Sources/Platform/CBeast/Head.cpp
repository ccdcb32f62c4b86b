#include "CBeast.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace {

constexpr size_t limit = 60'000;

inline unsigned char lowered(unsigned char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; }

}  // namespace

extern "C" {

cb_head *cb_head_make(const char *method, size_t method_length, const char *target, size_t target_length, const char *peer,
                      size_t peer_length, const char *fields, size_t fields_length) {
  size_t text_length = method_length + target_length + peer_length + fields_length;
  if (text_length > limit) return nullptr;
  size_t count = 0;
  for (size_t i = 0; i < fields_length; i++) count += fields[i] == '\n';
  auto *block = static_cast<char *>(std::malloc(sizeof(cb_head) + count * sizeof(cb_field) + text_length));
  if (!block) std::abort();
  auto *head = new (block) cb_head{};
  auto *table = reinterpret_cast<cb_field *>(block + sizeof(cb_head));
  char *text = reinterpret_cast<char *>(table + count);
  head->fields = table;
  head->text = text;
  char *at = text;
  auto place = [&](const char *bytes, size_t length, uint16_t &offset, uint16_t &stored) {
    offset = static_cast<uint16_t>(at - text);
    stored = static_cast<uint16_t>(length);
    if (length) std::memcpy(at, bytes, length);
    at += length;
  };
  place(method, method_length, head->method_offset, head->method_length);
  place(target, target_length, head->target_offset, head->target_length);
  place(peer, peer_length, head->peer_offset, head->peer_length);
  const void *mark = target_length ? std::memchr(target, '?', target_length) : nullptr;
  head->path_length = mark ? static_cast<uint16_t>(static_cast<const char *>(mark) - target) : head->target_length;
  uint16_t base = static_cast<uint16_t>(at - text);
  if (fields_length) std::memcpy(at, fields, fields_length);
  size_t start = 0;
  while (start < fields_length) {
    auto *end = static_cast<const char *>(std::memchr(fields + start, '\n', fields_length - start));
    if (!end) break;
    auto *colon = static_cast<const char *>(std::memchr(fields + start, ':', end - (fields + start)));
    size_t stop = end - fields;
    if (colon) {
      size_t name_end = colon - fields, value = name_end + 1;
      while (value < stop && fields[value] == ' ') value++;
      table[head->field_count++] = {static_cast<uint16_t>(base + start), static_cast<uint16_t>(name_end - start),
                                    static_cast<uint16_t>(base + value), static_cast<uint16_t>(stop - value)};
    }
    start = stop + 1;
  }
  head->minor_version = 1;
  return head;
}

void cb_head_free(cb_head *head) { std::free(head); }

int cb_head_find(const cb_head *head, const char *name, size_t length, int from) {
  for (int i = from; i < head->field_count; i++) {
    const cb_field &field = head->fields[i];
    if (field.name_length != length) continue;
    const char *own = head->text + field.name_offset;
    size_t at = 0;
    while (at < length && lowered(own[at]) == lowered(name[at])) at++;
    if (at == length) return i;
  }
  return -1;
}

}  // extern "C"
