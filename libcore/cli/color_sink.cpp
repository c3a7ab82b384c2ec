#include "cli/color_sink.h"

namespace runnel::cli {

ColorSink::ColorSink(std::unique_ptr<io::Sink> to, json::Colors colors)
    : Sink(to->name()), to_(std::move(to)), colors_(std::move(colors)), writer_(colors_) {}

bool ColorSink::write(std::string_view text) {
  text_.clear();
  while (!text.empty()) {
    const size_t end = text.find('\n');
    writer_.append(text_, text.substr(0, end));
    text_ += '\n';
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  bytes_ += text_.size();
  return after(to_->write(text_));
}

bool ColorSink::flush() {
  return after(to_->flush());
}

Outcome ColorSink::reopen() {
  const Outcome reopened = to_->reopen();
  after(to_->state() == io::SinkState::open);
  return reopened;
}

bool ColorSink::close() {
  return after(to_->close());
}

bool ColorSink::after(bool succeeded) {
  if (state_ == io::SinkState::open) state_ = to_->state();
  if (state_ == io::SinkState::failed) error_ = to_->error();
  return succeeded && state_ == io::SinkState::open;
}

}  // namespace runnel::cli
