#include "CVips.h"

#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

int neo_vips_start(void) {
  // One thread decodes while the other scales.
  vips_concurrency_set(2);
  if (VIPS_INIT("neospace-media")) return -1;
  vips_cache_set_max(0);
  static const char *const loaders[] = {
    "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif", "VipsForeignLoadWebp", "VipsForeignLoadHeif",
  };
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) vips_operation_block_set(loaders[i], FALSE);
  return 0;
}

const char *neo_vips_problem(void) { return vips_error_buffer(); }

// All pages, one below the other, or only the first. Damage is an error, never a grey area.
static VipsImage *neo_open(const char *path, int animated) {
  vips_error_clear();
  if (animated)
    return vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, "n", -1, NULL);
  return vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

int neo_vips_inspect(const char *path, neo_picture *picture) {
  VipsImage *image = neo_open(path, 0);
  if (!image) return -1;
  picture->width = vips_image_get_width(image);
  picture->height = vips_image_get_height(image);
  picture->frames = vips_image_get_n_pages(image);
  picture->orientation = vips_image_get_orientation(image);
  const char *compression = NULL;
  picture->is_av1 = vips_image_get_typeof(image, "heif-compression") && !vips_image_get_string(image, "heif-compression", &compression) &&
    strcmp(compression, "av1") == 0;
  g_object_unref(image);
  return 0;
}

// A set of colours with open addressing; a colour is never 0 because its fifth byte is 1.
typedef struct {
  uint64_t slots[1024];
  unsigned count;
} neo_palette;

static void neo_palette_add(neo_palette *palette, uint64_t colour) {
  unsigned slot = (unsigned)((colour * 0x9E3779B97F4A7C15ull) >> 54);
  while (palette->slots[slot]) {
    if (palette->slots[slot] == colour) return;
    slot = (slot + 1) & 1023;
  }
  palette->slots[slot] = colour;
  palette->count++;
}

static int neo_count_colours(VipsImage *image, unsigned most) {
  VipsRegion *region = vips_region_new(image);
  neo_palette palette = {0};
  int width = vips_image_get_width(image), height = vips_image_get_height(image), bands = vips_image_get_bands(image);
  int result = 1;
  for (int y = 0; y < height && result == 1; y++) {
    VipsRect row = {0, y, width, 1};
    if (vips_region_prepare(region, &row)) {
      result = -1;
      break;
    }
    const VipsPel *pixel = VIPS_REGION_ADDR(region, 0, y);
    for (int x = 0; x < width; x++, pixel += bands) {
      uint64_t colour = 1ull << 32;
      for (int band = 0; band < bands; band++) colour |= (uint64_t)pixel[band] << (8 * band);
      neo_palette_add(&palette, colour);
      if (palette.count > most) {
        result = 0;
        break;
      }
    }
  }
  g_object_unref(region);
  return result;
}

int neo_vips_has_few_colours(const char *path, int animated, unsigned most) {
  if (most > 512) return -1;
  VipsImage *image = neo_open(path, animated);
  if (!image) return -1;
  // More than 8 bits a channel would be lost in WebP all the same.
  int result = 0;
  if (vips_image_get_format(image) == VIPS_FORMAT_UCHAR && vips_image_get_bands(image) <= 4) result = neo_count_colours(image, most);
  g_object_unref(image);
  return result;
}

static int neo_save(VipsImage *image, const char *target, int lossless) {
  // Photographs gain little from more effort, which costs most of the time.
  return lossless
    ? vips_webpsave(image, target, "strip", TRUE, "lossless", TRUE, "effort", 3, NULL)
    : vips_webpsave(image, target, "strip", TRUE, "Q", 80, "effort", 1, NULL);
}

int neo_vips_write_animation(const char *path, const char *target, int width, int lossless) {
  char *source = g_strdup_printf("%s[n=-1]", path);
  vips_error_clear();
  VipsImage *image = NULL;
  // The height does not bound: pages lay pictures out by width.
  int failed = vips_thumbnail(
    source, &image, width, "height", VIPS_MAX_COORD / 2, "size", VIPS_SIZE_DOWN, "export_profile", "srgb", "fail_on",
    VIPS_FAIL_ON_ERROR, NULL);
  g_free(source);
  if (failed) return -1;
  failed = neo_save(image, target, lossless);
  g_object_unref(image);
  return failed ? -1 : 0;
}

