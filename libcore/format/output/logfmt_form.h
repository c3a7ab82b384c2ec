// logfmt: a line a record, `key=value` for each member, a blank between them.
//
// Numbers, true and false are written as they were read, null as `key=`, arrays and objects as their JSON
// text in quotes. A string is in quotes where it would be taken for anything else, with the escapes of JSON
// for quotes, backslashes and control characters. A key has no way to hold a blank, an equals sign, a quote
// or a control character: each is written as `_`, and that is said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "format/output/output_form.h"
#include "format/output/record_members.h"

namespace runnel::format {

class LogfmtForm final : public OutputForm {
 public:
  void append(std::string& out, std::string_view record) override;
  std::string state(io::Tally tally) const override;
  bool resume(std::string_view state) override;
  std::string lost() const override;

 private:
  void append_name(std::string& out, std::string_view name);
  void append_value(std::string& out, const Cell& cell);

  std::string room_;
  uint64_t renamed_ = 0;  // members
  std::string renamed_first_;
  uint64_t empty_ = 0;  // records
};

}  // namespace runnel::format
