// Each left record picks the right one of its key that is nearest to it in time: as-of joins, and --first.
//
// A left record may pick from t + low to t + high. It is decided when the frontier has passed its deadline,
// after which no nearer one can come. It is looked at first when all that lies before it has come; then it
// may have to wait for what lies behind it, until t + high, or until as far behind it as the best one is
// before it. A right record that comes meanwhile, behind those that wait, is the deadline of each that had a
// later one; since deadlines of a key grow with the times of its waiting records, these are the last of them.
//
// Of the right records a key holds one that is established, and the newer ones: when the frontier is so far
// that every further left record, and every one that is undecided, would rather pick a certain record (or a
// newer one), what is before it is forgotten. What nobody can reach any more is forgotten too.
#include <set>

#include "op/join/due_queue.h"
#include "op/join/engine.h"
#include "op/join/kept_state.h"
#include "op/join/unmatched.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

constexpr int64_t kUnbounded = time::kBeginningOfTime;  // as `low`; as `high` it is time::kEndOfTime

int64_t negated(int64_t duration) {
  return time::saturated_subtract(0, duration);
}

class PickEngine final : public JoinEngine {
 public:
  explicit PickEngine(JoinSpace& space)
      : space_(space),
        low_(space.options.low),
        high_(space.options.high),
        first_look_(std::min<int64_t>(high_, 0)),
        established_after_(negated(first_look_)),
        reach_(reach(low_, high_)),
        new_lefts_(bucket_width(space.options)),
        new_rights_(bucket_width(space.options)),
        unmatched_(space) {}
  ~PickEngine() override;

  void add(const Arrival& record, int64_t frontier) override;
  void advance(int64_t frontier) override;
  int64_t next_change() const override;
  int64_t earliest() const override;
  bool evict() override;
  uint64_t bytes() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  // Kept::stage. A left record is new until it is looked at, and then it waits, listed by its key. A right
  // one is listed from the start.
  enum Stage : uint8_t { kNew = 0, kWaiting, kEstablished };

  struct ByDeadline {
    bool operator()(const Kept* a, const Kept* b) const {
      return a->deadline != b->deadline ? a->deadline < b->deadline : is_earlier(a, b);
    }
  };
  struct ByTime {
    bool operator()(const Kept* a, const Kept* b) const { return is_earlier(a, b); }
  };

  static int64_t bucket_width(const JoinOptions& options);
  static int64_t reach(int64_t low, int64_t high);
  int64_t reach_of(const Kept* right) const { return time::saturated_add(right->time, reach_); }
  int64_t from(int64_t time) const { return low_ == kUnbounded ? low_ : time::saturated_add(time, low_); }
  int64_t until(int64_t time) const { return time::saturated_add(time, high_); }

  void enter(Kept* kept);
  void shorten_waits(const Kept* right);
  Kept* best_of(const Kept* left) const;
  int64_t deadline_of(const Kept* left) const;
  void decide_lefts(int64_t frontier);
  void decide(Kept* left);
  void stop_waiting(Kept* left);
  void advance_rights(int64_t frontier);
  void establish(Kept* right);
  void drop(Kept* right);

  JoinSpace& space_;
  const int64_t low_;
  const int64_t high_;
  const int64_t first_look_;         // at a left record, from its time on
  const int64_t established_after_;  // of a right one: from its time on
  const int64_t reach_;              // of a right one: no left one picks it that is decided later than this
  DueQueue new_lefts_;
  std::set<Kept*, ByDeadline> waiting_;
  std::set<Kept*, ByTime> waiting_by_time_;
  DueQueue new_rights_;
  std::set<Kept*, ByTime> established_;  // at most one of each key
  std::vector<Kept*> decided_;           // scratch
  Unmatched unmatched_;
};

int64_t PickEngine::bucket_width(const JoinOptions& options) {
  constexpr int64_t kBuckets = 64;
  constexpr int64_t kLeast = 1'000'000;
  constexpr int64_t kMost = 1'000'000'000;
  const int64_t delay = std::min(options.sides[kLeft].watermark_delay, options.sides[kRight].watermark_delay);
  return std::clamp(delay / kBuckets, kLeast, kMost);
}

int64_t PickEngine::reach(int64_t low, int64_t high) {
  if (low >= 0) return 0;
  if (high <= 0) return negated(low);
  return std::min(time::saturated_subtract(high, low), time::saturated_multiply(-2, low));
}

