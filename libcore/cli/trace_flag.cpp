#include "cli/trace_flag.h"

#include <fmt/format.h>

#include "cli/values.h"
#include "op/trace.h"

namespace runnel::cli {

Flag trace_flag(std::optional<std::string>& name, std::string_view whose, std::string_view beside) {
  return {
      .name = "trace",
      .values = {"NAME"},
      .bare = std::string(op::Trace::kUsualName),
      .group = FlagGroup::output,
      .shown = FlagShown::manual,
      .summary = "add to each record where it was read",
      .details = fmt::format(
          "Puts a member NAME at the end of {}, which says where it was read: "
          "`{{\"source\":\"access.ndjson\",\"line\":12,\"offset\":3456}}`, the offset being that of its line "
          "in "
          "bytes. What is no object becomes one, with the member `value` beside it. A member of that name "
          "that a record has already is replaced. NAME comes only after the `=`; --trace alone means "
          "`trace`.{}",
          whose, beside),
      .set = [&name](std::span<const std::string> values) -> Outcome {
        if (values[0] == "value") {
          return Error{ErrorKind::usage, "NAME may not be value, which holds what is no object"};
        }
        return keep_name(name)(values);
      }};
}

}  // namespace runnel::cli
