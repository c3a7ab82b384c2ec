// The outputs of a run: opened together, closed together, and what became of them turned into messages and an
// exit status.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "format/output/form_sink.h"
#include "format/output/output_format.h"
#include "io/net/net_options.h"
#include "io/sink.h"
#include "json/color_writer.h"
#include "state/output_position.h"

namespace runnel::cli {

// How the files that outputs name are opened.
struct OutputPolicy {
  enum class Kind : uint8_t {
    truncate,  // without a state
    fresh,     // the state is new: they must be absent or empty
    resume,    // those that the state knows are cut back and appended to; others as fresh
  };
  Kind kind = Kind::truncate;
  std::vector<state::OutputPosition> known = {};  // resume
  std::string state_path = {};                    // the state, which is no output; empty: none
};

class Outputs {
 public:
  Outputs() = default;
  explicit Outputs(OutputPolicy policy) : policy_(std::move(policy)) {}
  // `net`: of outputs that are sockets.
  explicit Outputs(io::NetOptions net) : net_(std::move(net)) {}

  // REQUIRES: nothing has been opened.
  void set_policy(OutputPolicy policy) { policy_ = std::move(policy); }

  // Opens the output. It lives as long as this.
  Result<io::Sink*> open(const std::string& place);
  // The same, in colours, where there are any: for JSON records.
  Result<io::Sink*> open(const std::string& place, std::optional<json::Colors> colors);
  // The same for records in that format. Colours are for ndjson and json.
  Result<io::Sink*> open(const std::string& place, const format::OutputFormat& format,
                         std::optional<json::Colors> colors);
  // The same where there may be none: null then.
  Result<io::Sink*> open(const std::optional<std::string>& place);

  // Takes one that was made elsewhere. It has no position.
  io::Sink* add(std::unique_ptr<io::Sink> sink);

  // What was found when files were resumed: sentences for messages. Each is given once.
  std::vector<std::string> take_notes();

  // Flushes all, and says where each plain file that was opened by its name stands. `tally`: said, where
  // close() follows, which says what the formats had no place for. An error where one cannot be written.
  Result<std::vector<state::OutputPosition>> positions(io::Tally tally);
  // Of these files, to be synced before a state with their positions is written.
  std::vector<int> descriptors() const;

  // After log rotation: those that were moved away are opened anew by their names. What cannot be opened is
  // said, and written on where it is. After it the state before knows the files by what they were: a
  // checkpoint is due.
  void reopen(Messages& messages);

  // Whether one is a plain file that was opened by its name: it may be rotated.
  bool has_named_files() const;
  // Handed to all of them, before compression.
  uint64_t bytes_written() const;

  // Closes all. Says what failed, what the formats had no place for, and what looks like a slip. A reader of
  // stdout that has gone is no failure, unless there are other outputs, which now lack what it did not take.
  ExitStatus close(Messages& messages);

 private:
  struct Output {
    std::unique_ptr<io::Sink> sink;
    std::string place;  // empty: add()
  };

  Result<io::OpenedSink> open_file(const std::string& place, const state::OutputPosition* known) const;
  const state::OutputPosition* find_known(const std::string& place) const;
  ExitStatus close_one(io::Sink& sink, Messages& messages) const;

  OutputPolicy policy_;
  io::NetOptions net_;
  std::vector<Output> outputs_;
  std::vector<const format::FormSink*> formed_;  // of outputs_, or behind one of them
  std::vector<std::string> notes_;
};

}  // namespace runnel::cli
