#include "base/regex.h"

#include <re2/re2.h>

#include <cstring>
#include <optional>
#include <utility>

#include "base/regex_syntax.h"

namespace runnel {

struct Regex::Compiled {
  Compiled(RegexSyntax translated, const re2::RE2::Options& options)
      : syntax(std::move(translated)), re2(syntax.pattern, options) {}

  RegexSyntax syntax;
  re2::RE2 re2;
};

namespace {

re2::RE2::Options options_for(Regex::Flags flags) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!flags.ignore_case);
  options.set_dot_nl(flags.dot_matches_newline);
  options.set_longest_match(flags.longest);
  // Unicode's classes make large automata: \w alone is 1,400 instructions. RE2 takes what it needs of this.
  options.set_max_mem(int64_t{16} << 20);
  return options;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Text without the newline that `$` may stand before.
std::optional<std::string_view> before_newline(const RegexSyntax& syntax, std::string_view text) {
  if (!syntax.end_before_newline || !text.ends_with('\n')) return std::nullopt;
  return text.substr(0, text.size() - 1);
}

bool literal_in(const RegexSyntax::Literal& literal, std::string_view text) {
  const std::string_view wanted = literal.text;
  if (literal.at_start && literal.at_end) return text == wanted;
  if (literal.at_start) return text.starts_with(wanted);
  if (literal.at_end) return text.ends_with(wanted);
  // memmem(3) is linear whatever it meets; where that cannot matter, what takes no preparation is faster.
  constexpr size_t kShort = 512;
  if (text.size() < kShort) return text.find(wanted) != std::string_view::npos;
  return memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

bool found(const RegexSyntax& syntax, const re2::RE2& re2, std::string_view text) {
  if (syntax.is_literal) return literal_in(syntax.literal, text);
  return re2.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

bool match_groups(const re2::RE2& re2, std::string_view text, size_t from,
                  std::vector<Regex::Group>& groups) {
  if (from > text.size()) return false;
  std::vector<re2::StringPiece> pieces(groups.size());
  const int count = static_cast<int>(pieces.size());
  const re2::StringPiece searched = piece(text);
  if (!re2.Match(searched, from, text.size(), re2::RE2::UNANCHORED, pieces.data(), count)) return false;
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool matched = pieces[i].data() != nullptr;
    const size_t begin = matched ? static_cast<size_t>(pieces[i].data() - searched.data()) : 0;
    groups[i] = {matched, begin, begin + pieces[i].size()};
  }
  return true;
}

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern, Flags flags) {
  auto syntax = translate_regex(pattern, flags);
  if (!syntax) return std::move(syntax.error());
  auto compiled = std::make_unique<Compiled>(std::move(*syntax), options_for(flags));
  if (!compiled->re2.ok()) return Error{ErrorKind::program, compiled->re2.error()};
  return Regex(std::move(compiled));
}

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::found_in(std::string_view text) const {
  const RegexSyntax& syntax = compiled_->syntax;
  if (found(syntax, compiled_->re2, text)) return true;
  const auto shorter = before_newline(syntax, text);
  return shorter && found(syntax, compiled_->re2, *shorter);
}

bool Regex::match(std::string_view text, size_t from, std::vector<Group>& groups) const {
  const re2::RE2& re2 = compiled_->re2;
  groups.resize(group_count() + 1);
  const bool whole = match_groups(re2, text, from, groups);
  const auto shorter = before_newline(compiled_->syntax, text);
  if (!shorter) return whole;
  // The match that begins first counts; of two that begin together the longer, which took the newline.
  std::vector<Group> others(groups.size());
  if (!match_groups(re2, *shorter, from, others)) return whole;
  if (!whole || others[0].begin < groups[0].begin) groups = std::move(others);
  return true;
}

size_t Regex::group_count() const {
  return compiled_->syntax.group_names.size();
}

const std::string& Regex::group_name(size_t group) const {
  return compiled_->syntax.group_names[group - 1];
}

}  // namespace runnel
