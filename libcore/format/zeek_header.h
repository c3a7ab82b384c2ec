// The header of a log of Zeek, as its ASCII writer puts it before the records:
//
//   #separator \x09
//   #set_separator	,
//   #empty_field	(empty)
//   #unset_field	-
//   #path	conn
//   #fields	ts	uid	...
//   #types	time	string	...
//
// Behind `#separator` and one blank, the separator; from there on it parts the words. Logs that were put
// together have one header each; `#close` ends one and says nothing here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runnel::format {

struct ZeekColumn {
  // How its values are written as JSON.
  enum class Kind : uint8_t {
    number,   // count int port double interval time
    boolean,  // bool: T or F
    string,   // all others
  };
  std::string name;
  Kind kind = Kind::string;
  bool is_list = false;  // set[KIND] or vector[KIND]
};

// What is known after each of the lines that were read. Is not heeded: what Zeek may add in later versions.
class ZeekHeader {
 public:
  // `line` begins with '#', and has neither newline nor '\r' behind it.
  void read(std::string_view line);

  const std::string& separator() const { return separator_; }
  const std::string& set_separator() const { return set_separator_; }
  const std::string& empty_field() const { return empty_; }
  const std::string& unset_field() const { return unset_; }
  // Without types: all are strings.
  std::vector<ZeekColumn> columns() const;
  // All that was read, as bytes and back.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

  // Lines that read() makes the same of; none where they are not UTF-8.
  std::vector<std::string> lines() const;

  // Why no record can be read by it; null where it is whole. Static text.
  const char* fault() const;

 private:
  std::vector<std::string> words(std::string_view text) const;

  std::string separator_ = "\t";
  std::string set_separator_ = ",";
  std::string empty_ = "(empty)";
  std::string unset_ = "-";
  std::vector<std::string> names_;
  std::vector<std::string> types_;
};

}  // namespace runnel::format
