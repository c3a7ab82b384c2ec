#include "io/descriptors.h"

#include <sys/wait.h>

#include <cerrno>

#include "../catch.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

// In a process of its own, since the test's own three are in use. Gives the first check that failed, or 0.
int with_closed_standard_descriptors(const std::string& path) {
  for (int number : {0, 1, 2}) ::close(number);
  if (!reserve_standard_descriptors()) return 1;
  char byte = 0;
  if (::read(0, &byte, 1) != -1 || errno != EBADF) return 2;
  if (::write(1, &byte, 1) != -1 || errno != EBADF) return 3;
  if (::write(2, &byte, 1) != -1 || errno != EBADF) return 4;
  if (open_descriptor(path.c_str(), O_WRONLY | O_CREAT).get() < 3) return 5;
  if (drain("-").error != "stdin: Bad file descriptor") return 6;
  return 0;
}

TEST_CASE("a file that is opened never becomes stdin, stdout or stderr", "[descriptors]") {
  const TempDir dir;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(with_closed_standard_descriptors(dir.path("x")));
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("standard descriptors that are open are left alone", "[descriptors]") {
  const TempDir dir;
  const std::string path = dir.file("x", "");
  const Descriptor file = open_descriptor(path.c_str(), O_RDWR);
  const Redirected stdin_is_file(0, file.get());
  REQUIRE(reserve_standard_descriptors());
  CHECK(file_id(0) == file_id(file.get()));
}

TEST_CASE("a file has one identity under all its names, and only plain files have one", "[descriptors]") {
  const TempDir dir;
  const std::string path = dir.file("x", "1");
  std::filesystem::create_hard_link(path, dir.path("hard"));
  std::filesystem::create_symlink(path, dir.path("soft"));
  const auto id_of = [](const std::string& name) {
    const Descriptor descriptor = open_descriptor(name.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(descriptor.valid());
    return file_id(descriptor.get());
  };
  REQUIRE(id_of(path).has_value());
  CHECK(id_of(path) == id_of(dir.path("hard")));
  CHECK(id_of(path) == id_of(dir.path("soft")));
  CHECK(id_of(path) != id_of(dir.file("y", "1")));
  CHECK(!id_of("/dev/null").has_value());
  CHECK(!id_of(dir.fifo("f")).has_value());
  CHECK(!file_id(-1).has_value());
}

TEST_CASE("a descriptor is closed once, by its last owner", "[descriptors]") {
  int number;
  {
    Descriptor first = open_descriptor("/dev/null", O_RDONLY);
    number = first.get();
    Descriptor second = std::move(first);
    CHECK(!first.valid());
    CHECK(second.get() == number);
    CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK(::fcntl(number, F_GETFD) == -1);
}

}  // namespace
}  // namespace runnel::io
