// The record path's first step: from the bytes of a line to the fields that a program asks for, in one
// forward pass that stops as soon as it has them, and builds nothing.
//
// The wanted paths form a trie. The walk goes through an object's members in their order, compares each key
// with the few that are wanted at this place, goes into a value where a longer path continues, and passes
// over all others. Where a key occurs twice the first one counts, so that the walk may stop.
//
// The walk does not validate: what it passes over is only looked at as far as needed to find its end. It is
// safe on any bytes, and on a line that is not JSON it either notices (malformed) or gives some fields; what
// is written or folded is validated first, by json/validator.h.
//
// Considered and rejected: simdjson's On-Demand, which misses keys with escapes, returns the later duplicate
// and compiles to its fallback at the baseline instruction set.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/path.h"
#include "json/value.h"

namespace runnel::json {

// What a wanted path led to.
struct Slot {
  enum class State : uint8_t {
    missing,     // no such key or index, or a null on the way: null to the language
    present,     // `text` is the value
    string,      // `text` is a string as such, without quotes and escapes: of a record that is no JSON text
    wrong_type,  // a step into a value that has no such members: an error to the language, if it is used
  };
  State state = State::missing;
  Type found = Type::null;  // wrong_type: the type of the value that could not be stepped into
  uint16_t depth = 0;       // wrong_type: which step of the path failed, 0 the first
  std::string_view text;    // present: the whole value, quotes or brackets included; wrong_type: what was
                            // stepped into, if it is JSON text
};

// A place in the trie of wanted paths.
struct ProjectionNode {
  struct Member {
    uint64_t head;  // the key's first 8 bytes, or the whole key and its closing quote where they fit
    uint64_t mask;  // which bytes of head count; 0, with a head of 1, where only an escaped key can be equal
    std::string key;  // unescaped
    uint32_t child;
  };
  struct Item {
    uint32_t index;
    uint32_t child;
  };
  std::vector<Member> members;
  std::vector<Item> items;              // by index, ascending
  std::vector<uint32_t> slots;          // the paths that end here
  std::vector<uint32_t> below_members;  // the slots of all paths that go on with a key
  std::vector<uint32_t> below_items;    // the slots of all paths that go on with an index
  uint16_t depth = 0;
};

class Projector {
 public:
  // In one object so many keys are looked for, one by one; who wants more takes the object itself and looks
  // into it.
  static constexpr size_t kMaxMembers = 64;

  // One slot for each path, in the same order. Paths may repeat and be prefixes of one another.
  // REQUIRES: at no place do more than kMaxMembers keys part.
  explicit Projector(std::vector<Path> paths);

  struct Walk {
    const char* stopped;  // how far the line was read; not beyond its '\n'
    bool malformed;       // the walk noticed that this is not JSON: the slots say nothing
  };

  // Fills slots[0 .. paths().size()) from the line that starts at `line`. The views point into it.
  // REQUIRES: the line ends with '\n', and kPadding bytes behind that may be read (json/validator.h).
  // const and free of shared state: one Projector serves all workers.
  Walk project(const char* line, Slot* slots) const;

  const std::vector<Path>& paths() const { return paths_; }

 private:
  std::vector<Path> paths_;
  std::vector<ProjectionNode> nodes_;  // [0] is the root
  uint32_t goals_ = 0;                 // how many slots' values must be found before the walk may stop
};

}  // namespace runnel::json
