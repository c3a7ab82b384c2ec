// Code that gives values as they are: constants, what a path led to, registers, and steps into computed
// values.
#pragma once

#include <cstdint>
#include <string>

#include "expr/code/code.h"
#include "expr/code/generators.h"
#include "json/path.h"

namespace runnel::expr {

// A value that is the same for all records. A number, a string or a literal is given out as a view; of an
// array or object each worker has a copy in Frame::constants, since reference counts are not for several
// threads.
class Constant final : public Code {
 public:
  explicit Constant(json::Value value, uint32_t copy = 0) : value_(std::move(value)), copy_(copy) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  const json::Value* constant() const override { return &value_; }
  bool is_safe() const override { return true; }
  Explanation explain() const override;

 private:
  const json::Value value_;
  const uint32_t copy_;  // an array's or object's place in Frame::constants
};

// Which steps of a path give nothing where they fail, instead of an error: bit i for step i (`.a.b?` has bit
// 1).
using SkippedSteps = uint64_t;
constexpr size_t kMaxPathSteps = 64;

// A field of the record, found by the projector.
class PathRead final : public Code {
 public:
  PathRead(uint32_t slot, json::Path path, SkippedSteps skipped)
      : slot_(slot), skipped_(skipped), path_(std::move(path)) {}

  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return true; }
  bool is_safe() const override { return path_.size() == 1; }
  Explanation explain() const override;

  uint32_t slot() const { return slot_; }
  // What comes of a step into a value of the wrong type.
  Flow fail(Frame& frame, const json::Slot& slot) const;

 private:
  const uint32_t slot_;
  const SkippedSteps skipped_;
  const json::Path path_;
};

// The record itself. It is not looked for among the paths: who does not come here need not know where it
// ends.
class WholeRecord final : public Code {
 public:
  Flow eval(Frame& frame, json::Value& out) const override;
  Flow test(Frame& frame, bool& truth) const override;
  bool is_safe() const override { return true; }
  Explanation explain() const override;
};

class RegisterRead final : public Code {
 public:
  RegisterRead(uint32_t index, std::string name) : index_(index), name_(std::move(name)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool is_safe() const override { return true; }
  Explanation explain() const override;

 private:
  const uint32_t index_;
  const std::string name_;
};

// The value of a register that nobody reads again: what nobody else holds either may be changed in place.
class RegisterTake final : public Code {
 public:
  explicit RegisterTake(uint32_t index) : index_(index) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool is_safe() const override { return true; }
  Explanation explain() const override;

 private:
  const uint32_t index_;
};

// A register of a definition around the one that is running, so many frames out.
class OuterRead final : public Code {
 public:
  OuterRead(uint32_t hops, uint32_t index, std::string name)
      : hops_(hops), index_(index), name_(std::move(name)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const uint32_t hops_;
  const uint32_t index_;
  const std::string name_;
};

// a[b] where a is computed.
class IndexValue final : public Code {
 public:
  IndexValue(CodePtr of, CodePtr key, ast::OnError errors)
      : of_(std::move(of)), key_(std::move(key)), errors_(errors) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
  const CodePtr key_;
  const ast::OnError errors_;
};

// a[from:to].
class SliceValue final : public Code {
 public:
  SliceValue(CodePtr of, CodePtr from, CodePtr to, ast::OnError errors)
      : of_(std::move(of)), from_(std::move(from)), to_(std::move(to)), errors_(errors) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
  const CodePtr from_;
  const CodePtr to_;
  const ast::OnError errors_;
};

}  // namespace runnel::expr
