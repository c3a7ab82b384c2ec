#include "output_options.h"

#include "cli/trace_flag.h"
#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;

void add_output_flags(cli::CommandLine& line, JoinFlags& options) {
  line.add({.name = "as",
            .values = {"NAME"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "the right record is the left one's member NAME",
            .details =
                "Writes a pair as the left record with the right one put in as its last member, NAME. A "
                "member that has this name already is left out. The bytes of both records stay as they "
                "came. A left record without a partner has null there; a right one without is the only "
                "member.",
            .default_text = "`right`.",
            .set = cli::keep_name(options.as)});
  line.add({.name = "flat",
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "put the right record's members into the left one",
            .details =
                "Writes a pair as one flat object: the left record with the members of the right one. Where "
                "both have a member of one name, the right one's value stands in the left one's place; the "
                "others follow in their order. A left record without a partner is written as it came, and "
                "so is a right one, but for --prefix.",
            .set = cli::switch_on(options.flat)});
  line.add({.name = "prefix",
            .values = {"P"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "with --flat: P in front of the right one's names",
            .details = "With --flat, puts P in front of the names of the right record's members, so that "
                       "none takes the place of a left one: `--prefix user_`.",
            .set = cli::keep_name(options.prefix)});
  line.add(cli::trace_flag(options.trace, "each record before it is joined, left and right",
                           " Not with --lookup: there `stream-filter --trace` does it before."));
  line.add({.name = "select",
            .letter = 's',
            .values = {"EXPR"},
            .group = FlagGroup::output,
            .summary = "write what EXPR makes of .left and .right",
            .details =
                "Writes the outputs of EXPR over the object {\"left\": ..., \"right\": ...} instead, each as "
                "compact JSON on a line of its own; there may be any number of them. The side that is absent "
                "is null. EXPR is a program in jq's language: `{id: .left.id, ms: (.right.ts - .left.ts)}`. "
                "With --from-file it is read from a file.\n\n"
                "Where EXPR fails nothing is written for that pair; how often it did is said at the end, "
                "and the exit status is 4. With --lookup the left record is a bad record then.\n\n"
                "This is not the -s of jq, which reads all input into one array.",
            .set = cli::keep_text(options.select)});
  line.add({.name = "raw-output",
            .letter = 'r',
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "with -s: write strings as text, not as JSON",
            .details = "Writes outputs of --select that are strings as plain text without quotes and "
                       "escapes. A line break in a string is written as one.",
            .set = cli::switch_on(options.raw_output)});
}

}  // namespace runnel
