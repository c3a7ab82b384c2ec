// The gates of a run, in their order: --dedupe, --sample, --rate. For the ordered stage of stream-filter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "op/filter/dedupe.h"
#include "op/filter/gate_time.h"
#include "op/filter/rate_limit.h"
#include "op/filter/sample.h"

namespace runnel::op {

struct GateOptions {
  std::optional<DedupeOptions> dedupe;
  std::optional<SampleOptions> sample;
  std::optional<Rate> rate;
  uint64_t max_memory = uint64_t{2} << 30;  // of dedupe and rate together, each half of it
  GateTimeOptions time;

  bool any() const { return dedupe.has_value() || sample.has_value() || rate.has_value(); }
  // Whether it matters when a record happened.
  bool ask_time() const { return rate.has_value() || (dedupe.has_value() && dedupe->within.has_value()); }
};

// Which one drops a record.
enum class GateKind : uint8_t { dedupe, sample, rate };
constexpr size_t kGateKinds = 3;

struct GateCounts {
  std::array<uint64_t, kGateKinds> dropped{};
  uint64_t dropped_by(GateKind kind) const { return dropped[static_cast<size_t>(kind)]; }
};

class Gates {
 public:
  // Reader and clock must outlive this.
  Gates(const GateOptions& options, const io::Reader& reader, const Clock& clock);

  GateTime& time() { return time_; }
  const GateTime& time() const { return time_; }

  // A batch begins, or goes on, with these records, in this order: what they need of memory is asked for
  // before they are taken. The span must live until the last of them was.
  void begin(std::span<const GateRecord> records);

  // Whether a record of that input passes. It counts, and so does its time.
  bool take(uint32_t input, const GateRecord& record);
  // Whether it would. If not it counts as dropped, as with take(); else nothing of it does: it is a bad one.
  bool would_take(uint32_t input, const GateRecord& record);
  // So many records were dropped where they were found (FilterExtract::not_sampled).
  void count_dropped(GateKind kind, uint64_t records) {
    counts_.dropped[static_cast<size_t>(kind)] += records;
  }

  const GateCounts& counts() const { return counts_; }
  // Null where it is not there.
  const Gate* gate(GateKind kind) const { return gates_[static_cast<size_t>(kind)].get(); }

  // All that the answers depend on. load() is for gates that have seen nothing, made with the same options.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  bool admits(const GateRecord& record, GateMoment moment) const;
  bool take(const GateRecord& record, GateMoment moment);
  void look_ahead();

  GateTime time_;
  std::array<std::unique_ptr<Gate>, kGateKinds> gates_;
  GateCounts counts_;
  std::span<const GateRecord> expected_;
  size_t next_ = 0;  // of these
};

}  // namespace runnel::op
