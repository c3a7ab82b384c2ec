// Tumbling, sliding and cumulating windows.
#include <algorithm>
#include <limits>
#include <optional>

#include "op/window/pane_tree.h"
#include "op/window/silent_keys.h"
#include "op/window/windows.h"
#include "time/grid.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

class GridWindows final : public Windows {
 public:
  explicit GridWindows(WindowTools tools)
      : Windows(std::move(tools)),
        grid_(tools_.options.window, tools_.options.offset, tools_.options.zone),
        lateness_(tools_.options.allowed_lateness),
        tree_(tools_.space),
        silent_(tools_.space, tools_.options.fill) {}
  ~GridWindows() override {
    for (const auto& [window, revision] : revisions_) tools_.space.keys.release(window.second);
  }

  Fate add(const WindowRow& row, int64_t frontier) override;
  void advance(int64_t frontier) override;
  bool holds(KeyId key, int64_t time) const override;
  void prefetch(std::span<const KeyId> keys) const override {
    for (const KeyId key : keys) {
      if (place_.groups != nullptr && key != KeyTable::kNone) place_.groups->prefetch(key);
    }
  }
  void write_early() override;
  int64_t earliest_start(int64_t frontier) const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  // The pane that a record lies in, with what is to be known of it.
  struct Place {
    int64_t begin = 0;  // in time: [begin, end), and the time kNever where end is that
    int64_t end = 0;
    int64_t pane = 0;
    std::optional<time::Grid::Ends> windows;
    int64_t first_close = kNever;  // when the first of its windows closes
    int64_t forgotten = kNever;    // when the last one is forgotten
    GroupTable* groups = nullptr;
  };
  using Correction = std::pair<int64_t, KeyId>;  // the window, by its end

  int64_t start(int64_t pane) const { return grid_.panes().start(pane); }
  const Place& place_of(int64_t time);
  int64_t first_open_end(int64_t pane_end) const { return grid_.next_end(std::max(closed_, pane_end - 1)); }
  std::optional<int64_t> next_close(int64_t until) const;
  void close(int64_t end);
  void forget(int64_t frontier);
  void find_next_change();
  WindowBounds bounds(int64_t end) const { return {start(grid_.first_pane(end)), start(end), std::nullopt}; }
  void write_one(int64_t end, KeyId key, const ResultMarks& marks);
  void correct(const WindowRow& row, const Place& place, int64_t frontier);
  bool was_written(int64_t end, KeyId key) const;
  void remember_result(int64_t end, KeyId key);

  const time::Grid grid_;
  const int64_t lateness_;
  PaneTree tree_;
  SilentKeys silent_;
  // Of windows that are closed and not forgotten: how often a result was corrected. Refers to the keys.
  std::map<Correction, uint32_t> revisions_;
  int64_t closed_ =
      std::numeric_limits<int64_t>::min();  // windows that end at this pane or before are closed
  Place place_;
};

// Records mostly come to the pane of the record before.
const GridWindows::Place& GridWindows::place_of(int64_t time) {
  if (time >= place_.begin && time < place_.end && place_.groups != nullptr) return place_;
  place_ = {};
  place_.pane = grid_.panes().index(time);
  place_.begin = start(place_.pane);
  place_.end = start(place_.pane + 1);
  place_.windows = grid_.ends_of(place_.pane);
  if (!place_.windows.has_value()) return place_;
  place_.first_close = start(place_.windows->first);
  place_.forgotten = time::saturated_add(start(place_.windows->last), lateness_);
  return place_;
}

Windows::Fate GridWindows::add(const WindowRow& row, int64_t frontier) {
  const Place& place = place_of(row.time);
  if (!place.windows.has_value()) return Fate::in_no_window;
  if (frontier >= place.forgotten) return Fate::late;
  // The frontier may have passed the ends of windows that held nothing, which nobody was told of.
  if (place.groups == nullptr && frontier != time::kBeginningOfTime) {
    closed_ = std::max(closed_, grid_.panes().index(frontier));
  }
  if (frontier >= place.first_close && lateness_ > 0) {
    correct(row, place, frontier);
    return Fate::folded;
  }
  tree_.changed(place.pane);
  if (place.groups == nullptr) {
    place_.groups = &tree_.pane(place.pane);
    const int64_t end = first_open_end(place.windows->first);
    next_change_ = std::min(next_change_, start(end));
  }
  tools_.folder.fold(place_.groups->get(row.key), row);
  if (tools_.options.emit == WindowOptions::Emit::change) {
    for (int64_t end = first_open_end(place.windows->first); end <= place.windows->last;
         end = grid_.next_end(end)) {
      write_one(end, row.key, {.standing = ResultMarks::Standing::early});
    }
  }
  return Fate::folded;
}