int neo_vips_open_picture(const char *path, int shrink, int width, int height, neo_pixels **pixels) {
  vips_error_clear();
  VipsImage *image = shrink > 1
    ? vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, "shrink", shrink, NULL)
    : vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
  if (!image) return -1;
  // Thumbnailing turns the picture upright and converts it to sRGB; the latter takes time even where nothing is to be converted.
  VipsInterpretation colours = vips_image_get_interpretation(image);
  int is_plain =
    !vips_image_get_typeof(image, VIPS_META_ICC_NAME) && (colours == VIPS_INTERPRETATION_sRGB || colours == VIPS_INTERPRETATION_B_W);
  VipsImage *scaled = NULL;
  int failed = is_plain
    ? vips_thumbnail_image(image, &scaled, width, "height", height, "size", VIPS_SIZE_FORCE, NULL)
    : vips_thumbnail_image(image, &scaled, width, "height", height, "size", VIPS_SIZE_FORCE, "export_profile", "srgb", NULL);
  g_object_unref(image);
  if (failed) return -1;
  VipsImage *copy = vips_image_copy_memory(scaled);
  g_object_unref(scaled);
  if (!copy) return -1;
  // It is in sRGB now, and need not be converted again.
  VipsImage *plain = NULL;
  failed = vips_copy(copy, &plain, NULL);
  g_object_unref(copy);
  if (failed) return -1;
  vips_image_remove(plain, VIPS_META_ICC_NAME);
  vips_image_remove(plain, VIPS_META_ORIENTATION);
  *pixels = (neo_pixels *)plain;
  return 0;
}

int neo_vips_scale(neo_pixels **pixels, int width, int height) {
  VipsImage *scaled = NULL;
  if (vips_thumbnail_image((VipsImage *)*pixels, &scaled, width, "height", height, "size", VIPS_SIZE_FORCE, NULL)) return -1;
  VipsImage *copy = vips_image_copy_memory(scaled);
  g_object_unref(scaled);
  if (!copy) return -1;
  neo_vips_close_picture(*pixels);
  *pixels = (neo_pixels *)copy;
  return 0;
}

int neo_vips_write_picture(neo_pixels *pixels, const char *target, int lossless) {
  vips_error_clear();
  return neo_save((VipsImage *)pixels, target, lossless) ? -1 : 0;
}

struct neo_writing {
  GThread *thread;
  VipsImage *image;
  char *target;
  int lossless;
  int failed;
};

static void neo_write(neo_writing *writing) {
  writing->failed = neo_save(writing->image, writing->target, writing->lossless);
}

static gpointer neo_write_beside(gpointer data) {
  neo_write(data);
  vips_thread_shutdown();
  return NULL;
}

neo_writing *neo_vips_begin_writing(neo_pixels *pixels, const char *target, int lossless) {
  neo_writing *writing = g_new0(neo_writing, 1);
  writing->image = g_object_ref((VipsImage *)pixels);
  writing->target = g_strdup(target);
  writing->lossless = lossless;
  writing->thread = g_thread_try_new("write", neo_write_beside, writing, NULL);
  // Without another thread this one writes.
  if (!writing->thread) neo_write(writing);
  return writing;
}

int neo_vips_finish_writing(neo_writing *writing) {
  if (writing->thread) g_thread_join(writing->thread);
  int failed = writing->failed;
  g_object_unref(writing->image);
  g_free(writing->target);
  g_free(writing);
  return failed ? -1 : 0;
}

// On white where the picture is transparent. Takes over `image`.
static int neo_save_opaque(VipsImage *image, const char *target) {
  VipsImage *colours = NULL, *opaque = NULL;
  int failed = vips_colourspace(image, &colours, VIPS_INTERPRETATION_sRGB, NULL);
  g_object_unref(image);
  if (failed) return -1;
  double white[] = {255, 255, 255};
  VipsArrayDouble *ground = vips_array_double_new(white, 3);
  failed = vips_image_hasalpha(colours) ? vips_flatten(colours, &opaque, "background", ground, NULL) : vips_copy(colours, &opaque, NULL);
  vips_area_unref(VIPS_AREA(ground));
  g_object_unref(colours);
  if (failed) return -1;
  failed = neo_save(opaque, target, 0);
  g_object_unref(opaque);
  return failed ? -1 : 0;
}

int neo_vips_write_square(neo_pixels *pixels, const char *target, int side) {
  vips_error_clear();
  VipsImage *square = NULL;
  if (vips_thumbnail_image((VipsImage *)pixels, &square, side, "height", side, "crop", VIPS_INTERESTING_CENTRE, NULL)) return -1;
  return neo_save_opaque(square, target);
}

int neo_vips_write_square_of_first(const char *path, const char *target, int side) {
  vips_error_clear();
  VipsImage *square = NULL;
  if (vips_thumbnail(
        path, &square, side, "height", side, "crop", VIPS_INTERESTING_CENTRE, "export_profile", "srgb", "fail_on", VIPS_FAIL_ON_TRUNCATED,
        NULL))
    return -1;
  return neo_save_opaque(square, target);
}

void neo_vips_close_picture(neo_pixels *pixels) { g_object_unref(pixels); }
