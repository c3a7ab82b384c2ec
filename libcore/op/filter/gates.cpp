#include "op/filter/gates.h"

#include <algorithm>

namespace runnel::op {

namespace {

// How far ahead of a record that is taken memory is asked for: long enough for it to come.
constexpr size_t kNear = 4;
constexpr size_t kFar = 8;

}  // namespace

Gates::Gates(const GateOptions& options, const io::Reader& reader, const Clock& clock)
    : time_(options.time, reader, clock) {
  const uint64_t each = options.max_memory / (options.dedupe.has_value() && options.rate.has_value() ? 2 : 1);
  if (options.dedupe.has_value()) gates_[0] = std::make_unique<Dedupe>(*options.dedupe, each);
  if (options.sample.has_value()) gates_[1] = std::make_unique<Sample>(*options.sample);
  if (options.rate.has_value()) gates_[2] = std::make_unique<RateLimit>(*options.rate, each);
}

void Gates::begin(std::span<const GateRecord> records) {
  time_.begin_batch();
  expected_ = records;
  next_ = 0;
}

void Gates::look_ahead() {
  for (const auto& gate : gates_) {
    if (gate == nullptr) continue;
    if (next_ + kFar < expected_.size()) gate->prefetch(expected_[next_ + kFar]);
    if (next_ + kNear < expected_.size()) gate->prefetch_more(expected_[next_ + kNear]);
  }
  ++next_;
}

bool Gates::take(uint32_t input, const GateRecord& record) {
  look_ahead();
  const bool admitted = take(record, time_.before(input, record));
  time_.count(input, record.time);
  return admitted;
}

bool Gates::would_take(uint32_t input, const GateRecord& record) {
  look_ahead();
  const GateMoment moment = time_.before(input, record);
  if (admits(record, moment)) return true;
  take(record, moment);
  time_.count(input, record.time);
  return false;
}

bool Gates::admits(const GateRecord& record, GateMoment moment) const {
  return std::all_of(gates_.begin(), gates_.end(), [&](const std::unique_ptr<Gate>& gate) {
    return gate == nullptr || gate->admits(record, moment);
  });
}

bool Gates::take(const GateRecord& record, GateMoment moment) {
  for (size_t kind = 0; kind < kGateKinds; ++kind) {
    if (gates_[kind] == nullptr || gates_[kind]->take(record, moment)) continue;
    ++counts_.dropped[kind];
    return false;
  }
  return true;
}

void Gates::save(ByteWriter& out) const {
  time_.save(out);
  for (size_t kind = 0; kind < kGateKinds; ++kind) {
    if (gates_[kind] != nullptr) gates_[kind]->save(out);
    out.u64(counts_.dropped[kind]);
  }
}

void Gates::load(ByteReader& in) {
  time_.load(in);
  for (size_t kind = 0; kind < kGateKinds; ++kind) {
    if (gates_[kind] != nullptr) gates_[kind]->load(in);
    counts_.dropped[kind] = in.u64();
  }
}

}  // namespace runnel::op
