// Whose turn it is: which input the next record is taken from, and which one is to be read.
#include "op/join/join.h"

namespace runnel::op {

namespace {

uint64_t packed(io::Turn turn) {
  return uint64_t{turn.input} << 8 | static_cast<uint64_t>(turn.who);
}

}  // namespace

// Takes records as long as it is known whose turn it is, and there is one.
void Join::step_all() {
  while (!ended_) {
    const uint32_t input = choose();
    if (input == kNoInput) break;
    // It goes on being its turn until its frontier has passed that of the next one: nothing moves the
    // others'.
    const uint32_t other = least_of(&Join::may_come_next, input);
    do {
      step(input);
    } while (!ended_ && !lanes_[input].empty() && comes_before(input, other));
  }
}

// Of two inputs whose turn may come, or the second of which is none, whether it is the first one's.
bool Join::comes_before(uint32_t input, uint32_t other) const {
  if (is_by_clock() || other == kNoInput) return true;
  if (frontier_.has_ended(input)) return false;
  const int64_t own = frontier_.own(input);
  return own < frontier_.own(other) || (own == frontier_.own(other) && input < other);
}

bool Join::may_come_next(uint32_t input) const {
  if (is_by_clock()) return !lanes_[input].empty();
  return !frontier_.has_ended(input) && (!lanes_[input].empty() || !frontier_.is_idle(input));
}

bool Join::may_go_ahead(uint32_t input) const {
  return live_[input] != 0 && !lanes_[input].empty();
}

// Of the inputs that take part, the one whose own frontier is smallest, the first of several.
uint32_t Join::least_of(bool (Join::*takes_part)(uint32_t) const, uint32_t but) const {
  uint32_t least = kNoInput;
  for (uint32_t input = 0; input < lanes_.size(); ++input) {
    if (input == but || !(this->*takes_part)(input)) continue;
    if (least == kNoInput || comes_before(input, least)) least = input;
  }
  return least;
}

// The input whose next record is to be taken; none where that is not known or has not been read. Says whose
// turn it is to be read then.
uint32_t Join::choose() {
  const uint32_t next = least_of(&Join::may_come_next);
  if (next == kNoInput || !lanes_[next].empty()) {
    if (next == kNoInput) turn_.store(packed({}));
    return next;
  }
  const bool is_full = bytes() >= options_.max_memory;
  const bool others_wait = is_full && is_worth_waiting_for(next);
  turn_.store(packed({others_wait ? io::Turn::Who::one_alone : io::Turn::Who::one_first, next}));
  if (others_wait || !is_known_dry(next)) return kNoInput;
  return least_of(&Join::may_go_ahead);
}

// Whether what is held back for an input will be let go by itself.
bool Join::is_worth_waiting_for(uint32_t input) const {
  return live_[input] == 0 || options_.idle_timeout.has_value();
}

io::Turn Join::turn() {
  const uint64_t turn = turn_.load();
  return {static_cast<io::Turn::Who>(turn & 0xff), static_cast<uint32_t>(turn >> 8)};
}

}  // namespace runnel::op
