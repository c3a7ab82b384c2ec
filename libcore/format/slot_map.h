// From the names of a record's fields to the slots of a program: for records that are no JSON text.
//
// A record is an object of fields, so that a path that begins with an index is the language's error. A field
// may itself be JSON text, and is then looked into.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "format/fields.h"
#include "json/path.h"
#include "json/projector.h"

namespace runnel::format {

// One a worker and program. The paths must outlive it.
class SlotMap {
 public:
  explicit SlotMap(const std::vector<json::Path>& paths);

  // The number of a field of that name; nothing where nobody wants it. Goes through all: who asks remembers.
  std::optional<uint32_t> find(std::string_view name) const;
  // How many different fields are wanted: their numbers are below.
  size_t size() const { return wanted_.size(); }
  const std::string& name(uint32_t field) const { return wanted_[field].name; }

  // As if no field were there.
  void clear(json::Slot* slots) const;
  // The field of that number is this. REQUIRES: clear() came first. What must be made goes to the arena.
  void put(uint32_t field, std::string_view text, Field::Kind kind, json::Slot* slots, Arena& arena) const;
  // The slots of the record itself.
  const std::vector<uint32_t>& whole() const { return whole_; }

 private:
  struct Deeper {
    uint32_t slot;
    json::Path rest;  // behind the field's name
  };
  struct Wanted {
    std::string name;
    std::vector<uint32_t> slots;                       // of the field itself
    std::vector<Deeper> deeper;                        // of what is in it
    std::unique_ptr<const json::Projector> projector;  // for these
  };

  static void look_into(const Wanted& wanted, std::string_view text, json::Slot* slots, Arena& arena);

  size_t slots_;
  std::vector<Wanted> wanted_;
  std::vector<uint32_t> whole_;
  std::vector<uint32_t> indexed_;  // paths that begin with an index
};

}  // namespace runnel::format
