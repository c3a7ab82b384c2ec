#include "op/stats/column_folder.h"

#include <algorithm>
#include <tuple>

namespace runnel::op {

using agg::Scalar;

void ColumnFolder::start(const StatsExtract& extract, std::span<Profile* const> of_rows) {
  extract_ = &extract;
  of_rows_ = of_rows;
  cursors_.clear();
  is_shared_ = false;
}

void ColumnFolder::fold_until(size_t row) {
  while (cursors_.size() < extract_->column_count) {
    const std::vector<Scalar>& scalars = extract_->columns[cursors_.size()].scalars;
    if (!scalars.empty() && scalars.front().row >= row) break;
    find_field(cursors_.size());
  }
  fold_known(row);
}

void ColumnFolder::find_field(size_t place) {
  const StatsColumn& column = extract_->columns[place];
  const FieldId parent =
      column.step == FieldStep::record ? FieldTree::kRecord : cursors_[column.parent].field;
  const size_t row = column.scalars.empty() ? 0 : column.scalars.front().row;
  const auto settle = [&] { fold_known(row); };
  const auto moved = [this](const FieldTree::Moves& moves) { move(moves); };
  const FieldId field = profiles_.field(parent, column.step, column.name, settle, moved);
  // Below `.*` as well: whatever step, another column may lead to the same field.
  if (!is_shared_ && field != FieldTree::kNone) {
    is_shared_ = std::any_of(cursors_.begin(), cursors_.end(),
                             [field](const Cursor& cursor) { return cursor.field == field; });
  }
  cursors_.push_back({field, 0});
}

void ColumnFolder::move(const FieldTree::Moves& moves) {
  for (Cursor& cursor : cursors_) {
    for (const auto& [from, to] : moves) {
      if (cursor.field == from) cursor.field = to;
    }
  }
  is_shared_ = true;
}

void ColumnFolder::look_for_maps(size_t row) {
  fold_until(row);
  if (!profiles_.is_closed()) return;
  profiles_.look_for_maps([this](const FieldTree::Moves& moves) { move(moves); });
  for (size_t place = 0; place < cursors_.size(); ++place) {
    if (cursors_[place].field != FieldTree::kNone) continue;
    const StatsColumn& column = extract_->columns[place];
    const FieldId parent = cursors_[column.parent].field;
    if (parent == FieldTree::kNone) continue;
    cursors_[place].field = profiles_.tree().find(parent, column.step, column.name);
  }
}

void ColumnFolder::fold_known(size_t row) {
  if (!is_shared_) {
    for (size_t column = 0; column < cursors_.size(); ++column) fold_column(column, row);
    return;
  }
  std::vector<uint32_t> order(cursors_.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return cursors_[a].field < cursors_[b].field; });
  for (size_t from = 0; from < order.size();) {
    size_t to = from + 1;
    const FieldId field = cursors_[order[from]].field;
    while (to < order.size() && cursors_[order[to]].field == field) ++to;
    if (to == from + 1 || field == FieldTree::kNone) {
      for (; from < to; ++from) fold_column(order[from], row);
    } else {
      fold_together(field, std::span(order).subspan(from, to - from), row);
    }
    from = to;
  }
}

void ColumnFolder::fold_column(size_t column, size_t row) {
  const std::span<const Scalar> scalars = take(column, row);
  if (scalars.empty()) return;
  const FieldId field = cursors_[column].field;
  if (field == FieldTree::kNone) {
    size_t above = column;
    while (cursors_[above].field == FieldTree::kNone) above = extract_->columns[above].parent;
    profiles_.refuse(cursors_[above].field, scalars.size());
  } else {
    add(field, scalars);
  }
}

void ColumnFolder::fold_together(FieldId field, std::span<const uint32_t> columns, size_t row) {
  together_.clear();
  for (const uint32_t column : columns) {
    const std::span<const Scalar> scalars = take(column, row);
    together_.insert(together_.end(), scalars.begin(), scalars.end());
  }
  std::stable_sort(together_.begin(), together_.end(), [](const Scalar& a, const Scalar& b) {
    return std::tie(a.row, a.kind, a.hash) < std::tie(b.row, b.kind, b.hash);
  });
  add(field, together_);
}

// The scalars of a column that are next, up to the row.
std::span<const Scalar> ColumnFolder::take(size_t column, size_t row) {
  const std::span<const Scalar> rest =
      std::span<const Scalar>(extract_->columns[column].scalars).subspan(cursors_[column].next);
  size_t count = rest.size();
  if (row < extract_->rows.size()) {
    const auto end = std::partition_point(rest.begin(), rest.end(),
                                          [row](const Scalar& scalar) { return scalar.row < row; });
    count = static_cast<size_t>(end - rest.begin());
  }
  cursors_[column].next += count;
  return rest.first(count);
}

void ColumnFolder::add(FieldId field, std::span<const Scalar> scalars) {
  agg::Context& context = profiles_.context();
  if (of_rows_.empty()) {
    return profiles_.profile_of(profiles_.whole(), field).add(context, scalars);
  }
  for (const Scalar& scalar : scalars) {
    profiles_.profile_of(*of_rows_[scalar.row], field).add(context, scalar);
  }
}

}  // namespace runnel::op
