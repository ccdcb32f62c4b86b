/* Tells ThreadSanitizer about hand-overs between threads that happen in code it does not see, so that it does not report them as races.
   Preloaded by `bin/sanitize thread`; nothing else uses it.

   `Mutex`: when threads contend for one, the standard library locks and unlocks it through the kernel. Both functions are methods of
   `Synchronization._MutexHandle` (Swift 6.2 and 6.3, Linux): the handle is passed in the context register.

   Continuations: the runtime reports a resumption only if the task has been suspended already. A thread that is quick may resume it before,
   between the body of `withUnsafeContinuation` and the suspension. A resumption in the few instructions after our check is still
   missed. */

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

extern __attribute__((swiftcall)) void *swift_task_getCurrent(void) __attribute__((weak));

typedef __attribute__((swiftcall)) void (*resume)(void *task);
typedef __attribute__((swiftcall)) void (*resume_with_error)(void *task, void *error);
typedef __attribute__((swiftasynccall)) void (*await)(void *context);

static resume real_resume, real_throwing_resume;
static resume_with_error real_throw;
static await real_await;

__attribute__((constructor)) static void find(void) {
  real_resume = (resume)dlsym(RTLD_NEXT, "swift_continuation_resume");
  real_throwing_resume = (resume)dlsym(RTLD_NEXT, "swift_continuation_throwingResume");
  real_throw = (resume_with_error)dlsym(RTLD_NEXT, "swift_continuation_throwingResumeWithError");
  real_await = (await)dlsym(RTLD_NEXT, "swift_continuation_await");
}

__attribute__((swiftcall)) void swift_continuation_resume(void *task) {
  if (__tsan_release) __tsan_release(task);
  real_resume(task);
}

__attribute__((swiftcall)) void swift_continuation_throwingResume(void *task) {
  if (__tsan_release) __tsan_release(task);
  real_throwing_resume(task);
}

__attribute__((swiftcall)) void swift_continuation_throwingResumeWithError(void *task, void *error) {
  if (__tsan_release) __tsan_release(task);
  real_throw(task, error);
}

__attribute__((swiftasynccall)) void swift_continuation_await(void *context) {
  if (__tsan_acquire) __tsan_acquire(swift_task_getCurrent());
  __attribute__((musttail)) return real_await(context);
}
