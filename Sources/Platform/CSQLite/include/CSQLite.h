#pragma once
#include <sqlite3.h>

/// What Swift cannot import from `sqlite3.h`: variadic functions and the `SQLITE_TRANSIENT` cast.

static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, (const char *)bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// An empty blob is bound as such: a null pointer would make it NULL.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Refused (SQLITE_MISUSE) once the library is in use.
static inline int csqlite_without_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/// Whatever SQL says, the file stays a database: no writable schema, no shadow tables written directly.
static inline int csqlite_defensive(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

/// Nonzero while foreign keys declared deferred are unresolved.
static inline int csqlite_deferred_foreign_keys(sqlite3 *database) {
  int current = 0, highest = 0;
  sqlite3_db_status(database, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0);
  return current;
}
