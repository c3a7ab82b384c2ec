// Text as it is read in pieces of random sizes: none beyond `largest_read`, the same in every run.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "io/scripted_source.h"

namespace runnel::io {

inline std::vector<Piece> cut(std::string_view text, size_t largest_read) {
  std::minstd_rand random(static_cast<unsigned>(largest_read));
  std::vector<Piece> pieces;
  for (size_t at = 0; at < text.size();) {
    const size_t size = 1 + random() % largest_read;
    pieces.emplace_back(std::string(text.substr(at, size)));
    at += size;
  }
  return pieces;
}

}  // namespace runnel::io