PickEngine::~PickEngine() {
  for (; !new_lefts_.empty(); new_lefts_.pop()) space_.records.free(new_lefts_.front());
  for (; !new_rights_.empty(); new_rights_.pop()) space_.records.free(new_rights_.front());
  for (Kept* kept : waiting_) space_.records.free(kept);
  for (Kept* kept : established_) space_.records.free(kept);
}

void PickEngine::add(const Arrival& record, int64_t /*frontier*/) {
  if (record.key == KeyTable::kNone) return space_.take_unmatched(record.side, record.text);
  Kept* const kept = hold(space_, record);
  enter(kept);
  if (kept->side == kRight) shorten_waits(kept);
}

// Where a record of its stage belongs.
void PickEngine::enter(Kept* kept) {
  if (kept->side == kLeft && kept->stage == kNew) {
    space_.keys.refer(kept->key);
    return new_lefts_.push(kept);
  }
  space_.list(kept);
  if (kept->side == kLeft) {
    waiting_.insert(kept);
    waiting_by_time_.insert(kept);
  } else if (kept->stage == kNew) {
    new_rights_.push(kept);
  } else {
    established_.insert(kept);
  }
}

void PickEngine::shorten_waits(const Kept* right) {
  const TimeList& lefts = space_.lists[right->key][kLeft];
  const int64_t last = time::saturated_subtract(right->time, std::max<int64_t>(low_, 0));
  for (size_t i = lefts.first_after(last); i > 0; --i) {
    Kept* const left = lefts.entries()[i - 1].kept;
    if (left->deadline <= right->time) break;
    waiting_.erase(left);
    left->deadline = right->time;
    waiting_.insert(left);
  }
}

// Of equal times the last that came; of equal distances the earlier. Null where there is none.
Kept* PickEngine::best_of(const Kept* left) const {
  if (left->key >= space_.lists.size()) return nullptr;
  const TimeList& rights = space_.lists[left->key][kRight];
  const std::span<const TimeList::Entry> all = rights.entries();
  const size_t before = rights.first_after(std::min(left->time, until(left->time)));
  const TimeList::Entry* best = nullptr;
  if (before > 0 && all[before - 1].time >= from(left->time)) best = &all[before - 1];
  const size_t behind = std::max(before, rights.first_from(from(left->time)));
  if (behind < all.size() && all[behind].time <= until(left->time)) {
    const bool is_nearer = best == nullptr || all[behind].time - left->time < left->time - best->time;
    if (is_nearer) best = &all[rights.first_after(all[behind].time) - 1];
  }
  return best == nullptr ? nullptr : best->kept;
}

int64_t PickEngine::deadline_of(const Kept* left) const {
  const Kept* const best = best_of(left);
  if (best == nullptr) return until(left->time);
  if (best->time > left->time) return best->time;
  return std::min(until(left->time), time::saturated_add(left->time, left->time - best->time));
}

void PickEngine::advance(int64_t frontier) {
  decide_lefts(frontier);
  advance_rights(frontier);
}

void PickEngine::decide_lefts(int64_t frontier) {
  while (!new_lefts_.empty() &&
         has_passed(frontier, time::saturated_add(new_lefts_.front_time(), first_look_))) {
    Kept* const left = new_lefts_.front();
    new_lefts_.pop();
    left->deadline = deadline_of(left);
    if (has_passed(frontier, left->deadline)) {
      decided_.push_back(left);
      continue;
    }
    left->stage = kWaiting;
    enter(left);
    space_.keys.release(left->key);  // it is referred to by its list now
  }
  while (!waiting_.empty() && has_passed(frontier, (*waiting_.begin())->deadline)) {
    Kept* const left = *waiting_.begin();
    space_.keys.refer(left->key);
    stop_waiting(left);
    decided_.push_back(left);
  }
  if (decided_.size() > 1) std::sort(decided_.begin(), decided_.end(), is_earlier);
  for (Kept* left : decided_) decide(left);
  decided_.clear();
}

void PickEngine::stop_waiting(Kept* left) {
  waiting_.erase(left);
  waiting_by_time_.erase(left);
  space_.unlist(left);
}

// The record refers to its key, and is nowhere else any more.
void PickEngine::decide(Kept* left) {
  const JoinType type = space_.options.type;
  if (Kept* const right = best_of(left)) {
    ++space_.counts.sides[kLeft].matched;
    if (!right->matched) ++space_.counts.sides[kRight].matched;
    right->matched = true;
    if (writes_pairs(type)) {
      ++space_.counts.pairs;
      space_.writer.write(left->text(), right->text());
    } else if (type == JoinType::semi) {
      space_.writer.write_alone(kLeft, left->text());
    }
  } else {
    space_.take_unmatched(kLeft, left->text());
  }
  space_.keys.release(left->key);
  space_.records.free(left);
}

