#include "op/join/worker.h"

#include <fmt/format.h>

#include "json/members.h"
#include "json/parse.h"

namespace runnel::op {

bool must_be_object(const JoinOptions& options, size_t side) {
  if (options.kind == JoinKind::interleave) return false;
  switch (options.text.form) {
    case JoinTextOptions::Form::nested:
      return side == kLeft;
    case JoinTextOptions::Form::flat:
      return true;
    case JoinTextOptions::Form::left:
    case JoinTextOptions::Form::select:
      break;
  }
  return false;
}

std::string not_an_object(std::string_view record, size_t side) {
  const auto value = json::parse(record);
  return fmt::format("the {} record is no object ({}), {}; -s EXPR says what is written of a pair",
                     side == kLeft ? "left" : "right",
                     value ? json::type_name(value->type()) : std::string_view("not JSON"),
                     side == kLeft ? "so that nothing can be put into it"
                                   : "so that it has no members to put into the left one");
}

JoinSideWorker::JoinSideWorker(const JoinProgram& program, const JoinOptions& options, size_t side,
                               const Clock& clock)
    : KeyedWorker({program.side(side).record, program.side(side).has_time, program.side(side).parts,
                   KeyedProgram::Nulls::stand_apart},
                  options.walk, RecordTime(options.sides[side].time_reader, options.max_ahead), clock),
      side_(side),
      must_be_object_(must_be_object(options, side)) {}

void JoinSideWorker::begin(WalkExtract& extract) {
  KeyedWorker::begin(extract);
  found_ = &static_cast<JoinRows&>(extract);
}

bool JoinSideWorker::read_more(const Record& record) {
  const std::string_view text = text_of(record);
  if (must_be_object_ && !json::without_blanks(text).starts_with('{'))
    return fail(not_an_object(text, side_));
  found_->texts.push_back(text);
  return true;
}

JoinWorker::JoinWorker(const JoinProgram& program, const JoinOptions& options, const Clock& clock)
    : one_program_(options.kind == JoinKind::interleave),
      left_(program, options, kLeft, clock),
      right_(program, options, kRight, clock) {}

void JoinWorker::process(const io::Batch& batch, Extract& extract) {
  side_of(batch).process(batch, *static_cast<JoinExtract&>(extract).rows);
}

void JoinWorker::process_rest(const io::Batch& batch, JoinRows& rows) {
  side_of(batch).process_rest(batch, rows);
}

}  // namespace runnel::op
