#include "options.h"

#include "cli/values.h"
#include "output_options.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;
using op::JoinType;
using Direction = JoinFlags::Direction;
using Values = std::span<const std::string>;

namespace {

Outcome set_direction(JoinFlags& options, std::string_view text) {
  if (text == "backward") {
    options.direction = Direction::backward;
  } else if (text == "forward") {
    options.direction = Direction::forward;
  } else if (text == "nearest") {
    options.direction = Direction::nearest;
  } else {
    return cli::word_error(text, "backward, forward, nearest");
  }
  return Done{};
}

Outcome set_type(JoinFlags& options, std::string_view text) {
  constexpr std::array<std::pair<std::string_view, JoinType>, 6> kTypes{{{"inner", JoinType::inner},
                                                                         {"left", JoinType::left},
                                                                         {"right", JoinType::right},
                                                                         {"full", JoinType::full},
                                                                         {"semi", JoinType::semi},
                                                                         {"anti", JoinType::anti}}};
  for (const auto& [name, type] : kTypes) {
    if (name != text) continue;
    options.type = type;
    return Done{};
  }
  return cli::word_error(text, "inner, left, right, full, semi, anti");
}

void add_kind_flags(cli::CommandLine& line, JoinFlags& options) {
  line.add({.name = "within",
            .values = {"D"},
            .group = FlagGroup::records,
            .summary = "pair records of a key at most D apart, or LO..HI",
            .details =
                "Pairs each left record with every right one of the same key whose time is at most D before "
                "or after its own. `LO..HI` in place of D says it exactly: the right time is at least the "
                "left one plus LO and at most the left one plus HI, both included. `0s..10s` is up to ten "
                "seconds after, `-1h..0s` up to an hour before. Needs --on.",
            .set = [&options](Values v) -> Outcome {
              const auto bounds = parse_bounds(v[0]);
              if (!bounds) return bounds.error();
              options.within = *bounds;
              return Done{};
            }});
  line.add({.name = "first",
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --within: the nearest right record alone",
            .details =
                "With --within, pairs each left record with one right record at most: that whose time is "
                "nearest to its own. Of two equally near it is the earlier one, and of equal times the last "
                "to arrive. A right record may be the nearest of several left ones.",
            .set = cli::switch_on(options.first)});
  line.add({.name = "asof",
            .group = FlagGroup::records,
            .summary = "pair with the latest right record at that time",
            .details =
                "Pairs each left record with one right record at most: the latest that is not after it in "
                "time, which is the version that held at that moment. An equal time counts; of equal times "
                "the last to arrive does. Without --on all records have one key.",
            .set = cli::switch_on(options.asof)});
  line.add({.name = "tolerance",
            .values = {"D"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --asof: a right record no further than D",
            .details = "With --asof, leaves a right record alone that is further than D from the left one in "
                       "time. Exactly D still counts.",
            .default_text = "`inf`: a version holds until there is a newer one.",
            .set = cli::keep_duration(options.tolerance, 0, cli::Endless::allowed)});
  line.add({.name = "direction",
            .values = {"HOW"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --asof: backward (default), forward, nearest",
            .details = "With --asof, says on which side of the left record the right one lies. HOW is one "
                       "of:\n\n"
                       "`backward`: the latest one at its time or before.\n\n"
                       "`forward`: the earliest one at its time or after.\n\n"
                       "`nearest`: that with the least distance; of two equally near the earlier one.",
            .default_text = "`backward`: what was known at that moment.",
            .set = [&options](Values v) { return set_direction(options, v[0]); }});
  line.add({.name = "lookup",
            .group = FlagGroup::records,
            .summary = "RIGHT is a table: look each left record up in it",
            .details =
                "Reads RIGHT as a table, to its end, and then looks the key of each left record up in it. "
                "Of rows with equal keys the last one counts, and how many keys occur more than once is "
                "said. A table that is a plain file is read again when it has changed, and at SIGHUP; see "
                "TABLES in stream-join(1). The table is held in memory, whatever its size. Needs --on.",
            .set = cli::switch_on(options.lookup)});
  line.add({.name = "multi",
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --lookup: pair with every row of the key",
            .details = "With --lookup, pairs a left record with each row of its key, in the order of the "
                       "table.",
            .set = cli::switch_on(options.multi)});
  line.add({.name = "interleave",
            .group = FlagGroup::records,
            .summary = "no pairs: inputs become one, in order of time",
            .details =
                "Pairs nothing: writes the records of all inputs, of which there may be more than two, as "
                "they came and in the order of their time. Of equal times the one that arrived first is "
                "first.",
            .set = cli::switch_on(options.interleave)});
}

void add_key_flags(cli::CommandLine& line, JoinFlags& options) {
  line.add({.name = "type",
            .values = {"TYPE"},
            .group = FlagGroup::records,
            .summary = "join: inner (default), left, right, full, semi, anti",
            .details = "Says what is written of records with and without a partner. TYPE is one of:\n\n"
                       "`inner`: pairs.\n\n"
                       "`left`: pairs, and each left record that has no partner.\n\n"
                       "`right`: pairs, and each right record that has no partner.\n\n"
                       "`full`: pairs, and each record of either side that has no partner.\n\n"
                       "`semi`: each left record that has a partner, once, as it came.\n\n"
                       "`anti`: each left record that has none, as it came.\n\n"
                       "That a record has no partner is written at the moment when it is certain.",
            .default_text = "`inner`: every line that is written has both sides.",
            .set = [&options](Values v) { return set_type(options, v[0]); }});
  line.add({.name = "on",
            .values = {"BODY"},
            .group = FlagGroup::records,
            .summary = "the key: records of equal keys are joined",
            .details =
                "Joins records whose keys are equal. BODY is what stands inside of a jq object: `id`, "
                "`host, path: .req.path`, `id: (.id | tostring)`; several members are one key. Any JSON "
                "value is a key, and values are equal as in jq: 1 and 1.0 are, 1 and `\"1\"` are not. A key "
                "of which a part is null, as of a missing field, matches nothing, nor does one that is not "
                "a number.",
            .set = cli::keep_text(options.on)});
  line.add({.name = "left-on",
            .values = {"BODY"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "the key of LEFT, where the sides differ",
            .details = "As --on, for LEFT alone; given together with --right-on. The members of both are "
                       "paired by their places, whatever their names: `--left-on user --right-on id`.",
            .set = cli::keep_text(options.side_on[op::kLeft])});
  line.add({.name = "right-on",
            .values = {"BODY"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "the key of RIGHT, where the sides differ",
            .details = "As --on, for RIGHT alone; given together with --left-on.",
            .set = cli::keep_text(options.side_on[op::kRight])});
}

void add_bound_flags(cli::CommandLine& line, JoinFlags& options) {
  line.add({.name = "max-memory",
            .values = {"SIZE"},
            .group = FlagGroup::running,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "hold no more than SIZE of records (default 2G)",
            .details =
                "Bounds the records that wait for a partner, or for their turn. When they take SIZE, the "
                "input that is ahead is no longer read until the other one catches up or has been silent "
                "for --idle-timeout. If that is not enough the oldest record gives way: it may have had a "
                "partner and is not written as one that has none. How many did is written to stderr at the "
                "end, and the exit status is 4; with a file for --late they are written there and it is 0. "
                "With --interleave it is only written early. The table of --lookup is not bounded.",
            .default_text = "`2G`: what several million records take that are joined within their time.",
            .set = cli::keep_size(options.max_memory, 1)});
  line.add({.name = "trust",
            .group = FlagGroup::bad_input,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "do not check what is not read",
            .details =
                "Looks at each record only as far as its time and its key go, for input that is known to be "
                "valid. Without it every record is checked in full before it is joined.",
            .set = cli::switch_on(options.trust)});
}

}  // namespace

std::vector<std::string> kinds_given(const JoinFlags& flags) {
  std::vector<std::string> given;
  if (flags.within) given.emplace_back("--within");
  if (flags.lookup) given.emplace_back("--lookup");
  if (flags.asof) given.emplace_back("--asof");
  if (flags.interleave) given.emplace_back("--interleave");
  return given;
}

void add_join_flags(cli::CommandLine& line, JoinFlags& options) {
  add_kind_flags(line, options);
  add_key_flags(line, options);
  cli::add_time_flags(line, options.time, FlagShown::everywhere);
  cli::add_side_time_flags(line, options.sides);
  cli::add_late_flags(
      line, options.late,
      {.which = "which are older than anything that was still expected of any input",
       .beside = "A file also gets the records that had to give way at --max-memory. Late records take part "
                 "in nothing: a partner of theirs may be written as one that has none.",
       .held = "undecided records",
       .flushed = "it is decided what becomes of them, as at the end of input",
       .flush_reason = "they would be lost otherwise"});
  add_output_flags(line, options);
  cli::add_input_options(line, options.input);
  cli::add_side_input_flags(line, options.side_formats);
  cli::add_output_options(line, options.output);
  add_bound_flags(line, options);
}

}  // namespace runnel
