// How plain files among the inputs begin, for what is worked out before anything is read.
#pragma once

#include <optional>
#include <string>

namespace runnel::cli {

struct PlainFile {
  std::string name;  // as messages call it
  std::string head;  // its first bytes, decompressed; empty where it is empty, or cannot be read
};

// Nothing where the input (io/uri.h) is no plain file. Stdin may be one.
std::optional<PlainFile> plain_file(const std::string& input);

}  // namespace runnel::cli
