#include "op/chores.h"

#include <algorithm>

namespace runnel::op {

Demand WithChores::after(Demand demand, const BatchDone* done) {
  for (Chore* chore : chores_) {
    if (demand == Demand::enough) break;
    demand = chore->between_batches(done);
  }
  if (demand == Demand::enough) has_enough_ = true;
  return demand;
}

Demand WithChores::consume(io::Batch& batch, Extract& extract) {
  const BatchDone done{batch.read_ns};
  return after(op_.consume(batch, extract), &done);
}

Demand WithChores::flush() {
  const Demand demand = op_.flush();
  for (Chore* chore : chores_) chore->flushed();
  if (demand == Demand::enough) has_enough_ = true;
  return demand;
}

Demand WithChores::waited() {
  return after(op_.waited(), nullptr);
}

int WithChores::patience_ms() {
  int patience = op_.patience_ms();
  for (Chore* chore : chores_) {
    const int wanted = chore->patience_ms();
    if (wanted >= 0) patience = patience < 0 ? wanted : std::min(patience, wanted);
  }
  return patience;
}

}  // namespace runnel::op
