// What a gate remembers of keys: entries by key, of which several may have the same one, in the order in
// which they were added or renewed last. So the oldest can be forgotten when time has passed it, or when
// there is no room.
//
// A hash table with chains: an entry takes its payload, 16 bytes of key, 12 of links, and 4 to 8 of the
// table. Entries lie in blocks, stay where they are, and are numbered; the number of one that was dropped is
// given out again. With a million keys every look is a wait for memory, so that prefetch() asks for it
// beforehand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/prefetch.h"
#include "op/filter/gate.h"

namespace runnel::op {

template <class Payload>
class GateTable {
 public:
  using Id = uint32_t;
  static constexpr Id kNone = UINT32_MAX;
  // The numbers end there.
  static constexpr size_t kMost = kNone - 1;

  // The entries with that key, in no order: kNone behind the last.
  Id first(const GateKey& key) const { return heads_.empty() ? kNone : find(heads_[head(key)], key); }
  Id next(Id id) const { return find(entry(id).chain, entry(id).key); }

  Payload& at(Id id) { return entry(id).payload; }
  const Payload& at(Id id) const { return entry(id).payload; }

  // As the newest. REQUIRES: size() < kMost.
  Id add(const GateKey& key, Payload payload) {
    if (size_ == heads_.size()) grow();
    const Id id = take_number();
    Entry& added = entry(id);
    added.key = key;
    added.payload = std::move(payload);
    Id& bucket = heads_[head(key)];
    added.chain = bucket;
    bucket = id;
    append(id);
    most_ = std::max(most_, ++size_);
    return id;
  }
  // Makes it the newest.
  void renew(Id id) {
    if (id == newest_) return;
    unlink(id);
    append(id);
  }
  void drop(Id id) {
    Id* link = &heads_[head(entry(id).key)];
    while (*link != id) link = &entry(*link).chain;
    *link = entry(id).chain;
    unlink(id);
    entry(id).payload = {};
    entry(id).chain = free_;
    free_ = id;
    --size_;
  }
  // kNone where there are none.
  Id oldest() const { return oldest_; }

  size_t size() const { return size_; }
  size_t most() const { return most_; }  // at once
  // What an entry takes at most, what its payload has on the heap left out.
  static constexpr size_t kEntryBytes = sizeof(GateKey) + (sizeof(Payload) + 12 + 7) / 8 * 8 + 8;
  size_t bytes() const { return size_ * kEntryBytes; }

  // Of what first() looks at: the bucket, and when that has come, the entry.
  void prefetch_bucket(const GateKey& key) const {
    if (!heads_.empty()) runnel::prefetch(&heads_[head(key)]);
  }
  void prefetch_entry(const GateKey& key) const {
    if (const Id id = heads_.empty() ? kNone : heads_[head(key)]; id != kNone) runnel::prefetch(&entry(id));
  }

  // Calls save(payload) for each behind its key, oldest first.
  template <class Save>
  void save(ByteWriter& out, Save save) const {
    out.u64(size_);
    for (Id id = oldest_; id != kNone; id = entry(id).newer) {
      entry(id).key.save(out);
      save(entry(id).payload);
    }
  }
  // load(payload) for each. REQUIRES: the table is empty.
  template <class Load>
  void load(ByteReader& in, Load load) {
    for (uint64_t count = in.count(2 * sizeof(uint64_t)); count > 0 && in.ok(); --count) {
      const GateKey key = GateKey::load(in);
      Payload payload{};
      load(payload);
      if (size_ < kMost) add(key, std::move(payload));
    }
  }

 private:
  struct Entry {
    GateKey key;
    Payload payload;
    Id chain;  // the next one of its bucket; of a free one: the next free one
    Id newer;
    Id older;
  };
  static constexpr size_t kBlock = 1024;

  Entry& entry(Id id) { return blocks_[id / kBlock][id % kBlock]; }
  const Entry& entry(Id id) const { return blocks_[id / kBlock][id % kBlock]; }
  size_t head(const GateKey& key) const { return key.low & (heads_.size() - 1); }

  // From that entry of a chain on.
  Id find(Id id, const GateKey& key) const {
    while (id != kNone && entry(id).key != key) id = entry(id).chain;
    return id;
  }

  Id take_number() {
    if (free_ != kNone) return std::exchange(free_, entry(free_).chain);
    if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique<Entry[]>(kBlock));
    return static_cast<Id>(size_);
  }

  void append(Id id) {
    entry(id).older = newest_;
    entry(id).newer = kNone;
    (newest_ == kNone ? oldest_ : entry(newest_).newer) = id;
    newest_ = id;
  }
  void unlink(Id id) {
    const Entry& gone = entry(id);
    (gone.older == kNone ? oldest_ : entry(gone.older).newer) = gone.newer;
    (gone.newer == kNone ? newest_ : entry(gone.newer).older) = gone.older;
  }

  void grow() {
    constexpr size_t kFirstHeads = 16;
    const size_t size = heads_.empty() ? kFirstHeads : heads_.size() * 2;
    heads_ = {};
    heads_.resize(size, kNone);
    for (Id id = oldest_; id != kNone; id = entry(id).newer) {
      Id& bucket = heads_[head(entry(id).key)];
      entry(id).chain = bucket;
      bucket = id;
    }
  }

  std::vector<std::unique_ptr<Entry[]>> blocks_;
  std::vector<Id> heads_;  // of the chains, by the key's lower bits: a power of two, or none
  Id free_ = kNone;
  Id oldest_ = kNone;
  Id newest_ = kNone;
  size_t size_ = 0;
  size_t most_ = 0;
};

}  // namespace runnel::op
