#include "op/stats/prometheus_text.h"

#include <cmath>

#include "json/number.h"
#include "json/utf8.h"

namespace runnel::op {

namespace {

constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

enum class Quote : bool { plain, escaped };

void append_escaped(std::string& out, std::string_view text, Quote quote) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const auto [length, valid] = json::utf8_sequence(p, end);
    if (*p == '\\') {
      out += "\\\\";
    } else if (*p == '\n') {
      out += "\\n";
    } else if (*p == '"' && quote == Quote::escaped) {
      out += "\\\"";
    } else {
      out += valid ? std::string_view(p, length) : kReplacementText;
    }
    p += length;
  }
}

void append_value(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    json::append_number(out, json::Number::real(value));
  }
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  out += out.back() == '{' ? "" : ",";
  ((out += name) += '=') += '"';
  append_escaped(out, value, Quote::escaped);
  out += '"';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

std::string prometheus_label_name(std::string_view name) {
  std::string result;
  for (const char c : name) result += is_letter(c) || (c >= '0' && c <= '9') ? c : '_';
  if (result.starts_with("__")) result.erase(0, result.find_first_not_of('_'));
  if (result.empty() || !is_letter(result[0])) result.insert(result.begin(), '_');
  return result;
}

void PrometheusFamily::begin() {
  if (has_begun_) return;
  has_begun_ = true;
  ((out_ += "# HELP ") += name_) += ' ';
  append_escaped(out_, help_, Quote::plain);
  ((out_ += "\n# TYPE ") += name_) += type_ == Type::gauge ? " gauge\n" : " summary\n";
}

void PrometheusFamily::sample(const PrometheusLabels& labels, double value, Label more,
                              std::string_view suffix) {
  begin();
  (out_ += name_) += suffix;
  if (!labels.empty() || !more.first.empty()) {
    out_ += '{';
    for (const auto& [name, text] : labels) append_label(out_, name, text);
    if (!more.first.empty()) append_label(out_, more.first, more.second);
    out_ += '}';
  }
  append_value(out_ += ' ', value);
  out_ += '\n';
}

}  // namespace runnel::op
