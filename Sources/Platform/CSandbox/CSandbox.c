#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int neo_limit(int resource, uint64_t most) {
  struct rlimit limit = {most, most};
  return setrlimit(resource, &limit);
}

int neo_sandbox_limits(uint64_t memory, uint64_t file, uint64_t descriptors) {
  return neo_limit(RLIMIT_AS, memory) || neo_limit(RLIMIT_FSIZE, file) || neo_limit(RLIMIT_NOFILE, descriptors) || neo_limit(RLIMIT_CORE, 0)
    ? -1
    : 0;
}

#if defined(__x86_64__)
#define NEO_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NEO_ARCH AUDIT_ARCH_AARCH64
#endif

int neo_sandbox_refuse_sockets(void) {
#ifdef NEO_ARCH
#define NEO_REFUSE(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NEO_ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
    // The x32 calls have numbers of their own.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
    NEO_REFUSE(__NR_socket),
    // It makes sockets too.
    NEO_REFUSE(__NR_io_uring_setup),
    NEO_REFUSE(__NR_ptrace),
    NEO_REFUSE(__NR_process_vm_readv),
    NEO_REFUSE(__NR_process_vm_writev),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? -1 : 0;
#else
  errno = ENOSYS;
  return -1;
#endif
}

int neo_sandbox_leave_network(void) { return unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET) ? -1 : 0; }

static void *neo_wait_for_end(void *descriptor) {
  struct pollfd poller = {(int)(intptr_t)descriptor, 0, 0};
  // `poll` reports the end even if no event is asked for.
  while (poll(&poller, 1, -1) < 0 && errno == EINTR) {}
  kill(0, SIGKILL);
  return NULL;
}

int neo_sandbox_die_with(int descriptor) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 64 * 1024);
  int code = pthread_create(&thread, &attributes, neo_wait_for_end, (void *)(intptr_t)descriptor);
  pthread_attr_destroy(&attributes);
  return code ? -1 : 0;
}

int neo_sandbox_close_inherited(void) { return close_range(3, ~0U, 0); }
