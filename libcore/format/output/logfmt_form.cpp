#include "format/output/logfmt_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/bytes.h"
#include "format/scalar_text.h"

namespace runnel::format {

namespace {

constexpr char kInPlace = '_';

// What its states begin with, so that none of another form is taken for one.
constexpr std::string_view kForm = "logfmt";

// What ends a key, or a bare value.
constexpr auto kBreaking = [] {
  std::array<bool, 256> breaking{};
  for (size_t c = 0; c <= 0x20; ++c) breaking[c] = true;
  for (const char c : {'=', '"', '\x7F'}) breaking[static_cast<unsigned char>(c)] = true;
  return breaking;
}();

bool is_breaking(char c) {
  return kBreaking[static_cast<unsigned char>(c)];
}

bool is_bare(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), is_breaking) && text != "null" &&
         kind_of(text, Infer::scalars) == Field::Kind::string;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      (out += '\\') += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  const char* plain = text.data();
  const char* const end = plain + text.size();
  for (const char* p = plain; p != end; ++p) {
    if (*p != '"' && *p != '\\' && *p != '\x7F' && static_cast<unsigned char>(*p) >= 0x20) continue;
    out.append(plain, p);
    append_escape(out, *p);
    plain = p + 1;
  }
  out.append(plain, end) += '"';
}

}  // namespace

void LogfmtForm::append(std::string& out, std::string_view record) {
  const size_t begin = out.size();
  each_member(record, [&](const Name& name, const Cell& cell) {
    if (out.size() > begin) out += ' ';
    append_name(out, name.meant(room_));
    out += '=';
    append_value(out, cell);
  });
  if (out.size() == begin) {
    ++empty_;
  } else {
    out += '\n';
  }
}

void LogfmtForm::append_name(std::string& out, std::string_view name) {
  if (!name.empty() && std::none_of(name.begin(), name.end(), is_breaking)) {
    out += name;
    return;
  }
  if (renamed_++ == 0) renamed_first_ = name;
  if (name.empty()) out += kInPlace;
  for (const char c : name) out += is_breaking(c) ? kInPlace : c;
}

void LogfmtForm::append_value(std::string& out, const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::missing:
    case Cell::Kind::null:
      break;
    case Cell::Kind::word:
    case Cell::Kind::number:
      out += cell.text();
      break;
    case Cell::Kind::string: {
      const std::string_view text = cell.meant(room_);
      if (is_bare(text)) {
        out += text;
      } else {
        append_quoted(out, text);
      }
      break;
    }
    case Cell::Kind::json:
      append_quoted(out, cell.text());
      break;
  }
}

std::string LogfmtForm::state(io::Tally tally) const {
  const bool is_said = tally == io::Tally::said;
  ByteWriter out;
  out.text(kForm);
  out.u64(is_said ? 0 : renamed_);
  out.text(is_said ? "" : renamed_first_);
  out.u64(is_said ? 0 : empty_);
  return out.take();
}

bool LogfmtForm::resume(std::string_view state) {
  ByteReader in(state);
  if (in.text() != kForm) return false;
  const uint64_t renamed = in.u64();
  const std::string_view renamed_first = in.text();
  const uint64_t empty = in.u64();
  if (!in.ok() || !in.at_end()) return false;
  renamed_ = renamed;
  renamed_first_ = renamed_first;
  empty_ = empty;
  return true;
}

std::string LogfmtForm::lost() const {
  std::string text;
  if (renamed_ > 0) {
    text = fmt::format("{} written with _ for what no key of logfmt holds, such as \"{}\"",
                       renamed_ == 1 ? "1 name was" : fmt::format("{} names were", renamed_), renamed_first_);
  }
  if (empty_ > 0) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{} no members, and nothing was written for {}",
                        empty_ == 1 ? "1 record has" : fmt::format("{} records have", empty_),
                        empty_ == 1 ? "it" : "them");
  }
  return text;
}

}  // namespace runnel::format
