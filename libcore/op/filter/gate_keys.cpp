#include "op/filter/gate_keys.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "json/canonical.h"

namespace runnel::op {

GateKeys::GateKeys(const GateProgram& program, size_t number)
    : program_(program), evaluator_(program.record, expr::Budget::kSteps, number) {}

GateKeys::Answer GateKeys::read(expr::Subject subject, GateRecord& record) {
  text_.clear();
  const auto take = [&](const json::Value& value) {
    append(value);
    return expr::Evaluator::Demand::more;
  };
  const size_t parts = program_.first_part();
  for (size_t i = 0; i < program_.record.size(); ++i) {
    if (i == parts) text_.clear();
    // The first expression looks at the record, and finds the fields of all.
    const Answer answer = i == 0 ? evaluator_.outputs(subject, take).answer : evaluator_.outputs_of(i, take);
    if (answer != Answer::holds && answer != Answer::does_not_hold) return answer;
    if (i < parts) {
      record.repeats = key();
    } else if (answer == Answer::does_not_hold) {
      append({});  // a part that gives nothing is null
    }
  }
  if (program_.record.size() > parts) record.by = key();
  return Answer::holds;
}

void GateKeys::append(const json::Value& value) {
  json::append_canonical(text_, value);
  text_ += '\n';
}

GateKey GateKeys::key() const {
  const XXH128_hash_t hash = XXH3_128bits(text_.data(), text_.size());
  return {hash.high64, hash.low64};
}

}  // namespace runnel::op
