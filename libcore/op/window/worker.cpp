#include "op/window/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "json/writer.h"

namespace runnel::op {

namespace {

// A value that is good for as long as the batch, and on another thread.
json::Value kept(const json::Value& value, std::string_view batch, std::string_view record) {
  const auto lives = [&](std::string_view text) { return lies_in(batch, text) || lies_in(record, text); };
  if (value.owned()) return value.copy();
  if (value.is_number()) {
    const std::string_view text = value.number_source();
    return text.empty() || lives(text) ? value : value.copy();
  }
  if (value.is_string()) return lives(value.text()) ? value : value.copy();
  if (value.is_array() || value.is_object()) return lives(value.raw_text()) ? value : value.copy();
  return value;
}

}  // namespace

WindowWorker::WindowWorker(const WindowProgram& program, const WindowOptions& options, const Clock& clock)
    : KeyedWorker(
          {program.record(), program.has_time(), program.keys().size(), KeyedProgram::Nulls::are_keys},
          options.walk, RecordTime(options.time_reader, options.max_ahead), clock),
      program_(program) {}

void WindowWorker::begin(WalkExtract& extract) {
  KeyedWorker::begin(extract);
  found_ = &static_cast<WindowExtract&>(extract);
}

bool WindowWorker::read_more(const Record& record) {
  const size_t cells = found_->cells.size();
  const auto& columns = program_.columns();
  const bool all = std::all_of(columns.begin(), columns.end(), [&](const WindowColumn& column) {
    return column.many ? read_cell_of_many(column, record) : read_cell(column, record);
  });
  if (!all) found_->cells.resize(cells);
  return all;
}

bool WindowWorker::read_cell(const WindowColumn& column, const Record& record) {
  json::Value value;
  if (evaluator().value_of(column.expression, value) == expr::Flow::error) return fail_by_program();
  return make_cell(column, record, value, found_->cells.emplace_back());
}

bool WindowWorker::read_cell_of_many(const WindowColumn& column, const Record& record) {
  std::vector<json::Value> cells;
  bool holds = false;
  bool ok = true;
  const auto answer = evaluator().outputs_of(column.expression, [&](const json::Value& value) {
    json::Value cell;
    ok = make_cell(column, record, value, cell);
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
bool WindowWorker::make_cell(const WindowColumn& column, const Record& record, const json::Value& value,
                             json::Value& cell) {
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
      cell = kept(value, batch().text(), record.text);
      return true;
    case agg::Takes::nothing:
      break;
  }
  return true;
}

}  // namespace runnel::op
