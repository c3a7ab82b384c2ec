// Records that could not be processed: counted, said, and kept where the user asked for it. Every operator
// has one of these in its ordered stage, so that a bad record costs its own line and nothing else, in every
// program alike.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/batch.h"
#include "io/sink.h"
#include "op/operator.h"

namespace runnel::op {

// --on-error
enum class OnError : uint8_t {
  report,  // the first few are said, then the count
  skip,    // counted only
  fail,    // the first one ends the program
  wrap,    // a line that is not JSON is taken as the record {"line": "..."}, and is none; others are reported
};

// As a worker found it. Positions are within the batch.
struct BadRecord {
  enum class Kind : uint8_t { not_json, too_long, failed };
  Kind kind;
  uint32_t line;       // 0 is the batch's first
  uint32_t begin;      // of the line, in bytes from the batch's start
  uint32_t size;       // of the line, without its newline
  uint32_t column;     // of what is wrong, in bytes from 1; 0 where it is the record as a whole
  std::string reason;  // not_json: what was found or expected; failed: the language's message
};

// Of a batch that is_broken.
constexpr std::string_view kBrokenOff = "the peer broke off in the middle of the record";

// As it is said, and kept. Views are valid during the call.
struct BadRecordNotice {
  std::string_view source;
  uint64_t line;    // from 1
  uint32_t column;  // from 1; 0 for none
  std::string_view reason;
  const io::Origin* origin = nullptr;  // if it was read elsewhere first
};

// How bad records are said: by cli/, and by what a test puts in its place. Called from the ordered stage
// only.
class BadRecordListener {
 public:
  virtual ~BadRecordListener() = default;
  virtual void on_bad_record(const BadRecordNotice& notice) = 0;
  // Whether the next one will be said: then what was written before it should be seen before it.
  virtual bool will_say() const = 0;
};

class BadRecords {
 public:
  // `dead_letter` may be null; then nothing is kept. Both must outlive this.
  BadRecords(OnError policy, io::Sink* dead_letter, BadRecordListener& listener)
      : policy_(policy), dead_letter_(dead_letter), listener_(listener) {}

  // `line`: on which the record begins, from 1 in its source. What is said is where the fault lies.
  Demand take(const io::Batch& batch, std::string_view source, uint64_t line, const BadRecord& bad);

  void flush() {
    if (dead_letter_ != nullptr) dead_letter_->flush();
  }

  // False once the reader of the dead letters has gone. See io::Sink.
  bool check_reader() { return dead_letter_ == nullptr || dead_letter_->check_reader(); }
  const io::Sink* dead_letter() const { return dead_letter_; }

  // Whether take() is going to say something, so that the outputs should be flushed first.
  bool will_say() const { return policy_ != OnError::skip && listener_.will_say(); }

  uint64_t count() const { return count_; }
  // How many are neither kept nor dropped by the user's own choice, or have ended the run: these make the
  // exit status 4.
  uint64_t lost() const { return lost_; }

 private:
  bool keep(const io::Batch& batch, const BadRecordNotice& notice, const BadRecord& bad);

  const OnError policy_;
  io::Sink* const dead_letter_;
  BadRecordListener& listener_;
  uint64_t count_ = 0;
  uint64_t lost_ = 0;
  std::string text_;  // of a dead letter
};

// Appends {"line": "..."} and a newline; bytes that are not UTF-8 become U+FFFD.
void append_wrapped_line(std::string& out, std::string_view line);

}  // namespace runnel::op
