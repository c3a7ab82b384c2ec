// An operator that shows what the pipeline does with it: it gathers the lines, in the order in which they
// arrive, and watches that nothing is done out of turn.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "op/line_cursor.h"
#include "op/pipeline.h"

namespace runnel::op {

struct GatheredExtract final : Extract {
  std::vector<std::string_view> lines;  // into the batch
  uint64_t sum = 0;  // of its bytes when it was processed: a batch that is recycled too early shows
};

inline uint64_t sum_of(std::string_view text) {
  uint64_t sum = 14695981039346656037U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return sum;
}

class Gatherer final : public Operator {
 public:
  std::function<Demand(Gatherer&)> after_batch = [](Gatherer&) { return Demand::more; };
  std::function<Demand(Gatherer&)> on_flush = [](Gatherer&) { return Demand::more; };
  unsigned work_us = 0;  // a worker takes up to so long over a batch
  int watch = -1;

  // What arrived: of each line its source, its text, and a newline.
  std::string text;
  std::vector<size_t> flushed;  // how much of it there was at each flush
  size_t batches = 0;
  bool out_of_turn = false;
  bool recycled_too_early = false;
  mutable std::atomic<int> workers{0};

  std::unique_ptr<Worker> make_worker() const override {
    return std::make_unique<GatheringWorker>(work_us, static_cast<unsigned>(workers++));
  }
  std::unique_ptr<Extract> make_extract() const override { return std::make_unique<GatheredExtract>(); }

  Demand consume(io::Batch& batch, Extract& extract) override {
    if (inside_.exchange(true)) out_of_turn = true;
    const auto& found = static_cast<const GatheredExtract&>(extract);
    if (sum_of(batch.text()) != found.sum) recycled_too_early = true;
    for (const std::string_view line : found.lines)
      text.append(1, static_cast<char>('0' + batch.source)).append(line) += '\n';
    ++batches;
    const Demand demand = after_batch(*this);
    inside_ = false;
    return demand;
  }
  Demand flush() override {
    if (inside_.exchange(true)) out_of_turn = true;
    flushed.push_back(text.size());
    const Demand demand = on_flush(*this);
    inside_ = false;
    return demand;
  }
  std::span<const int> watched() const override { return {&watch, watch >= 0 ? 1U : 0U}; }

 private:
  class GatheringWorker final : public Worker {
   public:
    GatheringWorker(unsigned work_us, unsigned seed) : work_us_(work_us), random_(seed) {}
    void process(const io::Batch& batch, Extract& extract) override {
      auto& found = static_cast<GatheredExtract&>(extract);
      found.lines.clear();
      found.sum = sum_of(batch.text());
      for (LineCursor cursor(batch); cursor.next();) {
        const std::string_view line = cursor.text(cursor.begin());
        found.lines.push_back(line);
        cursor.leave(line.data() + line.size());
      }
      if (work_us_ > 0) std::this_thread::sleep_for(std::chrono::microseconds(random_() % work_us_));
    }

   private:
    unsigned work_us_;
    std::minstd_rand random_;
  };

  std::atomic<bool> inside_{false};
};

}  // namespace runnel::op
