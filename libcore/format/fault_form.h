// The form of records of which it is known before they are read that none is a good one, and why.
#pragma once

#include <memory>
#include <string>

#include "format/form.h"

namespace runnel::format {

struct FaultFormat {
  std::string reason;
  // What io::RecordForm says of them.
  std::string letter_members = {};
  bool is_cut_off = false;
};

// Records are lines, or end where io::Batch::ends says; blank ones are none.
std::shared_ptr<const Form> make_fault_form(FaultFormat format);

}  // namespace runnel::format
