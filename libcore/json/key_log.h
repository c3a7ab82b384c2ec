// Finds keys that occur twice in one object, while a walk goes over a text: for Validator, where keys must be
// unique.
//
// Of each open object it keeps the keys and a filter of 64 bits, one set by each key. A key whose bit is not
// set yet is new; only one whose bit is set is compared with those before it. An object that grows beyond
// kFew keys is sorted when it is closed instead, so that a million keys cost n log n.
//
// Not thread-safe. The text, with kPadding readable bytes behind it (json/validator.h), must live until the
// last call.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace runnel::json {

class KeyLog {
 public:
  // Forgets all. Before each text.
  void start() {
    keys_.clear();
    objects_.clear();
    decoded_.clear();
  }

  void open_object() { objects_.push_back({static_cast<uint32_t>(keys_.size()), 0}); }

  // The key of the next member of the innermost object: what stands between its quotes. False if the object
  // has it already.
  bool add(const char* raw, size_t size, bool escaped) {
    const Key key = escaped ? decoded(raw, size) : Key{raw, static_cast<uint32_t>(size), word_of(raw, size)};
    Object& object = objects_.back();
    const uint64_t bit = uint64_t{1} << (key.word & 63);
    if ((object.filter & bit) != 0 && keys_.size() - object.first < kFew && is_there(object, key))
      return false;
    object.filter |= bit;
    keys_.push_back(key);
    return true;
  }

  // Leaves the innermost object. Where a key occurs twice in it, and add() did not say so: the second
  // occurrence; else null.
  const char* close_object() {
    const size_t first = objects_.back().first;
    objects_.pop_back();
    const char* const twice = keys_.size() - first > kFew ? sorted_out(first) : nullptr;
    keys_.resize(first);
    return twice;
  }

 private:
  static constexpr size_t kFew = 64;

  struct Key {
    const char* text = nullptr;  // in the line, or in decoded_
    uint32_t size = 0;
    uint32_t word = 0;  // made of the size and the first bytes
    std::string_view view() const { return {text, size}; }
  };
  struct Object {
    uint32_t first;  // of its keys, in keys_
    uint64_t filter;
  };
  struct Decoded {
    std::string text;
    const char* place;  // in the line
  };

  static uint32_t word_of(const char* text, size_t size) {
    uint64_t head;
    std::memcpy(&head, text, sizeof head);  // the padding lets this read beyond the key
    if (size < sizeof head) head &= (uint64_t{1} << 8 * size) - 1;
    return static_cast<uint32_t>((head * 0x9e3779b97f4a7c15) >> 32) + static_cast<uint32_t>(size);
  }

  bool is_there(const Object& object, const Key& key) const;
  Key decoded(const char* raw, size_t size);
  const char* place_of(const Key& key) const;
  const char* sorted_out(size_t first) const;

  std::vector<Key> keys_;        // of all open objects
  std::vector<Object> objects_;  // that are open
  std::deque<Decoded> decoded_;  // keys with escapes
};

}  // namespace runnel::json
