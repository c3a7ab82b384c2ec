#include "checks.h"

#include <fmt/format.h>

#include <span>
#include <string_view>

namespace runnel {

using Format = StatsFlags::Format;

namespace {

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

// A flag, and whether it is given.
struct Given {
  const char* flag;
  bool is_given;
};

// The first of them that is given; null where none is.
const char* first_given(std::span<const Given> flags) {
  for (const Given& flag : flags) {
    if (flag.is_given) return flag.flag;
  }
  return nullptr;
}

Outcome check_state(const StatsFlags& flags, const cli::CommonOptions& common) {
  if (!common.state.path || !flags.watch) return Done{};
  return cli::not_with_state("--watch", "it is for people to look at");
}

Outcome check_empty_texts(const StatsFlags& flags) {
  struct Text {
    const char* flag;
    const std::optional<std::string>& text;
    const char* hint;
  };
  const Text texts[] = {
      {"--of", flags.of, "BODY is empty; it names what is profiled, as latency_ms,ip does"},
      {"--by", flags.by, "BODY is empty; it names the key, as host does"},
      {"--time", flags.time.time, "EXPR is empty; it says where the time stands, as .ts does"}};
  for (const Text& text : texts) {
    if (text.text && text.text->find_first_not_of(" \t\r\n") == std::string::npos)
      return wrong(fmt::format("{}: {}", text.flag, text.hint));
  }
  return Done{};
}

// What parts were made of is said where they are made, and a part is no record.
Outcome check_merge(const StatsFlags& flags, const cli::CommonOptions& common) {
  if (!flags.merge) return Done{};
  if (common.state.path) return cli::not_with_state("--merge", "it keeps nothing of the parts but the whole");
  const Given of_parts[] = {
      {"--of", flags.of.has_value()},      {"--by", flags.by.has_value()},
      {"-t", flags.time.time.has_value()}, {"--time-format", !flags.time.time_format.empty()},
      {"--tz", flags.time.tz.has_value()}, {"--watermarks", flags.time.watermarks},
      {"--strict", common.strict},         {"--trust", flags.trust}};
  if (const char* flag = first_given(of_parts)) {
    return wrong(
        fmt::format("--merge reads what --partial has written, and not the records; {} is for the runs "
                    "with --partial",
                    flag));
  }
  const Given of_streams[] = {
      {"--every", flags.every.has_value()}, {"--since-last", flags.since_last}, {"--watch", flags.watch}};
  if (const char* flag = first_given(of_streams)) {
    return wrong(
        fmt::format("--merge gives one profile, when all parts are read, so {} has nothing to say", flag));
  }
  if (common.on_error == op::OnError::wrap) {
    return wrong("--on-error wrap makes records of broken lines, and --merge takes no records");
  }
  return Done{};
}

Outcome check_partial(const StatsFlags& flags) {
  if (!flags.partial) return Done{};
  if (flags.every) {
    return wrong("--partial writes one record, of the whole input, so --every has nothing to say");
  }
  const Given of_profiles[] = {{"--output-format", flags.format.has_value()},
                               {"--json-lines", flags.json_lines},
                               {"--field", !flags.fields.empty()},
                               {"--top", flags.top.has_value()},
                               {"--watch", flags.watch}};
  if (const char* flag = first_given(of_profiles)) {
    return wrong(
        fmt::format("--partial writes all that a profile is made from; {} is for the run with --merge, "
                    "which makes it",
                    flag));
  }
  return Done{};
}

Outcome check_watch(const StatsFlags& flags) {
  if (!flags.watch) return Done{};
  const Given others[] = {{"--output-format", flags.format.has_value()},
                          {"--json-lines", flags.json_lines},
                          {"--every", flags.every.has_value()}};
  if (const char* flag = first_given(others)) {
    return wrong(
        fmt::format("--watch shows a table that is kept up to date, so {} has nothing to say", flag));
  }
  return Done{};
}

Outcome check_output(const StatsFlags& flags) {
  if (flags.json_lines && flags.format.value_or(Format::json) != Format::json) {
    return wrong("--json-lines is a form of JSON, and --output-format asks for another");
  }
  if (flags.since_last && !flags.every) {
    return wrong("--since-last needs --every D, which says when a profile is written");
  }
  return Done{};
}

Outcome check_bounds(const StatsFlags& flags) {
  if (flags.trust && !flags.of) {
    return wrong("--trust is for --of: a profile of everything reads every record in full");
  }
  const Given of_keys[] = {{"--limit-keys", flags.limit_keys.has_value()},
                           {"--max-memory", flags.max_memory.has_value()}};
  const char* flag = first_given(of_keys);
  if (flag != nullptr && !flags.by && !flags.merge) {
    return wrong(fmt::format(
        "{} is for --by, which makes many profiles; the size of one is bounded by --max-fields", flag));
  }
  return Done{};
}

Outcome check_time(const StatsFlags& flags) {
  if (flags.time.time) return Done{};
  const Given of_time[] = {{"--time-format", !flags.time.time_format.empty()},
                           {"--tz", flags.time.tz.has_value()}};
  if (const char* flag = first_given(of_time)) {
    return wrong(fmt::format("{} needs -t EXPR, which says where the time stands", flag));
  }
  return Done{};
}

}  // namespace

Outcome check_flags(const StatsFlags& flags, const cli::CommonOptions& common) {
  if (Outcome outcome = check_state(flags, common); !outcome) return outcome;
  if (Outcome outcome = check_merge(flags, common); !outcome) return outcome;
  if (Outcome outcome = cli::check_input_options(flags.input, flags.time); !outcome) return outcome;
  using Check = Outcome (*)(const StatsFlags& flags);
  constexpr Check kChecks[] = {check_empty_texts, check_partial, check_watch,
                               check_output,      check_bounds,  check_time};
  for (const Check check : kChecks) {
    if (Outcome outcome = check(flags); !outcome) return outcome;
  }
  return Done{};
}

}  // namespace runnel