void PickEngine::advance_rights(int64_t frontier) {
  while (!new_rights_.empty() &&
         has_passed(frontier, time::saturated_add(new_rights_.front_time(), established_after_))) {
    Kept* const right = new_rights_.front();
    new_rights_.pop();
    establish(right);
  }
  while (!established_.empty() && has_passed(frontier, reach_of(*established_.begin()))) {
    Kept* const right = *established_.begin();
    established_.erase(established_.begin());
    drop(right);
  }
  unmatched_.write();
}

// What is before it in its key is established as well, and gives way.
void PickEngine::establish(Kept* right) {
  const TimeList& rights = space_.lists[right->key][kRight];
  while (rights.entries().front().kept != right) {
    Kept* const before = rights.entries().front().kept;
    established_.erase(before);
    drop(before);
  }
  right->stage = kEstablished;
  established_.insert(right);
}

void PickEngine::drop(Kept* right) {
  space_.unlist(right);
  right->matched ? space_.records.free(right) : unmatched_.take(right);
}

int64_t PickEngine::next_change() const {
  int64_t next = time::kEndOfTime;
  const auto note = [&](int64_t passed) { next = std::min(next, time::saturated_add(passed, 1)); };
  if (!new_lefts_.empty()) note(time::saturated_add(new_lefts_.front_time(), first_look_));
  if (!waiting_.empty()) note((*waiting_.begin())->deadline);
  if (!new_rights_.empty()) note(time::saturated_add(new_rights_.front_time(), established_after_));
  if (!established_.empty()) note(reach_of(*established_.begin()));
  return next;
}

int64_t PickEngine::earliest() const {
  int64_t earliest = new_lefts_.front_time();
  if (!waiting_by_time_.empty()) earliest = std::min(earliest, (*waiting_by_time_.begin())->time);
  if (!writes_unmatched(space_.options.type, kRight)) return earliest;
  if (!established_.empty()) earliest = std::min(earliest, (*established_.begin())->time);
  return std::min(earliest, new_rights_.front_time());
}

bool PickEngine::evict() {
  Kept* oldest = nullptr;
  const auto consider = [&](Kept* kept) {
    const bool is_older =
        oldest == nullptr || kept->time < oldest->time ||
        (kept->time == oldest->time && kept->side == oldest->side && is_earlier(kept, oldest));
    if (is_older) oldest = kept;
  };
  if (!new_lefts_.empty()) consider(new_lefts_.front());
  if (!waiting_by_time_.empty()) consider(*waiting_by_time_.begin());
  if (!new_rights_.empty()) consider(new_rights_.front());
  if (!established_.empty()) consider(*established_.begin());
  if (oldest == nullptr) return false;
  if (oldest->side == kLeft && oldest->stage == kNew) {
    new_lefts_.pop();
    space_.keys.release(oldest->key);
  } else if (oldest->side == kLeft) {
    stop_waiting(oldest);
  } else {
    oldest->stage == kNew ? new_rights_.pop() : static_cast<void>(established_.erase(oldest));
    space_.unlist(oldest);
  }
  space_.evict(oldest);
  return true;
}

uint64_t PickEngine::bytes() const {
  constexpr uint64_t kNode = 48;  // of a set
  return new_lefts_.bytes() + new_rights_.bytes() +
         (waiting_.size() + waiting_by_time_.size() + established_.size()) * kNode;
}

void PickEngine::save(ByteWriter& out) const {
  std::vector<const Kept*> records(waiting_.begin(), waiting_.end());
  records.insert(records.end(), established_.begin(), established_.end());
  const auto add = [&](const Kept* kept) { records.push_back(kept); };
  new_lefts_.each(add);
  new_rights_.each(add);
  save_records(out, std::move(records));
}

void PickEngine::load(ByteReader& in) {
  load_records(in, space_, [&](Kept* kept) {
    const bool fits = kept->stage == kNew || kept->stage == (kept->side == kLeft ? kWaiting : kEstablished);
    if (!fits || kept->key == KeyTable::kNone) return false;
    enter(kept);
    return true;
  });
}

}  // namespace

std::unique_ptr<JoinEngine> make_pick_engine(JoinSpace& space) {
  return std::make_unique<PickEngine>(space);
}

}  // namespace runnel::op
