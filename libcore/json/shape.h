// What most records of a stream have in common: the same members in the same order, so that only the values
// between differ. Who has seen one such record knows what to expect of the next: its text is compared with
// that of the last one, and only the values are read. That validates the line in full and finds the wanted
// fields in the same pass, in a third of the time that a validator and a projector take.
//
// Whether a key occurs twice is known as well, since the keys are part of the text: who learns from lines in
// which none does, knows no others.
//
// A line that is expected wrongly is just not known; nothing is said of it then, and the validator and the
// projector look at it. So the answer never depends on what was expected.
//
// Not thread-safe; one a worker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "json/path.h"
#include "json/projector.h"

namespace runnel::json {

// Of one line that was seen: by turns text that is compared, and a value that is read: a scalar, or an array
// of scalars.
class Shape {
 public:
  // `line`, without its '\n', is valid JSON, and `slots` are what a projector for `paths` has found in it.
  // False where it has none that is of use: a wanted field is an object, or lies in an array, or may be
  // another one in a line of the same text; or there are too many values.
  bool learn(std::string_view line, std::span<const Path> paths, std::span<const Slot> slots);

  // How much of a line is looked at: all of it, or up to where a projector would stop.
  enum class Extent : bool { whole, wanted };
  struct Match {
    bool known;
    const char* end;      // known, whole: the line's '\n'
    const char* stopped;  // known: where a projector would have stopped
    uint32_t shape = 0;   // known, by Shapes: which of them it is, as learn() has said
  };
  // Whether the line, as far as it is looked at, is valid JSON of this shape, but for its UTF-8; then the
  // slots are filled as a projector does. REQUIRES: as Projector::project.
  Match match(const char* line, Slot* slots, Extent extent) const;

  // A piece of text, at most as long as a vector, and perhaps a value behind it.
  struct Step {
    static constexpr size_t kSize = 32;
    alignas(kSize) uint8_t text[kSize];
    uint8_t ignored[kSize];  // 0xff behind the text
    uint32_t size;
    uint32_t first_slot;  // into the numbers of slots that the value is for
    uint32_t slot_count;
    bool has_value;
    bool is_last_wanted;  // a projector would stop behind it
  };

 private:
  void add_text(std::string_view text);
  bool add_value(std::string_view value, std::span<const Slot> slots);

  std::vector<Step> steps_;
  std::vector<uint32_t> slots_;    // by the values they are for
  std::vector<uint32_t> missing_;  // those that such a line does not have
  size_t blanks_ = 0;              // between the value that the line is and its '\n'
};

// The shapes of the last lines: a few, since a stream may hold some kinds of records by turns.
class Shapes {
 public:
  // As Shape's. A stream whose lines have little in common is soon left alone for a while.
  Shape::Match match(const char* line, Slot* slots, Shape::Extent extent);
  // Whether learn() would learn now: who does not validate lines anyway validates this one.
  bool wants_to_learn() const { return resting_ == 0 && lessons_ > 0; }
  // Which one the line's shape is now, in the place of the one that was so before; none where it was not
  // learned. All are below kMost.
  std::optional<uint32_t> learn(std::string_view line, std::span<const Path> paths,
                                std::span<const Slot> slots);

  static constexpr size_t kMost = 4;

 private:
  static constexpr int kBestScore = 64;

  struct Known {
    Shape shape;
    uint32_t number;
  };

  std::vector<Known> shapes_;  // the one that matched last is first
  int score_ = kBestScore;     // falls where lines are not known
  uint32_t resting_ = 0;       // for so many lines nothing is tried
  uint32_t known_ = 0;         // lines since something was learned
  int lessons_ = 8;            // that may be taken now
};

}  // namespace runnel::json
