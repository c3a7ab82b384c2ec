// From the keys of a batch, as a worker found them, to those that are held; and to the one that stands for
// all that there is no room for (--limit-keys, --max-memory).
//
// Every record is asked for by itself, in order: which keys are held depends on the records before it, and
// not on where a batch begins.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "op/keyed/found_key_ids.h"
#include "op/window/extract.h"
#include "op/window/group_table.h"
#include "op/window/options.h"
#include "op/window/windows.h"

namespace runnel::op {

class BatchKeys {
 public:
  // `parts`: of how many values a key is made. All must outlive this.
  BatchKeys(GroupSpace& space, const Windows& windows, const WindowOptions& options, size_t parts)
      : space_(space), windows_(windows), options_(options), parts_(parts) {}
  ~BatchKeys();
  BatchKeys(const BatchKeys&) = delete;
  BatchKeys& operator=(const BatchKeys&) = delete;

  // For another extract.
  void start() { ids_.start(); }

  // What there was no room for, so that the record counts under another key than its own.
  enum class Beyond : uint8_t { nothing, limit, memory };
  struct Found {
    KeyId key;
    Beyond beyond;
  };
  // The key of a record of that time, by its place in the extract. If the record is not folded, the key is to
  // be dropped where nothing else refers to it (KeyTable::drop_unused).
  Found find(const WindowExtract& found, size_t place, int64_t time);

  // Of the key that stands for others; the keys themselves are saved and loaded before.
  void save(ByteWriter& out) const { out.u32(other_); }
  void load(ByteReader& in);

 private:
  Found other(Beyond beyond);
  void make_other();

  GroupSpace& space_;
  const Windows& windows_;
  const WindowOptions& options_;
  const size_t parts_;
  KeyId other_ = KeyTable::kNone;  // refers to it
  FoundKeyIds ids_;
};

}  // namespace runnel::op
