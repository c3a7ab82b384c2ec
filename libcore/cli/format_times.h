// The time of the records where no flag says it, but the format of the inputs does: access logs have one, and
// say it in one way.
//
// It is found by looking into plain files. A log that was rotated a moment ago is empty and says nothing;
// so a state keeps what was found, as a part of what its run means, and the runs that go on from it take it
// from there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/input_formats.h"
#include "cli/side_time_options.h"
#include "cli/state_options.h"
#include "cli/time_options.h"

namespace runnel::cli {

class FormatTimes {
 public:
  // Both must outlive this. What is wrong with a state is said when it is opened (cli/open_session.h).
  FormatTimes(const InputFormats& formats, const StateOptions& state);

  // Sets what -t and --time-format do not say: of all inputs, or of one of a join.
  void set(TimeOptions& options);
  void set(const TimeOptions& both, SideTimeOptions& side, size_t input);

  // What was set, for the meaning: `--time (of the format)` and `.time`.
  const std::vector<std::pair<std::string, std::string>>& found() const { return found_; }

 private:
  struct Names {
    std::string time;
    std::string format;
  };
  struct Set {
    std::optional<std::string> time;
    std::optional<std::string> format;
  };

  static Names names_of(std::string_view side);
  std::optional<format::FormatTime> time_of_all(const TimeOptions& asked) const;
  std::optional<format::FormatTime> saved(const TimeOptions& asked, const Names& names) const;
  Set take(const TimeOptions& asked, const std::optional<format::FormatTime>& time, const Names& names);

  const InputFormats& formats_;
  const StateOptions& state_;
  std::vector<std::pair<std::string, std::string>> found_;
};

}  // namespace runnel::cli
