#include "op/join/lookup/table_reload.h"

#include <fmt/format.h>
#include <poll.h>

#include <iterator>
#include <utility>

#include "io/uri.h"

namespace runnel::op {

namespace {

std::string shown(std::string_view input) {
  const auto uri = io::parse_uri(input, io::Direction::in);
  return uri ? uri->shown : std::string(input);
}

// What is streaming past meanwhile should not notice.
TableInput by_one_thread(TableInput input) {
  input.pipeline.threads = 1;
  return input;
}

}  // namespace

TableReload::TableReload(TableInput input, Options options, CurrentTable& table, io::ReloadRequest& request,
                         Say say)
    : input_(by_one_thread(std::move(input))),
      name_(shown(input_.input)),
      pause_ms_(options.pause_ms),
      table_(table),
      request_(request),
      say_(std::move(say)),
      seen_(options.first),
      known_(options.first),
      thread_([this] { run(); }, 0) {
  if (!thread_.joinable()) say_(name_ + ": the system gives no thread to look whether it changes");
}

TableReload::~TableReload() {
  end_.request(0);
  thread_.join();
}

void TableReload::run() {
  for (;;) {
    wait();
    if (end_.requested()) return;
    look(request_.take() ? Why::asked : Why::changed);
  }
}

void TableReload::wait() const {
  pollfd ready[] = {{end_.descriptor(), POLLIN, 0}, {request_.descriptor(), POLLIN, 0}};
  ::poll(ready, std::size(ready), pause_ms_);
}

void TableReload::look(Why why) {
  const FileLook now = look_at_file(input_.input);
  const bool is_settled = std::exchange(seen_, now) == now;
  if (why == Why::asked || (is_settled && now != known_)) reload(now);
}

void TableReload::reload(const FileLook& look) {
  known_ = look;
  if (!look.is_there) return keep(name_ + ": it is gone, or no plain file any more");
  auto loaded = reload_table(input_, end_);
  if (end_.requested()) return;
  seen_ = look_at_file(input_.input);
  if (seen_ != look) {  // nobody knows what was read
    known_.reset();
    return;
  }
  if (!loaded) return keep(loaded.error().message);
  bytes_read_ += loaded->bytes_read;
  table_.put(loaded->table);
  const uint64_t rows = loaded->table->size().rows;
  say_(fmt::format("{}: reloaded, {} row{}", name_, rows, rows == 1 ? "" : "s"));
  if (const std::string note = note_of_repeated_keys(*loaded, input_.options); !note.empty()) say_(note);
}

void TableReload::keep(std::string_view reason) const {
  say_(fmt::format("{}; the table that was read before stays", reason));
}

}  // namespace runnel::op
