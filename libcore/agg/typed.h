// How an Aggregate sees its states: as objects of a type of its own instead of bytes.
#pragma once

#include <new>
#include <type_traits>

#include "agg/aggregate.h"

namespace runnel::agg {

template <class State>
class TypedAggregate : public Aggregate {
 public:
  static_assert(sizeof(State) % 8 == 0 && alignof(State) <= 8, "states lie at multiples of 8");
  // destroy() is told to give back what a state holds; nobody else calls its destructor.
  static_assert(std::is_trivially_destructible_v<State>);

  size_t state_size() const final { return sizeof(State); }
  void create(std::byte* state) const final { new (state) State(); }

 protected:
  static State& at(std::byte* state) { return *std::launder(reinterpret_cast<State*>(state)); }
  static const State& at(const std::byte* state) {
    return *std::launder(reinterpret_cast<const State*>(state));
  }
};

// States that hold nothing beyond their bytes, and know how to merge, save and load by themselves.
template <class State>
class FlatAggregate : public TypedAggregate<State> {
 public:
  bool is_flat() const final { return true; }
  void destroy(Context&, std::byte*) const final {}
  void merge(Context&, std::byte* into, const std::byte* from) const final {
    this->at(into).merge(this->at(from));
  }
  void save(const std::byte* state, ByteWriter& out) const final { this->at(state).save(out); }
  void load(Context&, std::byte* state, ByteReader& in) const final { this->at(state).load(in); }
};

// States that hold memory on the heap, and are told of the Context that counts it.
template <class State>
class HeapAggregate : public TypedAggregate<State> {
 public:
  bool is_flat() const final { return false; }
  void destroy(Context& context, std::byte* state) const final { this->at(state).destroy(context); }
  void save(const std::byte* state, ByteWriter& out) const final { this->at(state).save(out); }
};

}  // namespace runnel::agg
