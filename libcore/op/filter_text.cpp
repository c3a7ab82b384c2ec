#include "op/filter_text.h"

#include <fmt/format.h>

#include "json/validator.h"
#include "json/writer.h"

namespace runnel::op {

FilterText::FilterText(const expr::Program* select, const FilterOptions& options) : options_(options) {
  if (select != nullptr) select_.emplace(*select);
  if (options.colors != nullptr) colors_.emplace(*options.colors);
}

FilterText::Answer FilterText::append(std::string& out, std::string_view record) {
  if (select_.has_value()) return append_outputs(out, record.data());
  colors_->append(out, record);
  out += '\n';
  return Answer::holds;
}

FilterText::Answer FilterText::append_copied(std::string& out, std::string_view record) {
  padded_ = record;
  padded_ += '\n';
  padded_.append(json::kPadding, ' ');
  return append(out, {padded_.data(), record.size()});
}

FilterText::Answer FilterText::append_outputs(std::string& out, const char* record) {
  const size_t before = out.size();
  too_large_ = false;
  // Counting only, EXPR still decides which records can be processed.
  const bool wanted = options_.output == FilterOptions::Output::records;
  Answer answer =
      select_
          ->outputs(record,
                    [&](const json::Value& output) {
                      if (wanted) append_output(out, output, before + kLargest);
                      too_large_ = out.size() - before > kLargest;
                      return too_large_ ? expr::Evaluator::Demand::enough : expr::Evaluator::Demand::more;
                    })
          .answer;
  if (too_large_) answer = Answer::failed;
  if (answer == Answer::failed || answer == Answer::malformed) out.resize(before);
  return answer;
}

void FilterText::append_output(std::string& out, const json::Value& output, size_t limit) {
  if (output.is_string() && options_.strings == FilterOptions::Strings::raw) {
    out += output.text();
  } else if (colors_.has_value()) {
    uncolored_.clear();
    json::append_json(uncolored_, output, limit);
    colors_->append(out, uncolored_);
  } else {
    json::append_json(out, output, limit + 1);
  }
  out += '\n';
}

std::string FilterText::error_message() const {
  if (too_large_) return fmt::format("what --select makes of the record is larger than {} bytes", kLargest);
  return select_->error_message();
}

}  // namespace runnel::op
