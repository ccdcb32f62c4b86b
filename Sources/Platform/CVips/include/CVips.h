#pragma once
#include <stddef.h>
#include <stdint.h>

// The part of libvips that makes WebP files of members' pictures. This header names no type of libvips, so only CVips.c needs the headers of
// GLib. Not for several threads at once.

typedef struct {
  int64_t width;   // before the orientation of the picture is applied
  int64_t height;  // of one frame
  int64_t frames;
  int orientation;  // as in EXIF, 1 to 8
} neo_picture;

// Prepares libvips: no cache, one thread, and only the loaders of JPEG, PNG, GIF, WebP and AVIF. Returns 0 or -1.
int neo_vips_start(void);

// Reads only the header. Returns 0, or -1 if it cannot be read.
int neo_vips_inspect(const char *path, neo_picture *picture);

// 1 if the picture has at most `most` different colours in all its frames, 0 if it has more, -1 if it cannot be decoded.
int neo_vips_has_few_colours(const char *path, int animated, unsigned most);

// Writes `target` as WebP, at most `width` pixels wide, upright, without metadata. Returns 0, or -1 if a part cannot be decoded.
int neo_vips_write_webp(const char *path, const char *target, int width, int animated, int lossless);

// What libvips said last, for the log. Valid until the next call.
const char *neo_vips_problem(void);
