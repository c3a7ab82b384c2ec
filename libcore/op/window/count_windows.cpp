// Windows of so many records of a key, in the order of their arrival; and `all`, which has no end of its own.
#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "op/window/windows.h"

namespace runnel::op {

namespace {

class CountWindows final : public Windows {
 public:
  explicit CountWindows(WindowTools tools)
      : Windows(std::move(tools)),
        is_all_(tools_.options.window.kind == time::WindowSpec::Kind::all),
        size_(is_all_ ? std::numeric_limits<uint64_t>::max() : tools_.options.window.records) {}
  ~CountWindows() override {
    for (auto& [key, counted] : windows_) release(key, *counted);
  }

  Fate add(const WindowRow& row, int64_t frontier) override;
  void advance(int64_t frontier) override;
  bool holds(KeyId key, int64_t) const override { return windows_.contains(key); }
  void write_early() override { write_all(ResultMarks::Standing::early); }
  int64_t earliest_start(int64_t) const override { return time::kBeginningOfTime; }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  struct Times {
    int64_t first = std::numeric_limits<int64_t>::max();
    int64_t last = std::numeric_limits<int64_t>::min();
    void add(int64_t time) {
      first = std::min(first, time);
      last = std::max(last, time);
    }
  };
  struct Counted {
    uint64_t records = 0;
    uint64_t order = 0;  // of its first record's arrival
    Times times;
    std::unique_ptr<std::byte[]> states;
  };
  using CountedPtr = std::unique_ptr<Counted>;

  // What a window costs beside its states.
  static constexpr size_t kBytes = sizeof(Counted) + 16 + 3 * sizeof(void*);

  Counted& get(KeyId key);
  void release(KeyId key, Counted& counted);
  WindowBounds bounds(const Counted& counted) const;
  std::vector<KeyId> in_order() const;
  void write_all(ResultMarks::Standing standing);

  const bool is_all_;
  const uint64_t size_;
  absl::flat_hash_map<KeyId, CountedPtr> windows_;
  uint64_t arrivals_ = 0;
  Times all_;  // of all records
};

CountWindows::Counted& CountWindows::get(KeyId key) {
  CountedPtr& counted = windows_[key];
  if (counted != nullptr) return *counted;
  counted = std::make_unique<Counted>();
  counted->order = arrivals_++;
  counted->states = std::make_unique_for_overwrite<std::byte[]>(tools_.space.layout.size());
  tools_.space.layout.create(counted->states.get());
  tools_.space.keys.refer(key);
  tools_.space.table_bytes += kBytes + tools_.space.layout.size();
  ++tools_.space.groups;
  return *counted;
}

void CountWindows::release(KeyId key, Counted& counted) {
  tools_.space.layout.destroy(tools_.space.context, counted.states.get());
  tools_.space.keys.release(key);
  tools_.space.table_bytes -= kBytes + tools_.space.layout.size();
  --tools_.space.groups;
}

WindowBounds CountWindows::bounds(const Counted& counted) const {
  if (!tools_.has_time) return {};
  const Times& times = is_all_ ? all_ : counted.times;
  return {times.first, times.last, std::nullopt};
}

Windows::Fate CountWindows::add(const WindowRow& row, int64_t) {
  Counted& counted = get(row.key);
  ++counted.records;
  counted.times.add(row.time);
  all_.add(row.time);
  tools_.folder.fold(counted.states.get(), row);
  if (counted.records == size_) {
    ++tools_.writer.counts.windows;
    tools_.writer.write(bounds(counted), row.key, counted.states.get(), {});
    release(row.key, counted);
    windows_.erase(row.key);
  } else if (tools_.options.emit == WindowOptions::Emit::change) {
    tools_.writer.write(bounds(counted), row.key, counted.states.get(),
                        {.standing = ResultMarks::Standing::early});
  }
  return Fate::folded;
}

// Time closes nothing but the end of it.
void CountWindows::advance(int64_t frontier) {
  if (frontier != time::kEndOfTime) return;
  tools_.writer.counts.windows += is_all_ ? (windows_.empty() ? 0 : 1) : windows_.size();
  write_all(ResultMarks::Standing::final);
  for (auto& [key, counted] : windows_) release(key, *counted);
  windows_.clear();
}

std::vector<KeyId> CountWindows::in_order() const {
  std::vector<KeyId> keys;
  for (const auto& [key, counted] : windows_) keys.push_back(key);
  std::sort(keys.begin(), keys.end(),
            [&](KeyId a, KeyId b) { return windows_.at(a)->order < windows_.at(b)->order; });
  return keys;
}

// Of `all` the keys have one window together.
void CountWindows::write_all(ResultMarks::Standing standing) {
  ResultWriter& writer = tools_.writer;
  bool begun = false;
  for (const KeyId key : in_order()) {
    const Counted& counted = *windows_.at(key);
    if (!is_all_ || !begun) writer.begin(bounds(counted));
    begun = true;
    writer.add(key, counted.states.get(), {.standing = standing});
    if (!is_all_) writer.end();
  }
  if (is_all_ && begun) writer.end();
}

void CountWindows::save(ByteWriter& out) const {
  out.u64(arrivals_);
  out.i64(all_.first);
  out.i64(all_.last);
  out.u64(windows_.size());
  for (const KeyId key : in_order()) {
    const Counted& counted = *windows_.at(key);
    out.u32(key);
    out.u64(counted.order);
    out.u64(counted.records);
    out.i64(counted.times.first);
    out.i64(counted.times.last);
    tools_.space.layout.save(counted.states.get(), out);
  }
}

void CountWindows::load(ByteReader& in) {
  const uint64_t arrivals = in.u64();
  all_.first = in.i64();
  all_.last = in.i64();
  const uint64_t count = in.count(36);
  for (uint64_t i = 0; i < count; ++i) {
    const KeyId key = in.u32();
    if (!in.ok() || !tools_.space.keys.is_key(key) || windows_.contains(key)) return in.fail();
    Counted& counted = get(key);
    counted.order = in.u64();
    counted.records = in.u64();
    counted.times.first = in.i64();
    counted.times.last = in.i64();
    tools_.space.layout.load(tools_.space.context, counted.states.get(), in);
  }
  arrivals_ = arrivals;
}

}  // namespace

std::unique_ptr<Windows> make_count_windows(WindowTools tools) {
  return std::make_unique<CountWindows>(std::move(tools));
}

}  // namespace runnel::op
