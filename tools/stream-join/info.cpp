#include "info.h"

namespace runnel {

const cli::ProgramInfo& join_info() {
  static const cli::ProgramInfo info{
      .name = "stream-join",
      .operands = "[LEFT] RIGHT",
      .program = "EXPR",
      .summary = "Joins two streams of JSON records by key and time, or one with a table.",
      .description =
          "Reads records, lines of JSON or what -i says, from LEFT and RIGHT, and writes a record for each "
          "two that "
          "belong together. Where one input is named it is RIGHT, and LEFT is stdin; `-` is stdin too. An "
          "input is a file, decompressed if it is gzip or zstd, a pipe or a FIFO, as `<(...)` is.\n\n"
          "One of four kinds of join is to be chosen. --within pairs records of equal keys whose times are "
          "close to each other: a request and its answer. --asof pairs each left record with the latest "
          "right one at its time: an order and the price that held. --lookup reads RIGHT as a table and "
          "looks each left record up in it: an address and the name of its owner. --interleave pairs "
          "nothing and makes one stream of two or more, in order of time.\n\n"
          "The time of a record is what -t says; without it, for live inputs, the time at which it is "
          "read. Records may come out of order, and neither input need be faster than the other: what is "
          "held is what may still find a partner, and it is freed as time goes by.",
      .examples = {{"requests and their answers, at most 10 seconds later",
                    "stream-join --within 0s..10s --on id -t .ts requests.ndjson answers.ndjson"},
                   {"who it was, from a table",
                    "stream-join -F --lookup --on ip access.ndjson clients.ndjson"},
                   {"each trade with the quote that held at its time",
                    "stream-join --asof --on sym -t .ts trades.ndjson quotes.ndjson"},
                   {"two logs as one, in order of time",
                    "stream-join --interleave -t .ts app.ndjson db.ndjson"},
                   {"requests that were never answered",
                    "stream-join --within 0s..1m --on id -t .ts --type anti asked answered"},
                   {"the time that each answer took",
                    "stream-join --within 1m --on id -t .ts -s '[.left.id, .right.ms]' a b"}},
      .see_also =
          "stream-join(1), stream-time(7) for event time, stream-expr(7) for\n"
          "the language, runnel(7)",
      .screen = {"  an input is a file, or - for stdin; LEFT alone may be left out and is stdin"},
      .off_screen = {"late", "arg", "argjson", "from-file", "strict", "threads", "explain", "version",
                     "dead-letter", "on-error"},
      .screen_examples = 3};
  return info;
}

}  // namespace runnel
