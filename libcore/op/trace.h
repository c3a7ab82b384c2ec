// --trace: what is written says where it was read. A record that is an object gets one more member at its
// end, and any other value stands beside that member in an object:
//
//   {"a":1}  →  {"a":1,"trace":{"source":"access.ndjson","line":12,"offset":3456}}
//   [1,2]    →  {"value":[1,2],"trace":{"source":...}}
//
// A member that already has the name is left out, so that of programs in a chain the last one counts; each
// may use a name of its own. Text alone: nothing is parsed. One a thread: it holds scratch memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/splice.h"

namespace runnel::op {

// Where a record was read.
struct TracePlace {
  std::string_view source;  // as messages call it
  uint64_t line;            // on which it begins, from 1
  uint64_t offset;          // of that line in the source, in (decompressed) bytes
};

class Trace {
 public:
  static constexpr std::string_view kUsualName = "trace";

  explicit Trace(std::string_view name = kUsualName) : splicer_(name) {}

  // Appends one record, with no newline. REQUIRES: it is valid JSON without colours.
  void append(std::string& out, std::string_view record, const TracePlace& place);
  // Appends whole lines, each of which is a record that was made of what was read there; with their newlines.
  void append_lines(std::string& out, std::string_view lines, const TracePlace& place);

 private:
  void make_value(const TracePlace& place);
  void append_with_value(std::string& out, std::string_view record);

  json::MemberSplicer splicer_;
  std::string source_;  // that value_ begins with
  std::string value_;   // of the member
  size_t source_end_ = 0;
  std::string wrapped_;
};

}  // namespace runnel::op
