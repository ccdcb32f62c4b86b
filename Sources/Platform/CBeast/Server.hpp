#pragma once

#include "Loop.hpp"

#include <map>

struct cb_server {
  std::atomic<uint32_t> references{1};
  cb_options options;
  cb_callbacks callbacks;
  void *context = nullptr;
  std::vector<std::unique_ptr<engine::Loop>> loops;
  std::atomic<uint32_t> undrained{0};
  /// Threads still running. The last one releases the context, so objects that the context holds may hold sockets.
  std::atomic<uint32_t> running{0};
  void give_back_context();
  void *drain_waiter = nullptr;

  /// Counts a new connection of an address, or refuses it.
  bool admit(const engine::Peer &peer);
  void leave(const engine::Peer &peer);

  std::mutex mutex;
  std::map<std::array<uint8_t, 16>, uint32_t> held;
};
