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
  int is_av1;       // of a HEIF container: whether AV1 is inside
} neo_picture;

// Prepares libvips: no cache, two threads, and only the loaders of JPEG, PNG, GIF, WebP and AVIF. Returns 0 or -1.
int neo_vips_start(void);

// Reads only the header. Returns 0, or -1 if it cannot be read.
int neo_vips_inspect(const char *path, neo_picture *picture);

// 1 if the picture has at most `most` different colours in all its frames, 0 if it has more, -1 if it cannot be decoded.
int neo_vips_has_few_colours(const char *path, int animated, unsigned most);

// Writes all frames to `target` as an animated WebP, at most `width` pixels wide. Returns 0, or -1 if a part cannot be decoded.
int neo_vips_write_animation(const char *path, const char *target, int width, int lossless);

// A decoded picture in memory: upright, in sRGB.
typedef struct neo_pixels neo_pixels;

// Decodes the first frame and scales it to exactly this size, after turning it upright. A JPEG may be decoded at 1/`shrink` of its size (1, 2,
// 4 or 8), which is faster. Returns 0, or -1 if a part cannot be decoded.
int neo_vips_open_picture(const char *path, int shrink, int width, int height, neo_pixels **pixels);

// Replaces the picture by itself in another size. Returns 0, or -1 with the picture as it was.
int neo_vips_scale(neo_pixels **pixels, int width, int height);

// Writes `target` as WebP. Returns 0 or -1.
int neo_vips_write_picture(neo_pixels *pixels, const char *target, int lossless);

// A picture that another thread writes.
typedef struct neo_writing neo_writing;

// Begins to write `target` as WebP. The picture may be replaced and freed meanwhile.
neo_writing *neo_vips_begin_writing(neo_pixels *pixels, const char *target, int lossless);

// Waits until it is written, and frees `writing`. Returns 0 or -1.
int neo_vips_finish_writing(neo_writing *writing);

// Writes `target` as a square WebP without transparency: the middle of the picture, enlarged if it is smaller. Returns 0 or -1.
int neo_vips_write_square(neo_pixels *pixels, const char *target, int side);

// The same of the first frame of a file. Returns 0, or -1 if it cannot be decoded.
int neo_vips_write_square_of_first(const char *path, const char *target, int side);

// Frees the picture.
void neo_vips_close_picture(neo_pixels *pixels);

// What libvips said last, for the log. Valid until the next call.
const char *neo_vips_problem(void);
