#include "base/regex_sets.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace runnel {

namespace {

// Symbols that Unicode counts as letters: circled and squared ones.
#define RUNNEL_LETTER_SYMBOLS R"(\x{24B6}-\x{24E9}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189})"
#define RUNNEL_ALPHA R"(\p{L}\p{Nl}\p{Mc}\x{345})" RUNNEL_LETTER_SYMBOLS

constexpr std::string_view kWord = R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc})" RUNNEL_LETTER_SYMBOLS;
constexpr std::string_view kNoWord = R"(\p{C}\p{Z}\p{S}\p{No}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po})";
constexpr std::string_view kSpace =
    R"(\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kNoSpace =
    R"(\x{0}-\x{8}\x{E}-\x{1F}!-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027})"
    R"(\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";
constexpr std::string_view kGraph = R"(\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co})";
constexpr std::string_view kPrint = R"(\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}\p{Zs})";

// Roman numerals, circled letters and modifier letters have a case too.
constexpr std::string_view kUpper =
    R"(\p{Lu}\x{2160}-\x{216F}\x{24B6}-\x{24CF}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189})";
constexpr std::string_view kLower =
    R"(\p{Ll}\x{AA}\x{BA}\x{2B0}-\x{2B8}\x{2C0}\x{2C1}\x{2E0}-\x{2E4}\x{345}\x{37A}\x{1D2C}-\x{1D6A}\x{1D78})"
    R"(\x{1D9B}-\x{1DBF}\x{2071}\x{207F}\x{2090}-\x{209C}\x{2170}-\x{217F}\x{24D0}-\x{24E9}\x{2C7C}\x{2C7D})";

struct NamedSet {
  std::string_view name;
  CharacterSet set;
};

constexpr std::array<NamedSet, 16> kSets{{
    {"d", {R"(\p{Nd})", R"(\P{Nd})"}},
    {"w", {kWord, kNoWord}},
    {"s", {kSpace, kNoSpace}},
    {"alnum", {RUNNEL_ALPHA R"(\p{Nd})", {}}},
    {"alpha", {RUNNEL_ALPHA, {}}},
    {"ascii", {R"(\x{0}-\x{7F})", R"(\x{80}-\x{10FFFF})"}},
    {"blank", {R"(\t\p{Zs})", {}}},
    {"cntrl", {R"(\p{Cc})", R"(\P{Cc})"}},
    {"digit", {R"(\p{Nd})", R"(\P{Nd})"}},
    {"graph", {kGraph, {}}},
    {"lower", {kLower, {}}},
    {"print", {kPrint, {}}},
    {"punct", {R"(\p{P}\p{S})", R"(\p{C}\p{L}\p{M}\p{N}\p{Z})"}},
    {"space", {kSpace, kNoSpace}},
    {"upper", {kUpper, {}}},
    {"xdigit", {"0-9A-Fa-f", R"(\x{0}-/:-@G-`g-\x{10FFFF})"}},
}};

struct LongName {
  std::string_view name;
  std::string_view category;
};

// The general categories' names in full, without case and separators.
constexpr std::array<LongName, 36> kLongNames{{{"letter", "L"},
                                               {"uppercaseletter", "Lu"},
                                               {"lowercaseletter", "Ll"},
                                               {"titlecaseletter", "Lt"},
                                               {"modifierletter", "Lm"},
                                               {"otherletter", "Lo"},
                                               {"mark", "M"},
                                               {"nonspacingmark", "Mn"},
                                               {"spacingmark", "Mc"},
                                               {"enclosingmark", "Me"},
                                               {"number", "N"},
                                               {"decimalnumber", "Nd"},
                                               {"letternumber", "Nl"},
                                               {"othernumber", "No"},
                                               {"punctuation", "P"},
                                               {"connectorpunctuation", "Pc"},
                                               {"dashpunctuation", "Pd"},
                                               {"openpunctuation", "Ps"},
                                               {"closepunctuation", "Pe"},
                                               {"initialpunctuation", "Pi"},
                                               {"finalpunctuation", "Pf"},
                                               {"otherpunctuation", "Po"},
                                               {"symbol", "S"},
                                               {"mathsymbol", "Sm"},
                                               {"currencysymbol", "Sc"},
                                               {"modifiersymbol", "Sk"},
                                               {"othersymbol", "So"},
                                               {"separator", "Z"},
                                               {"spaceseparator", "Zs"},
                                               {"lineseparator", "Zl"},
                                               {"paragraphseparator", "Zp"},
                                               {"other", "C"},
                                               {"control", "Cc"},
                                               {"format", "Cf"},
                                               {"privateuse", "Co"},
                                               {"surrogate", "Cs"}}};

bool is_separator(char c) {
  return c == ' ' || c == '_' || c == '-';
}
char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}
char upper(char c) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

std::string folded(std::string_view name) {
  std::string text;
  for (char c : name) {
    if (!is_separator(c)) text += lower(c);
  }
  return text;
}

}  // namespace

const CharacterSet* find_character_set(std::string_view name) {
  std::string key = folded(name);
  if (key == "word") key = "w";
  if (key == "alphabetic") key = "alpha";
  for (const NamedSet& candidate : kSets) {
    if (candidate.name == key) return &candidate.set;
  }
  return nullptr;
}

std::string property_name(std::string_view name) {
  const std::string key = folded(name);
  for (const LongName& candidate : kLongNames) {
    if (candidate.name == key) return std::string(candidate.category);
  }
  std::string text;  // a script: `Old_Italic`
  for (char c : name) {
    const bool starts_word = text.empty() || text.back() == '_';
    if (is_separator(c)) {
      if (!starts_word) text += '_';
    } else {
      text += starts_word ? upper(c) : lower(c);
    }
  }
  if (!text.empty() && text.back() == '_') text.pop_back();
  return text;
}

void append_code_point(std::string& out, uint32_t code) {
  const bool plain = code < 0x80 && std::isalnum(static_cast<int>(code)) != 0;
  plain ? out += static_cast<char>(code) : out += fmt::format("\\x{{{:X}}}", code);
}

}  // namespace runnel
