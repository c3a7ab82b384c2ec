// Which member of a record goes to which column. The columns are those that were chosen, or the members of
// the first record; what other records have beyond these is counted.
//
// Records mostly have the same members in the same order, so a member is first compared with the name that
// stood in its place in the record before.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/output/record_members.h"
#include "io/sink.h"

namespace runnel::format {

class RecordColumns {
 public:
  // Empty: those of the first record that has members.
  explicit RecordColumns(std::vector<std::string> chosen);

  // The cells of the record, in the order of the columns; none as long as no columns are known, since the
  // record has no members. Views of the record, valid until the next one. Of members with equal names the
  // first counts. REQUIRES: as OutputForm::append.
  std::span<const Cell> take(std::string_view record);

  const std::vector<std::string>& names() const { return names_; }

  // For OutputForm::state(): the columns, which of them some record had, and, unless it has been said, what
  // found none. load() is for one that has taken no record; false where it is not of these columns.
  void save(ByteWriter& out, io::Tally tally) const;
  [[nodiscard]] bool load(ByteReader& in);

  // What found no column, for OutputForm::lost(). Empty if the columns were chosen.
  std::string lost() const;
  // The first chosen column that no record had, if the last record has a member of nearly that name, for
  // OutputForm::hint().
  std::string hint() const;

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMostLost = 5;  // names that are said

  // Which name stood there in the last record, and its column.
  struct Expected {
    std::string name;  // as it was written
    uint32_t column = kNone;
    bool is_noted = false;  // kNone: note_lost() knows it
  };

  Expected& expected_at(size_t place, const Name& name);
  uint32_t look_up(const Name& name);
  void note_lost(Expected& member, const Name& name);

  const bool are_chosen_;
  bool are_known_;
  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, uint32_t> by_name_;
  std::vector<Expected> expected_;
  std::vector<Cell> cells_;
  std::vector<bool> is_used_;  // of the columns: some record had it
  std::string room_;
  uint64_t lossy_records_ = 0;
  std::vector<std::string> lost_;  // the first names that found no column
  bool lost_more_ = false;
};

}  // namespace runnel::format
