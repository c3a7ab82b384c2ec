#include "cli/open_session.h"

#include <fmt/format.h>

#include "cli/input_sources.h"
#include "cli/meaning.h"
#include "io/codec.h"

namespace runnel::cli {

namespace {

using Format = format::OutputFormat::Kind;

Outcome check_place(const std::string& flag, const std::optional<std::string>& place) {
  if (!place || io::compression_by_name(*place) == io::Compression::none) return Done{};
  return not_with_state(fmt::format("{} {}", flag, *place),
                        "a compressed file cannot be cut back to where the last checkpoint left it; compress "
                        "it when it is rotated");
}

Outcome check_format(const OutputOptions* output) {
  if (output == nullptr || !output->format) return Done{};
  switch (*output->format) {
    case Format::json:
      return not_with_state("--output-format json",
                            "one array ends with the run; ndjson, a record a line, goes on");
    case Format::table:
      return not_with_state("--output-format table", "it is for people to look at; ndjson or csv go on");
    default:
      return Done{};
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> text_of_file(const CommonOptions& common, const char* flag,
                                                              const std::optional<std::string>& text) {
  if (!common.from_file || !text) return {};
  return {{fmt::format("{} (from a file)", flag), *text}};
}

Result<std::unique_ptr<StateSession>> open_session(const SessionRequest& request, Outputs& outputs) {
  const CommonOptions& common = request.common;
  const bool has_state = common.state.path.has_value();
  if (const auto checked = check_inputs(request.inputs, common.follow, has_state); !checked) {
    return checked.error();
  }
  if (!has_state) return std::unique_ptr<StateSession>();
  for (const Outcome& checked :
       {check_place("--to", common.to), check_place("--dead-letter", common.dead_letter),
        check_place(request.more.first, request.more.second), check_format(request.output)}) {
    if (!checked) return checked.error();
  }
  auto texts = request.texts;
  for (const ProgramArgument& argument : request.positional) {
    texts.emplace_back(fmt::format("$ARGS.positional[{}]", texts.size() - request.texts.size()),
                       argument.text);
  }
  texts.insert(texts.end(), request.times.begin(), request.times.end());
  auto session =
      StateSession::open(common.state, request.program, meaning_of(request.line, texts), Clock::system());
  if (session) outputs.set_policy((*session)->output_policy());
  return session;
}

}  // namespace runnel::cli
