#include "format/regex_parser.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "json/validator.h"

namespace runnel::format {

namespace {

class RegexParser final : public RecordParser {
 public:
  RegexParser(std::shared_ptr<const Regex> regex, Infer infer)
      : regex_(std::move(regex)), infer_(infer), groups_(regex_->group_count() + 1) {
    for (size_t group = 1; group <= regex_->group_count(); ++group) add_group(group);
  }

  bool parse(std::string_view record, Fields& fields) override {
    if (!regex_->match(record, 0, groups_)) return fields.fail(0, "the expression does not match");
    for (const Named& named : named_) {
      const auto took_part = [this](size_t group) { return groups_[group].matched; };
      const auto group = std::find_if(named.groups.begin(), named.groups.end(), took_part);
      if (group == named.groups.end()) {
        fields.add(named.name, "null", Field::Kind::json);
      } else {
        const Regex::Group& found = groups_[*group];
        const std::string_view text = record.substr(found.begin, found.end - found.begin);
        fields.add(named.name, text, kind_of(text, infer_));
      }
    }
    return true;
  }

 private:
  struct Named {
    std::string_view name;  // lies in the expression
    std::vector<size_t> groups;
  };

  void add_group(size_t group) {
    const std::string_view name = regex_->group_name(group);
    if (name.empty()) return;
    const auto is_it = [name](const Named& named) { return named.name == name; };
    auto named = std::find_if(named_.begin(), named_.end(), is_it);
    if (named == named_.end()) named = named_.insert(named_.end(), Named{name, {}});
    named->groups.push_back(group);
  }

  const std::shared_ptr<const Regex> regex_;
  const Infer infer_;
  std::vector<Named> named_;
  std::vector<Regex::Group> groups_;
};

}  // namespace

Result<std::shared_ptr<const Regex>> compile_record_regex(std::string_view pattern) {
  if (!json::utf8_valid(pattern)) return Error{ErrorKind::usage, "the expression is not UTF-8"};
  auto regex = Regex::compile(pattern, {});
  if (!regex) return Error{ErrorKind::usage, std::move(regex.error().message)};
  for (size_t group = 1; group <= regex->group_count(); ++group) {
    if (!regex->group_name(group).empty()) {
      return std::shared_ptr<const Regex>(std::make_shared<Regex>(std::move(*regex)));
    }
  }
  return Error{ErrorKind::usage, "the expression names no field: write (?<name>...)"};
}

ParserMaker make_regex_parser(std::shared_ptr<const Regex> regex, Infer infer) {
  return [regex = std::move(regex), infer] { return std::make_unique<RegexParser>(regex, infer); };
}

}  // namespace runnel::format
