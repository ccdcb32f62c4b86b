#pragma once

/// The C interface of the Boost.Beast engine, so that Swift does not see C++. Only `Engine` calls it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Request heads

/// One header field inside `cb_head.text`.
typedef struct cb_field {
  uint16_t name_offset, name_length, value_offset, value_length;
} cb_field;

/// The head of one request in a single allocation: this struct, the fields, then the text they point into. The holder of the pointer owns
/// it and frees it with `cb_head_free`, on any thread.
typedef struct cb_head {
  const char *text;
  const cb_field *fields;
  uint16_t field_count;
  uint16_t method_offset, method_length;
  uint16_t target_offset, target_length;
  /// Length of the target up to `?`.
  uint16_t path_length;
  uint16_t peer_offset, peer_length;
  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  uint8_t minor_version;
  /// A body follows (Content-Length above zero, or chunked).
  bool has_body;
  bool chunked;
  /// Asks for a WebSocket and satisfies RFC 6455 §4.2.1.
  bool wants_websocket;
  /// Declared length, or -1 when chunked; 0 without a body.
  int64_t content_length;
} cb_head;

/// Copies the parts into one block. `names[i]` and `values[i]` hold no NUL bytes. For requests made without a server. Returns NULL when a
/// part or the whole exceeds 60,000 bytes.
cb_head *cb_head_make(const char *method, size_t method_length, const char *target, size_t target_length, const char *peer,
                      size_t peer_length, const char *fields, size_t fields_length);
void cb_head_free(cb_head *head);
/// Index of the first field named `name` at or after `from` (ASCII case ignored), or -1.
int cb_head_find(const cb_head *head, const char *name, size_t length, int from);

// MARK: Shared buffers

/// Immutable bytes with an atomic reference count. The 14 bytes in front of them hold the WebSocket frame header, so one contiguous write
/// sends header and payload to any number of sockets.
typedef struct cb_buffer cb_buffer;
/// A buffer with room for `length` bytes, count 1. Fill it through `cb_buffer_bytes` before sharing it.
cb_buffer *cb_buffer_make(size_t length, bool binary);
uint8_t *cb_buffer_bytes(cb_buffer *buffer);
size_t cb_buffer_length(const cb_buffer *buffer);
void cb_buffer_retain(cb_buffer *buffer);
void cb_buffer_release(cb_buffer *buffer);

// MARK: Server

typedef struct cb_server cb_server;
/// A connection, reference-counted: functions that take one document who holds the reference. Freed on its loop.
typedef struct cb_connection cb_connection;

/// Calls from the loops into Swift, all on loop threads. `context` is that of `cb_server_set_context`.
typedef struct cb_callbacks {
  /// Runs a Swift job that was queued with `cb_loop_submit`.
  void (*run_job)(void *loop_context, void *job);
  /// A complete head, owned by the callee. The callee holds one reference on `connection` until it answers with `cb_respond` or
  /// `cb_upgrade`. `body` is valid during the call; when `complete` nothing follows it.
  void (*request)(void *context, uint32_t loop, cb_connection *connection, uint32_t serial, cb_head *head, const uint8_t *body,
                  size_t length, bool complete);
  /// Must answer a request that the engine refuses, with one `cb_respond` before returning.
  void (*refuse)(void *context, cb_connection *connection, int status, const char *reason);
  /// The next bytes of a body (`length` > 0), its end (0) or its failure (-1).
  void (*body)(void *waiter, const uint8_t *bytes, int64_t length);
  /// A write has finished; `ok` is false if it failed.
  void (*written)(void *waiter, bool ok);
  /// The response that was given `completion` has ended.
  void (*completed)(void *completion, int64_t bytes, bool complete);
  /// Releases the `owner` of a response.
  void (*release)(void *owner);
  /// A WebSocket was opened or got a message. `cb_socket_ready` asks for the next message.
  void (*socket_opened)(void *handler, cb_connection *connection);
  void (*socket_received)(void *handler, cb_connection *connection, const uint8_t *bytes, size_t length, bool binary);
  /// Called exactly once per socket; releases `handler`.
  void (*socket_closed)(void *handler, uint16_t code, const char *reason, size_t length);
  /// Whether the address may have any number of connections. NULL if no address may.
  bool (*is_exempt)(void *context, const char *address, size_t length);
  /// The last connection has ended after `cb_server_drain`.
  void (*drained)(void *waiter);
  /// The thread of a loop ends; releases its context. The last call on that loop.
  void (*loop_ended)(void *loop_context);
  /// The last loop has ended; releases `context`.
  void (*destroyed)(void *context);
} cb_callbacks;

/// Durations in milliseconds.
typedef struct cb_options {
  uint32_t loops;
  uint32_t header_timeout, keep_alive_timeout, progress_window, minimum_rate;
  uint32_t connections_per_address;
  uint32_t max_head;
  uint32_t socket_queue, slow_grace, close_timeout, ping_interval, silence_timeout;
  /// The most control frames and fragments in a window, and the most fragments of a message. More close the socket with 4429. 0 turns a
  /// limit off.
  uint32_t socket_frames, socket_frame_window, message_fragments;
  bool deflate;
} cb_options;

