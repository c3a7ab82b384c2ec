// The only place that writes to stderr: whole messages, one write each, and under them the line of
// --progress, which every message takes away first and puts back after.
//
// With --log-format json each message is one line of JSON instead, for a collector of logs:
//
//   {"time":"2026-03-01T12:00:00.250Z","level":"warning","program":"stream-filter","message":"..."}
//
// and of a bad record also source, line, column (where it is known) and reason. Text is the same whether a
// person or a journal reads it: a journal has the time and the program already.
//
// May be called from any thread. Text is made printable (cli/text.h), JSON is escaped: names and records
// cannot drive a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::cli {

enum class LogFormat : uint8_t { text, json };

// Of JSON messages alone.
enum class Level : uint8_t {
  info,     // what was done
  warning,  // a record or a part of the result is missing, or something looks like a slip
  error,    // what the run was to do was not done
};

class Messages {
 public:
  // `program` is put before each message: `stream-filter`. The descriptor stays the caller's. The clock
  // outlives this.
  explicit Messages(std::string program, int descriptor = 2, const Clock& clock = Clock::system());
  ~Messages();
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  // REQUIRES: no other thread says anything yet.
  void set_format(LogFormat format) { format_ = format; }

  // `stream-filter: text`
  void say(std::string_view text, Level level = Level::warning);
  // As say(), and for kind usage a line that says what to do.
  void error(const Error& error);
  // `stream-filter: ` and the diagnostic with the program's line and a caret under the place. `name` is the
  // file of -f, or empty.
  void program_error(const expr::Diagnostic& diagnostic, std::string_view program_text,
                     std::string_view name);
  // A bad record: `stream-filter: access.ndjson:1234:17: reason`. column 0: not known.
  void bad_record(std::string_view source, uint64_t line, uint64_t column, std::string_view reason);
  // Text as it is, without the program's name: the summary. As JSON one message, level info.
  void plain(std::string_view text);

  // Shows a line that stays under the messages until it is replaced; an empty one takes it away. REQUIRES:
  // stderr is a terminal, and the line fits on one of its lines.
  void show_status(std::string_view line);

  // What stands on the terminal and must make way for a message: it is called with what writes the message.
  // Null: nothing does.
  using Passage = std::function<void(const std::function<void()>& write)>;
  void set_passage(Passage passage);

  const std::string& program() const { return program_; }

 private:
  void write(const std::string& text);
  void write_json(std::string_view message, Level level, std::string_view more = {});
  void write_all(std::string_view text);
  std::string erase_status() const;

  const std::string program_;
  const int descriptor_;
  const Clock& clock_;
  LogFormat format_ = LogFormat::text;
  std::mutex mutex_;
  std::string status_;
  Passage passage_;
};

}  // namespace runnel::cli
