#include "cli/profile/keys.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "cli/terminal_area.h"

namespace runnel::cli {

void KeyDecoder::take(std::string_view bytes, std::vector<Key>& keys) {
  constexpr char kEscape = '\033';
  for (const char c : bytes) {
    if (c == kEscape) {
      state_ = State::escape;
    } else if (state_ == State::escape && (c == '[' || c == 'O')) {
      state_ = State::sequence;
      parameter_ = 0;
    } else if (state_ == State::sequence) {
      end_sequence(c, keys);
    } else {
      state_ = State::plain;
      take_plain(c, keys);
    }
  }
}

void KeyDecoder::take_plain(char c, std::vector<Key>& keys) {
  switch (c) {
    case 's':
      return keys.push_back(Key::sort);
    case 'r':
      return keys.push_back(Key::reverse);
    case 'p':
    case ' ':
      return keys.push_back(Key::pause);
    case 'q':
      return keys.push_back(Key::quit);
    case '?':
    case 'h':
      return keys.push_back(Key::help);
    case 'k':
      return keys.push_back(Key::up);
    case 'j':
      return keys.push_back(Key::down);
    default:
      return;
  }
}

// A sequence is parameters and what ends it: a letter, or `~`.
void KeyDecoder::end_sequence(char c, std::vector<Key>& keys) {
  if (c < '@') {
    if (parameter_ == 0) parameter_ = c;
    return;
  }
  state_ = State::plain;
  if (c == 'A') keys.push_back(Key::up);
  if (c == 'B') keys.push_back(Key::down);
  if (c == '~' && parameter_ == '5') keys.push_back(Key::page_up);
  if (c == '~' && parameter_ == '6') keys.push_back(Key::page_down);
}

TerminalKeys::TerminalKeys() : terminal_(io::open_descriptor("/dev/tty", O_RDONLY)) {}

TerminalKeys::~TerminalKeys() {
  if (has_begun_) end_key_mode();
}

std::vector<Key> TerminalKeys::pressed() {
  std::vector<Key> keys;
  // Asked anew each time: a shell may send the process to the background, and bring it back in another mode.
  if (!terminal_.valid() || !is_in_foreground(terminal_.get())) return keys;
  if (!begin_key_mode(terminal_.get())) return keys;
  has_begun_ = true;
  pollfd waiting{terminal_.get(), POLLIN, 0};
  std::array<char, 64> buffer;
  while (poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) != 0) {
    const ssize_t size = ::read(terminal_.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    decoder_.take({buffer.data(), static_cast<size_t>(size)}, keys);
  }
  return keys;
}

}  // namespace runnel::cli
