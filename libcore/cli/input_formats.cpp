#include "cli/input_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "format/detect.h"
#include "format/form.h"
#include "io/reader.h"
#include "io/uri.h"
#include "op/form_readers.h"
#include "op/line_cursor.h"

namespace runnel::cli {

namespace {

using format::FormatTime;
using format::InputFormat;
using Kind = InputFormat::Kind;

// What stands in memory, as an input.
class HeadSource final : public io::Source {
 public:
  HeadSource(std::string name, std::string_view text) : Source(std::move(name)), text_(text) {}

  Result<size_t> read(char* buffer, size_t size) override {
    const size_t count = text_.copy(buffer, size);
    text_.remove_prefix(count);
    read_ += count;
    return count;
  }
  int wait_descriptor() const override { return -1; }
  uint64_t consumed() const override { return read_; }

 private:
  std::string_view text_;
  uint64_t read_ = 0;
};

void append_records(const io::Batch& batch, size_t most, std::vector<std::string>& records) {
  if (batch.form == nullptr) {
    op::LineCursor cursor(batch);
    while (records.size() < most && cursor.next()) {
      const std::string_view line = cursor.text(cursor.begin());
      records.emplace_back(line);
      cursor.leave(line.data() + line.size());
    }
    return;
  }
  op::FormReaders readers({});
  format::RecordReader& reader = readers.of(batch);
  for (const char* at = batch.begin() + batch.preamble; at < batch.end() && records.size() < most;) {
    const format::RecordReader::Record record = reader.next(batch, at);
    if (record.kind == format::RecordReader::Record::Kind::record && reader.check()) {
      records.emplace_back(reader.line(), reader.line_size());
    }
    at = record.next;
  }
}

InputFormat asked_for(const InputOptions& options) {
  InputFormat format = options.format.value_or(InputFormat{});
  format.delimiter = options.delimiter;
  format.header = options.header;
  format.infer = options.no_infer ? format::Infer::none : format::Infer::scalars;
  format.multiline = options.multiline;
  format.extract_json = options.extract_json;
  if (options.dead_letters) format.holds = InputFormat::Holds::dead_letters;
  return format;
}

// What goes with text only, where the side has a format of its own that is none.
void leave_to_other_side(InputFormat& format) {
  InputFormat lines = format;
  lines.delimiter.reset();  // of cells, if there are any
  lines.header.clear();
  if (format::check(lines)) return;
  format.multiline.reset();
  format.extract_json.reset();
}

// What is typed, or comes from a program like these.
bool is_stream(const std::string& input) {
  const auto uri = io::parse_uri(input, io::Direction::in);
  return uri && uri->kind != io::Uri::Kind::file;
}

// Whether something says of it more than that nobody named it.
bool is_undecided(const InputFormat& format) {
  return format.kind == Kind::automatic && !format.multiline && !format.extract_json;
}

}  // namespace

InputFormats::InputFormats(const InputOptions& options, std::vector<std::string> inputs,
                           const SideFormats& sides)
    : inputs_(std::move(inputs)) {
  for (size_t i = 0; i < inputs_.size(); ++i) {
    InputFormat format = asked_for(options);
    const bool has_own = i < sides.size() && sides[i].has_value();
    if (has_own) {
      format.kind = sides[i]->kind;
      format.regex = sides[i]->regex;
      leave_to_other_side(format);
    }
    const bool is_named = has_own || options.format.has_value();
    const bool has_cells = format.delimiter || !format.header.empty();
    if (!is_named && !options.dead_letters && is_stream(inputs_[i]) && is_undecided(format) && !has_cells)
      format.kind = Kind::ndjson;
    if (!is_named && !options.dead_letters && has_cells && is_undecided(format)) format.kind = Kind::csv;
    formats_.push_back(std::move(format));
  }
}

io::Framer InputFormats::framer(size_t first) const {
  return [formats = formats_, first](uint32_t source, std::string_view name) {
    return format::make_framing(formats[first + source], name);
  };
}

std::optional<format::Detected> InputFormats::look_at(size_t input) const {
  if (!is_undecided(formats_[input])) return format::Detected{formats_[input], {}};
  // Where its name does, nothing is read.
  if (auto known = format::detect(formats_[input], inputs_[input], {}); !known.reason.empty()) return known;
  const auto file = plain_file(inputs_[input]);
  if (!file) return std::nullopt;
  const std::string_view head = file->head;
  return format::detect(formats_[input], file->name, head.substr(0, format::kDetectedHead));
}

std::optional<FormatTime> InputFormats::time_of(size_t input) const {
  const auto known = look_at(input);
  return known ? format::time_of(known->format) : std::nullopt;
}

bool InputFormats::is_unknown(size_t input) const {
  const bool is_named =
      !is_undecided(formats_[input]) || !format::detect(formats_[input], inputs_[input], {}).reason.empty();
  if (is_named) return false;
  const auto file = plain_file(inputs_[input]);
  return !file || file->head.empty();
}

std::string InputFormats::explain() const {
  std::string text;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    if (is_stream(inputs_[i]) && formats_[i].kind == Kind::ndjson) continue;
    const std::string name = inputs_[i] == "-" ? "stdin" : inputs_[i];
    const auto known = look_at(i);
    const std::string kind(format::name_of(known ? known->format.kind : Kind::automatic));
    const std::string reason = !known                  ? " (by its first line, when that comes)"
                               : known->reason.empty() ? std::string()
                                                       : fmt::format(" (by {})", known->reason);
    text += fmt::format("  {}: {}{}\n", name, formats_[i].extract_json ? "json in text" : kind, reason);
  }
  return text.empty() ? text : "\ninputs\n" + text;
}

std::vector<std::string> InputFormats::first_records(const PlainFile& file, size_t input, size_t most) const {
  std::vector<std::string> records;
  const io::StopRequest stop;
  const io::Opener open = [&](std::string_view) -> Result<std::unique_ptr<io::Source>> {
    return std::unique_ptr<io::Source>(std::make_unique<HeadSource>(file.name, file.head));
  };
  // What the reader takes for live it would wait for; the source is never waited for.
  io::Reader reader({"head"}, open, {.framer = framer(input)}, stop, Clock::system());
  io::Batch batch;
  while (records.size() < most && reader.next(batch) == io::Reader::Next::batch) {
    append_records(batch, most, records);
  }
  return records;
}

}  // namespace runnel::cli
