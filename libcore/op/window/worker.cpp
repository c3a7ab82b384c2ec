#include "op/window/worker.h"

#include <fmt/format.h>

#include <cmath>

#include "json/writer.h"

namespace runnel::op {

namespace {

uint32_t size_of(std::string_view line) {
  return static_cast<uint32_t>(line.size());
}

}  // namespace

WindowWorker::WindowWorker(const WindowProgram& program, const WindowOptions& options, const Clock& clock)
    : program_(program),
      options_(options),
      clock_(clock),
      evaluator_(program.record()),
      validator_(options.unique_keys ? json::Keys::are_unique : json::Keys::may_repeat),
      time_(options.time_reader, options.max_ahead),
      key_values_(program.keys().size()) {}

void WindowWorker::process(const io::Batch& batch, Extract& extract) {
  start(batch, static_cast<WindowExtract&>(extract));
  if (batch.overlong > 0) {
    found_->records = found_->line_count = 1;
    add_bad(BadRecord::Kind::too_long, batch.text(), 0, 0,
            fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line));
    return;
  }
  all_utf8_ = !options_.trust && json::utf8_valid(batch.text());
  walk(LineCursor(batch));
}

void WindowWorker::process_rest(const io::Batch& batch, WindowExtract& extract) {
  const LineCursor cursor(batch, extract.rest, extract.line_count);
  start(batch, extract);
  all_utf8_ = false;
  walk(cursor);
}

void WindowWorker::start(const io::Batch& batch, WindowExtract& extract) {
  found_ = &extract;
  batch_ = &batch;
  found_->clear();
  keys_.start(found_->keys, found_->text);
  latest_ = time_.latest(clock_.now_ns());
}

void WindowWorker::walk(LineCursor cursor) {
  while (cursor.next()) {
    if (found_->is_full()) {
      found_->rest = cursor.begin();
      break;
    }
    cursor.leave(look_at(cursor));
  }
  found_->line_count = cursor.number();
}

// Deals with the current line and returns where it ends.
const char* WindowWorker::look_at(const LineCursor& cursor) {
  if (options_.watermarks && is_watermark(cursor.text(cursor.begin()))) {
    const std::string_view line = cursor.text(cursor.begin());
    add_watermark(line, cursor.number());
    return line.data() + line.size();
  }
  ++found_->records;
  const json::Projector::Walk walk = evaluator_.look_at(cursor.begin());
  const std::string_view line = cursor.text(walk.stopped);
  const char* const end = line.data() + line.size();
  if (line.size() > options_.max_line) {
    add_bad(BadRecord::Kind::too_long, line.substr(0, options_.max_line), cursor.number(), 0,
            fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line));
    return end;
  }
  if (!options_.trust || walk.malformed) {
    const auto error = all_utf8_ ? validator_.check_grammar(line) : validator_.check(line);
    if (error.has_value()) {
      not_json(line, cursor.number(), *error);
      return end;
    }
  }
  add_record(cursor.begin(), line, cursor.number());
  return end;
}

// REQUIRES: the evaluator has looked at the record, which is the line, or stands in its place.
void WindowWorker::add_record(const char* record, std::string_view line, uint32_t number) {
  WindowExtract::Row row{0, 0, static_cast<uint32_t>(line.data() - batch_->begin()), size_of(line)};
  const size_t cells = found_->cells.size();
  const std::string_view text = record == line.data() ? line : std::string_view();
  if (read_time(row.time) && read_key(row.key, text) && read_cells()) {
    found_->rows.push_back(row);
    return;
  }
  found_->cells.resize(cells);
  add_bad(BadRecord::Kind::failed, line, number, 0, std::move(failure_));
}

bool WindowWorker::read_time(int64_t& time) {
  if (!program_.has_time()) return true;
  json::Value value;
  if (evaluator_.value_of(0, value) == expr::Flow::error) return fail_by_program();
  const auto read = time_.of(value, latest_);
  if (!read.has_value()) return fail(time_.reason(value));
  time = *read;
  return true;
}

bool WindowWorker::read_key(uint32_t& key, std::string_view line) {
  if (key_values_.empty()) {
    key = keys_.place_of(key_values_);
    return true;
  }
  for (size_t i = 0; i < key_values_.size(); ++i) {
    key_values_[i] = {};
    if (evaluator_.value_of(program_.first_key() + i, key_values_[i]) == expr::Flow::error) {
      return fail_by_program();
    }
  }
  key = key_values_.size() == 1 ? keys_.place_of(key_values_[0], line) : keys_.place_of(key_values_);
  return true;
}

