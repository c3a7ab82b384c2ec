#include <fmt/format.h>

#include "agg/function.h"
#include "cli/manual.h"
#include "cli/roff.h"
#include "cli/text.h"
#include "expr/forms.h"
#include "expr/function.h"

namespace runnel::cli {
namespace {

// Several outputs stand on several lines in the table.
std::string on_one_line(std::string_view outputs) {
  std::string out;
  for (const char c : outputs) {
    if (c == '\n') {
      out += ", ";
    } else {
      out += c;
    }
  }
  return out;
}

// Of a Function or a Form, whose texts have the same names.
template <class Entry>
std::string described(const Entry& function) {
  std::string out = fmt::format(".It Ic \"{}\"\n", roff_escaped(function.synopsis));
  for (const std::string& paragraph : paragraphs(function.help)) out += mdoc(paragraph, {});
  if (!function.example.empty()) {
    out += fmt::format(".Dl \"{} | {} \\(-> {}\"\n", roff_escaped(function.input),
                       roff_escaped(function.example), roff_escaped(on_one_line(function.output)));
  }
  return out;
}

}  // namespace

std::string manual_functions() {
  std::string out = ".Bl -tag -width Ds\n";
  for (const auto family : expr::function_families()) {
    for (const expr::Function& function : family) out += described(function);
  }
  for (const expr::Form& form : expr::forms()) {
    if (!form.synopsis.empty()) out += described(form);
  }
  return out + ".El\n";
}

std::string manual_aggregates() {
  std::string out = ".Bl -tag -width Ds\n";
  for (const auto& family : agg::function_families()) {
    for (const agg::Function& function : family) {
      out += fmt::format(".It Ic \"{}\"\n", roff_escaped(function.synopsis));
      for (const std::string& paragraph : paragraphs(function.help)) out += mdoc(paragraph, {});
    }
  }
  return out + ".El\n";
}

}  // namespace runnel::cli
