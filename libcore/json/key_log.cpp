#include "json/key_log.h"

#include <algorithm>

#include "json/parse.h"

namespace runnel::json {

bool KeyLog::is_there(const Object& object, const Key& key) const {
  for (size_t i = object.first; i < keys_.size(); ++i) {
    if (keys_[i].word == key.word && keys_[i].view() == key.view()) return true;
  }
  return false;
}

KeyLog::Key KeyLog::decoded(const char* raw, size_t size) {
  constexpr size_t kHead = sizeof(uint64_t);  // word_of() reads so many bytes
  Decoded& key = decoded_.emplace_back(Decoded{std::string(size + kHead, '\0'), raw});
  const size_t length = decode_string({raw, size}, key.text.data());
  return {key.text.data(), static_cast<uint32_t>(length), word_of(key.text.data(), length)};
}

const char* KeyLog::place_of(const Key& key) const {
  for (const Decoded& decoded : decoded_) {
    if (decoded.text.data() == key.text) return decoded.place;
  }
  return key.text;
}

const char* KeyLog::sorted_out(size_t first) const {
  std::vector<std::pair<std::string_view, size_t>> order;
  order.reserve(keys_.size() - first);
  for (size_t i = first; i < keys_.size(); ++i) order.emplace_back(keys_[i].view(), i);
  std::sort(order.begin(), order.end());
  size_t earliest = keys_.size();  // of the second occurrences
  for (size_t i = 1; i < order.size(); ++i) {
    if (order[i - 1].first == order[i].first) earliest = std::min(earliest, order[i].second);
  }
  return earliest < keys_.size() ? place_of(keys_[earliest]) : nullptr;
}

}  // namespace runnel::json
