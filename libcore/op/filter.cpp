#include "op/filter.h"

#include <fmt/format.h>

#include <deque>

#include "expr/evaluator.h"
#include "json/validator.h"
#include "op/line_cursor.h"

namespace runnel::op {

namespace {

enum class Verdict : uint8_t { passed, refused, bad };

// An extract holds no more than this, so that memory is bounded also where every line of two bytes is a bad one. With
// lines of ordinary length a batch has fewer.
constexpr size_t kMostLines = 16 * 1024;
constexpr size_t kMostBad = 2 * 1024;

// A line that the ordered stage has something to do with.
struct Line {
  const char* begin;  // in the batch, or in FilterExtract::wrapped; a '\n' stands behind the last byte
  uint32_t size;
  uint32_t number;
  Verdict verdict;
};

}  // namespace

struct FilterExtract final : Extract {
  std::vector<Line> lines;     // in their order; refused ones only where they are written
  std::vector<BadRecord> bad;  // one for each line that is bad, in the same order
  std::deque<std::string> wrapped;  // records made of lines that are not JSON
  const char* rest = nullptr;  // where the worker stopped since this was full; null: it saw the whole batch
  uint32_t line_count = 0;     // of the batch up to there
  uint64_t records = 0;
  uint64_t refused = 0;

  void clear() {
    lines.clear();
    bad.clear();
    wrapped.clear();
    rest = nullptr;
    records = refused = 0;
  }
  bool is_full() const { return lines.size() >= kMostLines || bad.size() + wrapped.size() >= kMostBad; }
};

namespace {

using Answer = expr::Evaluator::Answer;

}  // namespace

class FilterWorker final : public Worker {
 public:
  FilterWorker(const expr::Program& program, const FilterOptions& options, bool keep_refused)
      : evaluator_(program),
        validator_(options.unique_keys ? json::Keys::are_unique : json::Keys::may_repeat),
        options_(options),
        keep_refused_(keep_refused) {}

  void process(const io::Batch& batch, Extract& extract) override {
    start(batch, static_cast<FilterExtract&>(extract));
    if (batch.overlong > 0) {
      too_long(batch.text(), 0);
      found_->line_count = 1;
      found_->records = 1;
      return;
    }
    all_utf8_ = options_.strict && json::utf8_valid(batch.text());
    walk(LineCursor(batch));
  }

  // Goes on where the extract was full, in the place of what was found before.
  void process_rest(const io::Batch& batch, FilterExtract& extract) {
    const LineCursor cursor(batch, extract.rest, extract.line_count);
    start(batch, extract);
    all_utf8_ = false;
    walk(cursor);
  }

 private:
  void start(const io::Batch& batch, FilterExtract& extract) {
    found_ = &extract;
    batch_ = &batch;
    found_->clear();
  }

  void walk(LineCursor cursor) {
    while (cursor.next()) {
      if (found_->is_full()) {
        found_->rest = cursor.begin();
        break;
      }
      ++found_->records;
      cursor.leave(judge(cursor));
    }
    found_->line_count = cursor.number();
  }

  // Decides on the current line and returns where it ends.
  const char* judge(const LineCursor& cursor) {
    const auto [answer, looked_at] = evaluator_.test(cursor.begin());
    const std::string_view line = cursor.text(looked_at);
    if (line.size() > options_.max_line) {
      too_long(line, cursor.number());
    } else if (is_of_no_interest(answer)) {
      ++found_->refused;
    } else if (const auto error = syntax_error(line)) {
      not_json(line, cursor.number(), *error);
    } else {
      enter(answer, line, line, cursor.number());
    }
    return line.data() + line.size();
  }

  bool passes(Answer answer) const {
    return answer == (options_.match == FilterOptions::Match::records_that_hold ? Answer::holds : Answer::does_not_hold);
  }
  static bool is_decided(Answer answer) { return answer == Answer::holds || answer == Answer::does_not_hold; }

  // A record that is written nowhere need not be validated.
  bool is_of_no_interest(Answer answer) const {
    return is_decided(answer) && !passes(answer) && !keep_refused_ && !options_.strict;
  }

  // `record` is the line, or what stands in its place.
  void enter(Answer answer, std::string_view record, std::string_view line, uint32_t number) {
    if (!is_decided(answer)) {
      add(line, number, Verdict::bad);
      found_->bad.push_back(
          {BadRecord::Kind::failed, number, offset(line), size(line), 0, evaluator_.error_message()});
    } else if (passes(answer)) {
      add(record, number, Verdict::passed);
    } else {
      ++found_->refused;
      if (keep_refused_) add(record, number, Verdict::refused);
    }
  }

