// How stream-filter hands lines to its sink.
#pragma once

#include <string_view>

#include "io/sink.h"

namespace runnel::op {

// Lines that follow one another leave in one write: with a filter that passes everything a batch is one
// piece.
class FilterRun {
 public:
  explicit FilterRun(io::Sink& sink) : sink_(sink) {}
  ~FilterRun() { end(); }

  void add(std::string_view lines) {
    if (run_.data() + run_.size() == lines.data()) {
      run_ = {run_.data(), run_.size() + lines.size()};
      return;
    }
    end();
    run_ = lines;
  }

  void end() {
    if (!run_.empty()) sink_.write(run_);
    run_ = {};
  }

 private:
  io::Sink& sink_;
  std::string_view run_;
};

}  // namespace runnel::op
