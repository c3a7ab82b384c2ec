#include "op/window/results.h"

#include <algorithm>

#include "base/time_text.h"
#include "json/validator.h"
#include "json/writer.h"
#include "op/record_time.h"

namespace runnel::op {

namespace {

// Text that is handed to the sink at once.
constexpr size_t kWorthWriting = 64 * 1024;

std::string prefix_of(std::string_view name) {
  std::string prefix = ",";
  json::append_quoted(prefix, name);
  return prefix + ":";
}

void append_time(std::string& out, std::string_view name, std::optional<int64_t> time) {
  out += name;
  if (!time.has_value()) {
    out += "null";
    return;
  }
  out += '"';
  append_rfc3339(out, *time);
  out += '"';
}

int64_t difference(int64_t from, int64_t to) {
  int64_t result = 0;
  return __builtin_sub_overflow(to, from, &result) ? INT64_MAX : result;
}

}  // namespace

int64_t WindowBounds::duration() const {
  if (!start.has_value() || !end.has_value()) return 0;
  return difference(*start, *end);
}

ResultWriter::ResultWriter(const WindowProgram& program, const GroupSpace& space, std::optional<uint64_t> top,
                           io::Sink& sink)
    : program_(program), space_(space), top_(top), sink_(sink) {
  for (const std::string& key : program.keys()) key_prefixes_.push_back(prefix_of(key));
  for (const WindowOutput& output : program.outputs()) output_prefixes_.push_back(prefix_of(output.name));
  if (program.results() != nullptr) results_.emplace(*program.results());
  if (!top.has_value()) return;
  if (program.rank() == nullptr) {
    std::string first = ".";
    json::append_quoted(first, program.outputs()[0].name);
    auto compiled = expr::Program::compile(first, {});
    default_rank_ = std::get<expr::Program>(std::move(compiled));
  }
  rank_.emplace(default_rank_.has_value() ? *default_rank_ : *program.rank());
}

void ResultWriter::append_bounds(const WindowBounds& bounds) {
  bounds_.clear();
  append_time(bounds_, R"({"window_start":)", bounds.start);
  append_time(bounds_, R"(,"window_end":)", bounds.end);
  if (bounds.records.has_value()) {
    append_time(bounds_, R"(,"first_ts":)", bounds.records->first);
    append_time(bounds_, R"(,"last_ts":)", bounds.records->last);
  }
  span_.duration_ns = bounds.duration();
}

void ResultWriter::begin(const WindowBounds& bounds) {
  append_bounds(bounds);
  best_.clear();
}

void ResultWriter::add(KeyId key, const std::byte* states, const ResultMarks& marks) {
  const size_t begin = text_.size();
  append_record(key, states, marks);
  if (top_.has_value()) {
    keep_ranked(begin);
  } else {
    ++counts.records;
    if (text_.size() >= kWorthWriting) hand_on();
  }
}

void ResultWriter::hand_on() {
  if (!text_.empty()) sink_.write(text_);
  text_.clear();
}

void ResultWriter::flush() {
  if (text_.empty()) return;
  hand_on();
  sink_.flush();
}

void ResultWriter::write_watermark(int64_t time) {
  append_watermark(text_, time);
}

void ResultWriter::end() {
  if (!top_.has_value()) return;
  keep_best();
  for (const Ranked& ranked : best_) text_ += ranked.line;
  counts.records += best_.size();
  best_.clear();
}

void ResultWriter::write(const WindowBounds& bounds, KeyId key, const std::byte* states,
                         const ResultMarks& marks) {
  begin(bounds);
  add(key, states, marks);
  end();
}

void ResultWriter::append_record(KeyId key, const std::byte* states, const ResultMarks& marks) {
  text_ += bounds_;
  append_keys(key);
  const bool retracted = marks.standing == ResultMarks::Standing::retracted;
  if (!retracted) append_outputs(states, marks.standing);
  if (marks.standing == ResultMarks::Standing::early) text_ += R"(,"final":false)";
  if (marks.revision > 0) {
    text_ += R"(,"revision":)";
    text_ += std::to_string(marks.revision);
  }
  if (retracted) text_ += R"(,"retracted":true)";
  text_ += "}\n";
}

void ResultWriter::append_keys(KeyId key) {
  if (key_prefixes_.empty()) return;
  std::string_view values = space_.keys.shown(key);
  for (const std::string& prefix : key_prefixes_) {
    const size_t end = values.find('\n');
    text_ += prefix;
    text_ += values.substr(0, end);
    values.remove_prefix(end == std::string_view::npos ? values.size() : end + 1);
  }
}

void ResultWriter::append_outputs(const std::byte* states, ResultMarks::Standing standing) {
  if (results_.has_value()) {
    append_with_computed(states, standing);
  } else {
    for (size_t i = 0; i < output_prefixes_.size(); ++i) {
      text_ += output_prefixes_[i];
      append_result(text_, *program_.outputs()[i].call, states);
    }
  }
  if (is_approximate(states)) text_ += R"(,"approx":true)";
}

void ResultWriter::append_result(std::string& out, size_t call, const std::byte* states) const {
  space_.layout.aggregate(call).append_result(out, space_.layout.part(states, call), span_);
}

bool ResultWriter::is_approximate(const std::byte* states) const {
  for (size_t i = 0; i < space_.layout.count(); ++i) {
    if (space_.layout.aggregate(i).is_approximate(space_.layout.part(states, i))) return true;
  }
  return false;
}

// The calls' results become an array, over which the other outputs are programs.
void ResultWriter::append_with_computed(const std::byte* states, ResultMarks::Standing standing) {
  results_line_ = '[';
  result_ends_.clear();
  for (size_t i = 0; i < space_.layout.count(); ++i) {
    if (i > 0) results_line_ += ',';
    append_result(results_line_, i, states);
    result_ends_.push_back(results_line_.size());
  }
  results_line_ += "]\n";
  results_line_.append(json::kPadding, ' ');
  results_->look_at(results_line_.data());
  const auto result = [&](size_t call) {
    const size_t begin = call == 0 ? 1 : result_ends_[call - 1] + 1;
    return std::string_view(results_line_).substr(begin, result_ends_[call] - begin);
  };
  size_t computed = 0;
  for (size_t i = 0; i < output_prefixes_.size(); ++i) {
    text_ += output_prefixes_[i];
    if (const auto call = program_.outputs()[i].call) {
      text_ += result(*call);
    } else {
      append_computed(computed++, standing);
    }
  }
}

// The first output; null where there is none, or an error, which is counted and said.
void ResultWriter::append_computed(size_t expression, ResultMarks::Standing standing) {
  const size_t begin = text_.size();
  const auto answer = results_->outputs_of(expression, [&](const json::Value& value) {
    json::append_json(text_, value);
    return expr::Evaluator::Demand::enough;
  });
  const bool failed_now = answer == expr::Evaluator::Answer::failed;
  if (failed_now && standing != ResultMarks::Standing::silent) failed(*results_);
  if (text_.size() == begin) text_ += "null";
}

void ResultWriter::failed(const expr::Evaluator& evaluator) {
  if (failures_.count++ == 0) failures_.first = evaluator.error_message();
}

// Takes the record that was just appended out of the text, and keeps it if it may be among the best.
void ResultWriter::keep_ranked(size_t line_begin) {
  Ranked ranked{{}, text_.substr(line_begin)};
  text_.append(json::kPadding, ' ');
  const auto judgement = rank_->outputs(text_.data() + line_begin, [&](const json::Value& value) {
    ranked.rank = value.own();
    return expr::Evaluator::Demand::enough;
  });
  if (judgement.answer == expr::Evaluator::Answer::failed) failed(*rank_);
  text_.resize(line_begin);
  best_.push_back(std::move(ranked));
  if (best_.size() >= 2 * std::max<uint64_t>(*top_, 512)) keep_best();
}

void ResultWriter::keep_best() {
  std::stable_sort(best_.begin(), best_.end(),
                   [](const Ranked& a, const Ranked& b) { return json::compare(a.rank, b.rank) > 0; });
  if (best_.size() > *top_) best_.resize(*top_);
}

}  // namespace runnel::op
