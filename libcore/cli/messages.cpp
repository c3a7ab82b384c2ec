#include "cli/messages.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/time_text.h"
#include "cli/text.h"
#include "io/descriptors.h"
#include "json/writer.h"

namespace runnel::cli {

namespace {

constexpr int64_t kMillisecond = 1'000'000;

std::string_view name_of(Level level) {
  switch (level) {
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "error";
}

}  // namespace

Messages::Messages(std::string program, int descriptor, const Clock& clock)
    : program_(std::move(program)), descriptor_(descriptor), clock_(clock) {}

Messages::~Messages() {
  show_status({});
}

void Messages::say(std::string_view text, Level level) {
  if (format_ == LogFormat::json) return write_json(text, level);
  write(fmt::format("{}: {}\n", program_, printable(text)));
}

void Messages::error(const Error& error) {
  std::string text = error.message;
  if (error.kind == ErrorKind::usage) text += fmt::format("\ntry {} --help", program_);
  say(text, Level::error);
}

void Messages::program_error(const expr::Diagnostic& diagnostic, std::string_view program_text,
                             std::string_view name) {
  say(expr::render(diagnostic, program_text, name), Level::error);
}

void Messages::bad_record(std::string_view source, uint64_t line, uint64_t column, std::string_view reason) {
  const std::string place =
      column == 0 ? fmt::format("{}:{}", source, line) : fmt::format("{}:{}:{}", source, line, column);
  const std::string text = fmt::format("{}: {}", place, reason);
  if (format_ == LogFormat::text) return say(text);
  std::string more = ",\"source\":";
  json::append_quoted(more, source);
  more += fmt::format(",\"line\":{}", line);
  if (column > 0) more += fmt::format(",\"column\":{}", column);
  more += ",\"reason\":";
  json::append_quoted(more, reason);
  write_json(text, Level::warning, more);
}

void Messages::plain(std::string_view text) {
  if (format_ == LogFormat::json) return write_json(text, Level::info);
  write(printable(text));
}

void Messages::write_json(std::string_view message, Level level, std::string_view more) {
  while (message.ends_with('\n')) message.remove_suffix(1);
  std::string line = "{\"time\":\"";
  append_rfc3339(line, clock_.now_ns() / kMillisecond * kMillisecond);
  line += fmt::format("\",\"level\":\"{}\",\"program\":", name_of(level));
  json::append_quoted(line, program_);
  line += ",\"message\":";
  json::append_quoted(line, message);
  line += more;
  line += "}\n";
  write(line);
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
