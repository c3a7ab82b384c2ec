// What the help of a program says besides its flags.
#pragma once

#include <string>
#include <vector>

namespace runnel::cli {

struct ProgramInfo {
  struct Example {
    std::string what = {};     // a line without full stop
    std::string command = {};  // as typed into a shell
  };

  std::string name = {};         // `stream-filter`
  std::string operands = {};     // `PREDICATE [INPUT ...]`
  std::string program = {};      // what the manual calls the first operand, the program text: `PREDICATE`
  std::string summary = {};      // one line, a sentence
  std::string description = {};  // paragraphs, with the markup of cli/flag.h
  std::vector<Example> examples = {};  // the first one is on the screen of -h; together short enough for it
  std::string see_also = {};           // `stream-filter(1), stream-expr(7), runnel(7)`
};

}  // namespace runnel::cli
