#include "op/join/lookup/table_reload.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "op/join/lookup_fixture.h"

namespace runnel::op {
namespace {

// What was said, for a test that waits for it.
class Heard {
 public:
  void add(std::string_view sentence) {
    const std::lock_guard lock(mutex_);
    sentences_.emplace_back(sentence);
    added_.notify_all();
  }
  // The next sentence that nobody has asked for yet; empty where none comes for long.
  std::string next(int milliseconds = 20'000) {
    std::unique_lock lock(mutex_);
    const bool came = added_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                                      [&] { return sentences_.size() > asked_; });
    return came ? sentences_[asked_++] : std::string();
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::vector<std::string> sentences_;
  size_t asked_ = 0;
};

class Folder {
 public:
  Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "runnel-XXXXXX").string();
    REQUIRE(mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string table() const { return path_ / "table"; }
  // Another file takes the table's place, as a whole.
  void replace(std::string_view text) const {
    std::ofstream(path_ / "new") << text;
    std::filesystem::rename(path_ / "new", table());
  }

 private:
  std::filesystem::path path_;
};

// A table in a file, and what looks after it.
class Reloaded {
 public:
  explicit Reloaded(std::string_view text, int pause_ms = 2) : program_(program_of(LookupAsked{})) {
    folder_.replace(text);
    const TableInput input{program_, options_, folder_.table(), {}, clock_};
    const FileLook first = look_at_file(folder_.table());
    auto loaded = reload_table(input, stop_);
    REQUIRE(loaded.ok());
    table_.emplace(loaded->table);
    reload_.emplace(input, TableReload::Options{.first = first, .pause_ms = pause_ms}, *table_, request_,
                    [this](std::string_view sentence) { heard_.add(sentence); });
  }
  ~Reloaded() { reload_.reset(); }

  // The texts of all rows.
  std::string rows() const {
    const CurrentTable::Version version = table_->get();
    std::string texts;
    for (RowId row = 0; row < version.table->end(); ++row) texts += version.table->text(row);
    return texts;
  }
  const Folder& folder() const { return folder_; }
  std::string name() const { return folder_.table(); }
  Heard& heard() { return heard_; }
  io::ReloadRequest& request() { return request_; }
  const TableReload& reload() const { return *reload_; }
  void end() { reload_.reset(); }

 private:
  Folder folder_;
  JoinProgram program_;
  JoinOptions options_;
  FakeClock clock_;
  io::StopRequest stop_;
  io::ReloadRequest request_;
  Heard heard_;
  std::optional<CurrentTable> table_;
  std::optional<TableReload> reload_;
};

constexpr std::string_view kStays = "; the table that was read before stays";

TEST_CASE("a file that has changed is read anew") {
  Reloaded table("{\"k\":1}\n");
  CHECK(table.rows() == "{\"k\":1}");
  table.folder().replace("{\"k\":2}\n{\"k\":3}\n");
  CHECK(table.heard().next() == table.name() + ": reloaded, 2 rows");
  CHECK(table.rows() == "{\"k\":2}{\"k\":3}");
  CHECK(table.reload().bytes_read() == 16);
  table.folder().replace("{\"k\":4}\n{\"k\":4}\n");
  CHECK(table.heard().next() == table.name() + ": reloaded, 1 row");
  CHECK(table.heard().next().starts_with(table.name() + ": 1 key occurs more than once"));
}

TEST_CASE("a file that has not changed is left alone") {
  Reloaded table("{\"k\":1}\n");
  CHECK(table.heard().next(50).empty());
}

TEST_CASE("a table that is no good leaves the old one, and is said once") {
  Reloaded table("{\"k\":1}\n");
  table.folder().replace("{\"k\":2}\n{\"k\":\n");
  CHECK(table.heard().next() ==
        table.name() + ":2:6: expected a value, found the end of the line" + std::string(kStays));
  CHECK(table.heard().next(50).empty());
  CHECK(table.rows() == "{\"k\":1}");
  table.folder().replace("{\"k\":2}\n");
  CHECK(table.heard().next() == table.name() + ": reloaded, 1 row");
  CHECK(table.rows() == "{\"k\":2}");
}

TEST_CASE("a file that is gone leaves the table, and is read when it is back") {
  Reloaded table("{\"k\":1}\n");
  std::filesystem::remove(table.name());
  CHECK(table.heard().next() ==
        table.name() + ": it is gone, or no plain file any more" + std::string(kStays));
  CHECK(table.heard().next(50).empty());
  CHECK(table.rows() == "{\"k\":1}");
  table.folder().replace("{\"k\":1}\n{\"k\":2}\n");
  CHECK(table.heard().next() == table.name() + ": reloaded, 2 rows");
}

TEST_CASE("a request reads the file at once, changed or not") {
  Reloaded table("{\"k\":1}\n", 3'600'000);
  table.request().request();
  CHECK(table.heard().next() == table.name() + ": reloaded, 1 row");
  table.folder().replace("{\"k\":2}\n{\"k\":3}\n");
  table.request().request();
  CHECK(table.heard().next() == table.name() + ": reloaded, 2 rows");
  CHECK(table.rows() == "{\"k\":2}{\"k\":3}");
}

TEST_CASE("it ends promptly between two looks") {
  Reloaded table("{\"k\":1}\n", 3'600'000);
  const auto before = std::chrono::steady_clock::now();
  table.end();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(60));
}

TEST_CASE("a file that is being written is read when it is done") {
  Reloaded table("{\"k\":1}\n", 20);
  std::string expected;
  {
    std::ofstream file(table.name(), std::ios::trunc);
    for (int i = 0; i < 100; ++i) {
      const std::string row = "{\"k\":" + std::to_string(i) + "}";
      file << row << '\n' << std::flush;
      expected += row;
    }
  }
  while (table.rows() != expected) {
    const std::string said = table.heard().next();
    REQUIRE(said.starts_with(table.name() + ": reloaded"));
  }
}

}  // namespace
}  // namespace runnel::op
