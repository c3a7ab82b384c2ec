// Runs a program over records, one worker's worth of it: the fields that it reads, its registers, its scratch
// memory.
//
// Not thread-safe; one a worker. The program must outlive it. A record's values are valid until the next
// record.
#pragma once

#include <absl/functional/function_ref.h>

#include <string>
#include <vector>

#include "base/arena.h"
#include "expr/code/code.h"
#include "expr/code/machine.h"
#include "expr/program.h"
#include "json/record_fields.h"
#include "json/shape.h"

namespace runnel::expr {

// What a program looks at: a line of JSON, or a record that is none.
class Subject {
 public:
  // REQUIRES: as json::Projector::project.
  Subject(const char* line) : line_(line) {}
  // Of so many bytes.
  Subject(json::RecordFields& fields, size_t size) : fields_(&fields), size_(size) {}

  const char* line() const { return line_; }  // null: fields()
  json::RecordFields& fields() const { return *fields_; }
  size_t size() const { return size_; }

 private:
  const char* line_ = nullptr;
  json::RecordFields* fields_ = nullptr;
  size_t size_ = 0;
};

class Evaluator {
 public:
  // `steps`: what a record may cost (expr/code/machine.h). `number`: under which the readers of records that
  // are no JSON text know the program (json/record_fields.h).
  explicit Evaluator(const Program& program, uint64_t steps = Budget::kSteps, size_t number = 0);

  enum class Answer : uint8_t {
    holds,          // an output is neither false nor null
    does_not_hold,  // none is
    failed,         // error_message() says why
    malformed,      // the line is not JSON, as far as it was read
    halted,         // the program asked to end it all (halt, halt_error): halt() says how
  };

  struct Judgement {
    Answer answer;
    const char* looked_at;  // how far the line was read: not beyond its '\n'; null for what is none
  };
  // Asks the program about a record, which is not validated.
  Judgement test(Subject subject);

  // Hands every output for the line to `take`, in order, as long as it wants more; each is valid until take()
  // returns. `holds` if there was any, `does_not_hold` if there was none. After `failed` and `malformed` what
  // was taken of this line is to be forgotten: a record counts wholly or not at all.
  enum class Demand : bool { enough, more };
  using Take = absl::FunctionRef<Demand(const json::Value& output)>;
  Judgement outputs(Subject subject, Take take);

  // Of a program of several expressions: looks at the line once, and then asks each of them, in any order.
  // The values are valid until the next line is looked at. A walk that is malformed leaves nothing to ask.
  json::Projector::Walk look_at(const char* line);
  // The same for a record that is no JSON text.
  void look_at(json::RecordFields& fields, size_t size);
  // The same for a line that is like others before it, in one pass that also validates it, but for its UTF-8.
  // Returns the line's '\n'; null where it is not like them, so that nothing is known of it.
  const char* look_at_known(const char* line);
  // What test() says of the line that was looked at. Never `malformed`.
  Answer decide();
  // The line that was looked at last is valid JSON: others like it may come, which test() and outputs() then
  // find their fields in faster.
  void learn(std::string_view line);
  // Whether it is one that nothing was known of, and worth being validated for that alone.
  bool wants_to_learn(std::string_view line) const {
    return machine_.record == line.data() && !is_known_ && shapes_.wants_to_learn();
  }
  // The value of an expression that gives at most one. REQUIRES: !program.code(expression).many().
  Flow value_of(size_t expression, json::Value& out) { return program_.code(expression).eval(frame_, out); }
  // What was found in the line that was looked at, for Program::slot_of(). Valid until the next line.
  const json::Slot& slot(uint32_t slot) const { return slots_[slot]; }
  // Its outputs, as outputs() has them; never `malformed`.
  Answer outputs_of(size_t expression, Take take);

  // After Answer::failed, or Flow::error.
  std::string error_message() const;

  // After Answer::halted: what halt_error writes to stderr, as it is; empty for halt.
  struct Halt {
    std::string message;
    enum class Kind : bool { plain, error } kind;
  };
  Halt halt() const;

  // What the program said (debug, stderr) for the last line, as text for stderr. Empties it.
  bool has_said() const { return !machine_.said.empty(); }
  std::string take_said();

  // Where the next line comes from: what input_filename and input_line_number give. Only asked for where
  // Program::in_order() holds. The name must live until it is set anew.
  void set_place(std::string_view name, uint64_t line);

 private:
  const Program& program_;
  const size_t number_;
  json::Projector::Walk look(Subject subject);
  void begin(const char* line, size_t size);

  std::vector<json::Slot> slots_;
  json::Shapes shapes_;
  Answer failure() const { return machine_.halted ? Answer::halted : Answer::failed; }

  std::vector<json::Value> registers_;
  std::vector<const PathLink*> places_;
  std::vector<json::Value> constants_;
  Arena arena_;
  Context context_;
  Machine machine_;
  bool many_ = false;       // the program may give more than one output
  bool is_taught_ = false;  // something was learned
  bool is_known_ = false;   // the last line was like others before it
  Frame frame_;
};

}  // namespace runnel::expr
