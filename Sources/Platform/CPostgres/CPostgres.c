#include "CPostgres.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

int cpostgres_watch(int epoll, int operation, int descriptor, uint64_t token, uint32_t interest) {
  static const int operations[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
  struct epoll_event event = {.events = 0, .data = {.u64 = token}};
  if (interest & CPOSTGRES_READABLE) event.events |= EPOLLIN;
  if (interest & CPOSTGRES_WRITABLE) event.events |= EPOLLOUT;
  return epoll_ctl(epoll, operations[operation], descriptor, &event);
}

int cpostgres_wait(int epoll, cpostgres_event *events, int capacity, int timeout) {
  struct epoll_event raw[64];
  if (capacity > 64) capacity = 64;
  int count = epoll_wait(epoll, raw, capacity, timeout);
  if (count < 0) return errno == EINTR ? 0 : -1;
  for (int index = 0; index < count; index++) {
    events[index].token = raw[index].data.u64;
    events[index].events = 0;
    if (raw[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) events[index].events |= CPOSTGRES_READABLE;
    if (raw[index].events & EPOLLOUT) events[index].events |= CPOSTGRES_WRITABLE;
  }
  return count;
}

static void drop_notice(void *context, const PGresult *notice) {
  (void)context;
  (void)notice;
}

void cpostgres_silence_notices(PGconn *connection) { PQsetNoticeReceiver(connection, drop_notice, NULL); }

int cpostgres_wake_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Fails only when the counter is full, and then the descriptor is readable anyway.
void cpostgres_wake(int descriptor) { (void)!eventfd_write(descriptor, 1); }

void cpostgres_woken(int descriptor) {
  eventfd_t count;
  (void)!eventfd_read(descriptor, &count);
}

int cpostgres_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }
