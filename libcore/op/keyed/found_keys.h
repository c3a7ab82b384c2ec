// The keys of a batch, each once: most records have the key of one before them. 1 and 1.0 are two of them:
// they are one key, but which of them is shown must not depend on how the input was cut into batches.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "json/value.h"
#include "op/keyed/key_table.h"

namespace runnel::op {

class FoundKeys {
 public:
  // For another batch: its keys go to `keys`, and what text is made for them to `text`.
  void start(std::vector<FoundKey>& keys, Arena& text) {
    keys_ = &keys;
    text_ = &text;
    std::fill(slots_.begin(), slots_.end(), 0);
  }

  // The place of a key of that one value, or of several. `line` is what the values may be left in: views of
  // it live as long as the batch.
  uint32_t place_of(const json::Value& value, std::string_view line);
  uint32_t place_of(const std::vector<json::Value>& values);

 private:
  uint32_t place_of(std::string_view canonical, std::string_view shown);
  void append_shown(const json::Value& value, size_t begin);
  void grow();
  std::string_view kept(std::string_view text) { return text_->copy(text); }

  std::vector<FoundKey>* keys_ = nullptr;
  Arena* text_ = nullptr;
  std::vector<uint32_t> slots_ = std::vector<uint32_t>(64);  // places from 1 on, by hash; a power of two
  std::string canonical_;
  std::string shown_;
};

// The hash of a key's canonical text.
uint64_t key_hash(std::string_view canonical);

}  // namespace runnel::op
