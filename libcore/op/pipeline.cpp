#include "op/pipeline.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <span>
#include <vector>

#include "base/thread.h"
#include "io/sink.h"

namespace runnel::op {

namespace {

// A live batch of at least this size is worth waking another thread for.
constexpr size_t kWorthSharing = 128 * 1024;

class Pipeline {
 public:
  Pipeline(io::Reader& reader, Operator& op, const PipelineOptions& options, Monitor* monitor)
      : reader_(reader),
        op_(op),
        monitor_(monitor),
        threads_(std::max(options.threads, 1)),
        stack_(options.stack),
        in_flight_(options.in_flight),
        total_(reader.bytes_total()),
        ring_(static_cast<size_t>(threads_) * 2) {
    for (Place& place : ring_) place.extract = op_.make_extract();
  }

  void run() {
    if (op_.flush() == Demand::enough) return;
    work();
    helpers_.clear();
    op_.flush();
  }

 private:
  struct Place {
    io::Batch batch;
    std::unique_ptr<Extract> extract;
    uint64_t bytes_read = 0;  // of all inputs, when the batch was taken
    bool processed = false;   // under order_lock_
  };

  Place& place(uint64_t number) { return ring_[number % ring_.size()]; }

  void work() {
    const std::unique_ptr<Worker> worker = op_.make_worker();
    while (Place* taken = take(*worker)) {
      worker->process(taken->batch, *taken->extract);
      complete(*taken);
    }
  }

  // The next batch to process, or null at the end. While the input trickles the batches are dealt with in
  // here.
  Place* take(Worker& worker) {
    const std::lock_guard reading(reader_lock_);
    for (;;) {
      Place& free = wait_for_place();
      if (a_reader_has_gone()) ended_ = true;
      if (ended_) return nullptr;
      const io::Turn turn = op_.turn();
      const io::Reader::Next next = reader_.next(free.batch, turn);
      free.bytes_read = reader_.bytes_read();
      switch (next) {
        case io::Reader::Next::end:
          ended_ = true;
          return nullptr;
        case io::Reader::Next::idle:
          wait_until_consumed();
          if (!ended_ && op_.flush() == Demand::enough) ended_ = true;
          // What was consumed meanwhile may have made it another input's turn.
          if (!ended_ && op_.turn() != turn) break;
          if (!ended_) wait(free.bytes_read, turn);
          if (!ended_ && op_.waited() == Demand::enough) ended_ = true;
          break;
        case io::Reader::Next::batch:
          if (reader_.more_is_ready() || free.batch.text().size() >= kWorthSharing) {
            ++taken_;
            if (in_flight_ != nullptr) in_flight_->fetch_add(1, std::memory_order_relaxed);
            call_helpers();
            return &free;
          }
          wait_until_consumed();
          if (ended_) return nullptr;
          worker.process(free.batch, *free.extract);
          consume(free);
          count_consumed();
      }
    }
  }

  bool a_reader_has_gone() const {
    const std::span<const int> watched = op_.watched();
    return std::any_of(watched.begin(), watched.end(), io::reader_gone);
  }

  void wait(uint64_t bytes_read, io::Turn turn) {
    const int interval = monitor_ != nullptr ? monitor_->interval_ms() : -1;
    const int patience = op_.patience_ms();
    const bool either = interval < 0 || patience < 0;
    reader_.wait(op_.watched(), either ? std::max(interval, patience) : std::min(interval, patience), turn);
    if (monitor_ != nullptr) monitor_->progress(bytes_read, total_);
  }

  // The other threads start when there is more than one batch's work: most runs are over before.
  void call_helpers() {
    if (taken_ < 2 || threads_ == 1 || !helpers_.empty()) return;
    for (int i = 1; i < threads_; ++i) {
      Thread helper([this] { work(); }, stack_);
      // Where the system gives no more threads, those that there are do the work.
      if (!helper.joinable()) break;
      helpers_.push_back(std::move(helper));
    }
    if (helpers_.empty()) threads_ = 1;
  }

  Place& wait_for_place() {
    std::unique_lock ordered(order_lock_);
    moved_.wait(ordered, [&] { return taken_ - consumed_ < ring_.size(); });
    return place(taken_);
  }

  void wait_until_consumed() {
    std::unique_lock ordered(order_lock_);
    moved_.wait(ordered, [&] { return consumed_ == taken_; });
  }

  // The batch that was just dealt with by the thread that holds the reader.
  void count_consumed() {
    const std::lock_guard ordered(order_lock_);
    ++taken_;
    ++consumed_;
  }

  // Puts a processed batch in its place. Unless another thread is at it, hands on all that are due.
  void complete(Place& done) {
    std::unique_lock ordered(order_lock_);
    done.processed = true;
    if (consuming_) return;
    consuming_ = true;
    while (place(consumed_).processed) {
      Place& due = place(consumed_);
      ordered.unlock();
      consume(due);
      ordered.lock();
      due.processed = false;
      ++consumed_;
      if (in_flight_ != nullptr) in_flight_->fetch_sub(1, std::memory_order_relaxed);
      moved_.notify_all();
    }
    consuming_ = false;
  }

  void consume(Place& due) {
    if (ended_by_operator_) return;  // -m was reached in a batch before this one
    if (op_.consume(due.batch, *due.extract) == Demand::enough) {
      ended_by_operator_ = true;
      ended_ = true;
    }
    if (monitor_ != nullptr) monitor_->progress(due.bytes_read, total_);
  }

  io::Reader& reader_;  // under reader_lock_
  Operator& op_;
  Monitor* const monitor_;
  int threads_;
  const size_t stack_;
  std::atomic<uint64_t>* const in_flight_;
  const uint64_t total_;

  std::mutex reader_lock_;
  std::vector<Thread> helpers_;  // under reader_lock_

  std::mutex order_lock_;
  std::condition_variable moved_;
  std::vector<Place> ring_;
  uint64_t taken_ = 0;      // batches handed to threads; belongs to whoever holds reader_lock_
  uint64_t consumed_ = 0;   // batches handed to the operator, under order_lock_
  bool consuming_ = false;  // whether a thread hands on batches; under order_lock_

  std::atomic<bool> ended_{false};
  bool ended_by_operator_ = false;  // belongs to whoever consumes
};

}  // namespace

void run_pipeline(io::Reader& reader, Operator& op, const PipelineOptions& options, Monitor* monitor) {
  Pipeline pipeline(reader, op, options, monitor);
  if (options.stack > 0) {
    Thread main([&] { pipeline.run(); }, options.stack);
    if (main.joinable()) return;
  }
  pipeline.run();
}

int default_threads() {
  constexpr int kFedByOneReader = 8;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  return std::clamp(CPU_COUNT(&allowed), 1, kFedByOneReader);
}

}  // namespace runnel::op
