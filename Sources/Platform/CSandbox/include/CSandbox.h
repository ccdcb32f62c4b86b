#pragma once
#include <spawn.h>
#include <stdint.h>

// What a process that reads bytes of strangers gives up. Everything is inherited by its children and cannot be taken back.

// Limits of this process: address space in bytes, the size of a file it writes, open files; no core dumps. Returns 0 or -1.
int neo_sandbox_limits(uint64_t memory, uint64_t file, uint64_t descriptors);

// Closes all descriptors but 0, 1 and 2: libraries of the parent open sockets that a child inherits. Returns 0 or -1.
int neo_sandbox_close_inherited(void);

// Leaves for a network of its own that has no interface. Returns 0, or -1 where namespaces are not permitted.
int neo_sandbox_leave_network(void);

// Gives up every capability, also for programs it starts. Returns 0 or -1.
int neo_sandbox_drop_capabilities(void);

// From now on, files can be written in the working folder only, and read there and where programs and libraries lie; signals reach only
// processes that are kept in with it (Linux 6.12). Returns 0, or -1 where the kernel has no Landlock. For the calling thread and those that it
// starts later.
int neo_sandbox_keep_to_folder(void);

// Refuses, with a system call filter, what a decoder never needs: sockets, other processes' memory and signals, namespaces, mounts, owners
// and rights of files, leaving its process group. Returns 0, or -1 where the kernel has no such filters. For the calling thread and those
// that it starts later.
int neo_sandbox_refuse_calls(void);

// From now on, when the other end of the socket `descriptor` is closed, this process and its group are killed. Returns 0 or -1.
int neo_sandbox_die_with(int descriptor);

// For the server: processes that a killed worker leaves become children of this process, which can then wait for their end. Returns 0 or -1.
int neo_sandbox_adopt_orphans(void);

// For the server: a child that is spawned with these actions starts in that folder. Returns 0 or an error number.
int neo_sandbox_spawn_in(posix_spawn_file_actions_t *actions, const char *folder);

// A child that is spawned with these actions gets none of the open files but the first three. Returns 0 or an error number.
int neo_sandbox_spawn_closing(posix_spawn_file_actions_t *actions);
