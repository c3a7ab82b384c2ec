#include "time/silences.h"

#include <limits>

namespace runnel::time {

namespace {

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost64 = std::numeric_limits<int64_t>::max();

bool is_shorter(const Silences::Stretch& a, const Silences::Stretch& b) {
  return a.length() < b.length();
}

}  // namespace

void Silences::add_slowly(int64_t moment) {
  if (!has_any_) {
    has_any_ = true;
    first_ = last_ = moment;
  } else if (moment > last_) {
    kept_.push_back({last_, moment});
    last_ = moment;
  } else if (moment < first_) {
    kept_.insert(kept_.begin(), {moment, first_});
    first_ = moment;
  } else {
    const auto piece = std::lower_bound(kept_.begin(), kept_.end(), moment,
                                        [](const Stretch& stretch, int64_t m) { return stretch.to <= m; });
    if (piece == kept_.end() || piece->from >= moment) return;
    const Stretch front{piece->from, moment};
    piece->from = moment;
    kept_.insert(piece, front);
  }
  if (kept_.size() > kMost) drop_shortest();
  settle();
}

// Of several as short the last.
void Silences::drop_shortest() {
  auto shortest = kept_.begin();
  for (auto stretch = kept_.begin(); stretch != kept_.end(); ++stretch) {
    if (!is_shorter(*shortest, *stretch)) shortest = stretch;
  }
  let_go_ = std::max(let_go_, shortest->length());
  kept_.erase(shortest);
}

void Silences::settle() {
  enough_ = kept_.size() < kMost ? 0 : std::min_element(kept_.begin(), kept_.end(), is_shorter)->length();
}

void Silences::merge(const Silences& other) {
  if (!other.has_any_) return;
  if (!has_any_) {
    *this = other;
    return;
  }
  const auto with_ends = [](const Silences& silences) {
    std::vector<Stretch> pieces = {{kLeast, silences.first_}};
    pieces.insert(pieces.end(), silences.kept_.begin(), silences.kept_.end());
    pieces.push_back({silences.last_, kMost64});
    return pieces;
  };
  const std::vector<Stretch> ours = with_ends(*this);
  const std::vector<Stretch> theirs = with_ends(other);
  first_ = std::min(first_, other.first_);
  last_ = std::max(last_, other.last_);
  let_go_ = std::max(let_go_, other.let_go_);
  kept_.clear();
  for (auto a = ours.begin(), b = theirs.begin(); a != ours.end() && b != theirs.end();) {
    const Stretch common{std::max({a->from, b->from, first_}), std::min({a->to, b->to, last_})};
    if (common.from < common.to) kept_.push_back(common);
    (a->to < b->to ? a : b)++;
  }
  while (kept_.size() > kMost) drop_shortest();
  settle();
}

std::optional<Silences::Stretch> Silences::longest() const {
  const auto longest = std::max_element(kept_.begin(), kept_.end(), is_shorter);
  if (longest == kept_.end() || longest->length() < let_go_) return std::nullopt;
  return *longest;
}

void Silences::save(ByteWriter& out) const {
  out.u8(has_any_ ? 1 : 0);
  out.i64(first_);
  out.i64(last_);
  out.i64(let_go_);
  out.u64(kept_.size());
  for (const Stretch& stretch : kept_) {
    out.i64(stretch.from);
    out.i64(stretch.to);
  }
}

void Silences::load(ByteReader& in) {
  *this = Silences();
  has_any_ = in.u8() != 0;
  first_ = in.i64();
  last_ = in.i64();
  let_go_ = in.i64();
  const uint64_t count = in.count(2 * sizeof(int64_t));
  if (count > kMost || first_ > last_ || let_go_ < 0 || (count > 0 && !has_any_)) in.fail();
  int64_t end = first_;  // of the piece before
  for (uint64_t i = 0; in.ok() && i < count; ++i) {
    const Stretch stretch{in.i64(), in.i64()};
    if (stretch.from < end || stretch.from >= stretch.to || stretch.to > last_) return in.fail();
    end = stretch.to;
    kept_.push_back(stretch);
  }
  settle();
}

}  // namespace runnel::time
