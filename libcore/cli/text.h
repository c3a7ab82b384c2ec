// Plain text for people: wrapping, quoting, and making bytes fit to be shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runnel::cli {

// The paragraphs of a text (separated by empty lines), each on one line with single blanks.
std::vector<std::string> paragraphs(std::string_view text);

// One paragraph broken at blanks into lines of at most `width` columns, each after `indent` blanks; a code
// point is a column. Every line ends with a newline.
std::string wrapped(std::string_view paragraph, size_t indent, size_t width);

// As a POSIX shell takes it back: bare where that is safe, else in single quotes.
std::string shell_quoted(std::string_view text);

// Control characters as \xNN, so that what came from a file name or a record cannot drive a terminal.
// Newlines and tabs stay, and so do bytes that are not UTF-8.
std::string printable(std::string_view text);

}  // namespace runnel::cli
