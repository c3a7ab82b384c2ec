#include "run.h"

#include <unistd.h>

#include <optional>

#include "cli/color.h"
#include "cli/profile/replaced_file.h"
#include "cli/profile/taker.h"
#include "cli/profile/watch.h"
#include "cli/run.h"
#include "cli/screen.h"
#include "cli/time_hint.h"
#include "cli/watch_sink.h"
#include "op/stats/merge.h"
#include "op/stats/stats.h"
#include "report.h"

namespace runnel {

using cli::ExitStatus;
using cli::ProfileForm;

namespace {

ProfileForm form_of(const StatsFlags& flags, const cli::CommonOptions& common) {
  using Format = StatsFlags::Format;
  const bool for_people = common.to == "-" && !flags.json_lines && isatty(STDOUT_FILENO) != 0;
  switch (flags.format.value_or(for_people ? Format::table : Format::json)) {
    case Format::table:
      return flags.fields.empty() ? ProfileForm::table : ProfileForm::long_view;
    case Format::prometheus:
      return ProfileForm::prometheus;
    case Format::json:
      break;
  }
  return flags.json_lines ? ProfileForm::json_lines : ProfileForm::json;
}

// A profile says nothing of the time of a plain file's records unless it is told where that stands.
void say_time_of_files(const StatsJob& job, cli::Messages& messages) {
  if (job.flags.merge || job.program.has_time()) return;
  if (job.flags.every) {
    auto hint = cli::time_hint_of_new_state(job.formats, job.common.state);
    if (!hint) hint = cli::time_hint(job.formats);
    if (hint) messages.say(*hint);
    return;
  }
  if (isatty(STDERR_FILENO) == 0) return;
  const auto file = cli::time_of_files(job.formats);
  if (!file || !file->field) return;
  messages.say("nothing is said of rates and order without the records' time, which looks like " +
               cli::flags_of(*file->field));
}

// Everything behind the reader, for Stats and StatsMerge alike.
template <class Op>
Profiled profile(const StatsJob& job, Op& op, cli::Run& run, io::Sink* partial) {
  const bool recurses = !job.flags.merge && job.program.record().recurses();
  run.execute(op, recurses ? cli::Recursion::deep : cli::Recursion::none);
  run.progress().finish();
  const auto finish = [&] {
    if (partial != nullptr) {
      partial->write(op.partial());
    } else {
      op.finish();
    }
  };
  // With --every the last period is not over yet.
  run.end(op, finish, job.flags.every ? cli::AtEnd::nothing : cli::AtEnd::totals);
  return {.counts = op.counts(), .fields = op.fields(), .maps = op.maps()};
}

Profiled profile(const StatsJob& job, op::ReportTaker& taker, io::Reader& reader, cli::Run& run,
                 io::Sink* partial) {
  if (job.flags.merge) {
    op::StatsMerge merge(job.options, reader, taker, run.bad_records());
    return profile(job, merge, run, partial);
  }
  op::Stats stats(job.program, job.options, reader, taker, run.bad_records(), Clock::system());
  return profile(job, stats, run, partial);
}

// --watch. Kind sink, where the terminal could not be written to.
Result<Profiled> profile_on_terminal(const StatsJob& job, io::Reader& reader, cli::Run& run,
                                     cli::Messages& messages) {
  cli::WatchTaker taker(op::FieldChoice(job.flags.fields), job.common.color,
                        cli::watch_keys(job.formats.inputs()), messages, Clock::system());
  Profiled profiled = profile(job, taker, reader, run, nullptr);
  if (taker.error()) return *taker.error();
  return profiled;
}

}  // namespace

Result<io::Sink*> open_results(const StatsFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs, cli::Messages& messages) {
  if (flags.watch) {
    if (const auto possible = cli::check_watch(common.to); !possible) return possible.error();
    return Result<io::Sink*>(nullptr);
  }
  const ProfileForm form = form_of(flags, common);
  if (form == ProfileForm::prometheus) return cli::open_metrics(common.to, outputs);
  const bool is_json = form == ProfileForm::json || form == ProfileForm::json_lines;
  return outputs.open(common.to, is_json ? cli::output_colors(common, messages) : std::nullopt);
}

ExitStatus run(const StatsJob& job, const StatsSinks& sinks, const cli::RunContext& context) {
  const cli::CommonOptions& common = job.common;
  cli::Messages& messages = context.messages;
  io::ReaderOptions options = cli::reader_options(common, job.formats, cli::WantsEnds::no, context);
  // Profiles that are merged are lines of JSON, whatever they are called.
  if (job.flags.merge) options.framer = {};
  const auto opened = cli::open_reader(job.formats.inputs(), common, std::move(options), context);
  io::Reader& reader = *opened;
  say_time_of_files(job, messages);
  const bool writes_on = job.flags.every || job.flags.watch;
  cli::Run run(common, reader, sinks.dead_letters,
               writes_on ? cli::StdoutUse::records : cli::StdoutUse::little, context);
  ExitStatus status = ExitStatus::done;
  std::optional<Profiled> profiled;
  if (sinks.results == nullptr) {
    auto watched = profile_on_terminal(job, reader, run, messages);
    if (watched) {
      profiled = *std::move(watched);
    } else {
      messages.error(watched.error());
      status = cli::exit_status(watched.error().kind);
    }
  } else {
    cli::ProfileTaker taker(*sinks.results, form_of(job.flags, common), op::FieldChoice(job.flags.fields),
                            cli::stdout_screen(common.color));
    profiled = profile(job, taker, reader, run, job.flags.partial ? sinks.results : nullptr);
  }
  status = cli::worse(status, run.finish());
  if (!profiled) return status;
  status = cli::worse(status, report(*profiled, job.flags, messages));
  if (common.summary) messages.plain(summary_text(profiled->counts, job.flags, run.totals()));
  return status;
}

}  // namespace runnel
