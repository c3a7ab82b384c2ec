// Path expressions: code that gives values together with where they lie. The place of an output stands in
// Machine::place while the output is handed on, so that whatever only passes outputs on (the comma, if, try,
// first, label ...) serves path expressions as it is.
//
// The input of a path expression is kept with its place (Home). What is computed lies nowhere: it may be
// given, but neither stepped into nor changed.
#pragma once

#include "expr/code/code.h"
#include "expr/code/control.h"
#include "expr/code/generators.h"

namespace runnel::expr {

// The input, and where it lies; `hops` frames further out.
class Here final : public Code {
 public:
  Here(Home home, uint32_t hops) : home_(home), hops_(hops) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const Home home_;
  const uint32_t hops_;
};

// The input of a path expression: it is the root.
class Root final : public Code {
 public:
  explicit Root(CodePtr whole) : whole_(std::move(whole)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return whole_->reads_path_first(); }
  Explanation explain() const override { return whole_->explain(); }

 private:
  const CodePtr whole_;
};

// a[key]. The key does not give many.
class IndexPlace final : public Code {
 public:
  IndexPlace(CodePtr of, CodePtr key, ast::OnError errors)
      : of_(std::move(of)), key_(std::move(key)), errors_(errors) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return of_->many(); }
  Explanation explain() const override;

 private:
  Flow step_into(Frame& frame, const json::Value& key, json::Value& value) const;

  const CodePtr of_;
  const CodePtr key_;
  const ast::OnError errors_;
};

// a[from:to]. Neither bound gives many.
class SlicePlace final : public Generator {
 public:
  SlicePlace(CodePtr of, CodePtr from, CodePtr to, ast::OnError errors)
      : of_(std::move(of)), from_(std::move(from)), to_(std::move(to)), errors_(errors) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
  const CodePtr from_;
  const CodePtr to_;
  const ast::OnError errors_;
};

// a[].
class IteratePlaces final : public Generator {
 public:
  IteratePlaces(CodePtr of, ast::OnError errors) : of_(std::move(of)), errors_(errors) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  Step each_part(Frame& frame, const json::Value& of, Emit emit) const;

  const CodePtr of_;
  const ast::OnError errors_;
};

// .., of what `input` gives.
class DescendPlaces final : public Generator {
 public:
  explicit DescendPlaces(CodePtr input) : input_(std::move(input)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
};

// getpath(path). The path does not give many.
class GetPlace final : public Code {
 public:
  GetPlace(CodePtr input, CodePtr path) : input_(std::move(input)), path_(std::move(path)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
  const CodePtr path_;
};

// A function that gives its input or nothing: the input's place stays.
class PassedPlace final : public Code {
 public:
  PassedPlace(CodePtr input, CodePtr function) : input_(std::move(input)), function_(std::move(function)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
  const CodePtr function_;
};

// Any other code: what it gives lies nowhere.
class Computed final : public Code {
 public:
  // `input` is where null and the booleans lie, if the input is the same one: as in jq.
  Computed(CodePtr code, CodePtr input) : code_(std::move(code)), input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return code_->many(); }
  Explanation explain() const override;

 private:
  void locate(Frame& frame, const json::Value& value) const;

  const CodePtr code_;
  const CodePtr input_;
};

// path(f): the places that a path expression gives, as arrays.
class PathsOf final : public Code {
 public:
  explicit PathsOf(CodePtr places) : places_(std::move(places)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return places_->many(); }
  Explanation explain() const override;

 private:
  const CodePtr places_;
};

// Fails where a value that is given by a path expression lies nowhere.
Flow check_place(Frame& frame, const json::Value& value);

}  // namespace runnel::expr
