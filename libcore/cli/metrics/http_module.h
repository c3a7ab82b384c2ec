// What a program and its HTTP module (tools/runnel-http) have between them: plain C, since the module is
// found when the program runs and may be of another build.
//
// The module listens and answers in threads of its own, which take no signals. A callback may be called in
// several of them at once, until stop returns.
#pragma once

#include <stddef.h>
#include <stdint.h>

extern "C" {

// Raised with every change of what follows: the module refuses a program that has another number.
enum { RUNNEL_HTTP_INTERFACE = 1 };

// Hands on the body of an answer: `text` is copied.
typedef void (*runnel_http_put)(void* to, const char* text, size_t size);

// Answers GET `path` (without a query): calls `put` once and returns the status, 200 or another; or 404
// without having called it.
typedef int (*runnel_http_answer)(void* context, const char* path, runnel_http_put put, void* to);

struct runnel_http_options {
  uint32_t interface;        // RUNNEL_HTTP_INTERFACE
  const char* host;          // empty: every address
  uint16_t port;             // 0: one that is free
  const char* content_type;  // of all answers
  runnel_http_answer answer;
  void* context;
};

struct runnel_http_server;

// The symbol `runnel_http_start`. Null: `error` (of `error_size` bytes, at least 1) holds a reason that ends
// with a zero. `port` is set to where it listens.
typedef struct runnel_http_server* (*runnel_http_start_function)(const struct runnel_http_options* options,
                                                                 uint16_t* port, char* error,
                                                                 size_t error_size);
// The symbol `runnel_http_stop`: breaks off what is being answered, and returns when all threads have ended.
typedef void (*runnel_http_stop_function)(struct runnel_http_server* server);
}
