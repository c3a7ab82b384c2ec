// The parallel part of operators over records that have a time and a key: reads both out of each record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "op/keyed/extract.h"
#include "op/keyed/found_keys.h"
#include "op/record_time.h"
#include "op/record_walker.h"

namespace runnel::op {

struct KeyedProgram {
  const expr::Program& record;  // expression 0 is the time where has_time, behind it are the key's parts
  bool has_time;
  size_t parts;
  // What a key is of which a part is null or not-a-number: a key like others, or one that stands apart
  // (KeyedExtract::kNullKey).
  enum class Nulls : bool { are_keys, stand_apart } nulls;
  size_t first_part() const { return has_time ? 1 : 0; }
};

class KeyedWorker : public RecordWalker {
 public:
  // All must outlive this, but the options and the time reader, which are copied.
  KeyedWorker(const KeyedProgram& program, const WalkOptions& options, RecordTime time, const Clock& clock);

 protected:
  void begin(WalkExtract& extract) override;
  bool take(const Record& record) override;

  // What else a row has, before it counts; the same rules as for take().
  virtual bool read_more(const Record& record);

 private:
  bool read_time(int64_t& time);
  bool read_key(const Record& record, uint32_t& key);
  bool holds_null() const;

  const KeyedProgram program_;
  const RecordTime time_;
  const Clock& clock_;
  FoundKeys keys_;
  std::vector<json::Value> parts_;
  KeyedExtract* found_ = nullptr;
  int64_t latest_ = 0;  // the latest time that a record may have
};

}  // namespace runnel::op
