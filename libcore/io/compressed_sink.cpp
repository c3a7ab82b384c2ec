#include "io/compressed_sink.h"

namespace runnel::io {

CompressedSink::CompressedSink(std::unique_ptr<Sink> target, Compression compression)
    : Sink(target->name()),
      target_(std::move(target)),
      compression_(compression),
      encoder_(make_encoder(compression)),
      output_(kOutputSize) {}

CompressedSink::~CompressedSink() {
  CompressedSink::close();
}

bool CompressedSink::write(std::string_view text) {
  if (state_ != SinkState::open) return false;
  bytes_ += text.size();
  dirty_ = dirty_ || !text.empty();
  return encode(text, Encoder::Until::taken);
}

bool CompressedSink::flush() {
  if (state_ != SinkState::open) return false;
  // Each flush of a compressed stream adds bytes to it, also where there is nothing to say.
  if (dirty_ && !encode({}, Encoder::Until::flushed)) return false;
  dirty_ = false;
  return passed_on(target_->flush());
}

Outcome CompressedSink::reopen() {
  if (state_ != SinkState::open || !has_moved()) return Done{};
  if (!encode({}, Encoder::Until::finished)) return Done{};
  // Where the target stays where it is, another member or frame follows in the same file, which is legal.
  encoder_ = make_encoder(compression_);
  dirty_ = false;
  const Outcome reopened = target_->reopen();
  passed_on(target_->state() == SinkState::open);
  return reopened;
}

bool CompressedSink::close() {
  if (closed_) return state_ == SinkState::open;
  closed_ = true;
  if (state_ == SinkState::open) encode({}, Encoder::Until::finished);
  return passed_on(target_->close());
}

bool CompressedSink::encode(std::string_view text, Encoder::Until until) {
  for (;;) {
    const Encoder::Step step = encoder_->encode(text, output_.data(), output_.size(), until);
    if (!step.failure.empty()) return fail({ErrorKind::sink, name_ + ": " + step.failure});
    text.remove_prefix(step.consumed);
    if (!passed_on(target_->write({output_.data(), step.produced}))) return false;
    if (step.done) return true;
  }
}

// The first failure counts, be it the target's or our own.
bool CompressedSink::passed_on(bool succeeded) {
  if (succeeded || state_ != SinkState::open) return state_ == SinkState::open;
  return target_->state() == SinkState::reader_gone ? lose_reader() : fail(target_->error());
}

}  // namespace runnel::io
