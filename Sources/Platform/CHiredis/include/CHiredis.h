#pragma once
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <sys/eventfd.h>
#include <sys/time.h>

// From here on reads and writes return at once. hiredis would otherwise loop until a reply is there.
static inline int neo_redis_stop_blocking(redisContext *context) {
  int flags = fcntl(context->fd, F_GETFL);
  if (flags < 0 || fcntl(context->fd, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
  context->flags &= ~REDIS_BLOCK;
  return 0;
}

static inline const char *neo_redis_error(const redisContext *context) { return context->errstr; }

// Wakes a thread that polls it.
static inline int neo_redis_wakeup(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