/// Never fails. Reference-counted; the caller holds one reference.
cb_server *cb_server_make(const cb_options *options, const cb_callbacks *callbacks);
/// Sets the `context` of the callbacks. The server owns it until `destroyed`. Must be the first call.
void cb_server_set_context(cb_server *server, void *context);
/// Binds before `cb_server_start`. Returns the port bound (0 for a Unix socket), or -errno.
int cb_server_listen_tcp(cb_server *server, const char *host, uint16_t port);
int cb_server_listen_unix(cb_server *server, const char *path);
/// Starts the threads. `loop_contexts` has one pointer per loop, which `run_job` gets.
void cb_server_start(cb_server *server, void *const *loop_contexts);
uint32_t cb_server_loops(const cb_server *server);
/// See `Server.drain`. `drained` gets `waiter`.
void cb_server_drain(cb_server *server, uint32_t deadline, void *waiter);
/// Cuts all connections and lets the threads end. From then on jobs are refused.
void cb_server_stop(cb_server *server);
void cb_server_retain(cb_server *server);
void cb_server_release(cb_server *server);
/// Queues a job on a loop. Any thread. Returns false if the loop has ended.
bool cb_loop_submit(cb_server *server, uint32_t loop, void *job);
void cb_server_publish(cb_server *server, uint64_t topic, cb_buffer *buffer, uint64_t except);

/// Every counter of a server. The fields here, the list in `Loop.hpp` and the sums in `Server.cpp` are made from this one.
#define CB_EACH_COUNTER(X) \
  X(connections) X(sockets) X(accepted) X(requests) X(bytes_in) X(bytes_out) X(messages_in) X(messages_out) X(slow_consumers) \
  X(timeouts) X(over_limit)

enum { CB_REASONS = 32 };
#define CB_FIELD(name) int64_t name;
typedef struct cb_totals {
  CB_EACH_COUNTER(CB_FIELD)
  int64_t refused[CB_REASONS];
} cb_totals;
#undef CB_FIELD
void cb_server_totals(const cb_server *server, cb_totals *totals);
/// The word of a refusal counter; NULL after the last.
const char *cb_reason_word(int index);

// MARK: Answers

enum { CB_BODY_NONE, CB_BODY_BYTES, CB_BODY_BUFFER, CB_BODY_FILE, CB_BODY_STREAM };
typedef struct cb_response {
  int status;
  /// Complete lines `Name: value\r\n`.
  const uint8_t *fields;
  size_t fields_length;
  int body;
  /// The bytes. They are copied if they cannot be sent at once.
  const uint8_t *bytes;
  /// Length of the bytes, the file or the stream; -1 for a stream of unknown length.
  int64_t length;
  cb_buffer *buffer;
  int descriptor;
  int64_t offset;
  /// Released when the file has been sent or the response has failed. May be NULL.
  void *owner;
  bool close;
  /// Passed to `completed` once. May be NULL.
  void *completion;
} cb_response;

/// Answers a request, on the connection's loop. Consumes the request's reference, except for a stream that has to be written: then it
/// returns true, and `cb_stream_end` consumes the reference.
bool cb_respond(cb_connection *connection, const cb_response *response);
/// Any thread. The bytes are copied. `written(waiter)` is called when the engine is ready for more.
void cb_stream_write(cb_connection *connection, const uint8_t *bytes, size_t length, void *waiter);
/// Any thread. The same for a range of a file, sent by the kernel, in a stream of known length. The file must stay open until
/// `written(waiter)`.
void cb_stream_file(cb_connection *connection, int descriptor, int64_t offset, int64_t length, void *waiter);
/// Any thread. If `ok` is false, the connection is cut.
void cb_stream_end(cb_connection *connection, bool ok);
/// Any thread. `body(waiter)` is called later; it reports failure if request `serial` is not being served any longer.
void cb_body_next(cb_connection *connection, uint32_t serial, void *waiter);
void cb_connection_retain(cb_connection *connection);
void cb_connection_release(cb_connection *connection);
uint64_t cb_connection_id(const cb_connection *connection);

// MARK: WebSockets

/// Switches to WebSocket, on the loop, and consumes the request's reference. Before this returns, `socket_opened` gets `handler`. If the
/// request was not a handshake (it is then refused) or the connection has ended, `release` gets it instead.
void cb_upgrade(cb_connection *connection, const cb_head *head, const uint8_t *fields, size_t fields_length, size_t max_message,
                void *handler);
/// Asks for the next message, on the loop.
void cb_socket_ready(cb_connection *connection);
/// Any thread. Only `counted` buffers count toward the slow-consumer limit. `written` gets `waiter`, which may be NULL.
void cb_socket_send(cb_connection *connection, cb_buffer *buffer, bool counted, void *waiter);
void cb_socket_subscribe(cb_connection *connection, uint64_t topic, bool on);
void cb_socket_close(cb_connection *connection, uint16_t code, const char *reason, size_t length);
int64_t cb_socket_queued(const cb_connection *connection);
int64_t cb_socket_sent(const cb_connection *connection);

#ifdef __cplusplus
}
#endif
