#include "op/filter.h"

#include <fmt/format.h>

#include "op/line_cursor.h"

namespace runnel::op {

namespace {

// Of a batch, those up to and with the line of that number: what the program has come to see.
uint64_t records_up_to(const io::Batch& batch, uint32_t number) {
  LineCursor cursor(batch);
  uint64_t records = 0;
  while (cursor.next() && cursor.number() <= number) {
    ++records;
    const std::string_view line = cursor.text(cursor.begin());
    cursor.leave(line.data() + line.size());
  }
  return records;
}

// Lines that follow one another leave in one write: with a filter that passes everything a batch is one
// piece.
class Run {
 public:
  explicit Run(io::Sink& sink) : sink_(sink) {}
  ~Run() { end(); }

  void add(std::string_view line_with_newline) {
    if (run_.data() + run_.size() == line_with_newline.data()) {
      run_ = {run_.data(), run_.size() + line_with_newline.size()};
      return;
    }
    end();
    run_ = line_with_newline;
  }

  void end() {
    if (!run_.empty()) sink_.write(run_);
    run_ = {};
  }

 private:
  io::Sink& sink_;
  std::string_view run_;
};

}  // namespace

Filter::Filter(const expr::Program& program, const FilterOptions& options, const io::Reader& reader,
               io::Sink& passed, io::Sink* refused, BadRecords& bad)
    : program_(program), options_(options), reader_(reader), passed_(passed), refused_(refused), bad_(bad) {
  const io::Sink* const sinks[] = {&passed, refused, bad.dead_letter()};
  for (const io::Sink* sink : sinks) {
    if (sink != nullptr && sink->watch_descriptor() >= 0) watched_.push_back(sink->watch_descriptor());
  }
}

Filter::~Filter() = default;

std::unique_ptr<FilterWorker> Filter::make_filter_worker() const {
  using Refused = FilterWorker::Refused;
  return std::make_unique<FilterWorker>(program_, options_,
                                        refused_ != nullptr ? Refused::are_kept : Refused::are_dropped);
}

std::unique_ptr<Worker> Filter::make_worker() const {
  return make_filter_worker();
}

std::unique_ptr<Extract> Filter::make_extract() const {
  return std::make_unique<FilterExtract>();
}

Demand Filter::consume(const io::Batch& batch, Extract& extract) {
  auto& found = static_cast<FilterExtract&>(extract);
  if (demand() == Demand::enough) return Demand::enough;
  if (lines_before_.size() <= batch.source) lines_before_.resize(batch.source + 1);
  const uint64_t records_before = counts_.records;
  Demand wanted = hand_on(batch, found, records_before);
  while (wanted == Demand::more && found.rest != nullptr) {
    if (worker_ == nullptr) worker_ = make_filter_worker();
    worker_->process_rest(batch, found);
    wanted = hand_on(batch, found, records_before);
  }
  lines_before_[batch.source] += found.line_count;
  return wanted;
}

// `records_before`: how many there were before this batch.
Demand Filter::hand_on(const io::Batch& batch, const FilterExtract& found, uint64_t records_before) {
  const uint64_t lines_before = lines_before_[batch.source];
  counts_.records += found.records;
  counts_.refused += found.refused;

  Run passed(passed_);
  Demand wanted = Demand::more;
  auto bad = found.bad.begin();
  for (const FilterExtract::Line& line : found.lines) {
    // The byte behind a line is its newline, or the one that the reader put behind the last line.
    const std::string_view text(line.begin, line.size + 1);
    switch (line.verdict) {
      case FilterExtract::Verdict::passed:
        if (options_.output == FilterOptions::Output::records) passed.add(text);
        ++counts_.passed;
        break;
      case FilterExtract::Verdict::refused:
        refused_->write(text);
        break;
      case FilterExtract::Verdict::bad:
        passed.end();
        if (bad_.will_say()) flush_records();  // what came before a message is seen before it
        wanted = bad_.take(batch, reader_.name(batch.source), lines_before + line.number + 1, *bad);
        ++bad;
        break;
    }
    if (wanted == Demand::enough || options_.max_count == counts_.passed) {
      counts_.records = records_before + records_up_to(batch, line.number);
      return Demand::enough;
    }
  }
  passed.end();
  return demand();
}

Demand Filter::demand() const {
  if (options_.max_count == counts_.passed || passed_.state() != io::SinkState::open) return Demand::enough;
  return refused_ != nullptr && refused_->state() != io::SinkState::open ? Demand::enough : Demand::more;
}

void Filter::flush_records() {
  passed_.flush();
  if (refused_ != nullptr) refused_->flush();
}

Demand Filter::flush() {
  flush_records();
  bad_.flush();
  passed_.check_reader();
  if (refused_ != nullptr) refused_->check_reader();
  return bad_.check_reader() ? demand() : Demand::enough;
}

void Filter::finish() {
  if (options_.output == FilterOptions::Output::count) passed_.write(fmt::format("{}\n", counts_.passed));
}

}  // namespace runnel::op
