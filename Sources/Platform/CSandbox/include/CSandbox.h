#pragma once
#include <stdint.h>

// What a process that reads bytes of strangers gives up. Everything is inherited by its children and cannot be taken back.

// Limits of this process: address space in bytes, the size of a file it writes, open files; no core dumps. Returns 0 or -1.
int neo_sandbox_limits(uint64_t memory, uint64_t file, uint64_t descriptors);

// Closes all descriptors but 0, 1 and 2: libraries of the parent open sockets that a child inherits. Returns 0 or -1.
int neo_sandbox_close_inherited(void);

// Refuses new sockets with a system call filter. Returns 0, or -1 where the kernel has no such filters.
int neo_sandbox_refuse_sockets(void);

// Leaves for a network of its own that has no interface. Returns 0, or -1 where namespaces are not permitted.
int neo_sandbox_leave_network(void);

// From now on, when the other end of the socket `descriptor` is closed, this process and its group are killed. Returns 0 or -1.
int neo_sandbox_die_with(int descriptor);
