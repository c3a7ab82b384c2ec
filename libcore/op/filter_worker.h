// The parallel part of stream-filter: asks the predicate about each line of a batch, and validates in full
// what will be written.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "expr/evaluator.h"
#include "json/validator.h"
#include "op/bad_records.h"
#include "op/filter_options.h"
#include "op/line_cursor.h"
#include "op/operator.h"

namespace runnel::op {

// What a worker found in a batch.
struct FilterExtract final : Extract {
  // It holds no more than this, so that memory is bounded also where every line of two bytes is a bad one.
  // With lines of ordinary length a batch has fewer.
  static constexpr size_t kMostLines = 16 * 1024;
  static constexpr size_t kMostBad = 2 * 1024;

  enum class Verdict : uint8_t { passed, refused, bad };

  // A line that the ordered stage has something to do with.
  struct Line {
    const char* begin;  // in the batch, or in FilterExtract::wrapped; a '\n' stands behind the last byte
    uint32_t size;
    uint32_t number;
    Verdict verdict;
  };

  std::vector<Line> lines;          // in their order; refused ones only where they are written
  std::vector<BadRecord> bad;       // one for each line that is bad, in the same order
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

class FilterWorker final : public Worker {
 public:
  enum class Refused : bool { are_dropped, are_kept };
  // The program and the options must outlive this.
  FilterWorker(const expr::Program& program, const FilterOptions& options, Refused refused);

  void process(const io::Batch& batch, Extract& extract) override;

  // Goes on where the extract was full, in the place of what was found before.
  void process_rest(const io::Batch& batch, FilterExtract& extract);

 private:
  using Answer = expr::Evaluator::Answer;
  using Verdict = FilterExtract::Verdict;

  void start(const io::Batch& batch, FilterExtract& extract);
  void walk(LineCursor cursor);
  const char* judge(const LineCursor& cursor);
  bool passes(Answer answer) const;
  bool is_of_no_interest(Answer answer) const;
  void enter(Answer answer, std::string_view record, std::string_view line, uint32_t number);
  void not_json(std::string_view line, uint32_t number, const json::SyntaxError& error);
  std::optional<json::SyntaxError> syntax_error(std::string_view line);
  void too_long(std::string_view line, uint32_t number);
  void add(std::string_view line, uint32_t number, Verdict verdict);
  uint32_t offset(std::string_view line) const {
    return static_cast<uint32_t>(line.data() - batch_->begin());
  }

  expr::Evaluator evaluator_;
  json::Validator validator_;
  const FilterOptions& options_;
  const Refused refused_;
  const io::Batch* batch_ = nullptr;
  FilterExtract* found_ = nullptr;
  bool all_utf8_ = false;  // the batch as a whole is
};

}  // namespace runnel::op
