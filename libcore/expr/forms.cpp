#include "expr/forms.h"

namespace runnel::expr {

namespace {

using Kind = Form::Kind;

// A builtin that is defined in the language.
constexpr Form defined(std::string_view name, int arity, std::string_view definition,
                       std::string_view synopsis, std::string_view help, std::string_view example,
                       std::string_view input, std::string_view output) {
  return {name, arity, Kind::defined, definition, synopsis, help, example, input, output};
}

constexpr Form refused(std::string_view name, int arity, std::string_view advice) {
  return {name, arity, Kind::refused, {}, {}, advice, {}, {}, {}};
}

constexpr std::string_view kNoInput = "each record stands for itself; a field of the next one cannot be read";
constexpr std::string_view kNoModules = "write the definitions into the program, or a file for -f";

constexpr Form kForms[] = {
    // Choosing.
    {"select", 1, Kind::select, "", "select(f)", "The input, if f holds for it; else nothing.",
     "select(.status >= 500) | .path", R"({"status":503,"path":"/a"})", R"("/a")"},
    defined("recurse", 0, "def recurse: ..;", "recurse", "The input and all that is in it, as .. does.",
            "[recurse]", R"([1,{"a":2}])", R"([[1,{"a":2}],1,{"a":2},2])"),
    defined("recurse", 1, "def recurse(f): def deeper: ., (f | deeper); deeper;", "recurse(f)",
            "The input, what f gives for it, what f gives for that, and so on.",
            "[recurse(.reply // empty) | .id]", R"({"id":1,"reply":{"id":2}})", "[1,2]"),
    defined("recurse", 2, "def recurse(f; holds): def deeper: ., (f | select(holds) | deeper); deeper;",
            "recurse(f; condition)", "The same as far as the condition holds.", "[recurse(. * 2; . < 20)]",
            "3", "[3,6,12]"),
    defined("env", 0, "def env: $ENV;", "env", "The environment of the process as an object, as $ENV.",
            "env | type", "null", R"("object")"),

    // The outputs of other programs.
    {"first", 1, Kind::first, "", "first(f)", "The first output of f.", "first(.[] | select(. > 1))",
     "[1,2,3]", "2"},
    {"last", 1, Kind::last, "", "last(f)", "The last output of f.", "last(.[])", "[1,2,3]", "3"},
    {"limit", 2, Kind::limit, "", "limit(n; f)", "The first n outputs of f, which is not run any further.",
     "[limit(2; .[])]", "[1,2,3]", "[1,2]"},
    {"skip", 2, Kind::skip, "", "skip(n; f)", "All outputs of f but the first n.", "[skip(1; .[])]",
     "[1,2,3]", "[2,3]"},
    defined("nth", 2,
            "def nth($n; f): if $n < 0 then error(\"nth doesn't support negative indices\") "
            "else first(skip($n; f)) end;",
            "nth(n; f)", "The output of f at place n, from 0.", "nth(1; .[])", "[1,2,3]", "2"),
    defined("first", 0, "def first: .[0];", "first", "The first item.", "first", "[1,2,3]", "1"),
    defined("last", 0, "def last: .[-1];", "last", "The last item.", "last", "[1,2,3]", "3"),
    defined("nth", 1, "def nth($n): .[$n];", "nth(n)", "The item at place n, from 0.", "nth(1)", "[1,2,3]",
            "2"),
    defined("isempty", 1, "def isempty(f): first((f | false), true);", "isempty(f)",
            "Whether f gives no output.", "isempty(.[])", "[]", "true"),
    defined("add", 1, "def add(f): reduce f as $part (null; . + $part);", "add(f)",
            "The sum of all outputs of f; null where there are none.", "add(.[].n)", R"([{"n":1},{"n":2}])",
            "3"),
    {"any", 2, Kind::any, "", "any(f; condition)", "Whether the condition holds for an output of f.",
     "any(.[]; . > 2)", "[1,2,3]", "true"},
    {"all", 2, Kind::all, "", "all(f; condition)", "Whether the condition holds for every output of f.",
     "all(.[]; . > 2)", "[1,2,3]", "false"},
    defined("any", 1, "def any(holds): any(.[]; holds);", "any(condition)",
            "Whether the condition holds for an item.", R"(.tags | any(. == "x"))", R"({"tags":["x","y"]})",
            "true"),
    defined("all", 1, "def all(holds): all(.[]; holds);", "all(condition)",
            "Whether the condition holds for every item.", "all(. > 2)", "[]", "true"),
    defined("IN", 1, "def IN(f): . as $value | any(f; . == $value);", "IN(f)",
            "Whether the input is among the outputs of f.", "IN(2, 3)", "2", "true"),
    defined("IN", 2, "def IN(f; g): any(f == g; .);", "IN(f; g)",
            "Whether an output of f is among those of g.", "IN(.[]; 2, 3)", "[1,2]", "true"),
    defined("in", 1, "def in(container): . as $key | container | has($key);", "in(container)",
            "Whether the container has the input as a key: has, the other way round.", R"(in({"a":1}))",
            R"("a")", "true"),

    // Repeating.
    {"range", 3, Kind::range, "", "range(from; to; by)", "The numbers from, from + by, ... up to before to.",
     "[range(0; 10; 3)]", "null", "[0,3,6,9]"},
    {"range", 2, Kind::range, "", "range(from; to)", "The numbers from, from + 1, ... up to before to.",
     "[range(2; 5)]", "null", "[2,3,4]"},
    defined("range", 1, "def range(to): range(0; to);", "range(to)", "The numbers 0, 1, ... up to before to.",
            "[range(3)]", "null", "[0,1,2]"),
    defined("while", 2, "def while(holds; f): def turn: if holds then ., (f | turn) else empty end; turn;",
            "while(condition; f)", "The input, f of it, f of that, ..., as long as the condition holds.",
            "[while(. < 20; . * 2)]", "3", "[3,6,12]"),
    defined("until", 2, "def until(holds; f): def turn: if holds then . else (f | turn) end; turn;",
            "until(condition; f)",
            "The first of the input, f of it, f of that, ... for which the condition holds.",
            "until(. > 20; . * 2)", "3", "24"),
    defined("repeat", 1, "def repeat(f): def turn: f, turn; turn;", "repeat(f)",
            "The outputs of f, again and again without end.", "[limit(3; repeat(1, 2))]", "null", "[1,2,1]"),
    defined("combinations", 0,
            "def combinations: if length == 0 then [] else .[0][] as $first | .[1:] | combinations | "
            "[$first] + . end;",
            "combinations", "All ways to take one item of each of the arrays in the input.", "[combinations]",
            "[[1,2],[3]]", "[[1,3],[2,3]]"),
    defined("combinations", 1, "def combinations(n): . as $items | [range(n)] | map($items) | combinations;",
            "combinations(n)", "All ways to take n times an item of the input.", "[combinations(2)]", "[0,1]",
            "[[0,0],[0,1],[1,0],[1,1]]"),

    // Arrays and objects.
    defined("map", 1, "def map(f): [.[] | f];", "map(f)", "The array of what f gives for each item.",
            "map(. + 1)", "[1,2]", "[2,3]"),
    defined("map_values", 1, "def map_values(f): .[] |= f;", "map_values(f)",
            "The input with what f first gives for each item or member; one for which it gives nothing is "
            "left out.",
            "map_values(. + 1)", R"({"a":1})", R"({"a":2})"),
    defined("with_entries", 1, "def with_entries(f): to_entries | map(f) | from_entries;", "with_entries(f)",
            "The object of what f gives for each {key, value} of the input.",
            R"(with_entries(.key |= ascii_upcase))", R"({"a":1})", R"({"A":1})"),
    defined("walk", 1,
            "def walk(f): def deep: if type == \"object\" then map_values(deep) "
            "elif type == \"array\" then map(deep) else . end | f; deep;",
            "walk(f)", "The input with f applied to everything in it, from the inside out.",
            R"(walk(if type == "string" then ascii_upcase end))", R"([{"a":"x"}])", R"([{"a":"X"}])"),
    defined("sort_by", 1, "def sort_by(f): _sort_by(map([f]));", "sort_by(f)", "The items in the order of f.",
            "sort_by(.n)", R"([{"n":2},{"n":1}])", R"([{"n":1},{"n":2}])"),
    defined("group_by", 1, "def group_by(f): _group_by(map([f]));", "group_by(f)",
            "Arrays of the items for which f is the same, in the order of f.", "group_by(.a) | map(length)",
            R"([{"a":1},{"a":0},{"a":1}])", "[1,2]"),
    defined("unique_by", 1, "def unique_by(f): _unique_by(map([f]));", "unique_by(f)",
            "The first item of each value of f, in the order of f.", "unique_by(length)", R"(["a","bc","d"])",
            R"(["a","bc"])"),
    defined("min_by", 1, "def min_by(f): _min_by(map([f]));", "min_by(f)", "The item for which f is least.",
            "min_by(.n)", R"([{"n":2},{"n":1}])", R"({"n":1})"),
    defined("max_by", 1, "def max_by(f): _max_by(map([f]));", "max_by(f)",
            "The item for which f is greatest.", "max_by(.n)", R"([{"n":2},{"n":1}])", R"({"n":2})"),
    defined("INDEX", 2, "def INDEX(f; key): reduce f as $row ({}; .[$row | key | tostring] |= $row);",
            "INDEX(f; key)", "The outputs of f as an object, each under its key.", "INDEX(.[]; .id)",
            R"([{"id":1}])", R"({"1":{"id":1}})"),
    defined("INDEX", 1, "def INDEX(key): INDEX(.[]; key);", "INDEX(key)",
            "The items as an object, each under its key.", "INDEX(.id)", R"([{"id":1}])",
            R"({"1":{"id":1}})"),

    defined("JOIN", 2, "def JOIN($table; key): [.[] | [., $table[key]]];", "JOIN(table; key)",
            "Pairs of each item and the table's member under its key.", R"(JOIN({"1":"one"}; tostring))",
            "[1,2]", R"([[1,"one"],[2,null]])"),
    defined("JOIN", 3, "def JOIN($table; f; key): f | [., $table[key]];", "JOIN(table; f; key)",
            "The same for each output of f.", R"(JOIN({"1":"one"}; .[]; tostring))", "[1]", R"([1,"one"])"),
    defined("JOIN", 4, "def JOIN($table; f; key; joined): f | [., $table[key]] | joined;",
            "JOIN(table; f; key; g)", "What g gives for each of these pairs.",
            R"(JOIN({"1":"one"}; .[]; tostring; .[1]))", "[1]", R"("one")"),

    // Paths.
    {"path", 1, Kind::path, "", "path(f)", "Where the outputs of f lie in the input, as arrays of keys.",
     "path(.a[0].b)", "null", R"(["a",0,"b"])"},
    {"del", 1, Kind::del, "", "del(f)", "The input without what f gives.", "del(.a, .b[0])",
     R"({"a":1,"b":[1,2]})", R"({"b":[2]})"},
    defined("paths", 0, "def paths: path(..) | select(length > 0);", "paths",
            "The paths of everything in the input.", "[paths]", R"([1,{"a":2}])", R"([[0],[1],[1,"a"]])"),
    defined("paths", 1, "def paths(holds): path(.. | select(holds)) | select(length > 0);",
            "paths(condition)", "The paths of what the condition holds for.", R"([paths(type == "number")])",
            R"([1,{"a":2}])", R"([[0],[1,"a"]])"),
    defined("leaf_paths", 0, "def leaf_paths: paths(scalars);", "leaf_paths",
            "The paths of what is neither array nor object.", "[leaf_paths]", "[1,[2]]", "[[0],[1,0]]"),
    defined(
        "pick", 1,
        "def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));",
        "pick(f)", "Of the input only what f gives, where it lies.", "pick(.a, .b.c)",
        R"({"a":1,"b":{"c":2,"d":3}})", R"({"a":1,"b":{"c":2}})"),
    defined("tostream", 0,
            "def tostream: path(def deep: (.[]? | deep), .; deep) as $path | getpath($path) "
            "| reduce path(.[]?) as $last ([$path, .]; [$path + $last]);",
            "tostream", "The input as events [path, leaf] and [path], as of jq --stream.", "[tostream]",
            R"({"a":[1]})", R"([[["a",0],1],[["a",0]],[["a"]]])"),
    defined("fromstream", 1,
            "def fromstream(f): {value: null, done: false} as $start | foreach f as $event ($start; "
            "if .done then $start else . end "
            "| if $event | length == 2 then setpath([\"done\"]; $event[0] | length == 0) "
            "| setpath([\"value\"] + $event[0]; $event[1]) "
            "else setpath([\"done\"]; $event[0] | length == 1) end; "
            "if .done then .value else empty end);",
            "fromstream(f)", "The values that the events of f describe.", "fromstream(tostream)",
            R"({"a":[1]})", R"({"a":[1]})"),
    defined("truncate_stream", 1,
            "def truncate_stream(f): . as $depth | null | f | . as $event "
            "| if (.[0] | length) > $depth then setpath([0]; .[0][$depth:]) else empty end;",
            "truncate_stream(f)", "The events of f with the first keys cut off, as many as the input says.",
            R"([1 | truncate_stream([["a",0],1], [["a"]])])", "null", "[[[0],1]]"),

    // Text.
    defined("match", 1, "def match($re): _matches($re)[];", "match(re)",
            "Matches of the regular expression: offset and length in characters, the string, and its groups.",
            R"(match("b+") | [.offset, .string])", R"("abb")", R"([1,"bb"])"),
    defined("match", 2, "def match($re; $flags): _matches($re; $flags)[];", "match(re; flags)",
            "The same with flags: g gives all matches, the others are those of test.",
            R"([match("b"; "g") | .offset])", R"("abb")", "[1,2]"),
    defined("capture", 1, "def capture($re): _captures($re)[];", "capture(re)",
            "The named groups of a match as an object.", R"j(capture("(?<y>[0-9]+)-(?<m>[0-9]+)"))j",
            R"("2026-11")", R"({"y":"2026","m":"11"})"),
    defined("capture", 2, "def capture($re; $flags): _captures($re; $flags)[];", "capture(re; flags)",
            "The same with flags.", R"j([capture("(?<d>[0-9])"; "g") | .d])j", R"("12")", R"(["1","2"])"),
    defined("scan", 1, "def scan($re): _scans($re; \"g\")[];", "scan(re)",
            "The strings of all matches, or arrays of their groups where there are any.",
            R"([scan("[0-9]+")])", R"("a1b22")", R"(["1","22"])"),
    defined("scan", 2, "def scan($re; $flags): _scans($re; \"g\" + $flags)[];", "scan(re; flags)",
            "The same with flags.", R"([scan("A"; "i")])", R"("aba")", R"(["a","a"])"),
    defined("splits", 1, "def splits($re): split($re; null)[];", "splits(re)",
            "The pieces between matches of the regular expression.", R"([splits(", *")])", R"("a, b,c")",
            R"(["a","b","c"])"),
    defined("splits", 2, "def splits($re; $flags): split($re; $flags)[];", "splits(re; flags)",
            "The same with flags.", R"([splits("X"; "i")])", R"("axb")", R"(["a","b"])"),
    {"sub", 2, Kind::sub, "", "sub(re; f)",
     "The input with the first match replaced by what f gives for its named groups.",
     R"j(sub("(?<a>[a-z])"; .a + "!"))j", R"("xy")", R"("x!y")"},
    {"sub", 3, Kind::sub, "", "sub(re; f; flags)", "The same with flags: g replaces all.",
     R"(sub("X"; "-"; "gi"))", R"("axbx")", R"("a-b-")"},
    {"gsub", 2, Kind::gsub, "", "gsub(re; f)", "The input with all matches replaced.",
     R"(gsub("[0-9]+"; "N"))", R"("/a/12/3")", R"("/a/N/N")"},
    {"gsub", 3, Kind::gsub, "", "gsub(re; f; flags)", "The same with flags.", R"(gsub("X"; "-"; "i"))",
     R"("axbx")", R"("a-b-")"},

    // Errors, and the world outside.
    defined("isvalid", 1, "def isvalid(f): try (f | true) catch false;", "isvalid(f)",
            "Whether f gives no error.", "isvalid(.a)", "[]", "false"),
    {"halt_error", 0, Kind::halt_error, "", "halt_error",
     "Ends the program, with the input as its last words on stderr; the exit status is 4.",
     "if . then halt_error else 1 end", "null", "1"},
    defined("halt_error", 1, "def halt_error($status): halt_error;", "halt_error(status)",
            "The same; the status is not used.", "if . then halt_error(1) else 1 end", "null", "1"),
    {"halt", 0, Kind::halt, "", "halt", "Ends the program without a word; the exit status is 0.",
     "if . then halt else 1 end", "null", "1"},
    {"debug", 0, Kind::debug, "", "debug",
     "The input, which is also written to stderr as [\"DEBUG:\",value].", "debug", "1", "1"},
    defined("debug", 1, "def debug(f): (f | debug | empty), .;", "debug(f)",
            "The input; the outputs of f are written to stderr.", R"j(debug("seen: \(.)"))j", "1", "1"),
    {"stderr", 0, Kind::stderr_, "", "stderr", "The input, which is also written to stderr.", "stderr", "1",
     "1"},
    {"input_filename", 0, Kind::input_filename, "", "input_filename",
     "The name of the input that the record comes from; null for stdin.", "input_filename", "1", "null"},
    {"input_line_number", 0, Kind::input_line_number, "", "input_line_number",
     "The number of the record's line in its input, from 1.", "input_line_number", "1", "1"},
    {"builtins", 0, Kind::builtins, "", "builtins", "The names of all builtins as name/arity.",
     R"(builtins | any(. == "map/1"))", "null", "true"},
    refused("input", 0, kNoInput),
    refused("inputs", 0, kNoInput),
    refused("modulemeta", 0, kNoModules),
    refused("get_prog_origin", 0, kNoModules),
    refused("get_jq_origin", 0, kNoModules),
};

}  // namespace

std::span<const Form> forms() {
  return kForms;
}

const Form* find_form(std::string_view name, int arity) {
  for (const Form& form : kForms) {
    if (form.name == name && form.arity == arity) return &form;
  }
  return nullptr;
}

}  // namespace runnel::expr
