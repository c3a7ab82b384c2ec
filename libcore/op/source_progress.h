// How far each source is done with: the line that messages name, and where a later run would go on. For the
// ordered stage, which sees the batches in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "io/batch.h"
#include "io/inlet.h"

namespace runnel::op {

class SourceProgress {
 public:
  // How many lines the source's batches before this one had.
  uint64_t lines_before(const io::Batch& batch) const {
    // A number may have been another source's before.
    const bool goes_on = is_known(batch.source) && !batch.begins_source;
    return goes_on ? places_[batch.source].at.lines : batch.lines_before;
  }
  // From 1. `line`: from 0, in the batch, where it begins at `offset`.
  uint64_t line_of(const io::Batch& batch, uint32_t line, size_t offset) const {
    return lines_before(batch) + (batch.rewriting ? batch.rewriting->line_of(offset) : line) + 1;
  }
  // The batch is done with, and had so many.
  void consumed(const io::Batch& batch, uint32_t lines) {
    const uint64_t before = lines_before(batch);
    if (places_.size() <= batch.source) places_.resize(batch.source + 1);
    Place& place = places_[batch.source];
    place.is_known = true;
    place.at.offset = batch.end_offset;
    place.at.lines = before + (batch.rewriting ? batch.rewriting->newlines.size() : lines);
    place.at.framing = batch.framing;
  }

  // Where the source is to be read on; nothing where no batch of it is done with.
  std::optional<io::StartAt> place_of(uint32_t source) const {
    return is_known(source) ? std::optional(places_[source].at) : std::nullopt;
  }

 private:
  struct Place {
    io::StartAt at;
    bool is_known = false;
  };

  bool is_known(uint32_t source) const { return source < places_.size() && places_[source].is_known; }

  std::vector<Place> places_;  // by source
};

}  // namespace runnel::op
