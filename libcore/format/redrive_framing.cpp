#include "format/redrive_framing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>

#include "format/csv_form.h"
#include "format/csv_rows.h"
#include "format/extract_json.h"
#include "format/fault_form.h"
#include "format/fields_form.h"
#include "format/journal_parser.h"
#include "format/letter.h"
#include "format/record_ends.h"
#include "format/zeek_parser.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;

// How records are read that letters hold.
struct Reading {
  std::shared_ptr<const Form> form;  // null: lines of JSON
  bool has_blanks = false;           // as io::Batch has it
  std::optional<char> delimiter;     // of CSV
};

Reading fault(std::string reason) {
  return {make_fault_form({std::move(reason)}), false, {}};
}

// What a letter says of a record that is still only the beginning of one.
Reading beginning(const Letter::Reading& letter) {
  std::string members = fmt::format(R"(,"bytes":{})", *letter.bytes);
  if (!letter.format.empty()) {
    members += R"(,"format":)";
    json::append_quoted(members, letter.format);
  }
  if (letter.delimiter) {
    members += R"(,"delimiter":)";
    json::append_quoted(members, {&*letter.delimiter, 1});
  }
  if (!letter.header.empty()) append_header_member(members, letter.header);
  std::string reason = fmt::format(
      "the dead letter holds only the beginning of the record, which has {} bytes", *letter.bytes);
  return {make_fault_form({std::move(reason), std::move(members), true}), false, {}};
}

Reading cells(const InputFormat& asked, const Letter::Reading& letter) {
  const char usual = asked.kind == Kind::tsv ? '\t' : ',';
  CsvFormat format{.delimiter = asked.delimiter.value_or(letter.delimiter.value_or(usual)),
                   .header = asked.header.empty() ? letter.header : asked.header,
                   .infer = asked.infer};
  if (format.header.empty()) return fault("the dead letter does not name the columns; --header does");
  const char delimiter = format.delimiter;
  return {make_csv_form(std::move(format)), false, delimiter};
}

std::shared_ptr<const Form> zeek(const Letter::Reading& letter) {
  ZeekHeader header;
  for (const std::string& line : letter.header) {
    if (line.starts_with('#')) header.read(line);
  }
  return make_zeek_form(header);
}

Reading reading_of(InputFormat asked, const Letter::Reading& letter) {
  if (letter.bytes) return beginning(letter);
  if (asked.extract_json) return {make_extract_json_form(*asked.extract_json), false, {}};
  if (asked.kind == Kind::automatic) {
    asked.kind = asked.multiline ? Kind::text : Kind::ndjson;
    if (!letter.format.empty()) {
      const auto named = parse_input_format(letter.format);
      if (!named || named->kind == Kind::automatic) {
        return fault(fmt::format("the dead letter's format is none: {}", letter.format));
      }
      asked.kind = named->kind;
      asked.regex = named->regex;
    }
  }
  switch (asked.kind) {
    case Kind::automatic:
    case Kind::ndjson:
      return {nullptr, false, {}};
    case Kind::json:
      return {nullptr, true, {}};
    case Kind::csv:
    case Kind::tsv:
      return cells(asked, letter);
    case Kind::journal:
      return {make_journal_form(), false, {}};
    case Kind::zeek:
      return {zeek(letter), false, {}};
    default:
      return {make_text_form(asked), false, {}};
  }
}

