// What is written of a record that is a line of a batch.
#pragma once

#include <string>
#include <string_view>

namespace runnel::op {

// Appends the record without the white space between its tokens: where it was not a line when it was read
// (io::Batch::has_blanks). REQUIRES: it is valid JSON.
void append_without_blanks(std::string& out, std::string_view record);

}  // namespace runnel::op
