// Code that makes values: text with inserted values, formats, arrays, objects, and the calls of functions.
#pragma once

#include <string>
#include <vector>

#include "expr/code/code.h"

namespace runnel::expr {

// "text \(a) text": one text more than there are parts, which give text already.
class Interpolation final : public Code {
 public:
  Interpolation(std::string format, std::vector<std::string> texts, std::vector<CodePtr> parts)
      : format_(std::move(format)), texts_(std::move(texts)), parts_(std::move(parts)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const std::string format_;  // how the parts were made text: `text` where none is named
  const std::vector<std::string> texts_;
  const std::vector<CodePtr> parts_;
};

class FormatInput final : public Code {
 public:
  FormatInput(std::string name, CodePtr input) : name_(std::move(name)), input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return input_->reads_path_first(); }
  Explanation explain() const override;

 private:
  const std::string name_;
  const CodePtr input_;
};

// [a, b]: each item gives one value or none.
class MakeArray final : public Code {
 public:
  explicit MakeArray(std::vector<CodePtr> items) : items_(std::move(items)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const std::vector<CodePtr> items_;
};

// A member's value that is computed before the rest of its object: then its key is checked, which must be a
// string.
class MemberValue final : public Code {
 public:
  // The key is code that reads it where it is kept.
  MemberValue(CodePtr key, CodePtr value) : key_(std::move(key)), value_(std::move(value)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return value_->many(); }
  Explanation explain() const override { return value_->explain(); }

 private:
  Flow check_key(Frame& frame) const;

  const CodePtr key_;
  const CodePtr value_;
};

class MakeObject final : public Code {
 public:
  struct Member {
    CodePtr key;
    CodePtr value;
  };
  explicit MakeObject(std::vector<Member> members) : members_(std::move(members)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const std::vector<Member> members_;
};

constexpr size_t kMaxArguments = 4;

class FunctionCall final : public Code {
 public:
  FunctionCall(const Function& function, CodePtr input, std::vector<CodePtr> arguments,
               std::unique_ptr<Prepared> prepared)
      : function_(function),
        input_(std::move(input)),
        arguments_(std::move(arguments)),
        prepared_(std::move(prepared)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override;
  Explanation explain() const override;

 private:
  const Function& function_;
  const CodePtr input_;
  const std::vector<CodePtr> arguments_;
  const std::unique_ptr<const Prepared> prepared_;
};

}  // namespace runnel::expr
