// The formats of inputs, as -i and its options say them: what makes a framing of each source, and with it the
// form of its records.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/form.h"
#include "format/scalar_text.h"
#include "io/framing.h"

namespace runnel::format {

struct InputFormat {
  enum class Kind : uint8_t {
    automatic,  // by the name of the source, or its first bytes (format/detect.h)
    ndjson,
    json,  // any number of values, one after another, or the items of arrays
    csv,
    tsv,
    logfmt,
    text,
    regex,
    combined,
    common,
    syslog,
    journal,
    zeek,
  };
  Kind kind = Kind::automatic;
  std::string regex = {};                // of regex:RE
  std::optional<char> delimiter = {};    // between cells; nothing: what the format has
  std::vector<std::string> header = {};  // the columns' names; empty: the first record has them
  Infer infer = Infer::scalars;
  std::optional<std::string> multiline = {};  // RE: what a record's first line matches
  std::optional<std::string> extract_json =
      {};  // the name of the text around the object; empty: it is dropped
  // Whether the source holds records as they are, or letters that hold records (format/redrive_framing.h).
  enum class Holds : bool { records, dead_letters } holds = Holds::records;

  bool operator==(const InputFormat&) const = default;
};

// `csv`, `regex:RE` ... Kind usage for what is none.
Result<InputFormat> parse_input_format(std::string_view text);
// As it is written on the command line.
std::string_view name_of(InputFormat::Kind kind);

// Kind usage for options that do not go together, or an RE that is none.
Outcome check(const InputFormat& format);

// How the records of a format say when they happened: what -t and --time-format are, if they are not given.
struct FormatTime {
  std::string expr = {};    // of the language: `.time_local`
  std::string format = {};  // as --time-format; may be empty
};
std::optional<FormatTime> time_of(const InputFormat& format);

// Null where records are lines of JSON, so that nothing is to be done. REQUIRES: check() is content. `name`:
// as messages call the source; for Kind::automatic.
std::unique_ptr<io::Framing> make_framing(const InputFormat& format, std::string_view name);

// The form of records in one of the formats whose records are text and need nothing that stands elsewhere in
// their source: logfmt, text, regex, combined, common, syslog. REQUIRES: it is one of these.
std::shared_ptr<const Form> make_text_form(const InputFormat& format);

}  // namespace runnel::format
