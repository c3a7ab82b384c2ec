#include "op/window/program.h"

namespace runnel::op {

std::string WindowProgram::explain() const {
  std::string out = "of each record\n" + record_->explain();
  out += "\nof each group\n";
  for (const WindowCall& call : calls_) out += "  " + call.text + "\n";
  if (results_.has_value()) out += "\nof their results\n" + results_->explain();
  if (rank_.has_value()) out += "\nto rank by\n" + rank_->explain();
  return out;
}

}  // namespace runnel::op
