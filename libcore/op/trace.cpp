#include "op/trace.h"

#include <fmt/format.h>

#include <iterator>

#include "json/writer.h"

namespace runnel::op {

// Most records come from the source that the one before came from.
void Trace::make_value(const TracePlace& place) {
  if (source_end_ == 0 || source_ != place.source) {
    source_ = place.source;
    value_ = R"({"source":)";
    json::append_quoted(value_, source_);
    source_end_ = value_.size();
  }
  value_.resize(source_end_);
  fmt::format_to(std::back_inserter(value_), R"(,"line":{},"offset":{}}})", place.line, place.offset);
}

void Trace::append_with_value(std::string& out, std::string_view record) {
  const size_t begin = record.find_first_not_of(" \t\r");
  if (begin == record.npos || record[begin] == '{') return splicer_.append(out, record, value_);
  wrapped_ = R"({"value":)";
  wrapped_.append(record).append(1, '}');
  splicer_.append(out, wrapped_, value_);
}

void Trace::append(std::string& out, std::string_view record, const TracePlace& place) {
  make_value(place);
  append_with_value(out, record);
}

void Trace::append_lines(std::string& out, std::string_view lines, const TracePlace& place) {
  if (lines.empty()) return;
  make_value(place);
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    append_with_value(out, lines.substr(0, end));
    out += '\n';
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
  }
}

}  // namespace runnel::op
