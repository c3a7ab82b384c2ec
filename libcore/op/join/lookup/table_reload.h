// Keeps the table of a lookup join up to date: a thread of its own looks at the file, reads it aside when it
// has changed, and puts the new table in the place of the old one.
//
// A file that is being written is left alone: it must look the same twice, with a pause between, and still
// look so when it has been read. A request (SIGHUP) reads it at once. Where the file is gone, cannot be read,
// or has any bad row, the old table stays, and that is said once for each change.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/thread.h"
#include "io/reload.h"
#include "io/stop.h"
#include "op/join/lookup/current_table.h"
#include "op/join/lookup/file_look.h"
#include "op/join/lookup/load_table.h"

namespace runnel::op {

class TableReload {
 public:
  // One sentence, from this object's thread: `clients.ndjson: reloaded, 10000 rows`.
  using Say = std::function<void(std::string_view)>;

  struct Options {
    FileLook first;       // how the file looked before the first table was read
    int pause_ms = 1000;  // between two looks
  };

  // Begins at once. All must outlive this, but the input and the options, which are copied. REQUIRES: the
  // input is a plain file. It is read by one thread, whatever the input says.
  TableReload(TableInput input, Options options, CurrentTable& table, io::ReloadRequest& request, Say say);
  // Ends without waiting for what is being read.
  ~TableReload();

  // Read for tables that were put in place, before decompression. Thread-safe.
  uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }

 private:
  enum class Why : bool { changed, asked };

  void run();
  void wait() const;
  void look(Why why);
  void reload(const FileLook& look);
  void keep(std::string_view reason) const;

  const TableInput input_;
  const std::string name_;  // for messages
  const int pause_ms_;
  CurrentTable& table_;
  io::ReloadRequest& request_;
  const Say say_;
  FileLook seen_;                  // at the last look
  std::optional<FileLook> known_;  // what was read, or said to be no good; nothing: it changed meanwhile
  std::atomic<uint64_t> bytes_read_{0};
  io::StopRequest end_;
  Thread thread_;  // the last member, since it uses the others
};

}  // namespace runnel::op
