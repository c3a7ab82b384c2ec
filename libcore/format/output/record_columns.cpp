#include "format/output/record_columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/spelling.h"

namespace runnel::format {

RecordColumns::RecordColumns(std::vector<std::string> chosen)
    : are_chosen_(!chosen.empty()), are_known_(are_chosen_), names_(std::move(chosen)) {
  for (size_t i = 0; i < names_.size(); ++i) by_name_.emplace(names_[i], static_cast<uint32_t>(i));
}

std::span<const Cell> RecordColumns::take(std::string_view record) {
  std::fill(cells_.begin(), cells_.end(), Cell{});
  cells_.resize(names_.size());
  is_used_.resize(names_.size());
  size_t place = 0;
  bool is_lossy = false;
  each_member(record, [&](const Name& name, const Cell& cell) {
    Expected& member = expected_at(place++, name);
    if (member.column != kNone) {
      if (cells_[member.column].kind != Cell::Kind::missing) return;
      cells_[member.column] = cell;
      is_used_[member.column] = true;
    } else if (cell.kind != Cell::Kind::null && !are_chosen_) {
      is_lossy = true;
      if (!member.is_noted) note_lost(member, name);
    }
  });
  are_known_ = !names_.empty();
  if (is_lossy) ++lossy_records_;
  return cells_;
}

RecordColumns::Expected& RecordColumns::expected_at(size_t place, const Name& name) {
  if (place < expected_.size() && expected_[place].name == name.text) return expected_[place];
  if (place >= expected_.size()) expected_.resize(place + 1);
  Expected& member = expected_[place];
  member.name.assign(name.text);
  member.column = look_up(name);
  member.is_noted = false;
  return member;
}

uint32_t RecordColumns::look_up(const Name& name) {
  const std::string_view meant = name.meant(room_);
  const auto found = by_name_.find(absl::string_view(meant.data(), meant.size()));
  if (found != by_name_.end()) return found->second;
  if (are_known_) return kNone;
  const auto column = static_cast<uint32_t>(names_.size());
  names_.emplace_back(meant);
  by_name_.emplace(names_.back(), column);
  cells_.emplace_back();
  is_used_.push_back(false);
  return column;
}

void RecordColumns::note_lost(Expected& member, const Name& name) {
  member.is_noted = true;
  const std::string_view meant = name.meant(room_);
  if (std::find(lost_.begin(), lost_.end(), meant) != lost_.end()) return;
  if (lost_.size() < kMostLost) {
    lost_.emplace_back(meant);
  } else {
    lost_more_ = true;
  }
}

void RecordColumns::save(ByteWriter& out, io::Tally tally) const {
  out.u64(names_.size());
  for (size_t i = 0; i < names_.size(); ++i) {
    out.text(names_[i]);
    out.u8(i < is_used_.size() && is_used_[i] ? 1 : 0);
  }
  const bool is_said = tally == io::Tally::said;
  out.u64(is_said ? 0 : lossy_records_);
  out.u64(is_said ? 0 : lost_.size());
  for (const std::string& name : lost_) {
    if (!is_said) out.text(name);
  }
  out.u8(!is_said && lost_more_ ? 1 : 0);
}

bool RecordColumns::load(ByteReader& in) {
  constexpr size_t kText = 8;  // bytes that a text takes at least
  std::vector<std::string> names, lost;
  std::vector<bool> is_used;
  for (uint64_t left = in.count(kText + 1); left > 0; --left) {
    names.emplace_back(in.text());
    is_used.push_back(in.u8() != 0);
  }
  const uint64_t lossy_records = in.u64();
  for (uint64_t left = in.count(kText); left > 0; --left) lost.emplace_back(in.text());
  const bool lost_more = in.u8() != 0;
  if (!in.ok() || (are_chosen_ && names != names_)) return false;
  names_ = std::move(names);
  are_known_ = !names_.empty();
  for (size_t i = 0; i < names_.size(); ++i) by_name_.emplace(names_[i], static_cast<uint32_t>(i));
  is_used_ = std::move(is_used);
  lossy_records_ = lossy_records;
  lost_ = std::move(lost);
  lost_more_ = lost_more;
  return true;
}

std::string RecordColumns::lost() const {
  if (lossy_records_ == 0) return {};
  return fmt::format("{} members that are no columns ({}{}); --columns names them",
                     lossy_records_ == 1 ? "1 record has" : fmt::format("{} records have", lossy_records_),
                     fmt::join(lost_, ", "), lost_more_ ? ", ..." : "");
}

std::string RecordColumns::hint() const {
  std::vector<std::string_view> others;
  for (const Expected& member : expected_) {
    if (member.column == kNone) others.push_back(member.name);
  }
  for (size_t i = 0; are_chosen_ && i < is_used_.size(); ++i) {
    if (is_used_[i]) continue;
    const std::string_view near = nearest_name(names_[i], others);
    if (near.empty()) continue;
    return fmt::format("no record has {}, which --columns names; did you mean {}?", names_[i], near);
  }
  return {};
}

}  // namespace runnel::format
