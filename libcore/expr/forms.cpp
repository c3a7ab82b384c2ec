#include "expr/forms.h"

namespace runnel::expr {

namespace {

constexpr Form later(std::string_view name, int arity) { return {name, arity, Form::Kind::later, {}, {}, {}, {}, {}}; }

constexpr Form kForms[] = {
    {"select", 1, Form::Kind::select, "select(f)", "The input, if f holds for it; else nothing.",
     "select(.status >= 500) | .path", R"({"status":503,"path":"/a"})", R"("/a")"},
    later("add", 0), later("add", 1), later("all", 0), later("all", 1), later("all", 2), later("any", 0),
    later("any", 1), later("any", 2), later("ascii", 0), later("bsearch", 1), later("builtins", 0), later("capture", 2),
    later("combinations", 0), later("combinations", 1), later("dateadd", 2), later("datesub", 2), later("debug", 0),
    later("debug", 1), later("del", 1), later("delpaths", 1), later("env", 0), later("error", 2), later("explode", 0),
    later("first", 0), later("first", 1), later("flatten", 0), later("flatten", 1), later("fromstream", 1),
    later("from_entries", 0), later("frexp", 0), later("getpath", 1), later("get_search_list", 0), later("gmtime", 0),
    later("group_by", 1), later("gsub", 2), later("gsub", 3), later("halt", 0), later("halt_error", 0),
    later("halt_error", 1), later("have_decnum", 0), later("have_literal_numbers", 0), later("implode", 0), later("in", 1),
    later("IN", 1), later("IN", 2), later("index", 1), later("INDEX", 1), later("INDEX", 2), later("indices", 1),
    later("input", 0), later("input_filename", 0), later("input_line_number", 0), later("inputs", 0), later("inside", 1),
    later("isempty", 1), later("isvalid", 1), later("join", 1), later("keys", 0), later("keys_unsorted", 0),
    later("last", 0), later("last", 1), later("leaf_paths", 0), later("limit", 2), later("localtime", 0),
    later("ltrimstr", 1), later("map", 1), later("map_values", 1), later("match", 2), later("max", 0),
    later("max_by", 1), later("min", 0), later("min_by", 1), later("mktime", 0), later("modf", 0), later("nth", 1),
    later("nth", 2), later("path", 1), later("paths", 0), later("paths", 1), later("pick", 1), later("range", 1),
    later("range", 2), later("range", 3), later("recurse", 0), later("recurse", 1), later("recurse", 2),
    later("repeat", 1), later("reverse", 0), later("rindex", 1), later("scan", 1), later("scan", 2), later("setpath", 2),
    later("skip", 2), later("sort", 0), later("sort_by", 1), later("split", 1), later("split", 2), later("splits", 1),
    later("splits", 2), later("stderr", 0), later("strflocaltime", 1), later("strftime", 1), later("strptime", 1),
    later("sub", 2), later("sub", 3), later("to_entries", 0), later("todate", 1), later("tostream", 0),
    later("transpose", 0), later("truncate_stream", 1), later("unique", 0), later("unique_by", 1), later("until", 2),
    later("walk", 1), later("while", 2), later("with_entries", 1),
};

}  // namespace

std::span<const Form> forms() { return kForms; }

const Form* find_form(std::string_view name, int arity) {
  for (const Form& form : kForms) {
    if (form.name == name && form.arity == arity) return &form;
  }
  return nullptr;
}

}  // namespace runnel::expr
