#include "time/window_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/quantity.h"
#include "base/spelling.h"

namespace runnel::time {

namespace {

using Kind = WindowSpec::Kind;

constexpr std::string_view kForms = "1m, 5m/1m, session:30s, cumulate:1d/1h, count:1000 or all";

// What other systems call the windows that are written without a word here.
struct OtherName {
  std::string_view word;
  std::string_view written;
};
constexpr std::array<OtherName, 7> kOtherNames{{{"tumble", "a tumbling window is written 1m"},
                                                {"tumbling", "a tumbling window is written 1m"},
                                                {"fixed", "a tumbling window is written 1m"},
                                                {"hop", "a sliding window is written 5m/1m"},
                                                {"hopping", "a sliding window is written 5m/1m"},
                                                {"slide", "a sliding window is written 5m/1m"},
                                                {"sliding", "a sliding window is written 5m/1m"}}};

Error wrong(std::string_view window, std::string_view what) {
  return {ErrorKind::usage, fmt::format("window '{}': {}", window, what)};
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
}

// The parser of one WINDOW; `window_` is the whole text, for messages.
class Parser {
 public:
  explicit Parser(std::string_view window) : window_(window) {}

  Result<WindowSpec> parse() const {
    if (window_.empty()) return Error{ErrorKind::usage, fmt::format("WINDOW is empty; it is {}", kForms)};
    const size_t colon = window_.find(':');
    const std::string_view word = window_.substr(0, colon);
    const bool has_word = colon != window_.npos;
    const std::string_view rest = has_word ? window_.substr(colon + 1) : std::string_view();
    if (word == "all") {
      if (has_word) return wrong(window_, "all takes nothing behind it; write all");
      return WindowSpec{.kind = Kind::all};
    }
    if (word == "session") return session(rest);
    if (word == "cumulate") return cumulate(rest);
    if (word == "count") return count(rest);
    const bool begins_as_length =
        !word.empty() && std::string_view("0123456789.-+").find(word[0]) != word.npos;
    if (has_word || !begins_as_length) return unknown(word);
    return tumbling_or_sliding();
  }

 private:
  Result<WindowSpec> tumbling_or_sliding() const {
    const size_t slash = window_.find('/');
    const auto size = length(window_.substr(0, slash), "size");
    if (!size) return size.error();
    if (slash == window_.npos) return WindowSpec{.kind = Kind::tumbling, .size = *size, .step = *size};
    const auto slide = length(window_.substr(slash + 1), "slide");
    if (!slide) return slide.error();
    if (auto bounded = check_overlap(*size, *slide); !bounded) return bounded.error();
    return WindowSpec{
        .kind = *size == *slide ? Kind::tumbling : Kind::sliding, .size = *size, .step = *slide};
  }

  Result<WindowSpec> session(std::string_view rest) const {
    if (rest.empty()) return wrong(window_, "a session needs its gap; write session:30s");
    const auto gap = length(rest, "gap");
    if (!gap) return gap.error();
    return WindowSpec{.kind = Kind::session, .gap = *gap};
  }

  Result<WindowSpec> cumulate(std::string_view rest) const {
    const size_t slash = rest.find('/');
    if (slash == rest.npos) {
      return wrong(window_, "cumulate needs the largest size and the step; write cumulate:1d/1h");
    }
    const auto size = length(rest.substr(0, slash), "size");
    if (!size) return size.error();
    const auto step = length(rest.substr(slash + 1), "step");
    if (!step) return step.error();
    if (*size % *step != 0) {
      return wrong(window_,
                   fmt::format("the step {} does not divide the size {}; write for example cumulate:1d/1h",
                               format_duration(*step), format_duration(*size)));
    }
    if (auto bounded = check_overlap(*size, *step); !bounded) return bounded.error();
    return WindowSpec{.kind = Kind::cumulate, .size = *size, .step = *step};
  }

  Result<WindowSpec> count(std::string_view rest) const {
    if (rest.empty()) return wrong(window_, "count needs a number of records; write count:1000");
    const auto records = parse_count(rest);
    if (!records) {
      return wrong(window_, fmt::format("'{}' is not a number of records; write count:1000", rest));
    }
    if (*records == 0) return wrong(window_, "a window of no records never ends; the least is count:1");
    return WindowSpec{.kind = Kind::count, .records = *records};
  }

  // A duration above 0. `what` it is, for the message.
  Result<int64_t> length(std::string_view text, std::string_view what) const {
    if (text.empty()) return wrong(window_, fmt::format("the {} is missing; write {}", what, example(what)));
    if (text.find('/') != text.npos) {
      return wrong(window_, fmt::format("a / too many in front of '{}'; write {}",
                                        text.substr(text.find('/') + 1), example(what)));
    }
    if (text[0] == '-')
      return wrong(window_, fmt::format("the {} {} is negative; write {}", what, text, text.substr(1)));
    const auto duration = parse_duration(text);
    if (duration && *duration > 0) return *duration;
    if (duration) {
      return wrong(window_, fmt::format("the {} is 0, and a window must have a length; write {}", what,
                                        example(what)));
    }
    if (is_decimal(text)) {
      return wrong(window_,
                   fmt::format("the {0} {1} has no unit; write {1}s, {1}m, {1}h or {1}d", what, text));
    }
    return wrong(window_,
                 fmt::format("the {} '{}' is not a duration; write 30s, 5m, 1h30m or 1d", what, text));
  }

  Result<Done> check_overlap(int64_t size, int64_t step) const {
    const int64_t windows = size / step;
    if (windows <= kMostWindowsARecord) return Done{};
    return wrong(window_,
                 fmt::format("each record would be in {} windows, and the most is {}; write a longer step, "
                             "as in {}/{}",
                             windows, kMostWindowsARecord, format_duration(size),
                             format_duration(std::max<int64_t>(size / 60, 1))));
  }

  std::string_view example(std::string_view what) const {
    if (what == "gap") return "session:30s";
    if (window_.starts_with("cumulate")) return "cumulate:1d/1h";
    return what == "slide" || window_.find('/') != window_.npos ? "5m/1m" : "1m";
  }

  Error unknown(std::string_view word) const {
    for (const OtherName& other : kOtherNames) {
      if (word == other.word) return wrong(window_, other.written);
    }
    static constexpr std::array<std::string_view, 4> kWords{"session", "cumulate", "count", "all"};
    const std::string_view near = nearest_name(word, kWords);
    if (!near.empty())
      return wrong(window_, fmt::format("'{}' is no kind of window; did you mean {}?", word, near));
    return wrong(window_, fmt::format("'{}' is no kind of window; a WINDOW is {}", word, kForms));
  }

  std::string_view window_;
};

}  // namespace

Result<WindowSpec> parse_window(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace runnel::time
