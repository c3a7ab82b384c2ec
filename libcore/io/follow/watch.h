// Notices that files and directories change: by inotify (one descriptor for all of them), and by looking
// again from time to time, since not every file system tells (NFS, writes through mmap), and the system may
// have no watch left to give.
//
// One is shared by all that is followed in a run. An Eye is on one file or directory; it may live longer than
// whoever made it, but not be used beside another thread: all of this belongs to whoever holds the reader.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "io/descriptors.h"

namespace runnel::io {

class Watch {
 public:
  static constexpr int kPollMs = 250;     // between two looks at what inotify cannot watch
  static constexpr int kSafetyMs = 1000;  // between two looks at what it does
  static constexpr int kBusyMs = 5;

  // A `poll_ms` above 0: inotify is not used, and everything is looked at so often. The clock is borrowed.
  explicit Watch(const Clock& clock, int poll_ms = 0);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Polls as readable once something that is watched has changed, until drain(). -1: there is no inotify.
  int descriptor() const { return descriptor_.get(); }
  // Takes what the descriptor has, and opens the eyes that it is about. To be called after each wait, and
  // only then: what turns up while eyes are asked ends the next wait at once. Of several calls after one wait
  // the first does it. Where there is no wait for kBusyMs, since something else is always to be done, it is
  // done between two eyes, and the next wait is none.
  void drain();
  // How long may be waited before the eyes are asked again, though the descriptor is silent.
  int patience_ms();
  const Clock& clock() const { return clock_; }

 private:
  friend class Eye;

  // Looks are taken together: each time an interval is over, the eyes that are looked at so often are due.
  struct Rhythm {
    int64_t interval_ns;
    int64_t last_ns;
    uint64_t looks = 0;
    void beat(int64_t now);
    int64_t left_ns(int64_t now) const { return last_ns + interval_ns - now; }
  };

  void beat();
  void take_all();
  int add(const char* path, uint32_t events, class Eye* eye);
  void remove(int number, class Eye* eye);
  void take_events(const char* events, size_t size);
  void forget(int number);

  const Clock& clock_;
  Descriptor descriptor_;
  Rhythm polled_;
  Rhythm safety_;
  int64_t drained_ns_;
  bool has_drained_early_ = false;  // between two eyes: the one before may have missed what it brought
  bool is_drained_ = false;         // since the last wait
  size_t unwatched_ = 0;            // eyes that inotify does not serve
  std::unordered_map<int, std::vector<class Eye*>> eyes_;
};

class Eye {
 public:
  // On the file behind an open descriptor, whatever it is called by now: written to, truncated.
  static std::unique_ptr<Eye> on_file(std::shared_ptr<Watch> watch, int descriptor);
  // On the names in a directory, which need not exist yet: one appears, goes, or is another file's.
  static std::unique_ptr<Eye> on_directory(std::shared_ptr<Watch> watch, std::string path);
  ~Eye();
  Eye(const Eye&) = delete;
  Eye& operator=(const Eye&) = delete;

  // Whether something may have changed since the last call; true the first time, and each time a look is due.
  bool take();
  // The next take() is true.
  void open() { open_ = true; }
  bool is_watched() const { return number_ >= 0; }

 private:
  friend class Watch;
  Eye(std::shared_ptr<Watch> watch, std::string path, uint32_t events);
  void watch_again();

  std::shared_ptr<Watch> watch_;
  std::string path_;  // of what is watched, as inotify is told
  uint32_t events_;
  int number_ = -1;  // inotify's, of the watch
  bool open_ = true;
  uint64_t looks_ = 0;  // seen of the rhythm that it has
};

}  // namespace runnel::io
