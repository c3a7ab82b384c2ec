// A profile as JSON records: one in all, or one for the stream and one a field. Names are stable.
//
// What does not exist is left out: `number` of a field without numbers, `time` of a stream without times,
// `presence` of an element of an array. Times are RFC 3339, lengths of time seconds. A double is written with
// the fewest digits that read back as it; a sum beyond the largest double as that.
#pragma once

#include <string>

#include "op/stats/field_choice.h"
#include "op/stats/summary.h"

namespace runnel::op {

// {"records":...,"fields":{".a":{...},...}} and a newline.
void append_profile_json(std::string& out, const ProfileSummary& profile, const FieldChoice& choice = {});

// The same without `fields`, then for each field {"field":".a",...}, each on a line. All lines have the key
// and the period in front.
void append_profile_json_lines(std::string& out, const ProfileSummary& profile,
                               const FieldChoice& choice = {});

}  // namespace runnel::op