bool GridWindows::holds(KeyId key, int64_t time) const {
  const GroupTable* const groups = tree_.find(grid_.panes().index(time));
  return groups != nullptr && groups->find(key) != nullptr;
}

bool GridWindows::was_written(int64_t end, KeyId key) const {
  if (revisions_.contains({end, key})) return true;
  const auto& panes = tree_.panes();
  for (auto at = panes.lower_bound(grid_.first_pane(end)); at != panes.end() && at->first < end; ++at) {
    if (at->second->find(key) != nullptr) return true;
  }
  return false;
}

// A record that comes to windows of which some are closed, and not forgotten: their results are written anew.
void GridWindows::correct(const WindowRow& row, const Place& place, int64_t frontier) {
  std::vector<std::pair<int64_t, ResultMarks>> corrections;
  const auto ends = *place.windows;
  for (int64_t end = ends.first; end <= ends.last; end = grid_.next_end(end)) {
    ResultMarks marks;
    if (end > closed_) {
      if (tools_.options.emit != WindowOptions::Emit::change) break;
      marks.standing = ResultMarks::Standing::early;
    } else if (frontier >= time::saturated_add(start(end), lateness_)) {
      continue;
    } else if (was_written(end, row.key)) {
      const auto [revision, is_new] = revisions_.try_emplace({end, row.key}, 0);
      if (is_new) tools_.space.keys.refer(row.key);
      marks.revision = ++revision->second;
    }
    corrections.emplace_back(end, marks);
  }
  tree_.changed(place.pane);
  tools_.folder.fold(tree_.pane(place.pane).get(row.key), row);
  for (const auto& [end, marks] : corrections) write_one(end, row.key, marks);
  place_ = {};
  find_next_change();
}

void GridWindows::write_one(int64_t end, KeyId key, const ResultMarks& marks) {
  ScratchStates states(tools_.space.layout, tools_.space.context);
  if (!tree_.whole(grid_.first_pane(end), end, key, states.get())) return;
  tools_.writer.write(bounds(end), key, states.get(), marks);
}

// The next window that closes: one that holds something, or one that a silent key goes on in.
std::optional<int64_t> GridWindows::next_close(int64_t until) const {
  for (const auto& [pane, groups] : tree_.panes()) {
    const auto ends = grid_.ends_of(pane);
    if (!ends.has_value() || ends->last <= closed_) continue;
    return silent_.empty() ? first_open_end(ends->first) : grid_.next_end(closed_);
  }
  // At the end of input nothing is invented behind the last window with records.
  if (silent_.empty() || until == kNever) return std::nullopt;
  return grid_.next_end(closed_);
}

void GridWindows::close(int64_t end) {
  closed_ = end;
  // A time that the wall clock skips.
  if (start(grid_.first_pane(end)) == start(end)) return;
  const GroupTable* const groups = tree_.whole(grid_.first_pane(end), end);
  ResultWriter& writer = tools_.writer;
  writer.begin(bounds(end));
  for (size_t i = 0; groups != nullptr && i < groups->size(); ++i) {
    writer.add(groups->key(i), groups->states(i), {});
  }
  if (groups != nullptr) ++writer.counts.windows;
  silent_.close(groups, writer, [&](KeyId key) {
    if (lateness_ > 0) remember_result(end, key);
  });
  writer.end();
  tree_.release_whole();
}

// A result without a group, which a late record may correct.
void GridWindows::remember_result(int64_t end, KeyId key) {
  tools_.space.keys.refer(key);
  revisions_[{end, key}] = 0;
}

