// JSON text in colours, for a terminal: the same bytes, with escape sequences (ECMA-48, "select graphic
// rendition") between the tokens. Which colour a kind of value has is said as in jq 1.8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace runnel::json {

// What has a colour of its own, in the order of JQ_COLORS.
enum class Colored : uint8_t { null, boolean_false, boolean_true, number, string, array, object, key };

// A colour is the parameters of an escape sequence: `1;39`. Immutable, so that all workers may read it.
class Colors {
 public:
  static constexpr size_t kCount = 8;

  // The colours of jq 1.8.
  Colors();
  // The value of JQ_COLORS: up to eight colours, separated by colons; what is not said keeps its default.
  // Nothing where a colour holds anything but digits and semicolons.
  static std::optional<Colors> parse(std::string_view text);

  // The whole sequence that switches it on.
  std::string_view sequence(Colored what) const { return sequences_[static_cast<size_t>(what)]; }

 private:
  std::array<std::string, kCount> sequences_;
};

// Not thread-safe; one a worker.
class ColorWriter {
 public:
  // The colours must outlive this.
  explicit ColorWriter(const Colors& colors) : colors_(colors) {}

  // Appends a line of JSON in colours. All of its bytes are written as they are, white space too. A line that
  // is not JSON gets some colours, and does no harm.
  void append(std::string& out, std::string_view line);

 private:
  void color(std::string& out, Colored what);

  const Colors& colors_;
  std::string open_;      // the brackets that are open, the innermost last
  std::string_view now_;  // the sequence that is switched on; empty for none
};

}  // namespace runnel::json
