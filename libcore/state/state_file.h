// The file of a state: read, refused, written. Its format is documented in runnel-state(5).
//
// It is never changed where it stands. A new one is written beside it as PATH.new, synced, and put in its
// place by renaming, so that at every moment there is a whole one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "state/saved_state.h"
#include "state/state_lock.h"

namespace runnel::state {

// Nothing where there is no such file: the state is new. Anything but a whole state of a version that is
// known is an error of kind state, `PATH: reason; what to do`.
Result<std::optional<SavedState>> read_state(const std::string& path);

// What the state is said to mean, without a look at the rest of it, which may be long and is not checked.
// Nothing where that cannot be read; read_state() says why.
std::optional<Meaning> peek_meaning(const std::string& path);

// Whether a run of that program, meaning this, may go on from it. Kind state, with all that differs and what
// to do. `path`: for the message.
Outcome check_state(const SavedState& state, std::string_view program, const Meaning& meaning,
                    std::string_view path);

// The same, where only the positions are kept (--state-reset keep-positions): the program must be the same.
Outcome check_program(const SavedState& state, std::string_view program, std::string_view path);

// Syncs the outputs, then writes the state and syncs it, then its directory. Gives its size in bytes. After
// an error a whole state is there: the one before, unless the directory alone could not be synced. Kind
// state, but kind sink where an output could not be synced, whose data may be lost then. A file keeps its
// permissions, a new one is for its owner alone.
Result<uint64_t> write_state(const StateLock& lock, const SavedState& state, std::span<const int> outputs);

// Of bytes: what read_state() and write_state() do. `name`: for messages.
Result<SavedState> parse_state(std::string_view bytes, std::string_view name);
std::string format_state(const SavedState& state);

}  // namespace runnel::state
