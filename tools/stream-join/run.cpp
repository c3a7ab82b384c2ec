#include "run.h"

#include "cli/run.h"
#include "cli/signals.h"
#include "op/join/join.h"
#include "op/join/lookup/load_table.h"
#include "op/join/lookup/lookup.h"
#include "op/join/lookup/table_reload.h"
#include "report.h"

namespace runnel {

using cli::ExitStatus;

namespace {

std::unique_ptr<io::Reader> open_inputs(const JoinJob& job, const std::vector<std::string>& inputs,
                                        const cli::RunContext& context) {
  io::ReaderOptions options = cli::reader_options(job.common, job.formats, cli::WantsEnds::yes, context);
  options.lanes = io::ReaderOptions::Lanes::one_each;
  return cli::open_reader(inputs, job.common, std::move(options), context);
}

cli::Recursion recursion(const JoinJob& job) {
  return job.program.recurses() ? cli::Recursion::deep : cli::Recursion::none;
}

// What all runs end with. `table_bytes`: that were read beside the inputs.
ExitStatus finish(const JoinJob& job, const op::JoinCounts& counts, cli::Run& run, uint64_t table_bytes,
                  cli::Messages& messages) {
  ExitStatus status = run.finish();
  status = cli::worse(status, report_losses(counts, job.flags, messages));
  cli::RunTotals totals = run.totals();
  totals.bytes += table_bytes;
  if (job.common.summary) messages.plain(summary_text(counts, job.options, totals));
  return status;
}

ExitStatus run_streams(const JoinJob& job, const JoinSinks& sinks, const cli::RunContext& context) {
  const auto reader = open_inputs(job, job.formats.inputs(), context);
  cli::Run run(job.common, *reader, sinks.dead_letters, cli::StdoutUse::records, context);
  op::Join join(job.program, job.options, *reader, {*sinks.results, sinks.late}, run.bad_records(),
                context.clock);
  // What has no partner would look like what could not be read.
  if (reader->errors().empty()) {
    run.execute(join, recursion(job));
    run.end(
        join, [&] { join.finish(); }, cli::AtEnd::nothing, job.flags.late.on_term);
  }
  return finish(job, join.counts(), run, 0, context.messages);
}

ExitStatus run_lookup(const JoinJob& job, const JoinSinks& sinks, const cli::RunContext& context) {
  static io::ReloadRequest request;  // the handler reaches it until the process ends
  cli::Messages& messages = context.messages;
  const auto reader = open_inputs(job, {job.formats.inputs()[op::kLeft]}, context);
  cli::Run run(job.common, *reader, sinks.dead_letters, cli::StdoutUse::records, context);
  if (!reader->errors().empty()) return run.finish();
  const op::TableInput input{.program = job.program,
                             .options = job.options,
                             .input = job.formats.inputs()[op::kRight],
                             .pipeline = cli::pipeline_options(job.common, recursion(job)),
                             .framer = job.formats.framer(op::kRight)};
  const op::FileLook look = op::look_at_file(input.input);
  if (look.is_there) cli::install_reload_handler(request);
  const auto loaded = op::load_table(input, run.bad_records(), context.stop);
  if (!loaded) {
    messages.error({loaded.error().kind,
                    loaded.error().message + "; the table of --lookup is the second input, LEFT the first"});
    return cli::worse(run.finish(), cli::exit_status(loaded.error().kind));
  }
  if (loaded->extent == op::LoadedTable::Extent::ended) return run.finish();
  if (const auto note = note_of_repeated_keys(*loaded, job.options); !note.empty()) messages.say(note);

  op::CurrentTable table(loaded->table);
  op::Lookup lookup(job.program, job.options, *reader, *sinks.results, run.bad_records(), context.clock,
                    table);
  uint64_t table_bytes = loaded->bytes_read;
  {
    std::optional<op::TableReload> reload;
    if (look.is_there) {
      reload.emplace(input, op::TableReload::Options{.first = look}, table, request,
                     [&messages](std::string_view text) { messages.say(text); });
    }
    run.execute(lookup, recursion(job));
    if (reload) table_bytes += reload->bytes_read();
  }
  run.end(
      lookup, [&] { lookup.finish(); }, cli::AtEnd::nothing, job.flags.late.on_term);
  return finish(job, lookup.counts(), run, table_bytes, messages);
}

}  // namespace

ExitStatus run(const JoinJob& job, const JoinSinks& sinks, const cli::RunContext& context) {
  return job.flags.lookup ? run_lookup(job, sinks, context) : run_streams(job, sinks, context);
}

}  // namespace runnel