  void not_json(std::string_view line, uint32_t number, const json::SyntaxError& error) {
    if (!options_.wrap_lines) {
      add(line, number, Verdict::bad);
      found_->bad.push_back({BadRecord::Kind::not_json, number, offset(line), size(line),
                             static_cast<uint32_t>(error.offset + 1), error.reason});
      return;
    }
    std::string& record = found_->wrapped.emplace_back();
    append_wrapped_line(record, line);
    const size_t size = record.size() - 1;  // without its newline
    record.append(json::kPadding, ' ');
    enter(evaluator_.test(record.data()).answer, {record.data(), size}, line, number);
  }

  std::optional<json::SyntaxError> syntax_error(std::string_view line) {
    return all_utf8_ ? validator_.check_grammar(line) : validator_.check(line);
  }

  void too_long(std::string_view line, uint32_t number) {
    line = line.substr(0, options_.max_line);
    add(line, number, Verdict::bad);
    found_->bad.push_back({BadRecord::Kind::too_long, number, offset(line), size(line), 0,
                           fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line)});
  }

  void add(std::string_view line, uint32_t number, Verdict verdict) {
    found_->lines.push_back({line.data(), size(line), number, verdict});
  }
  uint32_t offset(std::string_view line) const { return static_cast<uint32_t>(line.data() - batch_->begin()); }
  static uint32_t size(std::string_view line) { return static_cast<uint32_t>(line.size()); }

  expr::Evaluator evaluator_;
  json::Validator validator_;
  const FilterOptions& options_;
  const bool keep_refused_;
  const io::Batch* batch_ = nullptr;
  FilterExtract* found_ = nullptr;
  bool all_utf8_ = false;
};

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

// Lines that follow one another leave in one write: with a filter that passes everything a batch is one piece.
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

Filter::Filter(const expr::Program& program, const FilterOptions& options, const io::Reader& reader, io::Sink& passed,
               io::Sink* refused, BadRecords& bad)
    : program_(program), options_(options), reader_(reader), passed_(passed), refused_(refused), bad_(bad) {}

Filter::~Filter() = default;

std::unique_ptr<Worker> Filter::make_worker() const {
  return std::make_unique<FilterWorker>(program_, options_, refused_ != nullptr);
}

std::unique_ptr<Extract> Filter::make_extract() const { return std::make_unique<FilterExtract>(); }

Demand Filter::consume(const io::Batch& batch, Extract& extract) {
  auto& found = static_cast<FilterExtract&>(extract);
  if (options_.max_count == counts_.passed) return Demand::enough;
  if (lines_before_.size() <= batch.source) lines_before_.resize(batch.source + 1);
  const uint64_t records_before = counts_.records;
  Demand demand = hand_on(batch, found, records_before);
  while (demand == Demand::more && found.rest != nullptr) {
    if (worker_ == nullptr) worker_ = std::make_unique<FilterWorker>(program_, options_, refused_ != nullptr);
    worker_->process_rest(batch, found);
    demand = hand_on(batch, found, records_before);
  }
  lines_before_[batch.source] += found.line_count;
  return demand;
}

// `records_before`: how many there were before this batch.
Demand Filter::hand_on(const io::Batch& batch, const FilterExtract& found, uint64_t records_before) {
  const uint64_t lines_before = lines_before_[batch.source];
  counts_.records += found.records;
  counts_.refused += found.refused;

  Run passed(passed_);
  auto bad = found.bad.begin();
  for (const Line& line : found.lines) {
    // The byte behind a line is its newline, or the one that the reader put behind the last line.
    const std::string_view text(line.begin, line.size + 1);
    switch (line.verdict) {
      case Verdict::passed:
        if (options_.output == FilterOptions::Output::records) passed.add(text);
        ++counts_.passed;
        break;
      case Verdict::refused:
        refused_->write(text);
        break;
      case Verdict::bad:
        passed.end();
        if (bad_.will_say()) passed_.flush();  // what came before a message is seen before it
        if (bad_.take(batch, reader_.name(batch.source), lines_before + line.number + 1, *bad) == Demand::enough) {
          return Demand::enough;
        }
        ++bad;
        break;
    }
    if (options_.max_count == counts_.passed) {
      counts_.records = records_before + records_up_to(batch, line.number);
      return Demand::enough;
    }
  }
  passed.end();
  return sinks_demand();
}

Demand Filter::sinks_demand() const {
  if (passed_.state() != io::SinkState::open) return Demand::enough;
  return refused_ != nullptr && refused_->state() != io::SinkState::open ? Demand::enough : Demand::more;
}

Demand Filter::flush() {
  passed_.flush();
  if (refused_ != nullptr) refused_->flush();
  bad_.flush();
  return sinks_demand();
}

void Filter::finish() {
  if (options_.output == FilterOptions::Output::count) passed_.write(fmt::format("{}\n", counts_.passed));
}

}  // namespace runnel::op
