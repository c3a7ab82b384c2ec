// All records as the items of one JSON array, each on a line: `[` before the first, a comma behind each but
// the last, which is written when the next one comes, and `]` at the end.
#pragma once

#include <string>
#include <string_view>

#include "format/output/output_form.h"

namespace runnel::format {

class JsonArrayForm final : public OutputForm {
 public:
  void append(std::string& out, std::string_view record) override;
  void finish(std::string& out) override;
  void begin_again() override { is_empty_ = true; }

 private:
  bool is_empty_ = true;
};

}  // namespace runnel::format
