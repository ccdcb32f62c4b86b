#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
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

// The flags of `clone` that make namespaces.
#define NEO_NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

int neo_sandbox_refuse_calls(void) {
#ifdef NEO_ARCH
#define NEO_LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define NEO_ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define NEO_REFUSE(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), NEO_ANSWER(EPERM)
// Refuses the call unless its first argument is 0. The accumulator holds the number of the call again afterwards.
#define NEO_ZERO_ONLY(number)                                                                                                            \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4), NEO_LOAD(args[0]), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), NEO_ANSWER(EPERM), \
    NEO_LOAD(nr)
  struct sock_filter rules[] = {
    NEO_LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NEO_ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    NEO_LOAD(nr),
#ifdef __x86_64__
    // The x32 calls have numbers of their own.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
    // Sockets; io_uring makes them too.
    NEO_REFUSE(__NR_socket), NEO_REFUSE(__NR_io_uring_setup), NEO_REFUSE(__NR_io_uring_enter), NEO_REFUSE(__NR_io_uring_register),
    // Other processes. The server runs as the same user.
    NEO_REFUSE(__NR_ptrace), NEO_REFUSE(__NR_process_vm_readv), NEO_REFUSE(__NR_process_vm_writev), NEO_REFUSE(__NR_kcmp),
    NEO_REFUSE(__NR_pidfd_open), NEO_REFUSE(__NR_pidfd_getfd), NEO_REFUSE(__NR_pidfd_send_signal), NEO_REFUSE(__NR_process_madvise),
    NEO_REFUSE(__NR_tkill), NEO_REFUSE(__NR_tgkill), NEO_REFUSE(__NR_rt_sigqueueinfo), NEO_REFUSE(__NR_rt_tgsigqueueinfo),
    NEO_REFUSE(__NR_setpriority), NEO_REFUSE(__NR_ioprio_set), NEO_REFUSE(__NR_sched_setscheduler), NEO_REFUSE(__NR_sched_setparam),
    NEO_REFUSE(__NR_sched_setattr), NEO_REFUSE(__NR_sched_setaffinity), NEO_REFUSE(__NR_move_pages), NEO_REFUSE(__NR_migrate_pages),
    // Its own group may be killed, and its own limits be lowered.
    NEO_ZERO_ONLY(__NR_kill), NEO_ZERO_ONLY(__NR_prlimit64),
    // Its group is what ends with it.
    NEO_REFUSE(__NR_setsid), NEO_REFUSE(__NR_setpgid),
    // Namespaces and mounts. `clone3` hides its flags from filters; libraries fall back to `clone`.
    NEO_REFUSE(__NR_unshare), NEO_REFUSE(__NR_setns), NEO_REFUSE(__NR_mount), NEO_REFUSE(__NR_umount2), NEO_REFUSE(__NR_pivot_root),
    NEO_REFUSE(__NR_chroot), NEO_REFUSE(__NR_open_tree), NEO_REFUSE(__NR_move_mount), NEO_REFUSE(__NR_fsopen), NEO_REFUSE(__NR_fsconfig),
    NEO_REFUSE(__NR_fsmount), NEO_REFUSE(__NR_fspick), NEO_REFUSE(__NR_name_to_handle_at), NEO_REFUSE(__NR_open_by_handle_at),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone3, 0, 1), NEO_ANSWER(ENOSYS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 4), NEO_LOAD(args[0]),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NEO_NAMESPACES, 0, 1), NEO_ANSWER(EPERM), NEO_LOAD(nr),
    // Landlock does not guard these.
#ifdef __x86_64__
    NEO_REFUSE(__NR_chmod), NEO_REFUSE(__NR_chown), NEO_REFUSE(__NR_lchown), NEO_REFUSE(__NR_utime), NEO_REFUSE(__NR_utimes),
    NEO_REFUSE(__NR_futimesat),
