#pragma once
#include <stddef.h>
#include <string.h>
#include <zlib.h>

// `deflateInit2` is a macro, so the whole of it stays here. Writes `length` bytes as one gzip member into `out`, with a header
// that says nothing about time or system, so that equal input gives equal bytes. Returns its size, or 0 when it does not fit.
static inline size_t neo_gzip(const unsigned char *bytes, size_t length, unsigned char *out, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  stream.next_in = (unsigned char *)bytes;
  stream.avail_in = (uInt)length;
  stream.next_out = out;
  stream.avail_out = (uInt)capacity;
  int status = deflate(&stream, Z_FINISH);
  size_t size = stream.total_out;
  deflateEnd(&stream);
  return status == Z_STREAM_END ? size : 0;
}

// A raw stream, as entries of a ZIP hold it; these two are macros as well.
static inline int neo_deflate_begin(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  return deflateInit2(stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

static inline int neo_inflate_begin(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  return inflateInit2(stream, -15);
}
