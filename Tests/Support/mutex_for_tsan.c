/* Tells ThreadSanitizer about `Mutex`. When threads contend for one, the standard library locks and unlocks it through the kernel, in code
   that the sanitizer does not see, so it would report races. Preloaded by `bin/sanitize thread`; nothing else uses it.

   Both functions are methods of `Synchronization._MutexHandle` (Swift 6.2 and 6.3, Linux): the handle is passed in the context register. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

typedef __attribute__((swiftcall)) void (*lock_slow)(uint32_t thread, __attribute__((swift_context)) void *handle);
typedef __attribute__((swiftcall)) void (*unlock_slow)(__attribute__((swift_context)) void *handle);

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

__attribute__((swiftcall)) void take(uint32_t thread, __attribute__((swift_context)) void *handle) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void give(__attribute__((swift_context)) void *handle) __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void take(uint32_t thread, __attribute__((swift_context)) void *handle) {
  static lock_slow real;
  if (!real) real = (lock_slow)dlsym(RTLD_NEXT, LOCK_SLOW);
  real(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) void give(__attribute__((swift_context)) void *handle) {
  static unlock_slow real;
  if (!real) real = (unlock_slow)dlsym(RTLD_NEXT, UNLOCK_SLOW);
  if (__tsan_release) __tsan_release(handle);
  real(handle);
}
