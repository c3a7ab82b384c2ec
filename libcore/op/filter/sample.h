// --sample: lets each record pass with a given probability, by a hash and not by chance, so that a run can be
// repeated: the answer is the same with any number of threads, and however the input is cut.
//
// By key, all records of a key pass or none does, in every run and in every program with the same seed,
// whatever their order. Else a record passes by its number among those that come to this gate. A larger
// probability lets pass what a smaller one does, and more.
#pragma once

#include "op/filter/gate.h"

namespace runnel::op {

struct SampleOptions {
  double probability = 1;  // from 0 to 1
  uint64_t seed = 0;
  enum class Of : bool { records, keys } of = Of::records;
};

class Sample final : public Gate {
 public:
  explicit Sample(const SampleOptions& options);

  // By key; may be asked on any thread.
  bool keeps(const GateKey& key) const;

  bool admits(const GateRecord& record, GateMoment moment) const override;
  bool take(const GateRecord& record, GateMoment moment) override;

  void save(ByteWriter& out) const override { out.u64(seen_); }
  void load(ByteReader& in) override { seen_ = in.u64(); }

 private:
  bool is_below(uint64_t hash) const { return all_ || hash < bound_; }

  const SampleOptions options_;
  const bool all_;
  const uint64_t bound_;  // the probability in 2^64ths
  uint64_t seen_ = 0;     // how many records have come
};

}  // namespace runnel::op
