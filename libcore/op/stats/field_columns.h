// Takes values apart into scalars and puts these into the columns of an extract. One a worker: it remembers
// which places there are in the records, and expects the members of an object in the order in which they came
// last.
//
// Most records are like those before them, and then not even looked for by name (op/stats/known_records.h).
//
// Of a key that occurs twice in an object the first value counts. What is more than kMostDepth deep, or has a
// longer name than kLongestName, is left out, and counted.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "json/tokenizer.h"
#include "json/value.h"
#include "op/stats/extract.h"
#include "op/stats/known_records.h"

namespace runnel::op {

class FieldColumns {
 public:
  static constexpr size_t kMostDepth = 64;
  static constexpr size_t kLongestName = 1024;  // bytes

  // `names`: of the members that records are made of, if they are. Must outlive this.
  explicit FieldColumns(const std::vector<std::string>& names);

  // For another extract, which is empty, of a batch with this text.
  void start(StatsExtract& extract, std::string_view batch);

  // The record of this row, which is the JSON text that begins here. REQUIRES: as json/tokenizer.h, and it
  // lives as long as the extract.
  void add_record(const char* text, uint16_t row);

  // Whether the line that begins here is like a record before it, so that it is valid but for its UTF-8: its
  // '\n', else null. Then add_known() is add_record() for it.
  const char* match(const char* line) { return known_.match(line); }
  void add_known(uint16_t row);
  // The record that is added next is this line: others like it may come.
  void learn(std::string_view line) { known_.expect(line); }

  // Of a record that is made of these members, by the numbers of their names: a value, whatever it borrows
  // from. Several values of one name count each. The record itself is not put into its column.
  void add_member(size_t name, const json::Value& value, uint16_t row);
  // The same of text in the batch that is valid.
  void add_member_text(size_t name, std::string_view text, uint16_t row);

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  // A worker tells no more places apart than these: what it has beyond is `other`. When there are half as
  // many it starts anew with the next extract.
  static constexpr size_t kMostNodes = 64 * 1024;
  static constexpr size_t kMostNames = 4 << 20;  // bytes of names, after which it does so too
  static constexpr size_t kPortion = 512;

  struct Node {
    uint32_t parent;
    FieldStep step;
    uint32_t depth;
    std::string_view name;
    uint64_t extract = 0;  // the number of the extract in which it has this column
    uint32_t column = 0;
    uint32_t element = kNone;
    uint32_t other = kNone;
    uint32_t first_member = kNone;
    uint32_t last_member = kNone;
    uint32_t next_member = kNone;  // of the parent, in the order of appearance
    uint64_t object = 0;           // the number of the object that it was found in last
    absl::flat_hash_map<std::string_view, uint32_t> members;
  };
  struct Open {  // a container that we are in
    uint32_t node;
    uint32_t expected;  // the next member
    uint64_t number;    // of the object; of an array how many elements it has so far
    bool is_array;
  };

  void forget_all();
  void put_known(uint32_t node, StatsColumn& column, std::string_view text);
  void put_text(uint32_t node, std::string_view text);
  void put_scalar(StatsColumn& column, std::string_view text);
  void put_flat_array(uint32_t node, StatsColumn& array, std::string_view text);
  void put_token(StatsColumn& column, const json::Token& token);
  void take_all(const char* text);
  void take(const json::Token& token);
  void begin_value();
  void open(const json::Token& token);
  void close(const json::Token& token);
  uint32_t member(Open& object, std::string_view name);
  uint32_t member_by_name(uint32_t node, std::string_view name);
  uint32_t element(uint32_t node);
  uint32_t leave_out();
  uint32_t add_node(uint32_t parent, FieldStep step, std::string_view name);
  StatsColumn& column(uint32_t node);
  void put(uint32_t node, const agg::Scalar& scalar);
  // In the header, so that a scalar is written where it is to be: copied from where it was made in parts, it
  // would be read before it is in the cache.
  void put_into(StatsColumn& column, agg::Scalar scalar) {
    scalar.row = row_;
    column.scalars.push_back(scalar);
    ++extract_->scalars;
  }
  std::string_view text_of(const json::Token& token);
  std::string_view decoded(std::string_view text);

  std::vector<Node> nodes_;
  std::vector<Open> open_;
  std::array<json::Token, kPortion> tokens_;
  const std::vector<std::string>& member_names_;
  std::vector<uint32_t> members_;  // their nodes
  Arena names_;
  std::string scratch_;
  std::string_view batch_;
  StatsExtract* extract_ = nullptr;
  uint64_t extract_number_ = 0;
  uint64_t object_number_ = 0;
  uint32_t place_ = 0;  // the node that the next value belongs to; kNone: it is left out
  size_t skipped_ = 0;  // how many brackets are open in what is left out
  uint16_t row_ = 0;

  KnownRecords known_;
};

}  // namespace runnel::op
