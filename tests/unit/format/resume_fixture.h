// What the tests of going on share: a source that is read in parts, each by a framing of its own that was
// told no more than what the one before said of itself.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/input_format.h"
#include "framing_fixture.h"

namespace runnel::format {

// Stands in for the reader, for one source. Of each batch it logs the records and where in the source they
// lie.
class ResumedReading {
 public:
  // With Next::anew each batch is followed by a new framing, which begins with the bytes behind that batch.
  enum class Next : bool { anew, the_same };

  ResumedReading(const InputFormat& format, std::string_view name, std::string_view source, Next next,
                 size_t max_line = 1 << 20)
      : format_(format), name_(name), source_(source), next_(next), max_line_(max_line) {
    framing_ = make_framing(format_, name_);
  }

  // The bytes come in pieces of that size; what is whole leaves at once.
  std::vector<std::string> read(size_t piece) {
    for (size_t come = 0; come < source_.size();) {
      come = std::min(source_.size(), come + piece);
      text_.resize(come - left_);
      std::memcpy(text_.data() + searched_, source_.data() + left_ + searched_, text_.size() - searched_);
      look(More::may_come);
    }
    look(More::is_there_not);
    return log_;
  }

 private:
  using More = io::Framing::More;

  void look(More more) {
    while (!text_.empty()) {
      if (skips_) {
        skip(more);
        if (skips_) return;
        continue;
      }
      if (framing_ != nullptr && framing_->gives_way()) {
        lines_state_ = framing_->state();
        framing_.reset();
      }
      const size_t size = text_.size();
      io::Framing::Found found = find(more);
      if (framing_ != nullptr && framing_->gives_way()) continue;
      if (more == More::is_there_not && found.end == 0) found.end = size;
      if (found.end == 0 && size > max_line_) {
        if (framing_ != nullptr) found = framing_->give_up(padded(), size);
        skips_ = found.end == 0;
        if (skips_) continue;
      }
      if (found.end == 0) return;
      leave(found.end);
      if (found.is_due) searched_ = 0;
    }
  }

  io::Framing::Found find(More more) {
    if (framing_ != nullptr) {
      const io::Framing::Found found = framing_->find(padded(), searched_, text_.size(), more);
      searched_ = text_.size();
      return found;
    }
    return {.end = more == More::is_there_not ? text_.size() : text_.rfind('\n') + 1};
  }

  // What is there, with the bytes behind it that may be read.
  char* padded() {
    const size_t size = text_.size();
    text_.append(io::kBatchPadding, 'x');
    text_.resize(size);
    return text_.data();
  }

  void skip(More more) {
    const size_t newline = text_.find('\n', std::min(searched_, text_.size()));
    if (newline == text_.npos && more == More::may_come) return;
    log_.push_back("overlong @" + std::to_string(left_));
    forget(newline == text_.npos ? text_.size() : newline + 1);
    searched_ = 0;  // there may be whole records behind it
    skips_ = false;
  }

  void leave(size_t end) {
    io::Batch batch;
    batch.buffer.reserve(end + io::kBatchPadding, 0);
    std::memcpy(batch.buffer.data(), text_.data(), end);
    batch.last = end;
    batch.offset = left_;
    batch.clear_form();
    if (framing_ != nullptr) framing_->leave(batch);
    batch.buffer.data()[batch.last] = '\n';
    log(batch);
    forget(end);
  }

  void log(const io::Batch& batch) {
    RecordLog records;
    records.add(batch);
    for (std::string& record : records.take()) log_.push_back(std::move(record));
    if (batch.rewriting) log_.push_back("line at " + std::to_string(batch.rewriting->line_begin));
  }

  void forget(size_t end) {
    left_ += end;
    if (next_ == Next::the_same) {
      text_.erase(0, end);
      searched_ = text_.size();
      return;
    }
    const std::string state = framing_ != nullptr ? framing_->state() : lines_state_;
    framing_ = make_framing(format_, name_);
    if (framing_ != nullptr && !framing_->resume(state)) log_.emplace_back("a state that is not known again");
    // What was looked at is looked at again, as it stands in the source.
    text_ = std::string(source_.substr(left_, text_.size() - end));
    searched_ = 0;
  }

  const InputFormat format_;
  const std::string name_;
  const std::string_view source_;
  const Next next_;
  const size_t max_line_;
  std::unique_ptr<io::Framing> framing_;
  std::string lines_state_;  // of the framing that has given way
  std::string text_;         // what has come and not left
  size_t left_ = 0;          // so much of the source has
  size_t searched_ = 0;
  bool skips_ = false;  // a line that is too long
  std::vector<std::string> log_;
};

// The first size of pieces with which reading on anew gives other records than reading on; empty where there
// is none.
inline std::string resume_that_shows(const InputFormat& format, std::string_view source,
                                     std::string_view name = "in", size_t max_line = 1 << 20) {
  using Next = ResumedReading::Next;
  for (const size_t piece : {1, 2, 3, 5, 7, 16, 40, 64, 100, 1000}) {
    const auto whole = ResumedReading(format, name, source, Next::the_same, max_line).read(piece);
    const auto parts = ResumedReading(format, name, source, Next::anew, max_line).read(piece);
    if (whole == parts) continue;
    size_t at = 0;
    while (at < whole.size() && at < parts.size() && whole[at] == parts[at]) ++at;
    return "pieces of " + std::to_string(piece) + ": " + (at < parts.size() ? parts[at] : "nothing") +
           " in place of " + (at < whole.size() ? whole[at] : "nothing");
  }
  return "";
}

}  // namespace runnel::format
