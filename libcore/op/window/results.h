// From groups to output records: text, one record a line, gathered and written in large pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agg/aggregate.h"
#include "expr/evaluator.h"
#include "io/sink.h"
#include "json/value.h"
#include "op/window/group_table.h"
#include "op/window/program.h"
#include "time/sessions.h"

namespace runnel::op {

// Of a window.
struct WindowBounds {
  std::optional<int64_t> start;  // nothing where records have no time
  std::optional<int64_t> end;
  std::optional<time::Stretch> records;  // of a session: its first and last record

  int64_t duration() const;  // 0 where it is not known
};

// What a record says about itself.
struct ResultMarks {
  enum class Standing : uint8_t {
    final,
    early,
    retracted,
    silent,  // final, of a key without records, over which an expression may fail: 0 / 0
  } standing = Standing::final;
  uint32_t revision = 0;  // 0: the first one that was written
};

struct ResultCounts {
  uint64_t windows = 0;  // that were closed with at least one record in them
  uint64_t records = 0;  // written
};

class ResultWriter {
 public:
  // `top`: keys of each window. `rank_first`: where the program has no rank, its first output counts.
  ResultWriter(const WindowProgram& program, const GroupSpace& space, std::optional<uint64_t> top,
               io::Sink& sink);

  // All results of a window come between these two, so that the best can be chosen.
  void begin(const WindowBounds& bounds);
  void add(KeyId key, const std::byte* states, const ResultMarks& marks);
  void end();

  // One result by itself.
  void write(const WindowBounds& bounds, KeyId key, const std::byte* states, const ResultMarks& marks);

  // A line of another kind.
  void write_watermark(int64_t time);

  // Hands all to the sink, and that all to whoever reads.
  void flush();

  ResultCounts counts;
  // What an expression over the results, or the rank, has failed with: the first one, and how many there
  // were.
  struct Failures {
    uint64_t count = 0;
    std::string first;
  };
  const Failures& failures() const { return failures_; }

 private:
  struct Ranked {
    json::Value rank;
    std::string line;
  };

  void hand_on();
  void append_bounds(const WindowBounds& bounds);
  void append_record(KeyId key, const std::byte* states, const ResultMarks& marks);
  void append_keys(KeyId key);
  void append_outputs(const std::byte* states, ResultMarks::Standing standing);
  void append_with_computed(const std::byte* states, ResultMarks::Standing standing);
  void append_result(std::string& out, size_t call, const std::byte* states) const;
  bool is_approximate(const std::byte* states) const;
  void append_computed(size_t expression, ResultMarks::Standing standing);
  void keep_ranked(size_t line_begin);
  void keep_best();
  void failed(const expr::Evaluator& evaluator);

  const WindowProgram& program_;
  const GroupSpace& space_;
  const std::optional<uint64_t> top_;
  io::Sink& sink_;
  std::vector<std::string> key_prefixes_;     // `,"host":`
  std::vector<std::string> output_prefixes_;  // `,"count":`
  std::optional<expr::Program> default_rank_;
  std::optional<expr::Evaluator> results_;
  std::optional<expr::Evaluator> rank_;

  std::string text_;
  std::string bounds_;        // the beginning of each record of the window
  agg::Span span_;            // of the window
  std::string results_line_;  // the calls' results as an array
  std::vector<size_t> result_ends_;
  std::vector<Ranked> best_;
  Failures failures_;
};

}  // namespace runnel::op
