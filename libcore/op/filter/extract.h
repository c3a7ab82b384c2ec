// What stream-filter's worker found in a batch, for the ordered stage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/evaluator.h"
#include "io/batch.h"
#include "op/bad_records.h"
#include "op/filter/gate.h"
#include "op/operator.h"

namespace runnel::op {

struct FilterExtract final : Extract {
  // It holds not much more than this, so that memory is bounded also where every line of two bytes is a bad
  // one, or a program makes much out of little. With ordinary lines a batch has fewer.
  static constexpr size_t kMostLines = 16 * 1024;
  static constexpr size_t kMostBad = 2 * 1024;
  static constexpr size_t kMostText = 4 * 1024 * 1024;

  enum class Verdict : uint8_t {
    passed,
    refused,
    bad,
    halted,     // the program ended it all at this record; it is the last line
    time,       // no line, but what stands behind a record: time has come to another multiple by it
    watermark,  // a line of the input that says how far time has come
  };
  enum class Where : bool { batch, text };  // where the bytes lie that are written
  // Whether the gates are asked first: about what passes, and about what EXPR fails for or ends the run at,
  // which has not happened where they drop the record.
  enum class Gated : bool { no, yes };

  // A line that the ordered stage has something to do with.
  struct Line {
    uint32_t begin;    // of what is written for it
    uint32_t size;     // with the newlines; 0 where nothing is
    uint32_t offset;   // of the line itself in the batch
    uint32_t length;   // of it, without its newline
    uint32_t number;   // of the line, 0 is the batch's first
    uint32_t records;  // how many there were since the worker started on this extract, with this one
    Verdict verdict;
    Where where;
    Gated gated;
    uint32_t not_sampled;  // how many of the records the worker has dropped
  };

  // What a program said (debug, stderr): `said` up to `end`, before the line of that index is dealt with.
  struct Said {
    size_t before_line;
    size_t end;
    enum class By : bool { others, select } by;
  };

  std::vector<Line> lines;        // in their order; refused ones only where somebody wants them
  std::vector<BadRecord> bad;     // one for each line that is bad, in the same order
  std::vector<GateRecord> gated;  // one for each line that is gated
  std::vector<int64_t> times;     // one for each that is `time` or `watermark`
  std::optional<int64_t> newest;  // the largest time of a record
  std::string text;               // whole lines that were not read but made
  std::string said;               // for stderr
  std::vector<Said> said_ends;
  std::optional<expr::Evaluator::Halt> halt;  // with `halted`
  const char* rest = nullptr;  // where the worker stopped since this was full; null: it saw the whole batch
  uint32_t line_count = 0;     // of the batch up to there
  uint64_t records = 0;
  uint64_t refused = 0;
  uint64_t silent = 0;       // passed, wrote nothing, and are not among the lines
  uint64_t not_sampled = 0;  // dropped by --sample, where that needs to know nothing of other records

  void clear() {
    lines.clear();
    bad.clear();
    gated.clear();
    times.clear();
    newest.reset();
    // One large record must not hold its memory for ever.
    if (text.capacity() > 2 * kMostText) text = {};
    text.clear();
    said.clear();
    said_ends.clear();
    halt.reset();
    rest = nullptr;
    records = refused = silent = not_sampled = 0;
  }
  bool is_full() const {
    return lines.size() >= kMostLines || bad.size() >= kMostBad || text.size() + said.size() >= kMostText;
  }

  // What is written for the line, newlines included.
  std::string_view text_of(const io::Batch& batch, const Line& line) const {
    return {(line.where == Where::batch ? batch.begin() : text.data()) + line.begin, line.size};
  }
};

// Goes through what was said together with the lines.
class SaidSoFar {
 public:
  explicit SaidSoFar(const FilterExtract& found) : found_(found) {}

  // What was said after the last call and up to this line; of a line that is gated without what EXPR said.
  std::string_view before(const FilterExtract::Line* line) {
    return up_to(index_of(line), line->gated == FilterExtract::Gated::yes ? By::others : By::select);
  }
  // What EXPR said about a line that is gated, after before().
  std::string_view of_select(const FilterExtract::Line* line) { return up_to(index_of(line), By::select); }
  std::string_view rest() { return up_to(found_.lines.size(), By::select); }

 private:
  using By = FilterExtract::Said::By;

  size_t index_of(const FilterExtract::Line* line) const {
    return static_cast<size_t>(line - found_.lines.data());
  }
  // About the line itself what was said by that one, and before it.
  std::string_view up_to(size_t line, By by) {
    const size_t begin = at_;
    for (; next_ < found_.said_ends.size(); ++next_) {
      const FilterExtract::Said& said = found_.said_ends[next_];
      if (said.before_line > line || (said.before_line == line && said.by > by)) break;
      at_ = said.end;
    }
    return std::string_view(found_.said).substr(begin, at_ - begin);
  }

  const FilterExtract& found_;
  size_t next_ = 0;  // in said_ends
  size_t at_ = 0;    // in the text
};

}  // namespace runnel::op
