// The C face on libpq, and on epoll, whose packed event with a union inside Swift does not see as it is.
#pragma once

#include <postgresql/libpq-fe.h>
#include <stdint.h>
#include <sys/epoll.h>

// What a loop needs of one event.
typedef struct {
  uint64_t token;
  uint32_t events;
} cpostgres_event;

#define CPOSTGRES_READABLE 1u
#define CPOSTGRES_WRITABLE 2u

// Watches a descriptor (operation 0: add, 1: change, 2: remove). -1 and errno when it fails.
int cpostgres_watch(int epoll, int operation, int descriptor, uint64_t token, uint32_t interest);

// Waits for events; their number, 0 after the timeout in milliseconds or an interruption, -1 and errno when it fails.
int cpostgres_wait(int epoll, cpostgres_event *events, int capacity, int timeout);

// Field codes of error reports, which libpq has as character macros.
static inline int cpostgres_sqlstate(void) { return PG_DIAG_SQLSTATE; }
static inline int cpostgres_primary_message(void) { return PG_DIAG_MESSAGE_PRIMARY; }
static inline int cpostgres_constraint_name(void) { return PG_DIAG_CONSTRAINT_NAME; }
static inline int cpostgres_table_name(void) { return PG_DIAG_TABLE_NAME; }
static inline int cpostgres_column_name(void) { return PG_DIAG_COLUMN_NAME; }

// Notices of the server are dropped: libpq would write them to stderr.
void cpostgres_silence_notices(PGconn *connection);

// A descriptor that becomes readable when another thread calls `cpostgres_wake`; -1 and errno when there is none.
int cpostgres_wake_descriptor(void);
void cpostgres_wake(int descriptor);
void cpostgres_woken(int descriptor);

// An epoll instance; -1 and errno when there is none.
int cpostgres_epoll(void);
