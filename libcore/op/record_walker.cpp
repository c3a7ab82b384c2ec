#include "op/record_walker.h"

#include <fmt/format.h>

#include "op/record_text.h"
#include "op/record_time.h"

namespace runnel::op {

namespace {

uint32_t size_of(std::string_view line) {
  return static_cast<uint32_t>(line.size());
}

}  // namespace

uint32_t RecordWalker::Record::offset() const {
  return static_cast<uint32_t>(line.data() - batch->begin());
}

RecordWalker::RecordWalker(const expr::Program& program, const WalkOptions& options)
    : options_(options),
      evaluator_(program),
      validator_(options.unique_keys ? json::Keys::are_unique : json::Keys::may_repeat),
      readers_({program.projector().paths()}) {}

void RecordWalker::process(const io::Batch& batch, Extract& extract) {
  start(batch, extract);
  if (batch.overlong > 0) {
    found_->records = 1;
    found_->line_count = batch.overlong_lines;
    too_long(batch.text(), 0);
    return;
  }
  if (batch.is_broken) {
    found_->records = 1;
    found_->line_count = batch.overlong_lines;
    add_bad(BadRecord::Kind::failed, batch.text(), 0, 0, std::string(kBrokenOff));
    return;
  }
  if (reader_ != nullptr) return walk_form({batch.begin(), 0});
  all_utf8_ = !options_.trust && json::utf8_valid(batch.text());
  expects_ = all_utf8_ && batch.text().size() <= options_.max_line;
  walk(LineCursor(batch));
}

void RecordWalker::process_rest(const io::Batch& batch, WalkExtract& extract) {
  const LineCursor cursor(batch, extract.rest, extract.line_count);
  start(batch, extract);
  if (reader_ != nullptr) return walk_form({cursor.begin(), cursor.number()});
  all_utf8_ = expects_ = false;
  walk(cursor);
}

void RecordWalker::start(const io::Batch& batch, Extract& extract) {
  found_ = &static_cast<WalkExtract&>(extract);
  batch_ = &batch;
  found_->clear();
  reader_ = batch.form != nullptr ? &readers_.of(batch) : nullptr;
  begin(*found_);
}

void RecordWalker::walk(LineCursor cursor) {
  while (cursor.next()) {
    if (found_->is_full()) {
      found_->rest = cursor.begin();
      break;
    }
    cursor.leave(look_at(cursor));
  }
  found_->line_count = cursor.number();
}

// The records of a batch that are no lines of JSON.
void RecordWalker::walk_form(FormPlace from) {
  const FormPlace place = walk_records(
      *reader_, *batch_, from, [this] { return found_->is_full(); },
      [this](const format::RecordReader::Record& record, uint32_t line) {
        ++found_->records;
        look_at(record, line);
      });
  if (place.at < batch_->end()) found_->rest = place.at;
  found_->line_count = place.line;
}

void RecordWalker::look_at(const format::RecordReader::Record& record, uint32_t number) {
  const std::string_view line = record.line;
  if (line.size() > options_.max_line) return too_long(line.substr(0, options_.max_line), number);
  const bool is_record = record.kind == format::RecordReader::Record::Kind::record;
  if (!is_record || (!options_.trust && !reader_->check())) {
    return not_json(line, number, reader_->fault().offset, reader_->fault().reason);
  }
  evaluator_.look_at(*reader_, line.size());
  take_record({{}, line, false, batch_}, number);
}

std::string_view RecordWalker::text_of(const Record& record) {
  if (record.text.empty()) return keep({reader_->line(), reader_->line_size()});
  if (!record.is_line || !batch_->has_blanks) return record.text;
  std::string text;
  append_without_blanks(text, record.text);
  return keep(std::move(text));
}

// Lives as long as the batch, as lines do.
std::string_view RecordWalker::keep(std::string text) {
  const size_t size = text.size();
  text.append(json::kPadding, '\n');
  found_->text_bytes += text.size();
  return found_->text.copy(text).substr(0, size);
}

// Deals with the current line and returns where it ends.
const char* RecordWalker::look_at(const LineCursor& cursor) {
  if (options_.watermarks && is_watermark(cursor.text(cursor.begin()))) {
    const std::string_view line = cursor.text(cursor.begin());
    add_watermark(line, cursor.number());
    return line.data() + line.size();
  }
  ++found_->records;
  if (expects_) {
    if (const char* const end = look_at_known(cursor.begin())) {
      take_record({{cursor.begin(), end}, {cursor.begin(), end}, true, batch_}, cursor.number());
      return end;
    }
  }
  const json::Projector::Walk walk = evaluator_.look_at(cursor.begin());
  const std::string_view line = cursor.text(walk.stopped);
  const char* const end = line.data() + line.size();
  if (line.size() > options_.max_line) {
    too_long(line.substr(0, options_.max_line), cursor.number());
    return end;
  }
  if (!options_.trust || walk.malformed) {
    const auto error = all_utf8_ ? validator_.check_grammar(line) : validator_.check(line);
    if (error.has_value()) {
      not_json(line, cursor.number(), error->offset, error->reason);
      return end;
    }
  }
  if (expects_) learn(line);
  take_record({line, line, true, batch_}, cursor.number());
  return end;
}

void RecordWalker::take_record(const Record& record, uint32_t number) {
  if (!take(record)) add_bad(BadRecord::Kind::failed, record.line, number, 0, std::move(failure_));
}

bool RecordWalker::fail(std::string message) {
  failure_ = std::move(message);
  return false;
}

// Nor whatever else the record should be.
void RecordWalker::not_json(std::string_view line, uint32_t number, size_t offset, std::string reason) {
  if (!options_.wrap_lines) {
    add_bad(BadRecord::Kind::not_json, line, number, static_cast<uint32_t>(offset + 1), std::move(reason));
    return;
  }
  std::string text;
  append_wrapped_line(text, line);
  text.pop_back();  // its newline
  const std::string_view wrapped = keep(std::move(text));
  evaluator_.look_at(wrapped.data());
  take_record({wrapped, line, false, batch_}, number);
}

void RecordWalker::too_long(std::string_view line, uint32_t number) {
  add_bad(BadRecord::Kind::too_long, line, number, 0,
          fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line));
}

void RecordWalker::add_bad(BadRecord::Kind kind, std::string_view line, uint32_t number, uint32_t column,
                           std::string reason) {
  found_->events.push_back({found_->place(), WalkExtract::Event::Kind::bad, found_->bad.size(), 0,
                            offset_of(line), size_of(line)});
  found_->bad.push_back({kind, number, offset_of(line), size_of(line), column, std::move(reason)});
}

void RecordWalker::add_watermark(std::string_view line, uint32_t number) {
  if (const auto time = watermark_of(line)) {
    found_->events.push_back(
        {found_->place(), WalkExtract::Event::Kind::watermark, 0, *time, offset_of(line), size_of(line)});
    return;
  }
  ++found_->records;
  add_bad(BadRecord::Kind::failed, line, number, 0, std::string(kWatermarkExpected));
}

uint32_t RecordWalker::offset_of(std::string_view line) const {
  return static_cast<uint32_t>(line.data() - batch_->begin());
}

}  // namespace runnel::op