bool WindowWorker::read_cells() {
  for (const WindowColumn& column : program_.columns()) {
    if (!(column.many ? read_cell_of_many(column) : read_cell(column))) return false;
  }
  return true;
}

bool WindowWorker::read_cell(const WindowColumn& column) {
  json::Value value;
  if (evaluator_.value_of(column.expression, value) == expr::Flow::error) return fail_by_program();
  return make_cell(column, value, found_->cells.emplace_back());
}

bool WindowWorker::read_cell_of_many(const WindowColumn& column) {
  std::vector<json::Value> cells;
  bool holds = false;
  bool ok = true;
  const auto answer = evaluator_.outputs_of(column.expression, [&](const json::Value& value) {
    json::Value cell;
    ok = make_cell(column, value, cell);
    holds = holds || cell.truthy();
    if (ok && !cell.is_null()) cells.push_back(std::move(cell));
    return ok ? expr::Evaluator::Demand::more : expr::Evaluator::Demand::enough;
  });
  if (!ok) return false;
  if (answer == expr::Evaluator::Answer::failed || answer == expr::Evaluator::Answer::halted) {
    return fail_by_program();
  }
  const bool truth = column.takes == agg::Takes::truth;
  found_->cells.push_back(truth ? json::Value::boolean(holds) : json::Value::array(std::move(cells)));
  return true;
}

// What the aggregates are given of a value.
bool WindowWorker::make_cell(const WindowColumn& column, const json::Value& value, json::Value& cell) {
  switch (column.takes) {
    case agg::Takes::truth:
      cell = json::Value::boolean(value.truthy());
      return true;
    case agg::Takes::number: {
      if (value.is_null()) return true;
      if (!value.is_number()) {
        return fail(fmt::format("{} ({}) is no number, for {}", json::type_name(value.type()),
                                json::abbreviated_json(value), column.argument));
      }
      const json::Number number = value.number();
      if (number.kind != json::Number::Kind::real || !std::isnan(number.d))
        cell = json::Value::number(number);
      return true;
    }
    case agg::Takes::value:
      cell = kept(value);
      return true;
    case agg::Takes::nothing:
      break;
  }
  return true;
}

// A value that is good for as long as the batch, and on another thread.
json::Value WindowWorker::kept(const json::Value& value) const {
  const auto in_batch = [&](std::string_view text) {
    const bool in_line = text.data() >= batch_->begin() && text.data() < batch_->end();
    return in_line || (text.data() >= wrapped_.data() && text.data() < wrapped_.data() + wrapped_.size());
  };
  if (value.owned()) return value.copy();
  if (value.is_number()) {
    const std::string_view text = value.number_source();
    return text.empty() || in_batch(text) ? value : value.copy();
  }
  if (value.is_string()) return in_batch(value.text()) ? value : value.copy();
  if (value.is_array() || value.is_object()) return in_batch(value.raw_text()) ? value : value.copy();
  return value;
}

bool WindowWorker::fail(std::string message) {
  failure_ = std::move(message);
  return false;
}

void WindowWorker::not_json(std::string_view line, uint32_t number, const json::SyntaxError& error) {
  if (!options_.wrap_lines) {
    add_bad(BadRecord::Kind::not_json, line, number, static_cast<uint32_t>(error.offset + 1), error.reason);
    return;
  }
  // It lives as long as the batch, as lines do.
  std::string record;
  append_wrapped_line(record, line);
  record.append(json::kPadding, ' ');
  wrapped_ = found_->text.copy(record);
  found_->text_bytes += wrapped_.size();
  evaluator_.look_at(wrapped_.data());
  add_record(wrapped_.data(), line, number);
  wrapped_ = {};
}

void WindowWorker::add_bad(BadRecord::Kind kind, std::string_view line, uint32_t number, uint32_t column,
                           std::string reason) {
  found_->events.push_back({found_->rows.size(), WindowExtract::Event::Kind::bad, found_->bad.size(), 0});
  found_->bad.push_back({kind, number, static_cast<uint32_t>(line.data() - batch_->begin()), size_of(line),
                         column, std::move(reason)});
}

void WindowWorker::add_watermark(std::string_view line, uint32_t number) {
  if (const auto time = watermark_of(line)) {
    found_->events.push_back({found_->rows.size(), WindowExtract::Event::Kind::watermark, 0, *time});
    return;
  }
  ++found_->records;
  add_bad(BadRecord::Kind::failed, line, number, 0,
          R"(a watermark is written {"$watermark":"2026-11-22T12:00:00Z"}, with nothing else in it)");
}

}  // namespace runnel::op
