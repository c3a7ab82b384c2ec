// The outputs of an operator that keeps state: results, records that came too late, and bad ones.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/sink.h"
#include "op/bad_records.h"
#include "op/form_readers.h"

namespace runnel::op {

class ResultSinks {
 public:
  // `late` is null where such records are not kept. All must outlive this.
  ResultSinks(io::Sink& results, io::Sink* late, BadRecords& bad)
      : results_(results), late_(late), bad_(bad) {
    const io::Sink* const all[] = {&results, late, bad.dead_letter()};
    for (const io::Sink* sink : all) {
      if (sink != nullptr && sink->watch_descriptor() >= 0) watched_.push_back(sink->watch_descriptor());
    }
  }

  io::Sink& results() { return results_; }
  io::Sink* late() { return late_; }
  // The record of the batch that these bytes are, as a line of JSON. REQUIRES: late() is not null.
  void write_late(const io::Batch& batch, std::string_view record);
  // The descriptors of all that somebody reads from.
  std::span<const int> watched() const { return watched_; }

  // `enough` where results or late records can no longer be written.
  Demand demand() const {
    const bool late_open = late_ == nullptr || late_->state() == io::SinkState::open;
    return late_open && results_.state() == io::SinkState::open ? Demand::more : Demand::enough;
  }
  // `enough` also where a reader has gone.
  Demand flush() {
    results_.flush();
    if (late_ != nullptr) late_->flush();
    bad_.flush();
    results_.check_reader();
    if (late_ != nullptr) late_->check_reader();
    return bad_.check_reader() ? demand() : Demand::enough;
  }

 private:
  io::Sink& results_;
  io::Sink* const late_;
  BadRecords& bad_;
  std::vector<int> watched_;
  FormReaders readers_{{}};  // of late records that are no JSON text
  std::string text_;         // of one
};

}  // namespace runnel::op
