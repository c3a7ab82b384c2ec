// The records around one that passes (-A, -B): which of those that do not pass are written all the same.
//
// It belongs to the ordered stage, since a worker does not see what stands before and behind its batch. Each
// source has its own: context never crosses from one input to the next. It holds at most so many records of a
// source as -B says.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace runnel::op {

class FilterContext {
 public:
  // A record that did not pass, and may become context when one behind it does.
  struct Held {
    std::string_view record;  // what was asked about, without newline; a '\n' stands behind it
    std::string_view line;    // as it was read: the same, unless it was wrapped
    uint64_t number;          // of the line in its source, from 1
    uint64_t offset;          // of the line in its source, in bytes
    std::string copy = {};    // holds both, once the batch has gone
  };

  FilterContext(uint64_t before, uint64_t after) : before_(before), after_(after) {}

  // The calls that follow are about this source.
  void enter(uint32_t source) {
    if (places_.size() <= source) places_.resize(source + 1);
    place_ = &places_[source];
  }

  // A record that did not pass. True: it stands behind one that passed, and is to be written. If not, it is
  // held.
  bool refused(const Held& record);

  // A record that passed. Behind it, so many will be context.
  void passed() { place_->left = after_; }
  // Of those, one was written that passed too: after the last match that -m allows.
  void spend() { --place_->left; }
  // How many records are still wanted as context behind the last one that passed.
  uint64_t left() const { return place_ == nullptr ? 0 : place_->left; }

  // What stands before a record that passed, oldest first. To be written, then cleared.
  std::deque<Held>& held() { return place_->held; }

  // Before the batch goes: what points into it is copied.
  void keep();

 private:
  struct Place {
    uint64_t left = 0;
    std::deque<Held> held;
  };

  const uint64_t before_;
  const uint64_t after_;
  std::deque<Place> places_;  // by source
  Place* place_ = nullptr;
};

}  // namespace runnel::op
