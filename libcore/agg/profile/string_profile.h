// What is told of the strings of a field: how many, how long, first and last in order, and what they look
// like. Exact, whatever the order, and merges exactly. Of a string only the first 256 bytes are compared and
// kept, and one that is longer looks like nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "agg/profile/scalar.h"
#include "base/bytes.h"
#include "base/text_kind.h"

namespace runnel::agg {

class StringProfile {
 public:
  void add(std::string_view text) { add(kept_part(text), characters(text), text.size(), 1); }
  // `kept`: its first bytes; it has so many characters, in `size` bytes.
  void add(std::string_view kept, uint64_t characters, size_t size, uint64_t times);
  void merge(const StringProfile& other);

  uint64_t count() const { return count_; }
  uint64_t empty() const { return empty_; }
  uint64_t least_length() const { return least_; }
  uint64_t most_length() const { return most_; }
  double mean_length() const { return static_cast<double>(total_) / static_cast<double>(count_); }
  const std::string& min() const { return min_; }
  const std::string& max() const { return max_; }
  const std::array<uint64_t, kTextKinds>& kinds() const { return kinds_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  // The first eight bytes as a number that is ordered as text is; what is behind them counts where it is
  // equal.
  static uint64_t head(std::string_view text);
  void widen(std::string_view low, std::string_view high, uint64_t least, uint64_t most);

  uint64_t count_ = 0;
  uint64_t empty_ = 0;
  uint64_t least_ = 0;  // lengths in characters
  uint64_t most_ = 0;
  uint64_t total_ = 0;
  std::string min_, max_;
  uint64_t min_head_ = 0;
  uint64_t max_head_ = 0;
  std::array<uint64_t, kTextKinds> kinds_{};
};

}  // namespace runnel::agg
