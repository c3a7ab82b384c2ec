#include "op/join/kept_state.h"

#include <algorithm>

namespace runnel::op {

namespace {

constexpr size_t kLeast = 8 + 8 + 8 + 4 + 3 + 8;  // of a record that is saved, in bytes

}  // namespace

void save_records(ByteWriter& out, std::vector<const Kept*> records) {
  std::sort(records.begin(), records.end(),
            [](const Kept* a, const Kept* b) { return a->arrival < b->arrival; });
  out.u64(records.size());
  for (const Kept* kept : records) {
    out.i64(kept->time);
    out.i64(kept->deadline);
    out.u64(kept->arrival);
    out.u32(kept->key);
    out.u8(kept->side);
    out.u8(kept->matched ? 1 : 0);
    out.u8(kept->stage);
    out.text(kept->text());
  }
}

void load_records(ByteReader& in, JoinSpace& space, absl::FunctionRef<bool(Kept*)> take) {
  const uint64_t count = in.count(kLeast);
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    Kept record{};
    record.time = in.i64();
    record.deadline = in.i64();
    record.arrival = in.u64();
    record.key = in.u32();
    record.side = in.u8();
    record.matched = in.u8() != 0;
    record.stage = in.u8();
    const std::string_view text = in.text();
    const bool has_key = record.key == KeyTable::kNone || space.keys.is_key(record.key);
    if (record.side > kRight || !has_key) in.fail();
    if (!in.ok()) return;
    Kept* const kept = space.records.make(record, text);
    if (take(kept)) continue;
    space.records.free(kept);
    in.fail();
  }
}

}  // namespace runnel::op
