#include "cli/observers.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/program_info.h"

namespace runnel::cli {

Observers::Observers(std::optional<MetricsTarget> target, std::string program, Messages& messages,
                     const Clock& clock)
    : target_(std::move(target)),
      program_(std::move(program)),
      messages_(messages),
      clock_(clock),
      metrics_(clock),
      service_(clock) {}

Outcome Observers::watch(const Watched& watched, bool has_state) {
  watched_.emplace(watched);
  if (has_state) metrics_.set_has_state();
  pulse_.emplace(clock_, watched.op.watched());
  const MetricsLabels labels{.program = program_, .name = {}, .version = release()};
  if (target_ && std::holds_alternative<MetricsAddress>(*target_)) {
    auto server = MetricsServer::start(std::get<MetricsAddress>(*target_), metrics_, *pulse_, labels);
    if (!server) return server.error();
    server_ = std::move(*server);
  } else if (target_) {
    auto file = MetricsFile::open(std::get<MetricsPath>(*target_).path, metrics_, labels, clock_);
    if (!file) return file.error();
    file_ = std::move(*file);
  }
  service_.feed_watchdog(*pulse_);
  service_.ready();
  return Done{};
}

void Observers::stopping() {
  metrics_.set_stopping();
  service_.stopping();
}

void Observers::take_last() {
  count_latency();
  metrics_.set(figures());
}

void Observers::finish() {
  if (file_ == nullptr) return;
  file_->write();
  say_file_error();
}

Figures Observers::figures() const {
  return {.totals = watched_->op.totals(),
          .bad = watched_->bad.count(),
          .bytes_in = bytes_read_,
          .bytes_out = watched_->outputs.bytes_written(),
          .batches_in_flight = in_flight_.load(std::memory_order_relaxed)};
}

// A batch has left when what it made was flushed, or at the latest when the next one is done.
void Observers::count_latency() {
  if (!pending_) return;
  metrics_.add_latency(clock_.monotonic_ns() - pending_->read_ns, pending_->records);
  pending_.reset();
}

op::Demand Observers::between_batches(const op::BatchDone* done) {
  count_latency();
  if (done != nullptr) {
    const uint64_t records = watched_->op.totals().records_in;
    pending_ = Pending{done->read_ns, records - records_};
    records_ = records;
  }
  if (file_ != nullptr) {
    file_->tick();
    say_file_error();
  }
  if (service_.status_is_due()) tell();
  if (watched_->stop.requested()) stopping();
  return op::Demand::more;
}

// A file that cannot be written ends nothing: the stream matters more. It is said once.
void Observers::say_file_error() {
  if (!file_->ok() && !file_failed_) messages_.error(file_->error());
  file_failed_ = !file_->ok();
}

void Observers::tell() {
  const op::Totals totals = watched_->op.totals();
  std::string text = fmt::format("{} records read, {} written", totals.records_in, totals.records_out);
  if (watched_->bad.count() > 0) text += fmt::format(", {} bad", watched_->bad.count());
  if (totals.late > 0) text += fmt::format(", {} late", totals.late);
  if (totals.keys > 0) text += fmt::format(", {} keys held", totals.keys);
  service_.status(text);
}

void Observers::progress(uint64_t bytes_read, uint64_t bytes_total) {
  bytes_read_ = bytes_read;
  metrics_.set(figures());
  pulse_->beat();
  watched_->monitor.progress(bytes_read, bytes_total);
}

int Observers::interval_ms() const {
  int interval = Pulse::kBeatMs;
  for (const int wanted : {watched_->monitor.interval_ms(), service_.interval_ms()}) {
    if (wanted >= 0) interval = std::min(interval, wanted);
  }
  return interval;
}

void Observers::on_checkpoint(const state::Checkpoint& checkpoint) {
  if (has_failed_) messages_.say("the state is saved again", Level::info);
  has_failed_ = false;
  metrics_.add_checkpoint({.at_ns = clock_.now_ns(),
                           .duration_ns = checkpoint.duration_ns,
                           .bytes = checkpoint.size,
                           .stalled_ns = checkpoint.stalled_ns});
}

void Observers::on_failure(const Error& error) {
  if (!has_failed_) messages_.error(error);
  has_failed_ = true;
  metrics_.add_failed_checkpoint();
}

}  // namespace runnel::cli
