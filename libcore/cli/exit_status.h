// The exit statuses of runnel(7). Of several that apply, the first one counts.
#pragma once

#include <initializer_list>

#include "base/result.h"

namespace runnel::cli {

enum class ExitStatus : int {
  usage = 2,          // a wrong flag or program text, before any input is read
  stream_failed = 3,  // a source, a sink or a state failed
  bad_records = 4,    // done, but some records could not be processed and were kept nowhere
  nothing = 1,        // with -e: nothing passed
  done = 0,
};

constexpr ExitStatus exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::program:
      return ExitStatus::usage;
    case ErrorKind::source:
    case ErrorKind::sink:
    case ErrorKind::state:
      return ExitStatus::stream_failed;
    case ErrorKind::record:
      return ExitStatus::bad_records;
  }
  return ExitStatus::stream_failed;
}

// The one of two that counts.
constexpr ExitStatus worse(ExitStatus a, ExitStatus b) {
  for (const ExitStatus status : {ExitStatus::usage, ExitStatus::stream_failed, ExitStatus::bad_records,
                                  ExitStatus::nothing, ExitStatus::done}) {
    if (a == status || b == status) return status;
  }
  return a;
}

}  // namespace runnel::cli
