// What a run leaves to the next one: what it belongs to, how far each input was read and each output written,
// and what the operator holds. All of it stands in one state file (state/state_file.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "state/input_position.h"
#include "state/meaning.h"
#include "state/output_position.h"

namespace runnel::state {

struct SavedState {
  std::string program;       // `stream-window`
  std::string release;       // of the program that wrote it, as --version says it
  int64_t created_ns = 0;    // since 1970: the first checkpoint
  int64_t saved_ns = 0;      // this one
  uint64_t checkpoints = 0;  // since it was created
  uint64_t runs = 0;         // that have gone on from it, and the first
  Meaning meaning;
  std::vector<InputPosition> inputs;    // in the order in which they were begun
  std::vector<OutputPosition> outputs;  // in the order of the command line
  // Nothing: the run before was done with all that it held.
  std::optional<std::string> operator_state;

  bool operator==(const SavedState&) const = default;
};

// The body of a state file but for the operator's bytes, which may be many and are not copied: they stand
// behind these, and end the body.
std::string body_without_operator(const SavedState& state);

// Nothing where it is not such a body. What a later release has added behind it is passed over.
std::optional<SavedState> parse_body(std::string_view body);

// The meaning alone, of the beginning of a body.
std::optional<Meaning> meaning_of_body(std::string_view beginning);

// Who wrote a body, in every version of the format; for messages.
struct Writer {
  std::string program;
  std::string release;
};
std::optional<Writer> writer_of(std::string_view body);

}  // namespace runnel::state
