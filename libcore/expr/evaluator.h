// Runs a program over records, one worker's worth of it: the fields that it reads, its registers, its scratch
// memory.
//
// Not thread-safe; one a worker. The program must outlive it. A record's values are valid until the next
// record.
#pragma once

#include <string>
#include <vector>

#include "base/arena.h"
#include "expr/code/code.h"
#include "expr/program.h"

namespace runnel::expr {

class Evaluator {
 public:
  explicit Evaluator(const Program& program);

  enum class Answer : uint8_t {
    holds,          // the output is neither false nor null
    does_not_hold,  // it is, or there is none
    failed,         // error_message() says why
    malformed,      // the line is not JSON, as far as it was read
  };

  struct Judgement {
    Answer answer;
    const char* looked_at;  // how far the line was read: not beyond its '\n'
  };
  // Asks the program about the line that starts here. The line is not validated. REQUIRES: as
  // json::Projector::project.
  Judgement test(const char* line);

  // After Answer::failed.
  std::string error_message() const;

 private:
  const Program& program_;
  std::vector<json::Slot> slots_;
  std::vector<json::Value> registers_;
  std::vector<json::Value> constants_;
  Arena arena_;
  Context context_;
  Frame frame_;
};

}  // namespace runnel::expr
