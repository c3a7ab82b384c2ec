#include "op/join/lookup/load_table.h"
#include "op/source_progress.h"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <vector>

#include "op/join/lookup/table_builder.h"
#include "op/join/worker.h"

namespace runnel::op {

namespace {

TableOptions table_options(const JoinOptions& options) {
  const bool writes_rows = writes_pairs(options.type);
  return {.rows = options.every_row ? TableOptions::Rows::all : TableOptions::Rows::last_alone,
          .texts = writes_rows ? TableOptions::Texts::are_kept : TableOptions::Texts::are_left_out};
}

// The ordered stage puts into the table what workers have found. Without BadRecords the first bad row is the
// error that ends it.
class TableLoader final : public Operator {
 public:
  TableLoader(const TableInput& input, const io::Reader& reader, BadRecords* bad)
      : input_(input), reader_(reader), bad_(bad), builder_(table_options(input.options)) {
    const io::Sink* const letters = bad != nullptr ? bad->dead_letter() : nullptr;
    if (letters != nullptr && letters->watch_descriptor() >= 0) {
      watched_.push_back(letters->watch_descriptor());
    }
  }

  std::unique_ptr<Worker> make_worker() const override { return make_side_worker(); }
  std::unique_ptr<Extract> make_extract() const override { return std::make_unique<JoinRows>(); }

  Demand consume(io::Batch& batch, Extract& extract) override {
    saw_end_ = saw_end_ || batch.ends_input;
    auto& found = static_cast<JoinRows&>(extract);
    take(batch, found);
    while (found.rest != nullptr && demand_ == Demand::more) {
      if (worker_ == nullptr) worker_ = make_side_worker();
      worker_->process_rest(batch, found);
      take(batch, found);
    }
    progress_.consumed(batch, found.line_count);
    return demand_;
  }

  Demand flush() override {
    if (bad_ == nullptr) return demand_;
    bad_->flush();
    if (!bad_->check_reader()) demand_ = Demand::enough;
    return demand_;
  }

  std::span<const int> watched() const override { return watched_; }

  std::optional<Error>& error() { return error_; }
  // Whether all of the input was read, and nobody wanted to end before.
  bool is_whole() const { return saw_end_ && demand_ == Demand::more; }
  uint64_t records() const { return records_; }
  std::shared_ptr<const Table> finish() { return builder_.finish(); }

 private:
  std::unique_ptr<JoinSideWorker> make_side_worker() const {
    return std::make_unique<JoinSideWorker>(input_.program, input_.options, kRight, input_.clock);
  }

  void take(const io::Batch& batch, const JoinRows& found) {
    records_ += found.records;
    take_in_order(
        found,
        [&](const WalkExtract::Event& event) {
          if (event.kind == WalkExtract::Event::Kind::bad) take_bad(batch, found.bad[event.bad]);
          return demand_;
        },
        [&](size_t row) {
          take_row(found, row);
          return demand_;
        });
  }

  // A row without a key is only held where the rows that nothing matched are written.
  void take_row(const JoinRows& found, size_t row) {
    const uint32_t key = found.rows[row].key;
    const bool added =
        key != KeyedExtract::kNullKey
            ? builder_.add(found.keys[key], found.texts[row])
            : builder_.add_without_key(writes_unmatched(input_.options.type, kRight) ? found.texts[row] : "");
    if (added) return;
    fail(fmt::format("{}: a table holds no more than {} rows", reader_.name(0), Table::kNone - 1));
  }

  void take_bad(const io::Batch& batch, const BadRecord& bad) {
    const uint64_t line = progress_.line_of(batch, bad.line, bad.begin);
    const std::string& name = reader_.name(batch.source);
    if (bad_ != nullptr) {
      demand_ = bad_->take(batch, name, line, bad);
    } else if (bad.column > 0) {
      fail(fmt::format("{}:{}:{}: {}", name, line, bad.column, bad.reason));
    } else {
      fail(fmt::format("{}:{}: {}", name, line, bad.reason));
    }
  }

  void fail(std::string message) {
    error_ = Error{ErrorKind::source, std::move(message)};
    demand_ = Demand::enough;
  }

  const TableInput& input_;
  const io::Reader& reader_;
  BadRecords* const bad_;
  TableBuilder builder_;
  std::unique_ptr<JoinSideWorker> worker_;  // for what was too much for an extract
  std::vector<int> watched_;
  SourceProgress progress_;
  uint64_t records_ = 0;
  std::optional<Error> error_;
  Demand demand_ = Demand::more;
  bool saw_end_ = false;
};

Result<LoadedTable> load(const TableInput& input, BadRecords* bad, const io::StopRequest& stop) {
  io::Reader reader({input.input}, input.open,
                    {.max_line = input.options.walk.max_line,
                     .ends = io::ReaderOptions::Ends::announced,
                     .framer = input.framer},
                    stop, input.clock);
  TableLoader loader(input, reader, bad);
  run_pipeline(reader, loader, input.pipeline, nullptr);
  if (!reader.errors().empty()) return reader.errors().front();
  if (loader.error().has_value()) return std::move(*loader.error());
  const bool whole = loader.is_whole() && !stop.requested();
  return LoadedTable{loader.finish(), loader.records(), reader.bytes_read(), reader.name(0),
                     whole ? LoadedTable::Extent::whole : LoadedTable::Extent::ended};
}

}  // namespace

Result<LoadedTable> load_table(const TableInput& input, BadRecords& bad, const io::StopRequest& stop) {
  return load(input, &bad, stop);
}

Result<LoadedTable> reload_table(const TableInput& input, const io::StopRequest& stop) {
  return load(input, nullptr, stop);
}

std::string note_of_repeated_keys(const LoadedTable& loaded, const JoinOptions& options) {
  const uint64_t keys = loaded.table->size().repeated_keys;
  if (keys == 0 || options.every_row) return {};
  return fmt::format("{}: {} key{} more than once; the last row of a key counts (--multi: each)", loaded.name,
                     keys, keys == 1 ? " occurs" : "s occur");
}

}  // namespace runnel::op
