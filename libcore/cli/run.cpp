#include "cli/run.h"

#include <algorithm>
#include <utility>

#include "cli/input_sources.h"
#include "cli/reopening.h"
#include "cli/signals.h"

namespace runnel::cli {

namespace {

constexpr size_t kDeepStack = size_t{128} << 20;

// The handler reaches it until the process ends.
io::ReloadRequest& hangup() {
  static io::ReloadRequest request;
  return request;
}

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

io::ReaderOptions reader_options(const CommonOptions& common, const InputFormats& formats, WantsEnds ends,
                                 const RunContext& context) {
  using Ends = io::ReaderOptions::Ends;
  const bool keeps = context.session != nullptr && common.state.on_eof == StateOptions::OnEof::keep;
  const Ends wanted = keeps ? Ends::of_live_inputs : Ends::announced;
  return {.max_line = common.max_line,
          .ends = ends == WantsEnds::yes ? wanted : Ends::silent,
          .framer = formats.framer(),
          .files = context.session != nullptr ? &context.session->files() : nullptr,
          .wakeup = hangup().descriptor()};
}

std::unique_ptr<io::Reader> open_reader(const std::vector<std::string>& inputs, const CommonOptions& common,
                                        io::ReaderOptions options, const RunContext& context,
                                        const io::OpenerAt& open) {
  Messages& messages = context.messages;
  const auto on_error = [&messages](const Error& error) { messages.error(error); };
  InputPlan plan{.inputs = inputs, .follow = common.follow, .lanes = options.lanes, .open = open};
  plan.net = net_options(common.sockets, common.follow.follow, context.stop, messages);
  if (context.session != nullptr) {
    plan.has_state = true;
    plan.is_resumed = !context.session->is_new();
    plan.known = context.session->known_files(inputs, common.follow.from);
    options.first_source = context.session->first_source();
  }
  auto made =
      make_inputs(std::move(plan), context.clock, [&messages](std::string_view text) { messages.say(text); });
  return std::make_unique<io::Reader>(std::move(made), std::move(options), context.stop, context.clock,
                                      on_error);
}

Run::Run(const CommonOptions& common, io::Reader& reader, io::Sink* dead_letters, StdoutUse stdout_use,
         const RunContext& context)
    : common_(common),
      reader_(reader),
      context_(context),
      start_ns_(context.clock.monotonic_ns()),
      record_errors_(context.messages),
      bad_(common.on_error, dead_letters, record_errors_),
      progress_(context.messages,
                progress_style(common.progress, reader.bytes_total(),
                               common.to != "-" ? StdoutUse::little : stdout_use),
                context.clock),
      observers_(common.metrics, context.messages.program(), context.messages, context.clock) {}

void Run::fail(const Error& error) {
  context_.messages.error(error);
  status_ = worse(status_, exit_status(error.kind));
}

// What must be there before the first byte is written.
bool Run::begin(op::Operator& op, op::Monitor& monitor) {
  StateSession* const session = context_.session;
  if (session != nullptr) {
    if (const auto loaded = session->load(op); !loaded) return fail(loaded.error()), false;
    for (const std::string& note : context_.outputs.take_notes()) context_.messages.say(note);
  }
  const auto watched =
      observers_.watch({op, bad_, context_.outputs, monitor, context_.stop}, session != nullptr);
  if (!watched) return fail(watched.error()), false;
  if (session == nullptr) return true;
  const auto saved = session->begin(op, context_.outputs, observers_);
  if (!saved) status_ = worse(status_, exit_status(saved.error().kind));  // it was said
  return saved.ok();
}

void Run::execute(op::Operator& op, Recursion recursion, op::Monitor* monitor) {
  op::Monitor& own = monitor != nullptr ? *monitor : progress_;
  // Of sockets some things that are wrong are found when they are opened.
  const bool is_misused = std::any_of(reader_.errors().begin(), reader_.errors().end(),
                                      [](const Error& error) { return error.kind == ErrorKind::usage; });
  has_begun_ = !is_misused && begin(op, own);
  if (!has_begun_) return;
  op::PipelineOptions options = pipeline_options(common_, recursion);
  std::vector<op::Chore*> chores;
  Reopening reopening(hangup(), context_.outputs, context_.session, observers_.service(), context_.messages);
  if (context_.session != nullptr) chores.push_back(context_.session);
  if (context_.outputs.has_named_files() || observers_.is_needed()) {
    install_reload_handler(hangup());
    chores.push_back(&reopening);
  }
  if (observers_.is_needed()) {
    chores.push_back(&observers_);
    options.in_flight = observers_.in_flight();
  }
  op::WithChores with(op, std::move(chores));
  op::run_pipeline(reader_, with, options, observers_.is_needed() ? &observers_ : &own);
  has_enough_ = with.has_enough();
  observers_.stopping();
}

bool Run::keeps(std::optional<LateOptions::OnTerm> on_term) const {
  if (context_.stop.requested())
    return on_term.value_or(LateOptions::OnTerm::keep) == LateOptions::OnTerm::keep;
  return common_.state.on_eof == StateOptions::OnEof::keep;
}

void Run::end(op::Operator& op, const std::function<void()>& finish, AtEnd at_end,
              std::optional<LateOptions::OnTerm> on_term) {
  if (!has_begun_) return;
  if (context_.session == nullptr) {
    finish();
  } else if (!has_enough_) {  // else the next run goes on from the last checkpoint, as after a crash
    end_with_state(op, finish, at_end, on_term);
  }
  if (context_.session != nullptr && context_.session->has_failed()) {
    status_ = worse(status_, ExitStatus::stream_failed);
  }
  if (observers_.is_needed()) observers_.take_last();
}

void Run::end_with_state(op::Operator& op, const std::function<void()>& finish, AtEnd at_end,
                         std::optional<LateOptions::OnTerm> on_term) {
  if (!keeps(on_term)) {
    finish();
    return save_last(std::nullopt);
  }
  std::string held = StateSession::bytes_of(op);
  if (at_end == AtEnd::totals) finish();
  save_last(std::move(held));
}

void Run::save_last(std::optional<std::string> operator_state) {
  const auto saved = context_.session->last(std::move(operator_state));
  if (!saved) status_ = worse(status_, exit_status(saved.error().kind));
}

ExitStatus Run::finish() {
  progress_.finish();
  record_errors_.finish();
  ExitStatus status = worse(status_, context_.outputs.close(context_.messages));
  for (const Error& error : reader_.errors()) status = worse(status, exit_status(error.kind));
  if (bad_.lost() > 0) status = worse(status, ExitStatus::bad_records);
  if (has_begun_) observers_.finish();
  return status;
}

RunTotals Run::totals() const {
  return {.bad = bad_.count(),
          .bytes = reader_.bytes_read(),
          .elapsed_ns = context_.clock.monotonic_ns() - start_ns_};
}

}  // namespace runnel::cli
