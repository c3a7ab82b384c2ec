// Strings as they are, without quotes and escapes, each on a line unless there are line breaks in it; all
// other values as JSON.
#pragma once

#include <string>
#include <string_view>

#include "format/output/output_form.h"

namespace runnel::format {

class TextForm final : public OutputForm {
 public:
  void append(std::string& out, std::string_view record) override;
  std::string state(io::Tally tally) const override;
  bool resume(std::string_view state) override;
};

}  // namespace runnel::format
