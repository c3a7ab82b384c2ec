// The lock of a state: while a run holds it, no other run can use the state, and only who holds it writes it.
//
// It is a flock(2) on PATH.lock, an empty file but for the number of the process, which stays where it is. A
// process that is forked holds it too, until the last of both has ended.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "io/descriptors.h"

namespace runnel::state {

class StateLock {
 public:
  // Where somebody holds it, it is tried again for that long: a run that was killed may leave a child that
  // has not died yet.
  static constexpr std::chrono::milliseconds kPatience{1000};

  // `path`: of the state, which need not be there. Kind state: `PATH: another run is using this state (pid
  // N)`, or why the lock cannot be made.
  static Result<StateLock> take(const std::string& path, std::chrono::milliseconds patience = kPatience);

  // Of the state: as it was given, for messages, and behind symbolic links.
  const std::string& name() const { return name_; }
  const std::string& path() const { return path_; }
  int descriptor() const { return file_.get(); }

 private:
  StateLock(std::string name, std::string path, io::Descriptor file)
      : name_(std::move(name)), path_(std::move(path)), file_(std::move(file)) {}

  std::string name_;
  std::string path_;
  io::Descriptor file_;
};

}  // namespace runnel::state
