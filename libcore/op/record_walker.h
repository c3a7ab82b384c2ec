// The parallel part that operators over records share: walks the lines of a batch, takes watermark lines out,
// validates the others in full, and has a program look at each. What is done with a record is up to whoever
// derives from it; a record of which anything fails is a bad one, and leaves nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "expr/evaluator.h"
#include "json/validator.h"
#include "op/bad_records.h"
#include "op/form_readers.h"
#include "op/line_cursor.h"
#include "op/operator.h"
#include "op/walk_options.h"

namespace runnel::op {

// What a walk found beside the records themselves.
struct WalkExtract : Extract {
  // It holds not much more than this, so that memory is bounded also where lines have two bytes, or all are
  // bad. With ordinary lines a batch has fewer.
  static constexpr size_t kMostEvents = 1024;
  static constexpr size_t kMostText = 128 * 1024;

  // Something that is no record, and comes before what has the place `before` in the extract.
  struct Event {
    size_t before;
    enum class Kind : uint8_t { bad, watermark } kind;
    size_t bad;       // into bad
    int64_t time;     // watermark
    uint32_t offset;  // watermark: of the line in the batch
    uint32_t size;    // without its newline
  };

  std::vector<Event> events;
  std::vector<BadRecord> bad;
  Arena text;
  size_t text_bytes = 0;       // of records that were made of lines, in `text`
  const char* rest = nullptr;  // where the worker stopped since this was full; null: it saw the whole batch
  uint32_t line_count = 0;     // of the batch up to there
  uint64_t records = 0;        // lines that are neither empty nor watermarks

  // Where the next record goes: what Event::before counts in.
  virtual size_t place() const = 0;
  virtual void clear() {
    events.clear();
    bad.clear();
    text.reset();
    text_bytes = 0;
    rest = nullptr;
    records = 0;
  }
  virtual bool is_full() const { return events.size() >= kMostEvents || text_bytes >= kMostText; }
};

// Whether `part` is a view of the text, and lives as long.
inline bool lies_in(std::string_view text, std::string_view part) {
  return part.data() >= text.data() && part.data() < text.data() + text.size();
}

// Hands on what is in an extract in the order of the input, each event and the number of each row, until one
// of both says `enough`. Returns how many rows were handed on.
template <class TakeEvent, class TakeRow>
size_t take_in_order(const WalkExtract& found, TakeEvent take_event, TakeRow take_row) {
  auto event = found.events.begin();
  const size_t rows = found.place();
  for (size_t row = 0;; ++row) {
    for (; event != found.events.end() && event->before == row; ++event) {
      if (take_event(*event) == Demand::enough) return row;
    }
    if (row == rows) return rows;
    if (take_row(row) == Demand::enough) return row + 1;
  }
}

class RecordWalker : public Worker {
 public:
  // All must outlive this.
  RecordWalker(const expr::Program& program, const WalkOptions& options);

  void process(const io::Batch& batch, Extract& extract) override;
  // Goes on where the extract was full, in the place of what was found before.
  void process_rest(const io::Batch& batch, WalkExtract& extract);

 protected:
  // A record is a line of the batch, or what stands in its place (wrap_lines), or one that is no JSON text.
  struct Record {
    std::string_view text;    // valid as long as the batch; kPadding bytes behind it may be read; empty where
                              // it is no JSON text: text_of() makes one
    std::string_view line;    // the line itself
    bool is_line;             // the two are one
    uint32_t offset() const;  // of the line in the batch
    const io::Batch* batch;
  };

  // Before the lines of a batch are walked, with the extract empty.
  virtual void begin(WalkExtract& extract) = 0;
  // evaluator() has looked at the record. False: it is a bad one; fail() has said why, and what was made of
  // it has been taken back.
  virtual bool take(const Record& record) = 0;

  // Whether the line that begins here is like others before it, so that it is known to be valid: its '\n',
  // with what take() needs of it found. Null where nothing is known of it.
  virtual const char* look_at_known(const char* line) { return evaluator_.look_at_known(line); }
  // The line, which is valid, was not known; take() comes next.
  virtual void learn(std::string_view line) { evaluator_.learn(line); }

  // For take() to return.
  bool fail(std::string message);
  bool fail_by_program() { return fail(evaluator_.error_message()); }

  // What is written of the record: JSON text, valid as long as the extract, with kPadding bytes behind it
  // that may be read.
  std::string_view text_of(const Record& record);

  expr::Evaluator& evaluator() { return evaluator_; }
  const io::Batch& batch() const { return *batch_; }

 private:
  void start(const io::Batch& batch, Extract& extract);
  void walk(LineCursor cursor);
  void walk_form(FormPlace from);
  void look_at(const format::RecordReader::Record& record, uint32_t number);
  const char* look_at(const LineCursor& cursor);
  void take_record(const Record& record, uint32_t number);
  void not_json(std::string_view line, uint32_t number, size_t offset, std::string reason);
  std::string_view keep(std::string text);
  void too_long(std::string_view line, uint32_t number);
  void add_bad(BadRecord::Kind kind, std::string_view line, uint32_t number, uint32_t column,
               std::string reason);
  void add_watermark(std::string_view line, uint32_t number);
  uint32_t offset_of(std::string_view line) const;

  const WalkOptions options_;
  expr::Evaluator evaluator_;
  json::Validator validator_;
  FormReaders readers_;
  format::RecordReader* reader_ = nullptr;  // of the batch; null: its records are lines of JSON
  const io::Batch* batch_ = nullptr;
  WalkExtract* found_ = nullptr;
  bool all_utf8_ = false;  // the batch as a whole is
  bool expects_ = false;   // a line may be taken for valid that is like others before it
  std::string failure_;
};

}  // namespace runnel::op
