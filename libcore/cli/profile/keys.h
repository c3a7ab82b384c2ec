// The keys that are pressed while a table is shown. They come from the terminal itself, since stdin is data.
#pragma once

#include <string_view>
#include <vector>

#include "io/descriptors.h"

namespace runnel::cli {

enum class Key : uint8_t { sort, reverse, pause, quit, help, up, down, page_up, page_down };

// Makes keys of the bytes that a terminal sends for them; arrows are sequences, which may come in pieces.
// What means nothing here is passed over.
class KeyDecoder {
 public:
  void take(std::string_view bytes, std::vector<Key>& keys);

 private:
  enum class State : uint8_t { plain, escape, sequence };

  void take_plain(char c, std::vector<Key>& keys);
  void end_sequence(char c, std::vector<Key>& keys);

  State state_ = State::plain;
  char parameter_ = 0;  // the first of the sequence
};

// While it lives the terminal hands over each key at once, unless the process is in the background; its mode
// is put back at the end, and where the process is ended or stopped by a signal (cli/terminal_area.h).
class TerminalKeys {
 public:
  TerminalKeys();
  ~TerminalKeys();
  TerminalKeys(const TerminalKeys&) = delete;
  TerminalKeys& operator=(const TerminalKeys&) = delete;

  // The keys that have been pressed since; never waits. None where there is no terminal to read from.
  std::vector<Key> pressed();

 private:
  io::Descriptor terminal_;
  KeyDecoder decoder_;
  bool has_begun_ = false;
};

}  // namespace runnel::cli
