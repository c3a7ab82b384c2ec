#include "op/join/text.h"

#include "json/validator.h"

namespace runnel::op {

namespace {

bool is_absent(std::string_view record) {
  return record.data() == nullptr;
}

std::string_view or_null(std::string_view record) {
  return is_absent(record) ? "null" : record;
}

}  // namespace

JoinText::JoinText(const JoinTextOptions& options, const expr::Program* select)
    : options_(options), splicer_(options.name), merger_(options.prefix) {
  if (select == nullptr) return;
  using Strings = SelectOptions::Strings;
  select_.emplace(*select, SelectOptions{.strings = options.raw_strings ? Strings::raw : Strings::as_json});
}

bool JoinText::append(std::string& out, std::string_view left, std::string_view right) {
  switch (options_.form) {
    case JoinTextOptions::Form::nested:
      append_nested(out, left, right);
      break;
    case JoinTextOptions::Form::flat:
      append_flat(out, left, right);
      break;
    case JoinTextOptions::Form::left:
      out += left;
      break;
    case JoinTextOptions::Form::select:
      return append_selected(out, left, right);
  }
  out += '\n';
  return true;
}

void JoinText::append_nested(std::string& out, std::string_view left, std::string_view right) {
  if (is_absent(left)) {
    splicer_.append_alone(out, right);
  } else {
    splicer_.append(out, left, or_null(right));
  }
}

// A record alone stays as it came, unless its names change.
void JoinText::append_flat(std::string& out, std::string_view left, std::string_view right) {
  if (is_absent(right)) {
    out += left;
  } else if (is_absent(left) && options_.prefix.empty()) {
    out += right;
  } else {
    merger_.append(out, left, right);
  }
}

bool JoinText::append_selected(std::string& out, std::string_view left, std::string_view right) {
  both_ = R"({"left":)";
  both_ += or_null(left);
  both_ += R"(,"right":)";
  both_ += or_null(right);
  both_ += "}\n";
  both_.append(json::kPadding, ' ');
  const size_t before = out.size();
  switch (select_->append(out, both_.data())) {
    case SelectText::Answer::holds:
    case SelectText::Answer::does_not_hold:
      return true;
    case SelectText::Answer::failed:
      error_ = select_->error_message();
      return false;
    case SelectText::Answer::malformed:
      error_ = "what is joined is not JSON";
      return false;
    case SelectText::Answer::halted:
      break;
  }
  out.resize(before);
  error_ = "halt and halt_error are for stream-filter";
  return false;
}

}  // namespace runnel::op
