// sub(re; f) and gsub(re; f): the input with matches replaced by what f gives for their named groups.
//
// Where f gives several outputs there are as many results: in each, every match is replaced by the same one
// of them, as in jq 1.8.
#pragma once

#include <memory>

#include "expr/code/code.h"
#include "expr/code/control.h"
#include "expr/functions/regex_matches.h"

namespace runnel::expr {

class Substitute final : public Code {
 public:
  struct Operands {
    CodePtr input;
    CodePtr regex;
    CodePtr flags;
    std::unique_ptr<Prepared> prepared;  // null where regex and flags are not constant
  };
  // `capture` is where the replacement finds its input.
  Substitute(Replace matches, Operands operands, Home capture, CodePtr replacement)
      : matches_(matches),
        operands_(std::move(operands)),
        capture_(capture),
        replacement_(std::move(replacement)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return replacement_->many(); }
  bool reads_path_first() const override {
    return operands_.prepared != nullptr && operands_.input->reads_path_first();
  }
  Explanation explain() const override;

 private:
  const Replace matches_;
  const Operands operands_;
  const Home capture_;
  const CodePtr replacement_;
};

}  // namespace runnel::expr
