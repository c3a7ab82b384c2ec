// The parallel part of stream-filter: asks the predicate about each line of a batch, makes the text of those
// that pass where it is not the line itself, and validates in full what will be written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "expr/evaluator.h"
#include "json/literal_filter.h"
#include "json/validator.h"
#include "op/filter/extract.h"
#include "op/filter/gate_keys.h"
#include "op/filter/options.h"
#include "op/filter/programs.h"
#include "op/filter/sample.h"
#include "op/filter/text.h"
#include "op/filter/time.h"
#include "op/form_readers.h"
#include "op/line_cursor.h"
#include "op/operator.h"

namespace runnel::op {

// Where a batch comes from, for programs that ask for it.
struct FilterPlace {
  std::string_view source;  // empty where it has no name
  uint64_t lines_before;    // of the same source
};

class FilterWorker final : public Worker {
 public:
  // Whether the ordered stage wants to see the lines that do not pass.
  enum class Refused : bool { are_dropped, are_listed };
  // The options and the clock must outlive this.
  FilterWorker(const FilterPrograms& programs, const FilterOptions& options, Refused refused,
               const Clock& clock);

  // Leaves the whole batch to process_rest() if a program asks for line numbers, which depend on what came
  // before.
  void process(const io::Batch& batch, Extract& extract) override;

  // Goes on where the extract was full, in the place of what was found before.
  void process_rest(const io::Batch& batch, FilterExtract& extract, const FilterPlace& place);

 private:
  using Answer = expr::Evaluator::Answer;
  using Verdict = FilterExtract::Verdict;

  // What the programs say about a record, before it is known whether it is JSON.
  struct Finding {
    Verdict verdict;
    enum class By : uint8_t { predicate, select, time, keys } by = By::predicate;  // whose word it is
    bool has_text = false;                                                         // EXPR gave outputs
    bool is_sampled = true;  // if not it passes the predicate and no more
  };

  void start(const io::Batch& batch, FilterExtract& extract);
  void walk(LineCursor cursor);
  void walk_form(FormPlace from);
  void stop(FormPlace place);
  void set_place(const char* record, uint32_t number);
  void learn(std::string_view line);
  using SaidBy = FilterExtract::Said::By;
  void keep_said(expr::Evaluator& evaluator, SaidBy by = SaidBy::others);
  const char* judge(const LineCursor& cursor);
  void judge(const format::RecordReader::Record& record, uint32_t number);
  Finding examine(Answer answer, expr::Subject record);
  static Verdict verdict_of(Answer answer);
  Finding examine_keys(expr::Subject record);
  Finding examine_outputs(expr::Subject record);
  bool is_of_no_interest(const Finding& finding) const;
  bool is_gated(const Finding& finding) const;
  void pass_over(const Finding& finding, uint32_t number);

  void enter(const Finding& finding, std::string_view record, std::string_view line, uint32_t number);
  void enter_failed(Finding::By by, std::string_view line, uint32_t number);
  void enter_passed(std::string_view record, std::string_view line, uint32_t number);
  void not_json(std::string_view line, uint32_t number, size_t fault, std::string reason);
  void too_long(std::string_view line, uint32_t number);
  void broken_off(std::string_view line);
  std::optional<json::SyntaxError> syntax_error(std::string_view line);

  void add_record(std::string_view record, std::string_view line, uint32_t number, Verdict verdict);
  void add_line(uint32_t begin, uint32_t size, std::string_view line, uint32_t number, Verdict verdict,
                FilterExtract::Where where);
  void add_text(std::string_view line, uint32_t number, Verdict verdict);
  void add_bad(std::string_view line, uint32_t number);
  const char* add_watermark(std::string_view line, uint32_t number);
  void add_time(uint32_t number);
  void add_gated();
  expr::Evaluator& evaluator(Finding::By by);
  uint32_t offset(std::string_view line) const {
    return static_cast<uint32_t>(line.data() - batch_->begin());
  }

  expr::Evaluator predicate_;
  FilterText text_;
  std::optional<FilterTime> time_;
  std::optional<GateKeys> keys_;
  std::optional<Sample> sample_;  // where the worker can tell which records it drops
  json::Validator validator_;
  const FilterOptions& options_;
  const Refused refused_;
  const bool in_order_;  // a program asks for line numbers
  const bool always_;    // the predicate is a constant: there is nothing to ask it
  const std::optional<json::LiteralFilter> literal_;
  FormReaders readers_;
  FilterPlace place_{};
  const io::Batch* batch_ = nullptr;
  FilterExtract* found_ = nullptr;
  format::RecordReader* reader_ = nullptr;  // of the batch; null: its records are lines of JSON
  GateRecord gated_{};                      // the current record, for gates
  size_t text_begin_ = 0;                   // in the extract's text: where that of the current record begins
  bool all_utf8_ = false;                   // the batch as a whole is
  bool most_were_written_ = false;          // of the last batch, so that they were validated
  bool expects_ = false;                    // a line may be taken for valid that is like others before it
  std::string wrapped_;                     // a record made of a line that is not JSON
};

}  // namespace runnel::op
