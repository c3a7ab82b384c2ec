// Adds the columns of an extract to profiles, up to any of its records: so that something can happen between
// two records though a column is added at a time.
//
// The order in which the scalars of a field are added is that of the records, and within a record of an
// array. Where several columns are one field (`.*`), the scalars of a record are added in the order of their
// hashes: what a worker makes a column of depends on where a batch begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "op/stats/extract.h"
#include "op/stats/profiles.h"

namespace runnel::op {

class ColumnFolder {
 public:
  explicit ColumnFolder(Profiles& profiles) : profiles_(profiles) {}

  // For another extract, which lives until the next. `of_rows`: the profile of each row; empty: all rows are
  // of the one profile that there is.
  void start(const StatsExtract& extract, std::span<Profile* const> of_rows);
  // Adds what is in the rows before this one. REQUIRES: rows grow, and those before are in `of_rows`.
  void fold_until(size_t row);
  // Looks for maps among the objects that fields were refused below, before this row. REQUIRES: as
  // fold_until().
  void look_for_maps(size_t row);

 private:
  struct Cursor {
    FieldId field;
    size_t next;  // scalar
  };

  void find_field(size_t column);
  void move(const FieldTree::Moves& moves);
  void fold_known(size_t row);
  void fold_column(size_t column, size_t row);
  void fold_together(FieldId field, std::span<const uint32_t> columns, size_t row);
  std::span<const agg::Scalar> take(size_t column, size_t row);
  void add(FieldId field, std::span<const agg::Scalar> scalars);

  Profiles& profiles_;
  const StatsExtract* extract_ = nullptr;
  std::span<Profile* const> of_rows_;
  std::vector<Cursor> cursors_;  // of the columns whose fields are known, which come first
  bool is_shared_ = false;       // some of them have the same field
  std::vector<agg::Scalar> together_;
};

}  // namespace runnel::op
