#include "cli/run.h"

namespace runnel::cli {

namespace {

constexpr size_t kDeepStack = size_t{128} << 20;

}  // namespace

op::PipelineOptions pipeline_options(const CommonOptions& common, Recursion recursion) {
  return {.threads = common.threads > 0 ? static_cast<int>(common.threads) : op::default_threads(),
          .stack = recursion == Recursion::deep ? kDeepStack : 0};
}

op::WalkOptions walk_options(const CommonOptions& common, const TimeOptions& time) {
  return {.watermarks = time.watermarks,
          .trust = false,
          .unique_keys = common.strict,
          .wrap_lines = common.on_error == op::OnError::wrap,
          .max_line = common.max_line};
}

Run::Run(const CommonOptions& common, io::Reader& reader, io::Sink* dead_letters, StdoutUse stdout_use,
         Messages& messages, const Clock& clock)
    : common_(common),
      reader_(reader),
      messages_(messages),
      clock_(clock),
      start_ns_(clock.monotonic_ns()),
      record_errors_(messages),
      bad_(common.on_error, dead_letters, record_errors_),
      progress_(messages,
                progress_style(common.progress, reader.bytes_total(),
                               common.to != "-" ? StdoutUse::little : stdout_use),
                clock) {}

void Run::execute(op::Operator& op, Recursion recursion, op::Monitor* monitor) {
  op::run_pipeline(reader_, op, pipeline_options(common_, recursion),
                   monitor != nullptr ? monitor : &progress_);
}

ExitStatus Run::finish(Outputs& outputs) {
  progress_.finish();
  record_errors_.finish();
  ExitStatus status = outputs.close(messages_);
  for (const Error& error : reader_.errors()) status = worse(status, exit_status(error.kind));
  if (bad_.lost() > 0) status = worse(status, ExitStatus::bad_records);
  return status;
}

RunTotals Run::totals() const {
  return {
      .bad = bad_.count(), .bytes = reader_.bytes_read(), .elapsed_ns = clock_.monotonic_ns() - start_ns_};
}

}  // namespace runnel::cli
