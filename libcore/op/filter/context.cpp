#include "op/filter/context.h"

namespace runnel::op {

bool FilterContext::refused(const Held& record) {
  if (place_->left > 0) {
    --place_->left;
    return true;
  }
  if (before_ == 0) return false;
  if (place_->held.size() == before_) place_->held.pop_front();
  place_->held.push_back(record);
  return false;
}

// Records are held in their order, so those of this batch are the last ones.
void FilterContext::keep() {
  for (auto held = place_->held.rbegin(); held != place_->held.rend() && held->copy.empty(); ++held) {
    const size_t size = held->record.size();
    const bool is_wrapped = held->record.data() != held->line.data();
    held->copy.reserve(size + 1 + (is_wrapped ? held->line.size() : 0));
    held->copy.append(held->record).append(1, '\n');
    if (is_wrapped) held->copy += held->line;
    held->record = std::string_view(held->copy).substr(0, size);
    held->line = is_wrapped ? std::string_view(held->copy).substr(size + 1) : held->record;
  }
}

}  // namespace runnel::op
