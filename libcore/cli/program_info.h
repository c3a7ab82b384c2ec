// What the help of a program says besides its flags.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace runnel::cli {

struct ProgramInfo {
  struct Example {
    std::string what = {};     // a line without full stop
    std::string command = {};  // as typed into a shell
  };

  // More of --help, under a title: what there is, and a sentence about it.
  struct Section {
    std::string title = {};
    std::vector<std::pair<std::string, std::string>> entries = {};
  };

  std::string name = {};         // `stream-filter`
  std::string operands = {};     // `PREDICATE [INPUT ...]`
  std::string program = {};      // what the manual calls the first operand, the program text: `PREDICATE`
  std::string summary = {};      // one line, a sentence
  std::string description = {};  // paragraphs, with the markup of cli/flag.h
  std::vector<Section> sections = {};
  std::vector<Example> examples = {};
  std::string see_also = {};  // `stream-filter(1), stream-expr(7), runnel(7)`

  // The screen of -h: lines under the summary, the common flags that it has no room for, by their long names,
  // and how many of the examples it shows.
  std::vector<std::string> screen = {};
  std::vector<std::string> off_screen = {};
  size_t screen_examples = 1;
};

// As --version says it: `0.1.0`.
std::string release();

}  // namespace runnel::cli
