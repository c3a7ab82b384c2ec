// The interval join: every two records of a key whose times fit. Each record looks for its partners among
// those of the other side that are held, is held itself as long as one could come, and so each pair is found
// once, when its second half comes (Apache Flink's interval join does the same).
//
// A left record of time t has partners from t + low to t + high, a right one from t - high to t - low: it is
// forgotten when the frontier has passed the last of these.
#include <array>

#include "op/join/due_queue.h"
#include "op/join/engine.h"
#include "op/join/kept_state.h"
#include "op/join/unmatched.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

class PairsEngine final : public JoinEngine {
 public:
  explicit PairsEngine(JoinSpace& space)
      : space_(space),
        low_{space.options.low, -space.options.high},
        high_{space.options.high, -space.options.low},
        queues_{DueQueue(bucket_width(space.options)), DueQueue(bucket_width(space.options))},
        unmatched_(space) {}
  ~PairsEngine() override;

  void add(const Arrival& record, int64_t frontier) override;
  void advance(int64_t frontier) override;
  int64_t next_change() const override;
  int64_t earliest() const override;
  bool evict() override;
  uint64_t bytes() const override { return queues_[kLeft].bytes() + queues_[kRight].bytes(); }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  static int64_t bucket_width(const JoinOptions& options);
  int64_t last_partner(size_t side, int64_t time) const { return time::saturated_add(time, high_[side]); }
  bool pair_up(const Arrival& record);
  bool pair(const Arrival& record, Kept* partner, bool matched);
  void mark(Kept* kept);
  void keep(Kept* kept);

  JoinSpace& space_;
  const std::array<int64_t, 2> low_;   // by side: how far its first partner is from a record
  const std::array<int64_t, 2> high_;  // and its last
  std::array<DueQueue, 2> queues_;     // the records of each side, all of them
  Unmatched unmatched_;
};

int64_t PairsEngine::bucket_width(const JoinOptions& options) {
  constexpr int64_t kBuckets = 16;
  constexpr int64_t kLeast = 1'000'000;
  return std::max(kLeast, time::saturated_subtract(options.high, options.low) / kBuckets);
}

PairsEngine::~PairsEngine() {
  for (DueQueue& queue : queues_) {
    for (; !queue.empty(); queue.pop()) space_.records.free(queue.front());
  }
}

void PairsEngine::add(const Arrival& record, int64_t frontier) {
  const bool matched = record.key != KeyTable::kNone && pair_up(record);
  if (matched) ++space_.counts.sides[record.side].matched;
  const bool comes_too_late = has_passed(frontier, last_partner(record.side, record.time));
  if (comes_too_late || record.key == KeyTable::kNone) {
    if (!matched) space_.take_unmatched(record.side, record.text);
    return;
  }
  Kept* const kept = hold(space_, record);
  kept->matched = matched;
  keep(kept);
}

void PairsEngine::keep(Kept* kept) {
  space_.list(kept);
  queues_[kept->side].push(kept);
}

// Whether there is a partner.
bool PairsEngine::pair_up(const Arrival& record) {
  if (record.key >= space_.lists.size()) return false;
  const TimeList& others = space_.lists[record.key][1 - record.side];
  if (others.empty()) return false;
  const int64_t last = last_partner(record.side, record.time);
  const size_t first = others.first_from(time::saturated_add(record.time, low_[record.side]));
  bool matched = false;
  for (const TimeList::Entry& entry : others.entries().subspan(first)) {
    if (entry.time > last) break;
    matched = pair(record, entry.kept, matched);
  }
  return matched;
}

// `matched`: whether the record has a partner already. Returns whether it has one now.
bool PairsEngine::pair(const Arrival& record, Kept* partner, bool matched) {
  const bool is_left = record.side == kLeft;
  const bool left_was_matched = is_left ? matched : partner->matched;
  const std::string_view left = is_left ? record.text : partner->text();
  const std::string_view right = is_left ? partner->text() : record.text;
  mark(partner);
  if (writes_pairs(space_.options.type)) {
    ++space_.counts.pairs;
    space_.writer.write(left, right);
  } else if (space_.options.type == JoinType::semi && !left_was_matched) {
    space_.writer.write_alone(kLeft, left);
  }
  return true;
}

void PairsEngine::mark(Kept* kept) {
  if (!kept->matched) ++space_.counts.sides[kept->side].matched;
  kept->matched = true;
}

void PairsEngine::advance(int64_t frontier) {
  for (const size_t side : {kLeft, kRight}) {
    DueQueue& queue = queues_[side];
    while (!queue.empty() && has_passed(frontier, last_partner(side, queue.front_time()))) {
      Kept* const kept = queue.front();
      space_.prefetch(queue);
      queue.pop();
      space_.unlist(kept);
      kept->matched ? space_.records.free(kept) : unmatched_.take(kept);
    }
  }
  unmatched_.write();
}

int64_t PairsEngine::next_change() const {
  int64_t next = time::kEndOfTime;
  for (const size_t side : {kLeft, kRight}) {
    if (queues_[side].empty()) continue;
    next = std::min(next, time::saturated_add(last_partner(side, queues_[side].front_time()), 1));
  }
  return next;
}

int64_t PairsEngine::earliest() const {
  return std::min(queues_[kLeft].front_time(), queues_[kRight].front_time());
}

bool PairsEngine::evict() {
  const size_t side = queues_[kLeft].front_time() <= queues_[kRight].front_time() ? kLeft : kRight;
  DueQueue& queue = queues_[side];
  if (queue.empty()) return false;
  Kept* const kept = queue.front();
  queue.pop();
  space_.unlist(kept);
  space_.evict(kept);
  return true;
}

void PairsEngine::save(ByteWriter& out) const {
  std::vector<const Kept*> records;
  for (const DueQueue& queue : queues_) queue.each([&](const Kept* kept) { records.push_back(kept); });
  save_records(out, std::move(records));
}

void PairsEngine::load(ByteReader& in) {
  load_records(in, space_, [&](Kept* kept) {
    if (kept->key == KeyTable::kNone) return false;
    keep(kept);
    return true;
  });
}

}  // namespace

std::unique_ptr<JoinEngine> make_pairs_engine(JoinSpace& space) {
  return std::make_unique<PairsEngine>(space);
}

}  // namespace runnel::op
