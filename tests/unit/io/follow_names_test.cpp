#include "../catch.h"
#include "io/follow/rotation_name.h"

namespace runnel::io {
namespace {

TEST_CASE("names of rotations") {
  const char* const name =
      GENERATE("access.log.1", "access.log.12", "access.log.1.gz", "access.log.2.zst", "access.log-20240131",
               "access.log-20240131.gz", "access.log.2024-01-31", "access.log-20240131-1706659200",
               "access.log_1", "access.log.old", "access.log.bak", "access.1.log", "access.1.log.gz",
               "access-20240131.log", "access-2024-01-31T14-44-33.555.log", "access.2024-01-31.log.gz",
               "access_20240131_101112.log", "access.log.2024-01-31T10:11:12Z", "access.log.2024");
  CAPTURE(name);
  CHECK(is_rotation_name(name, "access.log"));
}

TEST_CASE("names of other files") {
  const char* const name = GENERATE(
      "access.log", "access.log.gz", "access.log.errors", "access.log.1.errors", "access.log.", "access.log1",
      "access.log.tmp", "access-8080.log", "access-2.log", "access.log.8080", "access.log.12345", "access.lo",
      "access.error.log", "xaccess.log.1", "access.log.1.bz2", "access..log", "error.log.1", "access.log.x1");
  CAPTURE(name);
  CHECK_FALSE(is_rotation_name(name, "access.log"));
}

TEST_CASE("a name without an extension has rotations behind it alone") {
  CHECK(is_rotation_name("syslog.1", "syslog"));
  CHECK(is_rotation_name("syslog-20240131.gz", "syslog"));
  CHECK_FALSE(is_rotation_name("sys.1.log", "syslog"));
  CHECK(is_rotation_name(".hidden.1", ".hidden"));
  CHECK_FALSE(is_rotation_name(".1.hidden", ".hidden"));
}

TEST_CASE("which one is older, by the names") {
  CHECK(is_older_by_name("a.log.2", "a.log.1", "a.log"));
  CHECK(is_older_by_name("a.log.10.gz", "a.log.9", "a.log"));
  CHECK_FALSE(is_older_by_name("a.log.1", "a.log.2", "a.log"));
  CHECK(is_older_by_name("a.log-20240131", "a.log-20240201.gz", "a.log"));
  CHECK(is_older_by_name("a-20240131.log", "a-20240201.log", "a.log"));
  CHECK_FALSE(is_older_by_name("a.log.old", "a.log.1", "a.log"));
  CHECK_FALSE(is_older_by_name("a.log.1", "a.log.old", "a.log"));
}

}  // namespace
}  // namespace runnel::io
