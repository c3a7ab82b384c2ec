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
#include "io/sink.h"
#include "json/color_writer.h"

namespace runnel::cli {

class Outputs {
 public:
  // Opens the output. It lives as long as this.
  Result<io::Sink*> open(const std::string& place);
  // The same, in colours, where there are any: for JSON records.
  Result<io::Sink*> open(const std::string& place, std::optional<json::Colors> colors);
  // The same for records in that format. Colours are for ndjson and json.
  Result<io::Sink*> open(const std::string& place, const format::OutputFormat& format,
                         std::optional<json::Colors> colors);
  // The same where there may be none: null then.
  Result<io::Sink*> open(const std::optional<std::string>& place);

  // Takes one that was made elsewhere.
  io::Sink* add(std::unique_ptr<io::Sink> sink);

  // Closes all. Says what failed, what the formats had no place for, and what looks like a slip. A reader of
  // stdout that has gone is no failure, unless there are other outputs, which now lack what it did not take.
  ExitStatus close(Messages& messages);

 private:
  std::vector<std::unique_ptr<io::Sink>> sinks_;
  std::vector<const format::FormSink*> formed_;  // of sinks_, or behind one of them
};

}  // namespace runnel::cli
