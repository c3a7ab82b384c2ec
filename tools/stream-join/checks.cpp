#include "checks.h"

#include <fmt/format.h>

#include <algorithm>

namespace runnel {

using op::JoinType;

namespace {

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

// The first of the checks that finds something.
using Check = Outcome (*)(const JoinFlags& flags);
Outcome first_of(const JoinFlags& flags, std::span<const Check> checks) {
  for (const Check check : checks) {
    if (Outcome outcome = check(flags); !outcome) return outcome;
  }
  return Done{};
}

Outcome check_empty_texts(const JoinFlags& flags) {
  struct Text {
    const char* flag;
    const std::optional<std::string>& text;
    const char* hint;
  };
  constexpr const char* kKey = "BODY is empty; it names the key, as id does";
  constexpr const char* kTime = "EXPR is empty; it says where the time stands, as .ts does";
  const Text texts[] = {{"--on", flags.on, kKey},
                        {"--left-on", flags.side_on[op::kLeft], kKey},
                        {"--right-on", flags.side_on[op::kRight], kKey},
                        {"--time", flags.time.time, kTime},
                        {"--left-time", flags.sides[op::kLeft].time, kTime},
                        {"--right-time", flags.sides[op::kRight].time, kTime},
                        {"--select", flags.select, "EXPR is empty; the pair itself is ."},
                        {"--as", flags.as, "NAME is empty; it names a member, as user does"}};
  for (const Text& text : texts) {
    if (text.text && text.text->find_first_not_of(" \t\r\n") == std::string::npos)
      return wrong(fmt::format("{}: {}", text.flag, text.hint));
  }
  return Done{};
}

Outcome check_kind(const JoinFlags& flags) {
  if (flags.tolerance && !flags.asof) {
    return wrong(flags.within ? "--tolerance is for --asof; how far apart a pair may be is said by --within "
                                "itself"
                              : "--tolerance is for --asof");
  }
  if (flags.direction && !flags.asof) {
    return wrong(flags.within ? "--direction is for --asof; with --within the ends of LO..HI say it: "
                                "-10s..0s is backward"
                              : "--direction is for --asof");
  }
  if (flags.first && !flags.within) {
    return wrong(flags.asof ? "--first is for --within; --asof picks one right record by itself"
                            : "--first is for --within: it says that only the nearest right record counts");
  }
  if (flags.multi && !flags.lookup) {
    return wrong(flags.within ? "--multi is for --lookup; --within pairs with every right record by itself"
                              : "--multi is for --lookup: it says that every row of a key counts");
  }
  return Done{};
}

Outcome check_interleave(const JoinFlags& flags) {
  if (!flags.interleave) return Done{};
  if (flags.has_key()) return wrong("--interleave pairs nothing, so it takes no key");
  if (flags.type) return wrong("--interleave pairs nothing, so it takes no --type");
  if (flags.as || flags.flat || flags.prefix || flags.select || flags.raw_output) {
    return wrong(
        "--interleave writes records as they came; to reshape them, pipe them to stream-filter "
        "-s");
  }
  if (std::any_of(flags.sides.begin(), flags.sides.end(), [](const auto& side) { return side.any(); })) {
    return wrong(
        "--interleave has inputs and no sides: one -t holds for all, as in -t '.ts // .time'; likewise the "
        "other flags about time");
  }
  return Done{};
}

Outcome check_keys(const JoinFlags& flags) {
  const auto& [left, right] = flags.side_on;
  if (flags.on && (left || right)) {
    return wrong(
        fmt::format("--on is the key of both sides, and --{}-on was given beside it; either --on, or "
                    "--left-on and --right-on",
                    left ? "left" : "right"));
  }
  if (left && !right) return wrong("--left-on needs --right-on: a key has two sides; --on is for both");
  if (right && !left) return wrong("--right-on needs --left-on: a key has two sides; --on is for both");
  if (flags.within && !flags.has_key()) {
    return wrong("--within joins records of equal keys; add the key, as in --on id");
  }
  if (flags.lookup && !flags.has_key()) {
    return wrong("--lookup needs the key that is looked up; add it, as in --on id");
  }
  return Done{};
}

Outcome check_output(const JoinFlags& flags) {
  const bool left_alone = flags.type && !op::writes_pairs(*flags.type);
  const char* shape = flags.as ? "--as" : flags.flat ? "--flat" : flags.prefix ? "--prefix" : nullptr;
  if (left_alone && shape != nullptr) {
    return wrong(fmt::format("--type {} writes the left record alone, so {} has nothing to say",
                             *flags.type == JoinType::semi ? "semi" : "anti", shape));
  }
  if (flags.select && shape != nullptr) {
    return wrong(fmt::format("--select makes what is written, so {} has nothing to say", shape));
  }
  if (flags.trace && *flags.trace == flags.as.value_or("right") && !flags.flat && !flags.select) {
    return wrong("--trace and --as give two members the same name; --trace=NAME takes another one");
  }
  if (flags.as && flags.flat) {
    return wrong("--as and --flat do not go together: the right record is one member, or its members are");
  }
  if (flags.prefix && !flags.flat) {
    return wrong("--prefix needs --flat: without it the right record's names stay inside of one member");
  }
  if (flags.raw_output && !flags.select) {
    return wrong("--raw-output needs --select: without it records are written as they are");
  }
  return Done{};
}

// The formats and zones of times that are not read.
Outcome check_time_texts(const JoinFlags& flags) {
  for (size_t side = 0; side < flags.sides.size(); ++side) {
    if (flags.sides[side].time_format && !flags.has_time(side)) {
      return wrong(fmt::format("--{0}-time-format needs --{0}-time EXPR, or -t EXPR for both sides",
                               cli::kSideNames[side]));
    }
  }
  if (!flags.has_any_time() && !flags.time.time_format.empty()) {
    return wrong("--time-format needs -t EXPR, which says where the time stands");
  }
  if (!flags.has_any_time() && flags.time.tz) {
    return wrong("--tz needs -t EXPR, which says where the time stands");
  }
  return Done{};
}

Outcome check_time(const JoinFlags& flags) {
  if (flags.lookup) return Done{};
  for (size_t side = 0; side < flags.sides.size(); ++side) {
    if (flags.has_time(side) && !flags.has_time(1 - side)) {
      return wrong(
          fmt::format("--{0}-time needs --{1}-time, or -t for both sides: a time of one side and the "
                      "clock for the other cannot be compared",
                      cli::kSideNames[side], cli::kSideNames[1 - side]));
    }
  }
  if (flags.has_any_time()) return Done{};
  if (flags.time.watermarks || flags.time.emit_watermarks) {
    return wrong("watermarks are event time, which -t EXPR tells: add for instance -t .ts");
  }
  for (size_t side = 0; side < flags.sides.size(); ++side) {
    if (flags.sides[side].watermark_delay) {
      return wrong(fmt::format("--{}-watermark-delay needs -t EXPR: by the clock nothing is out of order",
                               cli::kSideNames[side]));
    }
  }
  return Done{};
}

// A lookup knows no time, but that it hands on.
Outcome check_lookup(const JoinFlags& flags) {
  if (!flags.lookup) return Done{};
  if (flags.trace) {
    return wrong("--trace does not go with --lookup: put stream-filter --trace before it");
  }
  const cli::SideTimeOptions& right = flags.sides[op::kRight];
  if (right.any()) {
    return wrong(
        fmt::format("--right-{} has nothing to say: the table of --lookup has no time; the version "
                    "that held at a time is --asof",
                    right.time          ? "time"
                    : right.time_format ? "time-format"
                                        : "watermark-delay"));
  }
  const bool emits = flags.time.emit_watermarks.has_value();
  if (flags.has_any_time() && !emits) {
    return wrong(
        fmt::format("--lookup goes by no time, so {} is for --emit-watermarks only; the right record "
                    "at the time of the left one is --asof",
                    flags.time.time ? "-t" : "--left-time"));
  }
  if (emits && !flags.has_any_time() && !flags.time.watermarks) {
    return wrong(
        "--emit-watermarks needs to know how far time has come: add -t EXPR, such as -t .ts, or --watermarks "
        "if LEFT holds them");
  }
  if (flags.sides[op::kLeft].watermark_delay && !emits) {
    return wrong("--left-watermark-delay is for --emit-watermarks only: --lookup waits for nothing");
  }
  if (flags.late.given) return wrong("--lookup goes by no time, so nothing is late, and --late has no use");
  if (Outcome outcome = cli::check_passed_watermarks(flags.output, flags.time); !outcome) return outcome;
  if (flags.max_memory) {
    return wrong("--max-memory does not bound the table of --lookup, which is held in memory as a whole");
  }
  return Done{};
}

}  // namespace

Outcome check_flags(const JoinFlags& flags, const cli::CommonOptions& common) {
  constexpr Check kChecks[] = {check_empty_texts, check_kind,   check_interleave, check_keys,
                               check_output,      check_lookup, check_time_texts, check_time};
  if (Outcome outcome = first_of(flags, kChecks); !outcome) return outcome;
  const auto raw_output = flags.raw_output ? cli::RawOutput::yes : cli::RawOutput::no;
  if (Outcome outcome = cli::check_raw_output(flags.output, raw_output); !outcome) return outcome;
  if (Outcome outcome = cli::check_input_options(flags.input, flags.time); !outcome) return outcome;
  if (Outcome outcome = cli::check_output_options(flags.output, flags.time); !outcome) return outcome;
  return cli::check_on_term(flags.late, common.state.path ? cli::HasState::yes : cli::HasState::no,
                            "without it undecided records are decided");
}

}  // namespace runnel