void GridWindows::advance(int64_t frontier) {
  const int64_t until = frontier == kNever ? kNever : grid_.panes().index(frontier);
  for (;;) {
    const auto end = next_close(until);
    if (!end.has_value() || *end > until) break;
    close(*end);
    // What no window needs any more goes at once: at the end of input there may be many windows to come.
    forget(frontier == kNever ? start(*end) : frontier);
  }
  closed_ = std::max(closed_, until);
  forget(frontier);
  place_ = {};
  find_next_change();
}

void GridWindows::forget(int64_t frontier) {
  const auto is_forgotten = [&](int64_t end) {
    return frontier >= time::saturated_add(start(end), lateness_);
  };
  while (!tree_.panes().empty()) {
    const int64_t pane = tree_.panes().begin()->first;
    const int64_t last = grid_.ends_of(pane)->last;
    if (last > closed_ || !is_forgotten(last)) break;
    tree_.drop(pane);
  }
  while (!revisions_.empty() && is_forgotten(revisions_.begin()->first.first)) {
    tools_.space.keys.release(revisions_.begin()->first.second);
    revisions_.erase(revisions_.begin());
  }
}

void GridWindows::find_next_change() {
  const auto end = next_close(0);
  next_change_ = end.has_value() ? start(*end) : kNever;
  if (tree_.panes().empty()) return;
  const int64_t oldest = grid_.ends_of(tree_.panes().begin()->first)->last;
  next_change_ = std::min(next_change_, time::saturated_add(start(oldest), lateness_));
}

void GridWindows::write_early() {
  if (tree_.panes().empty()) return;
  const int64_t last = grid_.ends_of(tree_.panes().rbegin()->first)->last;
  std::optional<int64_t> end;
  for (const auto& [pane, groups] : tree_.panes()) {
    const auto ends = grid_.ends_of(pane);
    if (ends->last <= closed_) continue;
    end = first_open_end(ends->first);
    break;
  }
  if (!end.has_value()) return;
  for (; *end <= last; end = grid_.next_end(*end)) {
    const GroupTable* const groups = tree_.whole(grid_.first_pane(*end), *end);
    if (groups == nullptr) continue;
    tools_.writer.begin(bounds(*end));
    for (size_t i = 0; i < groups->size(); ++i) {
      tools_.writer.add(groups->key(i), groups->states(i), {.standing = ResultMarks::Standing::early});
    }
    tools_.writer.end();
  }
  tree_.release_whole();
}

int64_t GridWindows::earliest_start(int64_t frontier) const {
  if (frontier == time::kBeginningOfTime || frontier == kNever) return time::kBeginningOfTime;
  const int64_t settled = time::saturated_subtract(frontier, lateness_);
  return start(grid_.first_pane(grid_.next_end(grid_.panes().index(settled))));
}

void GridWindows::save(ByteWriter& out) const {
  out.i64(closed_);
  out.u64(tree_.panes().size());
  for (const auto& [index, groups] : tree_.panes()) {
    out.i64(index);
    groups->save(out);
  }
  out.u64(revisions_.size());
  for (const auto& [window, revision] : revisions_) {
    out.i64(window.first);
    out.u32(window.second);
    out.u32(revision);
  }
  silent_.save(out);
}

void GridWindows::load(ByteReader& in) {
  closed_ = in.i64();
  const uint64_t panes = in.count(16);
  for (uint64_t i = 0; i < panes && in.ok(); ++i) {
    const int64_t index = in.i64();
    if (!grid_.ends_of(index).has_value()) return in.fail();
    tree_.pane(index).load(in);
  }
  const uint64_t revisions = in.count(16);
  for (uint64_t i = 0; i < revisions && in.ok(); ++i) {
    const int64_t end = in.i64();
    const KeyId key = in.u32();
    const uint32_t revision = in.u32();
    if (!in.ok() || !tools_.space.keys.is_key(key) || revisions_.contains({end, key})) return in.fail();
    tools_.space.keys.refer(key);
    revisions_[{end, key}] = revision;
  }
  silent_.load(in);
  if (in.ok()) find_next_change();
}

}  // namespace

std::unique_ptr<Windows> make_grid_windows(WindowTools tools) {
  return std::make_unique<GridWindows>(std::move(tools));
}

}  // namespace runnel::op
