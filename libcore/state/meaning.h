// What a state belongs to: the program's text, its keys, windows, times and formats, by name. A run may go on
// from a state only if all of it is the same; paths, threads and what is reported are no part of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runnel::state {

class Meaning {
 public:
  struct Part {
    std::string name;   // as it is called on the command line: `WINDOW`, `--by`
    std::string value;  // as it was given

    bool operator==(const Part&) const = default;
  };

  // Names are different. A part that is not there is one that was not asked for.
  void add(std::string_view name, std::string_view value);
  const std::vector<Part>& parts() const { return parts_; }

  // What is not the same in a run of `other` as it was here, in this order: `--by was host, and is path now;
  // --fill was 3, and is not given now`. Empty where all is the same.
  std::string difference_to(const Meaning& other) const;

  bool operator==(const Meaning&) const = default;

  void save(ByteWriter& out) const;
  static Meaning load(ByteReader& in);

 private:
  const Part* find(std::string_view name) const;

  std::vector<Part> parts_;
};

}  // namespace runnel::state
