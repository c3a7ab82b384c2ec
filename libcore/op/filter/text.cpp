#include "op/filter/text.h"

#include "json/validator.h"
#include "op/filter/programs.h"

namespace runnel::op {

FilterText::FilterText(const expr::Program* select, const FilterOptions& options) : options_(options) {
  if (select != nullptr) {
    const bool raw = options.strings == FilterOptions::Strings::raw;
    select_.emplace(*select,
                    SelectOptions{raw ? SelectOptions::Strings::raw : SelectOptions::Strings::as_json,
                                  options.colors, FilterPrograms::kSelect});
  } else if (options.colors != nullptr) {
    colors_.emplace(*options.colors);
  }
}

FilterText::Answer FilterText::append(std::string& out, std::string_view record) {
  if (select_.has_value()) return select_from(out, record.data());
  colors_->append(out, record);
  out += '\n';
  return Answer::holds;
}

FilterText::Answer FilterText::select_from(std::string& out, expr::Subject record) {
  // Counting only, EXPR still decides which records can be processed.
  const bool wanted = options_.output == FilterOptions::Output::records;
  return wanted ? select_->append(out, record) : select_->try_out(record);
}

FilterText::Answer FilterText::append_copied(std::string& out, std::string_view record) {
  padded_ = record;
  padded_ += '\n';
  padded_.append(json::kPadding, ' ');
  return append(out, {padded_.data(), record.size()});
}

}  // namespace runnel::op
