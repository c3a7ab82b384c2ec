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
  return open(place, format::OutputFormat{}, std::move(colors));
}

Result<io::Sink*> Outputs::open(const std::string& place, const format::OutputFormat& format,
                                std::optional<json::Colors> colors) {
  const auto sink = open(place);
  if (!sink) return sink;
  if (auto form = format::make_output_form(format)) {
    auto formed = std::make_unique<format::FormSink>(std::move(sinks_.back()), std::move(form));
    formed_.push_back(formed.get());
    sinks_.back() = std::move(formed);
  }
  if (colors) sinks_.back() = std::make_unique<ColorSink>(std::move(sinks_.back()), *std::move(colors));
  return sinks_.back().get();
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
  for (const format::FormSink* sink : formed_) {
    if (const std::string hint = sink->form().hint(); !hint.empty()) messages.say(hint);
    const std::string lost = sink->form().lost();
    if (lost.empty()) continue;
    messages.say(formed_.size() > 1 ? fmt::format("{}: {}", sink->name(), lost) : lost);
    status = worse(status, ExitStatus::bad_records);
  }
  return status;
}

}  // namespace runnel::cli
