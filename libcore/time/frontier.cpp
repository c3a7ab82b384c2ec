#include "time/frontier.h"

#include <algorithm>

namespace runnel::time {

void Frontier::add_input(uint32_t input) {
  if (input < inputs_.size()) return;
  inputs_.resize(size_t{input} + 1);
  quiet_.reset();  // the new ones are waited for
}

void Frontier::move(uint32_t input, int64_t time) {
  add_input(input);
  Input& moved = inputs_[input];
  if (moved.state == State::ended) return;
  moved.state = State::active;
  moved.waited = 0;
  moved.own = std::max(moved.own, time);
  settle();
}

void Frontier::waited(uint32_t input, int64_t nanoseconds) {
  add_input(input);
  Input& silent = inputs_[input];
  if (!options_.idle_timeout.has_value() || silent.state == State::ended) return;
  silent.waited = nanoseconds;
  if (nanoseconds >= *options_.idle_timeout) silent.state = State::idle;
  if (silent.state == State::idle) settle();
}

void Frontier::end(uint32_t input) {
  add_input(input);
  // The others may have been waited for longer than all were idle: that does not count.
  const int64_t counted = quiet_.has_value() ? counted_waiting() : 0;
  inputs_[input].state = State::ended;
  if (all_are_idle()) {
    if (!quiet_.has_value()) begin_quiet();
    quiet_->from = saturated_subtract(least_beyond_timeout(), counted);
  }
  settle();
}

// Works out the frontier after something has changed.
void Frontier::settle() {
  if (!all_are_idle()) {
    quiet_.reset();
    int64_t least = kEndOfTime;
    for (const Input& input : inputs_) {
      // Of an input that has given nothing: the beginning of time.
      if (input.state == State::active || input.state == State::unknown) least = std::min(least, input.own);
    }
    now_ = std::max(now_, least);
    return;
  }
  if (!quiet_.has_value()) begin_quiet();
  if (quiet_->stood != kBeginningOfTime)
    now_ = std::max(now_, saturated_add(quiet_->stood, counted_waiting()));
}

void Frontier::begin_quiet() {
  // An input that never gave anything may have held the others at the beginning of time until now.
  if (now_ == kBeginningOfTime) {
    int64_t least = kEndOfTime;
    for (const Input& input : inputs_) {
      if (input.own != kBeginningOfTime) least = std::min(least, input.own);
    }
    if (least != kEndOfTime) now_ = least;
  }
  quiet_ = Quiet{now_, 0};
}

bool Frontier::all_are_idle() const {
  bool any_open = false;
  for (const Input& input : inputs_) {
    if (input.state != State::idle && input.state != State::ended) return false;
    any_open |= input.state == State::idle;
  }
  return any_open;
}

// REQUIRES: all_are_idle().
int64_t Frontier::least_beyond_timeout() const {
  int64_t least = kEndOfTime;
  for (const Input& input : inputs_) {
    if (input.state != State::ended) least = std::min(least, input.waited - *options_.idle_timeout);
  }
  return least;
}

// REQUIRES: quiet_.
int64_t Frontier::counted_waiting() const {
  return std::max<int64_t>(saturated_subtract(least_beyond_timeout(), quiet_->from), 0);
}

std::optional<int64_t> Frontier::next_change() const {
  if (!options_.idle_timeout.has_value()) return std::nullopt;
  if (quiet_.has_value()) {
    return quiet_->stood == kBeginningOfTime ? std::nullopt : std::optional<int64_t>(0);
  }
  std::optional<int64_t> least;
  for (const Input& input : inputs_) {
    if (input.state == State::idle || input.state == State::ended) continue;
    const int64_t left = std::max<int64_t>(*options_.idle_timeout - input.waited, 0);
    least = std::min(least.value_or(left), left);
  }
  return least;
}

// Saved by a run whose inputs could be idle, loaded by one whose inputs are never.
void Frontier::forget_idleness() {
  quiet_.reset();
  for (Input& input : inputs_) {
    if (input.state != State::idle) continue;
    input.state = input.own == kBeginningOfTime ? State::unknown : State::active;
  }
}

void Frontier::resume(const std::vector<uint32_t>& inputs) {
  quiet_.reset();
  // Where they are not the same ones, nobody knows which of them is which.
  const bool are_known = inputs.size() == inputs_.size();
  for (Input& input : inputs_) input.state = State::ended;
  for (const uint32_t number : inputs) {
    add_input(number);
    Input& input = inputs_[number];
    if (!are_known) input.own = now_;
    input.waited = 0;
    input.state = input.own == kBeginningOfTime ? State::unknown : State::active;
  }
  if (!inputs.empty()) settle();
}

void Frontier::save(ByteWriter& out) const {
  out.i64(now_);
  out.u8(quiet_.has_value() ? 1 : 0);
  out.i64(quiet_.has_value() ? quiet_->stood : 0);
  out.i64(quiet_.has_value() ? quiet_->from : 0);
  out.u64(inputs_.size());
  for (const Input& input : inputs_) {
    out.i64(input.own);
    out.i64(input.waited);
    out.u8(static_cast<uint8_t>(input.state));
  }
}

void Frontier::load(ByteReader& in) {
  Frontier loaded(options_);
  loaded.now_ = in.i64();
  const uint8_t quiet = in.u8();
  const int64_t stood = in.i64();
  const int64_t from = in.i64();
  if (quiet > 1) in.fail();
  if (quiet == 1) loaded.quiet_ = Quiet{stood, from};
  const uint64_t count = in.count(17);
  for (uint64_t i = 0; i < count; ++i) {
    Input input;
    input.own = in.i64();
    input.waited = in.i64();
    const uint8_t state = in.u8();
    if (state > static_cast<uint8_t>(State::ended) || input.waited < 0) in.fail();
    input.state = static_cast<State>(state);
    loaded.inputs_.push_back(input);
  }
  if (loaded.quiet_.has_value() && !loaded.all_are_idle()) in.fail();
  if (!options_.idle_timeout.has_value()) loaded.forget_idleness();
  *this = in.ok() ? std::move(loaded) : Frontier(options_);
}

}  // namespace runnel::time
