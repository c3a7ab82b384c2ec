#include "cli/profile/replaced_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;
namespace fs = std::filesystem;

namespace {

// A folder that is gone afterwards.
struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "replaced-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  size_t files() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  fs::path path;
};

std::string content(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

void put(const fs::path& path, const char* text) {
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("each text takes the place of the last") {
  const Folder folder;
  const fs::path path = folder.path / "x.prom";
  put(path, "before");
  fs::permissions(path, fs::perms(0640));
  const auto before = fs::hard_link_count(path);
  auto file = ReplacedFile::open(path.string());
  REQUIRE(file.ok());
  CHECK(content(path) == "before");
  std::ifstream reader(path);  // it has the old file open, and sees all of that
  CHECK((*file)->write("a longer text\n"));
  CHECK(content(path) == "a longer text\n");
  std::string old;
  reader >> old;
  CHECK(old == "before");
  CHECK((*file)->write("short\n"));
  CHECK(content(path) == "short\n");
  CHECK((fs::status(path).permissions() & fs::perms(0777)) == fs::perms(0640));
  CHECK(fs::hard_link_count(path) == before);
  CHECK((*file)->close());
  CHECK(folder.files() == 1);
}

TEST_CASE("what was never written leaves the file as it was") {
  const Folder folder;
  const fs::path path = folder.path / "x.prom";
  put(path, "before");
  { CHECK(ReplacedFile::open(path.string()).ok()); }
  CHECK(content(path) == "before");
  CHECK(folder.files() == 1);
}

TEST_CASE("where no file can be made is an error, at the start and later") {
  const Folder folder;
  const auto none = ReplacedFile::open((folder.path / "none" / "x.prom").string());
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().kind == ErrorKind::sink);
  fs::create_directory(folder.path / "gone");
  auto file = ReplacedFile::open((folder.path / "gone" / "x.prom").string());
  REQUIRE(file.ok());
  CHECK((*file)->write("a"));
  fs::remove_all(folder.path / "gone");
  CHECK_FALSE((*file)->write("b"));
  CHECK((*file)->state() == io::SinkState::failed);
  CHECK((*file)->error().message.find("No such file") != std::string::npos);
  CHECK_FALSE((*file)->write("c"));
}

TEST_CASE("plain files are replaced, others are written as ever") {
  const Folder folder;
  const fs::path path = folder.path / "x.prom";
  const fs::path link = folder.path / "link.prom";
  put(path, "before");
  fs::create_symlink(path, link);
  Outputs outputs;
  const auto linked = open_metrics(link.string(), outputs);
  REQUIRE(linked.ok());
  CHECK(dynamic_cast<ReplacedFile*>(*linked) != nullptr);
  CHECK((*linked)->write("after"));
  CHECK(content(path) == "after");
  CHECK(fs::is_symlink(link));
  const auto device = open_metrics("/dev/null", outputs);
  REQUIRE(device.ok());
  CHECK(dynamic_cast<ReplacedFile*>(*device) == nullptr);
  const auto compressed = open_metrics((folder.path / "x.gz").string(), outputs);
  REQUIRE(compressed.ok());
  CHECK(dynamic_cast<ReplacedFile*>(*compressed) == nullptr);
}
