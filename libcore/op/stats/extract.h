// What a worker found in the records of a batch: their scalars, in a column for each place where they stand.
//
// A place is known by the place that it is in and the step from there: `.geo.city` is the member `city` of
// `.geo`, which is a member of the record. A column comes behind the one that it is in, and columns are in
// the order in which their first values came, so that what is learnt of them is learnt in the order of the
// records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "agg/profile/scalar.h"
#include "op/keyed/extract.h"

namespace runnel::op {

enum class FieldStep : uint8_t {
  record,   // the whole: of column 0 alone
  member,   // of an object, by its name
  element,  // of an array, whichever
  other,    // members of an object that has too many for the worker to tell apart
};

struct StatsColumn {
  uint32_t parent;  // another column, before this one
  FieldStep step;
  std::string_view name;             // of a member; valid as long as the extract's text
  std::vector<agg::Scalar> scalars;  // in the order of the records; their `row` is that of the record
};

struct StatsExtract : KeyedExtract {
  // Rows fit into Scalar::row.
  static_assert(kMostRows <= 65'536);
  // A record of more scalars than this is the last of its extract, so that memory is bounded by the line.
  static constexpr size_t kMostScalars = 256 * 1024;

  std::deque<StatsColumn> columns;  // recycled with the room that they have; each stays where it is
  size_t column_count = 0;          // of them are in use
  size_t scalars = 0;               // in all columns
  uint64_t left_out = 0;            // values that are in no column

  void clear() override;
  bool is_full() const override { return scalars >= kMostScalars || KeyedExtract::is_full(); }
};

}  // namespace runnel::op