#endif
    NEO_REFUSE(__NR_fchmod), NEO_REFUSE(__NR_fchmodat), NEO_REFUSE(452 /* fchmodat2 */), NEO_REFUSE(__NR_fchown), NEO_REFUSE(__NR_fchownat),
    NEO_REFUSE(__NR_utimensat), NEO_REFUSE(__NR_setxattr), NEO_REFUSE(__NR_lsetxattr), NEO_REFUSE(__NR_fsetxattr),
    NEO_REFUSE(__NR_removexattr), NEO_REFUSE(__NR_lremovexattr), NEO_REFUSE(__NR_fremovexattr), NEO_REFUSE(__NR_truncate),
    // Parts of the kernel that no decoder uses and that attacks do.
    NEO_REFUSE(__NR_bpf), NEO_REFUSE(__NR_perf_event_open), NEO_REFUSE(__NR_userfaultfd), NEO_REFUSE(__NR_keyctl), NEO_REFUSE(__NR_add_key),
    NEO_REFUSE(__NR_request_key),
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

int neo_sandbox_drop_capabilities(void) {
  // Numbers beyond the last capability are refused, which ends the loop.
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++) {
    // Not permitted to those who have none anyway.
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  return (int)syscall(SYS_capset, &header, none);
}

// As in linux/landlock.h, whose version on older systems lacks the newer parts.
enum {
  NEO_EXECUTE = 1 << 0,
  NEO_WRITE = 1 << 1,
  NEO_READ = 1 << 2,
  NEO_READ_FOLDER = 1 << 3,
  NEO_REMOVE_FILE = 1 << 5,
  NEO_MAKE_FILE = 1 << 8,
  NEO_REFER = 1 << 13,
  NEO_TRUNCATE = 1 << 14,
  NEO_ALL_OF_VERSION_1 = (1 << 13) - 1,
};

struct neo_ruleset {
  uint64_t files, network, scopes;
};

struct neo_rule {
  uint64_t allowed;
  int32_t folder;
} __attribute__((packed));

enum { NEO_CREATE_RULESET = 444, NEO_ADD_RULE = 445, NEO_RESTRICT_SELF = 446, NEO_PATH_BENEATH = 1 };

static int neo_allow(int ruleset, const char *path, uint64_t allowed) {
  int folder = open(path, O_PATH | O_CLOEXEC);
  // What this system does not have needs no rule.
  if (folder < 0) return errno == ENOENT ? 0 : -1;
  struct neo_rule rule = {allowed, folder};
  int result = (int)syscall(NEO_ADD_RULE, ruleset, NEO_PATH_BENEATH, &rule, 0);
  close(folder);
  return result;
}

int neo_sandbox_keep_to_folder(void) {
  // Asks for the version.
  int version = (int)syscall(NEO_CREATE_RULESET, NULL, 0, 1);
  if (version < 1) return -1;
  struct neo_ruleset wanted = {NEO_ALL_OF_VERSION_1, 0, 0};
  size_t size = sizeof wanted.files;
  if (version >= 2) wanted.files |= NEO_REFER;
  if (version >= 3) wanted.files |= NEO_TRUNCATE;
  if (version >= 4) {
    // TCP: to bind and to connect.
    wanted.network = 3;
    size = sizeof wanted.files + sizeof wanted.network;
  }
  if (version >= 6) {
    // Abstract sockets and signals.
    wanted.scopes = 3;
    size = sizeof wanted;
  }
  int ruleset = (int)syscall(NEO_CREATE_RULESET, &wanted, size, 0);
  if (ruleset < 0) return -1;
  uint64_t own = (NEO_WRITE | NEO_READ | NEO_READ_FOLDER | NEO_REMOVE_FILE | NEO_MAKE_FILE | NEO_TRUNCATE) & wanted.files;
  uint64_t programs = NEO_EXECUTE | NEO_READ | NEO_READ_FOLDER;
  static const char *const folders[] = {"/usr", "/lib", "/lib64", "/bin"};
  int failed = neo_allow(ruleset, ".", own) || neo_allow(ruleset, "/etc/ld.so.cache", NEO_READ) ||
    neo_allow(ruleset, "/dev/null", NEO_READ | NEO_WRITE) || neo_allow(ruleset, "/dev/urandom", NEO_READ);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) failed = neo_allow(ruleset, folders[i], programs) || failed;
  failed = failed || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(NEO_RESTRICT_SELF, ruleset, 0);
  close(ruleset);
  return failed ? -1 : 0;
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

int neo_sandbox_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int neo_sandbox_close_inherited(void) { return close_range(3, ~0U, 0); }

int neo_sandbox_spawn_in(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int neo_sandbox_spawn_closing(posix_spawn_file_actions_t *actions) { return posix_spawn_file_actions_addclosefrom_np(actions, 3); }
