// One state of an aggregate, with the memory it lies in: what the tests of the functions work with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../catch.h"
#include "agg/aggregate.h"
#include "agg/function.h"
#include "json/parse.h"

namespace runnel::agg {

// `quantile(E; q)` of constants given as JSON. REQUIRES: they are right.
inline std::unique_ptr<const Aggregate> make(std::string_view name, std::vector<std::string_view> constants,
                                             int arity) {
  const Function* function = find_function(name, arity);
  REQUIRE(function != nullptr);
  std::vector<json::Value> values;
  for (const std::string_view constant : constants) values.push_back(*json::parse(constant));
  std::string message;
  auto aggregate = function->make(values, message);
  REQUIRE(message == "");
  REQUIRE(aggregate != nullptr);
  return aggregate;
}
inline std::unique_ptr<const Aggregate> make(std::string_view name,
                                             std::vector<std::string_view> constants = {}) {
  return make(name, constants, static_cast<int>(constants.size()) + 1);
}

// Skips what the caller of Aggregate::add() has to skip; gives numbers parsed.
inline bool accepts(Takes takes, const json::Value& value) {
  return takes == Takes::nothing || !value.is_null();
}
inline json::Value as_taken(Takes takes, const json::Value& value) {
  if (takes == Takes::nothing) return {};
  if (takes == Takes::truth) return json::Value::boolean(value.truthy());
  return takes == Takes::number ? json::Value::number(value.number()) : value;
}

class Group {
 public:
  Group(const Aggregate& aggregate, Context& context)
      : aggregate_(&aggregate), context_(&context), words_(aggregate.state_size() / 8) {
    aggregate_->create(state());
  }
  ~Group() { aggregate_->destroy(*context_, state()); }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  Group& add(const json::Value& value, int64_t time = 0) {
    const Takes takes = aggregate_->takes();
    if (accepts(takes, value)) aggregate_->add(*context_, state(), as_taken(takes, value), time);
    return *this;
  }
  // JSON values, one behind the other with newlines between; borrowed as from a record.
  Group& add_json(std::string_view lines, int64_t time = 0) {
    while (!lines.empty()) {
      const size_t end = std::min(lines.find('\n'), lines.size());
      const std::string record(lines.substr(0, end));
      Arena arena;
      add(json::borrow(record, arena), time);
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return *this;
  }
  Group& merge(const Group& other) {
    aggregate_->merge(*context_, state(), other.state());
    return *this;
  }

  std::string result(int64_t duration_ns = 0) const {
    std::string out = "before ";
    aggregate_->append_result(out, state(), Span{duration_ns});
    CHECK(out.starts_with("before "));
    return out.substr(7);
  }
  bool is_approximate() const { return aggregate_->is_approximate(state()); }

  std::string saved() const {
    ByteWriter out;
    aggregate_->save(state(), out);
    return out.take();
  }
  // Whether the reader was content and at its end. REQUIRES: fresh.
  bool load(std::string_view bytes) {
    ByteReader in(bytes);
    aggregate_->load(*context_, state(), in);
    return in.ok() && in.at_end();
  }

  std::byte* state() { return reinterpret_cast<std::byte*>(words_.data()); }
  const std::byte* state() const { return reinterpret_cast<const std::byte*>(words_.data()); }

 private:
  const Aggregate* aggregate_;
  Context* context_;
  std::vector<uint64_t> words_;
};

// The results of a function over values given as JSON lines.
inline std::string result_of(const Aggregate& aggregate, std::string_view lines) {
  Context context;
  std::string result;
  {
    Group group(aggregate, context);
    result = group.add_json(lines).result();
  }
  CHECK(context.heap_bytes == 0);
  return result;
}
inline std::string result_of(std::string_view name, std::string_view lines) {
  return result_of(*make(name), lines);
}

}  // namespace runnel::agg
