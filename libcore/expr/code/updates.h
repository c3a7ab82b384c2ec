// Code that changes values at places: =, |=, +=, del. The value is changed in place where nobody else holds
// it, else copied along the path.
#pragma once

#include <span>

#include "expr/code/code.h"
#include "expr/code/control.h"

namespace runnel::expr {

// targets = value: the input with the value at each place. The value does not give many.
class Assign final : public Code {
 public:
  Assign(CodePtr input, CodePtr targets, CodePtr value)
      : input_(std::move(input)), targets_(std::move(targets)), value_(std::move(value)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
  const CodePtr targets_;
  const CodePtr value_;
};

// targets |= update: the input with what the update first gives for the value at each place, which is its
// input. Places for which it gives nothing are deleted in the end.
class Update final : public Code {
 public:
  Update(CodePtr input, CodePtr targets, Home old, CodePtr update)
      : input_(std::move(input)), targets_(std::move(targets)), old_(old), update_(std::move(update)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
  const CodePtr targets_;
  const Home old_;
  const CodePtr update_;
};

// .[] |= update, as of map_values: the same, made anew part by part.
class UpdateParts final : public Code {
 public:
  UpdateParts(CodePtr input, Home old, CodePtr update)
      : input_(std::move(input)), old_(old), update_(std::move(update)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  template <class Part>
  Flow update_all(Frame& frame, std::span<const Part> parts, json::Value& out) const;

  const CodePtr input_;
  const Home old_;
  const CodePtr update_;
};

// del(targets).
class Delete final : public Code {
 public:
  Delete(CodePtr input, CodePtr targets) : input_(std::move(input)), targets_(std::move(targets)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
  const CodePtr targets_;
};

}  // namespace runnel::expr