class RedriveFraming final : public io::Framing {
 public:
  explicit RedriveFraming(InputFormat asked) : asked_(std::move(asked)) {}

  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    // After an error the source ends before what was looked at, and nothing of it can be told apart.
    if (at_ > size) forget();
    while (at_ < size) {
      const void* const newline = std::memchr(text + at_, '\n', size - at_);
      if (newline == nullptr && more == More::may_come) break;
      const size_t end =
          newline == nullptr ? size : static_cast<size_t>(static_cast<const char*>(newline) - text);
      const std::string_view line(text + at_, end - at_);
      if (!is_blank(line) && !take(line)) return {.end = at_, .is_due = true};
      if (is_blank(line)) end_line(io::Origin());
      at_ = newline == nullptr ? size : end + 1;
      if (is_alone_) return {.end = at_, .is_due = true};
    }
    return {.end = at_};
  }

  Found give_up(char* /*text*/, size_t /*size*/) override {
    forget();
    return {};
  }

  void leave(io::Batch& batch) override {
    batch.buffer.reserve(batch.first + records_.size() + io::kBatchPadding, batch.first);
    records_.copy(batch.buffer.data() + batch.first, records_.size());
    batch.last = batch.first + records_.size();
    batch.form = reading_.form;
    batch.has_blanks = reading_.has_blanks;
    if (reading_.form != nullptr) batch.ends = rewriting_.newlines;
    for (uint32_t& end : batch.ends) ++end;
    batch.rewriting = std::move(rewriting_);
    forget();
  }

 private:
  // A line that is not blank. False: what came before it leaves first.
  bool take(std::string_view line) {
    std::optional<Letter> letter = read_letter(line);
    if (!letter) {
      letter.emplace();
      letter->record = line;
      return take(std::move(*letter), not_a_letter());
    }
    const bool may_be_json = asked_.kind == Kind::journal || asked_.kind == Kind::zeek;
    if (may_be_json && letter->reading.format.empty() && letter->record.starts_with('{')) {
      return take(std::move(*letter), Reading());
    }
    return take(std::move(*letter), known(letter->reading));
  }

  bool take(Letter letter, const Reading& reading) {
    const bool is_first = records_.empty();
    const bool is_like_others = reading.form == reading_.form && reading.has_blanks == reading_.has_blanks;
    if (!is_first && !(is_like_others && has_end(letter.record, reading))) return false;
    is_alone_ = is_first && !has_end(letter.record, reading);
    reading_ = reading;
    records_ += letter.record;
    // What ends a line may be two bytes, and the record is what stands before them.
    if (reading.form != nullptr && letter.record.ends_with('\r')) records_ += '\r';
    end_line(std::move(letter.origin));
    return true;
  }

  // Whether it is read as it is whatever stands behind it.
  static bool has_end(const std::string& record, const Reading& reading) {
    if (!reading.delimiter || record.find('"') == record.npos) return true;
    std::string text = record + '\n';
    const size_t size = text.size();
    text.append(io::kBatchPadding, '\n');
    return CsvRows(*reading.delimiter).find(text.data(), size) == size;
  }

  void end_line(io::Origin origin) {
    rewriting_.newlines.push_back(static_cast<uint32_t>(records_.size()));
    records_ += '\n';
    rewriting_.line_begins.push_back(static_cast<uint32_t>(at_));
    rewriting_.origins.push_back(std::move(origin));
  }

  const Reading& known(const Letter::Reading& letter) {
    constexpr size_t kMost = 16;
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const auto& each) { return each.first == letter; });
    if (found != known_.end()) return found->second;
    if (known_.size() == kMost) known_.pop_front();
    return known_.emplace_back(letter, reading_of(asked_, letter)).second;
  }

  const Reading& not_a_letter() {
    if (not_a_letter_.form == nullptr) {
      not_a_letter_ = fault("expected a dead letter: an object with record or record_base64");
    }
    return not_a_letter_;
  }

  void forget() {
    records_.clear();
    rewriting_ = {};
    at_ = 0;
    is_alone_ = false;
  }

  const InputFormat asked_;
  std::deque<std::pair<Letter::Reading, Reading>> known_;  // so that letters of one source have one form
  Reading not_a_letter_;
  // What leaves with the next batch: letters of one form, up to at_ in the text.
  Reading reading_;
  std::string records_;
  io::Rewriting rewriting_;
  size_t at_ = 0;
  bool is_alone_ = false;  // nothing else may leave with it
};

}  // namespace

std::unique_ptr<io::Framing> make_redrive_framing(InputFormat asked) {
  return std::make_unique<RedriveFraming>(std::move(asked));
}

}  // namespace runnel::format
