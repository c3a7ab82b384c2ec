// States that are a pointer: 8 bytes while nothing was added, then an object on the heap.
#pragma once

#include "agg/typed.h"

namespace runnel::agg {

template <class Box>
struct Boxed {
  Box* box = nullptr;
};

// A Box is default-constructible, says by heap_bytes() what it holds on the heap beyond itself, and has
// save(ByteWriter&); also load(ByteReader&) where load_box() is not overridden.
template <class Box>
class BoxedAggregate : public TypedAggregate<Boxed<Box>> {
 public:
  bool is_flat() const final { return false; }

  void destroy(Context& context, std::byte* state) const final {
    Box* box = this->at(state).box;
    if (box == nullptr) return;
    release_box(context, *box);
    context.heap_bytes -= sizeof(Box) + box->heap_bytes();
    delete box;
  }

  void save(const std::byte* state, ByteWriter& out) const final {
    const Box* box = this->at(state).box;
    out.u8(box != nullptr ? 1 : 0);
    if (box != nullptr) box->save(out);
  }

  void load(Context& context, std::byte* state, ByteReader& in) const final {
    const uint8_t present = in.u8();
    if (present > 1) in.fail();
    if (in.ok() && present == 1) change(context, state, [&](Box& box) { load_box(context, box, in); });
  }

 protected:
  // Null where nothing was added.
  static const Box* box_of(const std::byte* state) { return TypedAggregate<Boxed<Box>>::at(state).box; }

  // Calls change(box) and counts what that took on the heap.
  template <class Change>
  void change(Context& context, std::byte* state, Change change) const {
    Box*& box = this->at(state).box;
    if (box == nullptr) {
      box = new Box();
      context.heap_bytes += sizeof(Box);
    }
    const size_t before = box->heap_bytes();
    change(*box);
    context.heap_bytes += box->heap_bytes() - before;
  }

 private:
  virtual void load_box(Context& context, Box& box, ByteReader& in) const {
    if constexpr (requires { box.load(in); }) {
      box.load(in);
    } else {
      static_cast<void>(context);
      in.fail();
    }
  }
  // Gives back what is counted in the Context beside heap_bytes().
  virtual void release_box(Context& context, Box& box) const {
    static_cast<void>(context);
    static_cast<void>(box);
  }
};

}  // namespace runnel::agg
