// Some lines at the bottom of a terminal that are renewed in place, while messages pass above them.
//
// While it is open the cursor is hidden. It is shown again by close(), and also where the process is ended by
// a signal, or stopped by Ctrl-Z: see give_back_terminal(). Only one is open at a time.
//
// Thread-safe: messages come from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"

namespace runnel::cli {

struct TerminalSize {
  size_t columns = 80;
  size_t lines = 24;
  bool operator==(const TerminalSize&) const = default;
};

class TerminalArea {
 public:
  // The descriptor is the caller's, and outlives this. REQUIRES: it is a terminal that knows the escape
  // sequences of ECMA-48.
  TerminalArea(int descriptor, const Clock& clock);
  ~TerminalArea() { close(); }
  TerminalArea(const TerminalArea&) = delete;
  TerminalArea& operator=(const TerminalArea&) = delete;

  // The terminal's size as it is now.
  TerminalSize size() const;
  // Whether the terminal must be drawn anew, though nothing else has changed: its size has changed, or the
  // process was stopped meanwhile.
  bool is_disturbed() const;

  // Shows these lines in place of those before, of which what has not changed is not written again. REQUIRES:
  // they fit on the terminal, with a line left for the cursor. False: errno says why.
  bool show(std::vector<std::string> lines);
  // Calls `write` while the lines are away, and puts them back.
  void aside(const std::function<void()>& write);
  // Leaves the lines where they are, with the cursor under them. Idempotent.
  void close();
  // Closes with these lines in place of those that are shown; they may be more than the terminal has. False:
  // errno says why.
  bool close_with(const std::vector<std::string>& lines);

 private:
  std::string redrawn(const std::vector<std::string>& lines, bool in_full);
  std::string take_away();
  bool write(const std::string& text);

  const int descriptor_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<std::string> shown_;
  size_t on_screen_ = 0;  // how many of them are above the cursor
  TerminalSize drawn_for_;
  int64_t in_full_at_ = 0;  // when all lines were written last
  bool is_open_ = false;
};

// From now on the terminal hands over each key at once, and does not show it; keys that are signals stay so.
// REQUIRES: this process is in the terminal's foreground. Called again, it sees to it that it is still so.
// False where that is impossible. Of one terminal at a time, which must stay open until end_key_mode().
bool begin_key_mode(int terminal);
// Puts back the mode that the terminal had before.
void end_key_mode();
// Is this process in the foreground of its terminal? Another one that reads from it, or changes its mode, is
// stopped.
bool is_in_foreground(int terminal);

// Shows the cursor, if an area is open, and puts back the terminal's mode: for whoever ends the process, even
// in a signal handler.
void give_back_terminal();

}  // namespace runnel::cli
