#include "cli/messages.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "cli/text.h"
#include "io/descriptors.h"

namespace runnel::cli {

Messages::Messages(std::string program, int descriptor)
    : program_(std::move(program)), descriptor_(descriptor) {}

Messages::~Messages() {
  show_status({});
}

void Messages::say(std::string_view text) {
  write(fmt::format("{}: {}\n", program_, printable(text)));
}

void Messages::error(const Error& error) {
  std::string text = error.message;
  if (error.kind == ErrorKind::usage) text += fmt::format("\ntry {} --help", program_);
  say(text);
}

void Messages::program_error(const expr::Diagnostic& diagnostic, std::string_view program_text,
                             std::string_view name) {
  say(expr::render(diagnostic, program_text, name));
}

void Messages::bad_record(std::string_view source, uint64_t line, uint64_t column, std::string_view reason) {
  const std::string place =
      column == 0 ? fmt::format("{}:{}", source, line) : fmt::format("{}:{}:{}", source, line, column);
  say(fmt::format("{}: {}", place, reason));
}

void Messages::plain(std::string_view text) {
  write(printable(text));
}

void Messages::show_status(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (line == status_) return;
  // Written over the old line in one write, with blanks over what is longer of it, so that it does not
  // flicker.
  std::string text = "\r";
  text += line;
  if (line.size() < status_.size()) text.append(status_.size() - line.size(), ' ');
  if (line.empty()) text += '\r';
  status_ = line;
  write_all(text);
}

void Messages::write(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (passage_) return passage_([&] { write_all(text); });
  if (status_.empty()) return write_all(text);
  write_all(erase_status() + text + status_);
}

void Messages::set_passage(Passage passage) {
  const std::lock_guard lock(mutex_);
  passage_ = std::move(passage);
}

std::string Messages::erase_status() const {
  return '\r' + std::string(status_.size(), ' ') + '\r';
}

// There is nobody to tell when stderr cannot be written.
void Messages::write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // somebody else set O_NONBLOCK on what we inherited
      io::wait_for(descriptor_, POLLOUT);
      continue;
    }
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace runnel::cli
