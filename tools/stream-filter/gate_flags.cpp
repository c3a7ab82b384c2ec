#include "gate_flags.h"

#include <fmt/format.h>

#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;
using Values = std::span<const std::string>;

namespace {

void add_dedupe_flags(cli::CommandLine& line, GateFlags& flags) {
  line.add(
      {.name = "dedupe",
       .values = {"EXPR"},
       .group = FlagGroup::records,
       .summary = "drop repeats: records whose EXPR passed before",
       .details =
           "Passes the first record of each key, and drops the others: for ever, or with --within until "
           "time has gone on. The key is EXPR, a program in the same language: `.id`, `[.host, .message]`; "
           "if it has several outputs they are the key together. Any JSON value is a key, also null, which "
           "is what a missing field gives; values are one key if they are equal, as 1 and 1.0 are. A record "
           "for which EXPR fails is a bad record.\n\n"
           "Only records for which PREDICATE holds get so far. See GATES.",
       .set = cli::keep_text(flags.dedupe)});
  line.add({.name = "within",
            .values = {"D"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --dedupe: only records at most D apart are repeats",
            .details =
                "Drops a record only if one of its key has passed whose time is at most D from its own, "
                "whichever of them came first. Times are event time with -t, else the clock's. See GATES.",
            .default_text = "for ever: a key passes once.",
            .set = cli::keep_duration(flags.within, 0)});
  line.add({.name = "refresh",
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --within: a repeat that is dropped counts too",
            .details = "Measures the D of --within from the last record of the key, be it one that was "
                       "dropped: a key passes again when it was not seen for longer than D. Without it D is "
                       "measured from the last one that passed, so that a key that goes on and on passes "
                       "once in each D.",
            .set = cli::switch_on(flags.refresh)});
}

void add_sample_flags(cli::CommandLine& line, GateFlags& flags) {
  line.add(
      {.name = "sample",
       .values = {"P"},
       .group = FlagGroup::records,
       .shown = FlagShown::manual,
       .summary = "pass each record with probability P, such as 10%",
       .details =
           "Passes a part of the records, chosen by a hash and not by chance, so that a run can be repeated. "
           "P is a decimal or a percentage: `0.1`, `10%`. With --by all records of a key pass or none does, "
           "the same keys in every run, in whatever order, so that what belongs together stays together. "
           "Without it a record passes by its number among those that get so far. A larger P passes what a "
           "smaller one does, and more.",
       .set = [&flags](Values v) -> Outcome {
         flags.sample = parse_probability(v[0]);
         if (flags.sample) return Done{};
         return Error{
             ErrorKind::usage,
             fmt::format("'{}' is not a probability; a probability is 0.1 or 10%, from 0 to 1", v[0])};
       }});
  line.add({.name = "seed",
            .values = {"N"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --sample: choose others (default 0)",
            .details = "Makes --sample choose other records, or with --by other keys: those of different "
                       "seeds have nothing to do with each other. N is a whole number. Two programs of a "
                       "chain that both sample by the same key need different seeds, or the second finds "
                       "only keys that the first has chosen.",
            .default_text = "`0`: the same choice in every run.",
            .set = cli::keep_count(flags.seed, 0)});
}

void add_rate_flags(cli::CommandLine& line, GateFlags& flags) {
  line.add(
      {.name = "rate",
       .values = {"N/D"},
       .group = FlagGroup::records,
       .summary = "pass at most N records in any D, such as 5/1m",
       .details =
           "Drops a record if N have passed in a span of D that it lies in: so no span of D, wherever it "
           "begins, has more than N of what passes. Two records that are D apart do not share one. With --by "
           "each key has a limit of its own. Times are event time with -t, else the clock's. See GATES.",
       .set = [&flags](Values v) -> Outcome {
         flags.rate = parse_rate(v[0]);
         if (flags.rate) return Done{};
         return Error{ErrorKind::usage,
                      fmt::format("'{}' is not a rate; a rate is a count and a duration, both above 0: 5/1m, "
                                  "100/1s",
                                  v[0])};
       }});
  line.add({.name = "by",
            .values = {"BODY"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "with --sample, --rate: by key, such as host or .req.path",
            .details =
                "Makes --sample choose keys, and --rate count each key for itself. BODY is what stands "
                "inside of a jq object: `host`, `.req.path`, `host, kind: (.type | ascii_downcase)`. Any "
                "JSON value is a key, as with --dedupe. A record for which BODY fails is a bad record.",
            .set = cli::keep_text(flags.by)});
}

Error wrong(const char* message) {
  return {ErrorKind::usage, message};
}

bool is_blank(const std::optional<std::string>& text) {
  return text.has_value() && text->find_first_not_of(" \t\r\n") == text->npos;
}

}  // namespace

void add_gate_flags(cli::CommandLine& line, GateFlags& flags) {
  add_dedupe_flags(line, flags);
  add_sample_flags(line, flags);
  add_rate_flags(line, flags);
  line.add({.name = "max-memory",
            .values = {"SIZE"},
            .group = FlagGroup::running,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "hold no more than SIZE of keys (default 2G)",
            .details =
                "Bounds what --dedupe and --rate remember; where both are used each has half of it. Beyond "
                "it the key that passed the longest ago (with --refresh: that was seen the longest ago) is "
                "forgotten for each that is new, so that more may pass than should. How many they were is "
                "written to stderr at the end, and the exit status is 4.",
            .default_text = "`2G`: 38 million keys of --dedupe.",
            .set = cli::keep_size(flags.max_memory, 1)});
}

Outcome check_gate_flags(const GateFlags& flags) {
  if (is_blank(flags.dedupe)) return wrong("--dedupe: EXPR is empty; the record itself is .");
  if (is_blank(flags.by)) return wrong("--by: BODY is empty; it names the key, as host does");
  if (flags.within && !flags.dedupe) {
    return wrong("--within needs --dedupe EXPR, which says what makes a record a repeat");
  }
  if (flags.refresh && !flags.within) {
    return wrong("--refresh needs --dedupe EXPR and --within D, which it measures from the last repeat");
  }
  if (flags.seed && !flags.sample) return wrong("--seed needs --sample P, whose choice it changes");
  if (flags.by && !flags.sample && !flags.rate) {
    return wrong("--by needs --sample P or --rate N/D, which go by its key; the key of --dedupe is its EXPR");
  }
  if (flags.max_memory && !flags.dedupe && !flags.rate) {
    return wrong("--max-memory is for --dedupe and --rate, which remember keys; nothing else grows");
  }
  return Done{};
}

op::GateOptions gate_options(const GateFlags& flags, const cli::TimeOptions& time) {
  op::GateOptions options;
  using Repeats = op::DedupeOptions::Repeats;
  if (flags.dedupe) {
    options.dedupe = op::DedupeOptions{.within = flags.within,
                                       .repeats = flags.refresh ? Repeats::refresh : Repeats::do_not_count};
  }
  if (flags.sample) {
    using Of = op::SampleOptions::Of;
    options.sample = op::SampleOptions{.probability = *flags.sample,
                                       .seed = flags.seed.value_or(0),
                                       .of = flags.by ? Of::keys : Of::records};
  }
  options.rate = flags.rate;
  if (flags.max_memory) options.max_memory = *flags.max_memory;
  if (!options.ask_time()) return options;
  using By = op::GateTimeOptions::By;
  options.time = {.by = !time.time        ? By::clock
                        : time.watermarks ? By::lines
                                          : By::records,
                  .delay = time.watermark_delay,
                  .idle_timeout = time.idle_timeout};
  return options;
}

}  // namespace runnel
