#include "cli/outputs.h"

#include <fmt/format.h>

#include "cli/color_sink.h"

namespace runnel::cli {

Result<io::Sink*> Outputs::open(const std::string& place) {
  std::vector<io::FileId> others;
  for (const auto& sink : sinks_) {
    if (const auto id = sink->file_id()) others.push_back(*id);
  }
  auto sink = io::open_sink(place, {}, others);
  if (!sink) return sink.error();
  sinks_.push_back(std::move(*sink));
  return sinks_.back().get();
}

Result<io::Sink*> Outputs::open(const std::optional<std::string>& place) {
  return place.has_value() ? open(*place) : Result<io::Sink*>(nullptr);
}

Result<io::Sink*> Outputs::open(const std::string& place, std::optional<json::Colors> colors) {
  const auto sink = open(place);
  if (sink && colors.has_value()) {
    sinks_.back() = std::make_unique<ColorSink>(std::move(sinks_.back()), *std::move(colors));
    return sinks_.back().get();
  }
  return sink;
}

io::Sink* Outputs::add(std::unique_ptr<io::Sink> sink) {
  sinks_.push_back(std::move(sink));
  return sinks_.back().get();
}

ExitStatus Outputs::close(Messages& messages) {
  ExitStatus status = ExitStatus::done;
  for (const auto& sink : sinks_) {
    sink->close();
    if (sink->state() == io::SinkState::failed) {
      messages.error(sink->error());
      status = ExitStatus::stream_failed;
    } else if (sink->state() == io::SinkState::reader_gone && sinks_.size() > 1) {
      messages.say(fmt::format("{}: the reader has gone, and the other outputs end there too", sink->name()));
      status = ExitStatus::stream_failed;
    }
  }
  return status;
}

}  // namespace runnel::cli
