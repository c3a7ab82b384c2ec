// Which field of a record looks like its time: for who has forgotten -t.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/input_formats.h"
#include "cli/state_options.h"

namespace runnel::cli {

struct TimeField {
  std::string path;    // as a program: `.ts`, `.event."@timestamp"`
  std::string format;  // for --time-format; empty where none is needed
};

// The best of the record's fields, also inside of objects: one whose name says time (ts, time, timestamp,
// created_at ...) before one that has only the look of it, and of equal ones the one that lies less deep.
// Text is RFC 3339 or one of a few other common forms; a number must have the size of a time of this century,
// and a name that says so. Nothing where none looks like a time, or the line is no JSON.
std::optional<TimeField> find_time_field(std::string_view line);

// As flags: `-t .ts`, with --time-format where it is needed.
std::string flags_of(const TimeField& field);

// The first of the inputs that is a plain file, as messages call it, and what in its first records looks
// like their time. Nothing where none is such a file.
struct FileTime {
  std::string name;
  bool is_empty;  // or cannot be read
  std::optional<TimeField> field;
};
std::optional<FileTime> time_of_files(const InputFormats& formats);

// What is said where records of a plain file are counted by the time at which they are read. Nothing where no
// input is one that holds records.
std::optional<std::string> time_hint(const InputFormats& formats);

// The same where a state begins with a file that is empty, so that a time which its format has is not found.
// Nothing where the state is there already, or no input is such a file.
std::optional<std::string> time_hint_of_new_state(const InputFormats& formats, const StateOptions& state);

}  // namespace runnel::cli
