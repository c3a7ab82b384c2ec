// A partial profile as one line of JSON, so that anything that carries lines carries it: what is known of a
// part of a stream, to be merged with what is known of the others.
//
//   {"partial":1,"program":"stream-stats","of":"-t .ts --by host: .host","records":39073,"state":"<base64>"}
//
// `state` is what Profiles::save() writes, with what names the keys, and a checksum.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "op/stats/profiles.h"

namespace runnel::op {

struct Partial {
  // What was profiled, as StatsProgram::meaning() has it: partial profiles of different meaning are not
  // merged.
  std::string meaning;
  std::vector<std::string> keys;  // the names of --by's members
  bool by_clock = false;
  uint64_t bad = 0;  // records
  std::unique_ptr<Profiles> profiles;
};

// With a newline. `profiles` in place of what `head` has.
void append_partial(std::string& out, const Partial& head, const Profiles& profiles);

// Kind record, with what is wrong, for a line that is none, or one of another version.
Result<Partial> read_partial(std::string_view line, const ProfileLimits& limits);

}  // namespace runnel::op
