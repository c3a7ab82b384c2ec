#include "cli/follow_options.h"

#include "cli/values.h"

namespace runnel::cli {

namespace {

using Values = std::span<const std::string>;

Outcome set_from(FollowOptions& options, std::string_view text) {
  if (text != "start" && text != "end") return word_error(text, "start, end");
  options.from = text == "start" ? io::From::start : io::From::end;
  options.from_given = true;
  return Done{};
}

}  // namespace

void add_follow_flags(CommandLine& line, FollowOptions& options) {
  line.add(
      {.name = "follow",
       .letter = 'F',
       .group = FlagGroup::running,
       .scope = FlagScope::common,
       .summary = "keep reading files as they grow and are rotated",
       .details =
           "Goes on reading each file as it grows: through its renaming, its truncation, its deletion and "
           "re-creation, as `tail -F` does. A file that is not there yet is waited for. Several files are "
           "read side by side, each with a watermark of its own. A last line without a newline is left "
           "until that comes, or until the file has been rotated away. A file that was renamed is read on "
           "for five seconds beside the new one, since somebody may still be writing to it.\n\n"
           "An input that has one of `*?[` and is not the name of a file is a pattern, which is to be "
           "quoted for the shell: all files that match it are followed, also those that turn up later. "
           "Pipes are read as without it. A socket that is connected to, as in `tcp://HOST:PORT`, is "
           "connected "
           "to again whenever it has ended.",
       .set = switch_on(options.follow)});
  line.add({.name = "from",
            .values = {"PLACE"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "where followed files and new states begin: start, end",
            .details = "Says where a file is begun of which nothing was read before, with --follow or a new "
                       "--state. PLACE is `start` or `end`. Files that turn up later are read from their "
                       "start.",
            .default_text = "`start`, unlike `tail`: what is in a file is part of the stream.",
            .set = [&options](Values v) { return set_from(options, v[0]); }});
  line.add({.name = "poll-interval",
            .values = {"D"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "with -F: look for changes every D",
            .details =
                "Looks at followed files every D, in place of being told of changes by the system: for "
                "file systems that are written to from other machines.",
            .default_text =
                "the system tells (inotify), and there is a look every second all the same; where it cannot "
                "tell, every 250 milliseconds.",
            .set = keep_duration(options.poll_interval, 1'000'000)});
}

}  // namespace runnel::cli
