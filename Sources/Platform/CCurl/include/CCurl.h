#pragma once
// The type checks are macros around variadics; what is passed here has its type from the functions below.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

typedef size_t (*neo_curl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode neo_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode neo_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode neo_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// `context` is given to all three.
static inline CURLcode neo_curl_set_callbacks(
    CURL *handle, neo_curl_bytes head, neo_curl_bytes body, curl_opensocket_callback connecting, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, head);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, connecting);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_PRIVATE, context);
  return code;
}

// What is sent comes from `reader`, which is given `context`.
static inline CURLcode neo_curl_set_upload(CURL *handle, neo_curl_bytes reader, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_READDATA, context);
  return code;
}

// `listener` is told what is said between the two sides, and is given `context`.
static inline CURLcode neo_curl_set_listener(CURL *handle, curl_debug_callback listener, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, listener);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
  if (!code) code = curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  return code;
}

static inline void *neo_curl_context(CURL *handle) {
  char *context = NULL;
  return curl_easy_getinfo(handle, CURLINFO_PRIVATE, &context) == CURLE_OK ? context : NULL;
}

// The other side's address in text, empty before there is a connection.
static inline const char *neo_curl_peer(CURL *handle) {
  char *address = NULL;
  return curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address ? address : "";
}

// The next transfer that has ended, NULL when there is none.
static inline CURL *neo_curl_ended(CURLM *multi, CURLcode *code) {
  int left = 0;
  for (CURLMsg *message = curl_multi_info_read(multi, &left); message; message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    *code = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

static inline size_t neo_curl_pause(void) { return CURL_WRITEFUNC_PAUSE; }
static inline curl_socket_t neo_curl_no_socket(void) { return CURL_SOCKET_BAD; }
