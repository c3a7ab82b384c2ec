// Finds the ends of JSON values in text that comes in pieces, and makes lines of them where they lie: the
// part of json_framing.h that knows nothing of readers and batches. It only tells values apart, by brackets
// and quotes: whether they are valid the validator says.
//
// What is plainly no JSON must not take its neighbours with it: a newline inside of a string ends a value,
// and so does one behind a value that another one follows with no comma between; text that is no value ends
// with its line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "format/json_marks.h"

namespace runnel::format {

class JsonValues {
 public:
  // Looks at text[.., size) behind what it was given before, and changes it. kPadding bytes behind the text
  // may be read. Returns the end of the last whole value, in bytes from the text's start; 0: there is none.
  size_t find(char* text, size_t size);

  // The value at the text's start is too long: its first line is given up, and what is behind it is looked at
  // anew. Where that is of no use, for each line begins another value without an end, twice as many lines are
  // the next time: so all of it is not looked at for each. Returns as find().
  size_t give_up(char* text, size_t size);

  // Whether it stands in an array whose items are the values.
  bool in_array() const { return base_ == 1; }

  // What is known of the text that leaves: where newlines of the source were, and where two values touch, so
  // that a newline must be put in front of the second.
  struct Left {
    std::vector<uint32_t> newlines;
    std::vector<uint32_t> touching;
    bool has_blanks;  // white space stands in the values
  };
  // Forgets the first `bytes`, which end with a value, or with the text.
  Left leave(size_t bytes);

  // What must be known to go on behind what has left, where nothing else was kept. load() is for one that has
  // seen nothing.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  enum class State : uint8_t {
    between,  // values
    scalar,   // in a number or literal that is a value
    string,   // in a string that is one
    garbage,  // up to the next newline
  };

  // Where walking a block ends: behind it, or where it goes on elsewhere.
  enum class Went : uint8_t { on, elsewhere };

  void look_at_block(char* text, size_t count, const JsonMarks& marks);
  Went walk(char* text, size_t count, const JsonMarks& marks);
  size_t walk_container(char* text, size_t i, size_t count, const JsonMarks& marks);
  size_t walk_scalar(const char* block, size_t i, size_t count);
  size_t walk_string(size_t i, size_t count, uint64_t inside);
  void take_between(char& c, size_t at);
  void pass_garbage(const char* text, size_t size);
  bool lacks_comma(const char* text, size_t bracket) const;
  void begin_value(size_t at);
  void end_value(size_t at);
  void end_line(char& c, size_t at);
  void break_off(size_t newline);
  void note_newlines(uint64_t newlines);
  void pass_white(char* block, uint64_t newlines, uint64_t blanks);

  size_t at_ = 0;     // so far it has looked
  size_t end_ = 0;    // of the last whole value
  size_t noted_ = 0;  // so far newlines are known
  size_t depth_ = 0;  // of brackets that are open
  size_t base_ = 0;   // 1: in an array whose items are the values
  State state_ = State::between;
  JsonCarry carry_;           // of the byte before at_, where a block ends
  bool may_part_ = false;     // a comma may come: behind an item
  bool has_escape_ = false;   // the last whole value is none, and ends with a backslash that escapes a quote
  bool needs_line_ = false;   // no newline stands behind the last value yet
  bool is_unparted_ = false;  // a comma is missing in front of the bracket that was come to
  std::vector<uint32_t> newlines_;
  std::vector<uint32_t> touching_;
  bool has_blanks_ = false;
  size_t given_up_ = 0;  // so many lines the last time
  size_t left_ = 0;      // so many bytes since then
};

}  // namespace runnel::format
