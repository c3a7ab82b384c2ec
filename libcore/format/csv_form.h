// CSV and its like (RFC 4180, with any delimiter): a record is a row of cells between delimiters, a cell may
// stand between quotes, and then hold delimiters, newlines and, written twice, quotes.
//
// Beyond the RFC: lines end in "\n" or "\r\n"; a quote inside of a cell that does not begin with one is a
// character like others; empty lines are passed over. A row with more or fewer cells than the header is a bad
// record. So is one in which a quoted cell has no end, or goes on behind its closing quote: then its first
// line is the bad record, and what stands behind that line is read anew, so that a quote that was forgotten
// costs a line and not the rest of the file. Under a header that is not UTF-8 all records are bad.
//
// Types: bare text is a number, true or false where it is one in JSON (format/scalar_text.h), and null where
// it is empty; what stands between quotes is always a string. With Infer::none all are strings.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/form.h"
#include "format/scalar_text.h"

namespace runnel::format {

struct CsvFormat {
  char delimiter = ',';
  std::vector<std::string> header = {};  // the columns' names; empty: the first record has them
  Infer infer = Infer::scalars;
};

// REQUIRES: the header is not empty.
std::shared_ptr<const Form> make_csv_form(CsvFormat format);

struct CsvHeader {
  std::vector<std::string> names;
  size_t size;  // of the text that it takes, with its newline
};

// The header that `text` begins with. REQUIRES: a '\n' stands behind the text, and kPadding bytes behind that
// may be read.
CsvHeader read_csv_header(std::string_view text, char delimiter);

}  // namespace runnel::format
