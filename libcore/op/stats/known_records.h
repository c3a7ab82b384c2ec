// Records that are like others before them: their values are where they were (json/shape.h), and what is to
// be done with each is known as well, so that nothing is looked for by its name.
//
// What is done with a record is a list of deeds in the order of its text; it is noted while a record is taken
// apart, and then done again for each that is like it. Numbers of nodes are the caller's.
//
// One a worker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "json/shape.h"
#include "op/stats/extract.h"

namespace runnel::op {

class KnownRecords {
 public:
  struct Deed {
    enum class Kind : uint8_t {
      value,        // a scalar, or an array of scalars: the next of values()
      object,       // is there
      begin_array,  // of something else than scalars; its place in the order
      end_array,    // and that it is there
    } kind;
    uint32_t node;
    uint32_t length;        // end_array
    std::string_view text;  // value; while it is noted
  };
  struct Known {
    std::vector<Deed> deeds;
    std::vector<StatsColumn*> columns;  // of each deed, in the extract of that number: the caller's note
    uint64_t extract = 0;
  };

  // Whether the line that begins here is like a record that was learnt, so that it is valid but for its
  // UTF-8: its '\n', else null. Then matched() says what is to be done with it, and values() with what.
  const char* match(const char* line);
  Known& matched() { return known_[matched_]; }
  std::span<const json::Slot> values() const { return slots_; }

  // The line, which is valid, comes next: begin() is called with its text, if it is a record at all, then
  // what is done with it is noted, and end() learns it.
  void expect(std::string_view line);
  void begin(const char* text);
  void end();

  // REQUIRES: is_learning(). Containers are told before what is in them is noted, also those that are left
  // out.
  bool is_learning() const { return !line_.empty(); }
  void note_container() { ++containers_; }
  void note_value(uint32_t node, std::string_view text) {
    deeds_.push_back({Deed::Kind::value, node, 0, text});
  }
  void note_object(uint32_t node) { deeds_.push_back({Deed::Kind::object, node, 0, {}}); }
  void note_array_begin(uint32_t node, const char* bracket);
  // `end`: behind its closing bracket.
  void note_array_end(uint32_t node, uint64_t length, const char* end);
  // What is done with this record depends on more than where its values are: it is not learnt.
  void give_up() { line_ = {}; }

 private:
  // An array that is open: how many deeds there were before it, and containers up to it.
  struct Begun {
    size_t deeds;
    uint64_t containers;
    const char* bracket;
  };

  json::Shapes shapes_;
  std::array<Known, json::Shapes::kMost> known_;  // by the shapes' numbers
  std::vector<json::Slot> slots_;
  uint32_t matched_ = 0;

  std::string_view line_;  // that is learnt; empty: none
  std::vector<Deed> deeds_;
  std::vector<Begun> begun_;
  uint64_t containers_ = 0;
};

}  // namespace runnel::op
