#include "op/bad_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/base64.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::op {
namespace {

// The reader has left out what did not fit; a shorter line is in the batch to its end.
uint64_t length_of_line(const io::Batch& batch, size_t begin) {
  if (batch.overlong > 0) return batch.overlong;
  const std::string_view rest = batch.text().substr(begin);
  return std::min(rest.find('\n'), rest.size());
}

// How far the batch's bytes lie from where they were read, at the bad record.
uint64_t offset_of(const io::Batch& batch, const BadRecord& bad) {
  return batch.offset + (batch.rewriting ? batch.rewriting->source_offset(bad.begin) : bad.begin);
}

struct Place {
  uint64_t line;
  uint32_t column;
};

// Of what is wrong in a record that begins on `line`, and may have more than one.
Place place_of(const io::Batch& batch, uint64_t line, const BadRecord& bad) {
  if (bad.column == 0) return {line, 0};
  const size_t fault = bad.begin + bad.column - 1;
  if (!batch.rewriting) {
    const std::string_view before = batch.text().substr(bad.begin, bad.column - 1);
    const size_t newline = before.rfind('\n');
    if (newline == before.npos) return {line, bad.column};
    return {line + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n')),
            static_cast<uint32_t>(before.size() - newline)};
  }
  const io::Rewriting& source = *batch.rewriting;
  const uint32_t fault_line = source.line_of(fault);
  const uint64_t line_begin = source.begin_of(fault_line, batch.offset);
  return {line + fault_line - source.line_of(bad.begin),
          static_cast<uint32_t>(batch.offset + source.source_offset(fault) - line_begin + 1)};
}

// Where the record was read first, if not here.
const io::Origin* origin_of(const io::Batch& batch, const BadRecord& bad) {
  if (!batch.rewriting || batch.rewriting->origins.empty()) return nullptr;
  const io::Origin& origin = batch.rewriting->origins[batch.rewriting->line_of(bad.begin)];
  return origin.source.empty() ? nullptr : &origin;
}

// What must be known to read the record again without the rest of its source.
std::string members_of(const io::Batch& batch) {
  if (batch.form != nullptr) return batch.form->letter_members();
  return batch.has_blanks ? R"(,"format":"json")" : "";
}

}  // namespace

Demand BadRecords::take(const io::Batch& batch, std::string_view source, uint64_t line,
                        const BadRecord& bad) {
  ++count_;
  const Place place = place_of(batch, line, bad);
  const io::Origin* const origin = origin_of(batch, bad);
  const bool kept =
      dead_letter_ != nullptr && keep(batch, {source, place.line, place.column, bad.reason, origin}, bad);
  // After `fail` the records behind this one are missing too, so that it counts even where it is kept.
  if (policy_ == OnError::fail || (policy_ != OnError::skip && !kept)) {
    ++lost_;
    const std::string reason =
        origin == nullptr ? bad.reason
                          : fmt::format("{} (read first at {}:{})", bad.reason, origin->source, origin->line);
    listener_.on_bad_record({source, place.line, place.column, reason, origin});
  }
  if (dead_letter_ != nullptr && dead_letter_->state() != io::SinkState::open) return Demand::enough;
  return policy_ == OnError::fail ? Demand::enough : Demand::more;
}

// One record a bad record, with all that is needed to find it again and to run it again. False if the line is
// too long to be kept whole.
bool BadRecords::keep(const io::Batch& batch, const BadRecordNotice& notice, const BadRecord& bad) {
  const std::string_view record = batch.text().substr(bad.begin, bad.size);
  text_ = R"({"reason":)";
  json::append_quoted(text_, bad.reason);
  text_ += R"(,"source":)";
  json::append_quoted(text_, notice.source);
  fmt::format_to(std::back_inserter(text_), R"(,"line":{})", notice.line);
  if (notice.column > 0) fmt::format_to(std::back_inserter(text_), R"(,"column":{})", notice.column);
  fmt::format_to(std::back_inserter(text_), R"(,"offset":{})", offset_of(batch, bad));
  if (notice.origin != nullptr) {
    text_ += R"(,"origin":{"source":)";
    json::append_quoted(text_, notice.origin->source);
    fmt::format_to(std::back_inserter(text_), R"(,"line":{}}})", notice.origin->line);
  }
  if (bad.kind == BadRecord::Kind::too_long) {
    fmt::format_to(std::back_inserter(text_), R"(,"bytes":{})", length_of_line(batch, bad.begin));
  }
  text_ += members_of(batch);
  if (json::utf8_valid(record)) {
    text_ += R"(,"record":)";
    json::append_quoted(text_, record);
  } else {
    text_ += R"(,"record_base64":")";
    append_base64(text_, record);
    text_ += '"';
  }
  text_ += "}\n";
  const bool is_whole =
      bad.kind != BadRecord::Kind::too_long && (batch.form == nullptr || !batch.form->is_cut_off());
  return dead_letter_->write(text_) && is_whole;
}

void append_wrapped_line(std::string& out, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  out += R"({"line":)";
  json::append_quoted(out, line);
  out += "}\n";
}

}  // namespace runnel::op
