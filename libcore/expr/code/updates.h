// Code that changes values at places: =, |=, +=, del. The whole is in a register of its own, from which the
// places are found. It is changed in place where nobody else holds it and it has no further places to find;
// else what lies along the paths is copied once.
#pragma once

#include <span>
#include <vector>

#include "expr/code/code.h"
#include "expr/code/control.h"

namespace runnel::expr {

// targets = value: the input with the value at each place. The value does not give many.
class Assign final : public Code {
 public:
  Assign(Home whole, CodePtr targets, CodePtr value)
      : whole_(whole), targets_(std::move(targets)), value_(std::move(value)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const Home whole_;
  const CodePtr targets_;
  const CodePtr value_;
};

// targets |= update: the input with what the update first gives for the value at each place, which is its
// input. Places for which it gives nothing are deleted in the end.
class Update final : public Code {
 public:
  Update(Home whole, CodePtr targets, Home old, CodePtr update)
      : whole_(whole), targets_(std::move(targets)), old_(old), update_(std::move(update)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  Flow update_at(Frame& frame, json::Value& out, const PathLink* place,
                 std::vector<json::Value>& to_delete) const;

  const Home whole_;
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
  Delete(Home whole, CodePtr targets) : whole_(whole), targets_(std::move(targets)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const Home whole_;
  const CodePtr targets_;
};

}  // namespace runnel::expr
