// What a program and its TLS module (tools/runnel-tls) have between them: plain C, since the module is found
// when the program runs and may be of another build.
//
// A context may be used in several threads at once, a session in one at a time. A session keeps what it needs
// of its context, which may be freed before it. No signal is raised, no thread started, nothing printed.
//
// Files are read once, when the context is made: a certificate that was renewed needs a new run. Pipes will
// do. Keys that others may read are taken as they are; those with a passphrase are refused, since nothing
// here asks a terminal.
#pragma once

#include <stddef.h>
#include <stdint.h>

extern "C" {

// Raised with every change of what follows.
enum { RUNNEL_TLS_INTERFACE = 1 };

enum runnel_tls_side { RUNNEL_TLS_CLIENT, RUNNEL_TLS_SERVER };

// Paths of PEM files; empty: none.
struct runnel_tls_options {
  enum runnel_tls_side side;
  const char* certificate;  // with those that lead to the CA's behind it; a server needs it
  const char* key;          // empty: it stands in the certificate's file
  const char* ca;           // of a client: who vouches for the server; empty: whom the system trusts
  const char* client_ca;    // of a server: who vouches for clients, which then need a certificate
};

enum runnel_tls_status { RUNNEL_TLS_DONE, RUNNEL_TLS_AGAIN, RUNNEL_TLS_ENDED, RUNNEL_TLS_FAILED };

struct runnel_tls_transfer {
  enum runnel_tls_status status;
  size_t count;        // done: bytes read or written
  const char* reason;  // failed: valid until the next call for the session
};

struct runnel_tls_context;
struct runnel_tls_session;

// All that the module does. What the functions of a session do is said by Channel (io/net/channel.h).
struct runnel_tls_functions {
  // Null: `error` (of `error_size` bytes, at least 1) holds a reason that ends with a zero.
  struct runnel_tls_context* (*make_context)(const struct runnel_tls_options* options, char* error,
                                             size_t error_size);
  void (*free_context)(struct runnel_tls_context* context);

  // `socket` is connected; it stays the caller's, who closes it after the session was freed. `host`: the name
  // or address that the certificate of a server must be for; of no meaning to a server. Null: no memory.
  struct runnel_tls_session* (*make_session)(struct runnel_tls_context* context, int socket,
                                             const char* host);
  void (*free_session)(struct runnel_tls_session* session);

  struct runnel_tls_transfer (*shake)(struct runnel_tls_session* session);
  // Gives what has come, up to `size` bytes, but for what follows an end that only TCP knows of: a peer that
  // closes without saying so in TLS has ended, as one does that says so. Half a line tells who broke off, and
  // half a record of TLS, which is a failure.
  struct runnel_tls_transfer (*read)(struct runnel_tls_session* session, char* buffer, size_t size);
  // What follows the bytes that were taken must come next, and at least as much of it as was offered: a part
  // of it may be encrypted already.
  struct runnel_tls_transfer (*write)(struct runnel_tls_session* session, const char* text, size_t size);
  int (*has_buffered)(const struct runnel_tls_session* session);
  struct runnel_tls_transfer (*finish)(struct runnel_tls_session* session);
};

// The symbol `runnel_tls`; null for a program that has another number than the module.
typedef const struct runnel_tls_functions* (*runnel_tls_function)(uint32_t interface);
}
