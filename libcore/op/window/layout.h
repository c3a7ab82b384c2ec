// How the states of a group's aggregates lie in memory: side by side, in the order of the calls.
//
// Whoever holds such a block owns it: create() before the first use, destroy() before it is given back.
#pragma once

#include <cstddef>
#include <vector>

#include "agg/aggregate.h"
#include "op/window/program.h"

namespace runnel::op {

class StateLayout {
 public:
  // The program must outlive this.
  explicit StateLayout(const WindowProgram& program) {
    for (const WindowCall& call : program.calls()) {
      parts_.push_back({call.aggregate.get(), size_});
      size_ += call.aggregate->state_size();
      is_flat_ = is_flat_ && call.aggregate->is_flat();
    }
  }

  size_t size() const { return size_; }
  size_t count() const { return parts_.size(); }
  const agg::Aggregate& aggregate(size_t call) const { return *parts_[call].aggregate; }
  std::byte* part(std::byte* states, size_t call) const { return states + parts_[call].offset; }
  const std::byte* part(const std::byte* states, size_t call) const { return states + parts_[call].offset; }

  void create(std::byte* states) const {
    for (const Part& part : parts_) part.aggregate->create(states + part.offset);
  }
  void destroy(agg::Context& context, std::byte* states) const {
    if (is_flat_) return;
    for (const Part& part : parts_) part.aggregate->destroy(context, states + part.offset);
  }
  void merge(agg::Context& context, std::byte* into, const std::byte* from) const {
    for (const Part& part : parts_) {
      part.aggregate->merge(context, into + part.offset, from + part.offset);
    }
  }
  void save(const std::byte* states, ByteWriter& out) const {
    for (const Part& part : parts_) part.aggregate->save(states + part.offset, out);
  }
  void load(agg::Context& context, std::byte* states, ByteReader& in) const {
    for (const Part& part : parts_) part.aggregate->load(context, states + part.offset, in);
  }

 private:
  struct Part {
    const agg::Aggregate* aggregate;
    size_t offset;
  };
  std::vector<Part> parts_;
  size_t size_ = 0;
  bool is_flat_ = true;
};

// States that are needed for a moment: of a group that is put together of several.
class ScratchStates {
 public:
  ScratchStates(const StateLayout& layout, agg::Context& context)
      : layout_(layout), context_(context), memory_(layout.size() / sizeof(uint64_t)) {
    layout_.create(get());
  }
  ~ScratchStates() { layout_.destroy(context_, get()); }
  ScratchStates(const ScratchStates&) = delete;
  ScratchStates& operator=(const ScratchStates&) = delete;

  std::byte* get() { return reinterpret_cast<std::byte*>(memory_.data()); }

 private:
  const StateLayout& layout_;
  agg::Context& context_;
  std::vector<uint64_t> memory_;
};

}  // namespace runnel::op
