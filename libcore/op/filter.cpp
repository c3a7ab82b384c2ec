#include "op/filter.h"

#include <fmt/format.h>

#include "expr/evaluator.h"
#include "json/validator.h"
#include "op/line_cursor.h"

namespace runnel::op {

namespace {

enum class Verdict : uint8_t { passed, refused, bad };

// A line that the ordered stage has something to do with.
struct Line {
  uint32_t number;
  uint32_t begin;
  uint32_t size;
  Verdict verdict;
};

}  // namespace

struct FilterExtract final : Extract {
  std::vector<Line> lines;     // in their order; refused ones only where they are written
  std::vector<BadRecord> bad;  // one for each line that is bad, in the same order
  uint32_t line_count = 0;
  uint64_t records = 0;
  uint64_t refused = 0;

  void clear() {
    lines.clear();
    bad.clear();
    line_count = 0;
    records = refused = 0;
  }
};

namespace {

class FilterWorker final : public Worker {
 public:
  FilterWorker(const expr::Program& program, const FilterOptions& options, bool keep_refused)
      : evaluator_(program), options_(options), keep_refused_(keep_refused) {}

  void process(const io::Batch& batch, Extract& extract) override {
    found_ = static_cast<FilterExtract*>(&extract);
    batch_ = &batch;
    found_->clear();
    if (batch.overlong > 0) {
      too_long(batch.text(), 0);
      found_->line_count = 1;
      found_->records = 1;
      return;
    }
    all_utf8_ = options_.strict && json::utf8_valid(batch.text());
    LineCursor cursor(batch);
    while (cursor.next()) {
      ++found_->records;
      cursor.leave(judge(cursor));
    }
    found_->line_count = cursor.number();
  }

 private:
  // Decides on the current line and returns where it ends.
  const char* judge(const LineCursor& cursor) {
    const auto [answer, looked_at] = evaluator_.test(cursor.begin());
    const std::string_view line = cursor.text(looked_at);
    const bool holds = answer == expr::Evaluator::Answer::holds;
    const bool decided = holds || answer == expr::Evaluator::Answer::does_not_hold;
    const bool passes = decided && holds == (options_.match == FilterOptions::Match::records_that_hold);
    if (line.size() > options_.max_line) {
      too_long(line, cursor.number());
    } else if (decided && !passes && !keep_refused_ && !options_.strict) {
      ++found_->refused;
    } else if (const auto error = syntax_error(line)) {
      add(line, cursor.number(), Verdict::bad);
      found_->bad.push_back({BadRecord::Kind::not_json, cursor.number(), offset(line), size(line),
                             static_cast<uint32_t>(error->offset + 1), error->reason});
    } else if (!decided) {
      add(line, cursor.number(), Verdict::bad);
      found_->bad.push_back(
          {BadRecord::Kind::failed, cursor.number(), offset(line), size(line), 0, evaluator_.error_message()});
    } else if (passes) {
      add(line, cursor.number(), Verdict::passed);
    } else {
      ++found_->refused;
      if (keep_refused_) add(line, cursor.number(), Verdict::refused);
    }
    return line.data() + line.size();
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
    found_->lines.push_back({number, offset(line), size(line), verdict});
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

std::unique_ptr<Worker> Filter::make_worker() const {
  return std::make_unique<FilterWorker>(program_, options_, refused_ != nullptr);
}

std::unique_ptr<Extract> Filter::make_extract() const { return std::make_unique<FilterExtract>(); }

Demand Filter::consume(const io::Batch& batch, Extract& extract) {
  const auto& found = static_cast<const FilterExtract&>(extract);
  if (options_.max_count == counts_.passed) return Demand::enough;
  if (lines_before_.size() <= batch.source) lines_before_.resize(batch.source + 1);
  const uint64_t lines_before = lines_before_[batch.source];
  lines_before_[batch.source] += found.line_count;
  counts_.records += found.records;
  counts_.refused += found.refused;

  Run passed(passed_);
  auto bad = found.bad.begin();
  for (const Line& line : found.lines) {
    // The byte behind a line is its newline, or the one that the reader put behind the last line.
    const std::string_view text(batch.begin() + line.begin, line.size + 1);
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
        if (bad_.wraps(*bad)) {
          pass_wrapped(text.substr(0, line.size));
        } else {
          if (bad_.will_say()) passed_.flush();  // what came before a message is seen before it
          const uint64_t number = lines_before + line.number + 1;
          if (bad_.take(batch, reader_.name(batch.source), number, *bad) == Demand::enough) return Demand::enough;
        }
        ++bad;
        break;
    }
    if (options_.max_count == counts_.passed) {
      counts_.records -= found.records - records_up_to(batch, line.number);
      return Demand::enough;
    }
  }
  passed.end();
  return sinks_demand();
}

void Filter::pass_wrapped(std::string_view line) {
  ++counts_.passed;
  if (options_.output == FilterOptions::Output::count) return;
  wrapped_.clear();
  append_wrapped_line(wrapped_, line);
  passed_.write(wrapped_);
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
