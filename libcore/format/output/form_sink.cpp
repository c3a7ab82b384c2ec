#include "format/output/form_sink.h"

#include "json/validator.h"

namespace runnel::format {

namespace {

// What leaves in one piece.
constexpr size_t kPiece = size_t{64} << 10;

}  // namespace

FormSink::FormSink(std::unique_ptr<io::Sink> to, std::unique_ptr<OutputForm> form)
    : Sink(to->name()), to_(std::move(to)), form_(std::move(form)) {}

bool FormSink::write(std::string_view text) {
  // The last records have no padding behind them, unless they are moved to where there is some.
  const size_t padded = text.size() < json::kPadding ? 0 : text.size() - json::kPadding;
  const size_t newline = padded == 0 ? text.npos : text.rfind('\n', padded - 1);
  const size_t split = newline == text.npos ? 0 : newline + 1;
  if (!write_lines(text.substr(0, split))) return false;
  last_.assign(text.substr(split));
  const size_t size = last_.size();
  last_.append(json::kPadding + 1, '\n');
  return write_lines({last_.data(), size});
}

bool FormSink::write_lines(std::string_view text) {
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline == text.npos ? text.size() : newline + 1);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    form_->append(text_, line);
    if (text_.size() >= kPiece && !pass_on()) return false;
  }
  return state_ == io::SinkState::open;
}

bool FormSink::flush() {
  form_->flush(text_);
  return pass_on() && after(to_->flush());
}

bool FormSink::close() {
  if (!is_finished_) {
    is_finished_ = true;
    if (state_ == io::SinkState::open) {
      form_->finish(text_);
      pass_on();
    }
  }
  return after(to_->close());
}

Outcome FormSink::reopen() {
  if (state_ != io::SinkState::open || !to_->has_moved()) return Done{};
  form_->finish(text_);
  form_->begin_again();
  if (!pass_on()) return Done{};
  const Outcome reopened = to_->reopen();
  after(to_->state() == io::SinkState::open);
  return reopened;
}

bool FormSink::resume_form(std::string_view state, io::FilePart part) {
  if (part == io::FilePart::same) return form_->resume(state);
  // In a new file any columns will do, but a reader of all parts has it easier where they are the same.
  if (form_->resume(state)) form_->begin_again();
  return true;
}

// What was made so far goes to the sink behind.
bool FormSink::pass_on() {
  if (text_.empty()) return state_ == io::SinkState::open;
  bytes_ += text_.size();
  const bool succeeded = to_->write(text_);
  text_.clear();
  return after(succeeded);
}

bool FormSink::after(bool succeeded) {
  if (state_ == io::SinkState::open) state_ = to_->state();
  if (state_ == io::SinkState::failed) error_ = to_->error();
  return succeeded && state_ == io::SinkState::open;
}

}  // namespace runnel::format
