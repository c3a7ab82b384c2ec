/* Makes system calls that write fail, for tests: a library to be preloaded into a program.

   INJECT=CALL:N:EFFECT   CALL is write, datasync, sync, rename, truncate or open; the N-th of these calls (from 1), or with N+
                          that one and all behind it, does EFFECT: short (a write of half the bytes, at least one), or
                          the name of an error: EINTR, EIO, ENOSPC
   INJECT_FOLDER=PATH     only calls on files in this folder count, and of open only those that may write
   INJECT_TOLD=PATH       this file is made when it has happened

   Calls are counted over all threads and over the processes that are forked. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SHORT = -1 };

static char call_name[16];
static long first_call;
static int is_sticky;
static int effect; /* an errno, or SHORT */
static const char *folder;
static const char *told;
static atomic_long *counted; /* shared with forked processes */

static int effect_by_name(const char *name) {
  if (strcmp(name, "short") == 0) return SHORT;
  if (strcmp(name, "EINTR") == 0) return EINTR;
  if (strcmp(name, "EIO") == 0) return EIO;
  if (strcmp(name, "ENOSPC") == 0) return ENOSPC;
  fprintf(stderr, "inject: unknown effect %s\n", name);
  exit(125);
}

__attribute__((constructor)) static void begin(void) {
  const char *const text = getenv("INJECT");
  char name[16], plus = 0;
  folder = getenv("INJECT_FOLDER");
  told = getenv("INJECT_TOLD");
  if (text == NULL || folder == NULL || told == NULL) return;
  if (sscanf(text, "%15[a-z]:%ld+:%15s", call_name, &first_call, name) == 3) {
    plus = 1;
  } else if (sscanf(text, "%15[a-z]:%ld:%15s", call_name, &first_call, name) != 3) {
    fprintf(stderr, "inject: cannot read %s\n", text);
    exit(125);
  }
  is_sticky = plus;
  effect = effect_by_name(name);
  counted = mmap(NULL, sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counted == MAP_FAILED) exit(125);
}

static int is_in_folder(const char *path) {
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_of_folder(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return is_in_folder(path);
}

/* What is to happen to this call: 0 is nothing. */
static int fate(const char *call) {
  if (strcmp(call, call_name) != 0) return 0;
  const long number = atomic_fetch_add(counted, 1) + 1;
  if (is_sticky ? number < first_call : number != first_call) return 0;
  const long made = syscall(SYS_openat, AT_FDCWD, told, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (made >= 0) syscall(SYS_close, made);
  return effect;
}

static int fate_of_descriptor(const char *call, int descriptor) {
  if (counted == NULL || !is_of_folder(descriptor)) return 0;
  return fate(call);
}

static long failed(int code) {
  errno = code;
  return -1;
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
  const int what = fate_of_descriptor("write", descriptor);
  if (what == SHORT) size = size > 1 ? size / 2 : size;
  if (what > 0) return failed(what);
  return syscall(SYS_write, descriptor, bytes, size);
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
  const int what = fate_of_descriptor("write", descriptor);
  if (what > 0) return failed(what);
  if (what != SHORT) return syscall(SYS_writev, descriptor, pieces, count);
  for (int i = 0; i < count; ++i) {
    const size_t size = pieces[i].iov_len;
    if (size > 0) return syscall(SYS_write, descriptor, pieces[i].iov_base, size > 1 ? size / 2 : size);
  }
  return 0;
}

int fsync(int descriptor) {
  const int what = fate_of_descriptor("sync", descriptor);
  return (int)(what > 0 ? failed(what) : syscall(SYS_fsync, descriptor));
}

int fdatasync(int descriptor) {
  const int what = fate_of_descriptor("datasync", descriptor);
  return (int)(what > 0 ? failed(what) : syscall(SYS_fdatasync, descriptor));
}

int ftruncate(int descriptor, off_t size) {
  const int what = fate_of_descriptor("truncate", descriptor);
  return (int)(what > 0 ? failed(what) : syscall(SYS_ftruncate, descriptor, size));
}

int ftruncate64(int descriptor, off_t size) {
  return ftruncate(descriptor, size);
}

int rename(const char *from, const char *to) {
  const int what = counted != NULL && is_in_folder(to) ? fate("rename") : 0;
  return (int)(what > 0 ? failed(what) : syscall(SYS_rename, from, to));
}

static int open_file(int directory, const char *path, int flags, mode_t mode) {
  const int may_write = (flags & O_ACCMODE) != O_RDONLY;
  const int what = counted != NULL && may_write && is_in_folder(path) ? fate("open") : 0;
  return (int)(what > 0 ? failed(what) : syscall(SYS_openat, directory, path, flags, mode));
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPENS(name)                                \
  int name(const char *path, int flags, ...) {     \
    va_list rest;                                  \
    va_start(rest, flags);                         \
    const mode_t mode = mode_of(flags, rest);      \
    va_end(rest);                                  \
    return open_file(AT_FDCWD, path, flags, mode); \
  }
#define OPENS_AT(name)                                        \
  int name(int directory, const char *path, int flags, ...) { \
    va_list rest;                                             \
    va_start(rest, flags);                                    \
    const mode_t mode = mode_of(flags, rest);                 \
    va_end(rest);                                             \
    return open_file(directory, path, flags, mode);           \
  }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
