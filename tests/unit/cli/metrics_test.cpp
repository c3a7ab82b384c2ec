#include "cli/metrics/metrics.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.h"
#include "cli/metrics/metrics_file.h"
#include "cli/metrics/target.h"
#include "cli/metrics/write_metrics.h"

using namespace runnel;
using namespace runnel::cli;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::string written(const Metrics& metrics, const MetricsLabels& labels = {"stream-window", "", "1.2.3"}) {
  std::string out;
  write_metrics(out, metrics.snapshot(), labels);
  return out;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

// What --metrics takes it for: `HOST PORT`, `file PATH`, or the error.
std::string target(std::string_view text) {
  const auto parsed = parse_metrics_target(text);
  if (!parsed)
    return parsed.error().kind == ErrorKind::usage ? parsed.error().message : "another kind of error";
  if (const auto* path = std::get_if<MetricsPath>(&*parsed)) return "file " + path->path;
  const auto& address = std::get<MetricsAddress>(*parsed);
  return address.host + " " + std::to_string(address.port);
}

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "metrics-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  fs::path path;
};

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("what is an address of --metrics, and what a file") {
  CHECK(target("9100") == "127.0.0.1 9100");
  CHECK(target(":9100") == " 9100");
  CHECK(target("0") == "127.0.0.1 0");
  CHECK(target("localhost:9100") == "localhost 9100");
  CHECK(target("10.0.0.1:65535") == "10.0.0.1 65535");
  CHECK(target("[::1]:9100") == "::1 9100");
  CHECK(target("./9100") == "file ./9100");
  CHECK(target("/run/a:9100") == "file /run/a:9100");
  CHECK(target("a b:9100") == "file a b:9100");
  CHECK(target("::1") == "file ::1");
  CHECK(target("[]:1") == "file []:1");
  CHECK(target("[a/b]:1") == "file [a/b]:1");
  CHECK(target("host:") == "file host:");
  CHECK(target("host:91x") == "file host:91x");
  CHECK(target("runnel.prom") == "file runnel.prom");
  CHECK(target("file:9100") == "file 9100");
  CHECK(target("65536").find("a port is at most 65535") != std::string::npos);
  CHECK(target("host:99999999999999999999").find("a port is at most 65535") != std::string::npos);
  for (const char* nothing : {"", "-"}) CHECK(target(nothing).find("takes an address") != std::string::npos);
  CHECK(target("file:") == "file: names no file");
}

TEST_CASE("the figures of a run are written with their names and types") {
  FakeClock clock;
  clock.now = 1'772'366'400 * kSecond;
  Metrics metrics(clock);
  clock.tick(kSecond / 2);
  metrics.set({.totals = {.records_in = 10,
                          .records_out = 7,
                          .late = 2,
                          .evicted = 1,
                          .keys = 3,
                          .bytes_held = 4096,
                          .frontier_ns = 1'772'366'399 * kSecond},
               .bad = 5,
               .bytes_in = 1000,
               .bytes_out = 600,
               .batches_in_flight = 4});
  const std::string text = written(metrics);
  for (const char* line : {"# TYPE runnel_input_records_total counter",
                           "runnel_input_records_total{program=\"stream-window\"} 10",
                           "runnel_input_bytes_total{program=\"stream-window\"} 1000",
                           "runnel_output_records_total{program=\"stream-window\"} 7",
                           "runnel_output_bytes_total{program=\"stream-window\"} 600",
                           "runnel_bad_records_total{program=\"stream-window\"} 5",
                           "runnel_late_records_total{program=\"stream-window\"} 2",
                           "runnel_evicted_records_total{program=\"stream-window\"} 1",
                           "runnel_watermark_timestamp_seconds{program=\"stream-window\"} 1772366399",
                           "runnel_watermark_lag_seconds{program=\"stream-window\"} 1.5",
                           "runnel_queue_batches{program=\"stream-window\"} 4",
                           "runnel_state_bytes{program=\"stream-window\"} 4096",
                           "runnel_state_keys{program=\"stream-window\"} 3",
                           "runnel_start_time_seconds{program=\"stream-window\"} 1772366400",
                           "runnel_build_info{program=\"stream-window\",version=\"1.2.3\"} 1"}) {
    INFO(line);
    CHECK(has_line(text, line));
  }
  CHECK(text.find("checkpoint") == std::string::npos);  // there is no state
}

TEST_CASE("without event time there is no watermark") {
  FakeClock clock;
  Metrics metrics(clock);
  metrics.set({});
  CHECK(written(metrics).find("watermark") == std::string::npos);
  // Nor where its distance from the clock is beyond all numbers.
  clock.now = kSecond;
  metrics.set({.totals = {.frontier_ns = INT64_MIN + 1}});
  CHECK(written(metrics).find("watermark") == std::string::npos);
  metrics.set({.totals = {.frontier_ns = 3 * kSecond}});  // ahead of the clock
  CHECK(has_line(written(metrics), "runnel_watermark_lag_seconds{program=\"stream-window\"} -2"));
}

TEST_CASE("latencies are counted by record, in buckets that hold those below") {
  FakeClock clock;
  Metrics metrics(clock);
  metrics.add_latency(100'000, 3);       // a bound belongs to its bucket
  metrics.add_latency(100'001, 5);       // the next one
  metrics.add_latency(20 * kSecond, 2);  // behind the last
  metrics.add_latency(kSecond, 0);
  const std::string text = written(metrics);
  for (const char* line : {"runnel_latency_seconds_bucket{program=\"stream-window\",le=\"0.0001\"} 3",
                           "runnel_latency_seconds_bucket{program=\"stream-window\",le=\"0.00025\"} 8",
                           "runnel_latency_seconds_bucket{program=\"stream-window\",le=\"10\"} 8",
                           "runnel_latency_seconds_bucket{program=\"stream-window\",le=\"+Inf\"} 10",
                           "runnel_latency_seconds_sum{program=\"stream-window\"} 40.000800005",
                           "runnel_latency_seconds_count{program=\"stream-window\"} 10"}) {
    INFO(line);
    CHECK(has_line(text, line));
  }
}

TEST_CASE("checkpoints are told of where there is a state") {
  FakeClock clock;
  Metrics metrics(clock);
  metrics.set_has_state();
  CHECK(has_line(written(metrics), "runnel_checkpoints_total{program=\"stream-window\"} 0"));
  CHECK(written(metrics).find("last_checkpoint") == std::string::npos);
  metrics.add_failed_checkpoint();
  CHECK(metrics.snapshot().last_checkpoint_failed);
  metrics.add_checkpoint({.at_ns = 5 * kSecond, .stalled_ns = kSecond / 100});
  metrics.add_checkpoint(
      {.at_ns = 7 * kSecond, .duration_ns = kSecond / 4, .bytes = 123, .stalled_ns = kSecond / 200});
  CHECK_FALSE(metrics.snapshot().last_checkpoint_failed);
  const std::string text = written(metrics);
  for (const char* line : {"runnel_checkpoints_total{program=\"stream-window\"} 2",
                           "runnel_checkpoint_failures_total{program=\"stream-window\"} 1",
                           "runnel_last_checkpoint_timestamp_seconds{program=\"stream-window\"} 7",
                           "runnel_last_checkpoint_duration_seconds{program=\"stream-window\"} 0.25",
                           "runnel_last_checkpoint_bytes{program=\"stream-window\"} 123",
                           "runnel_checkpoint_stall_seconds{program=\"stream-window\"} 0.01"}) {
    INFO(line);
    CHECK(has_line(text, line));
  }
}

TEST_CASE("a label's value is escaped") {
  FakeClock clock;
  const Metrics metrics(clock);
  CHECK(has_line(written(metrics, {"p", "a\"b\\c\nd", "1"}),
                 "runnel_input_records_total{program=\"p\",name=\"a\\\"b\\\\c\\nd\"} 0"));
}

TEST_CASE("the file of --metrics is written every ten seconds, and says which run it is of") {
  const Folder folder;
  FakeClock clock;
  Metrics metrics(clock);
  const std::string path = folder.file("orders.prom");
  auto file = MetricsFile::open(path, metrics, {"stream-filter", "", "1"}, clock);
  REQUIRE(file.ok());
  clock.tick(MetricsFile::kIntervalNs - 1);
  (*file)->tick();
  CHECK_FALSE(fs::exists(path));
  clock.tick(1);
  (*file)->tick();
  CHECK(has_line(content(path), "runnel_input_bytes_total{program=\"stream-filter\",name=\"orders\"} 0"));
  metrics.set({.bytes_in = 9});
  (*file)->tick();
  CHECK(has_line(content(path), "runnel_input_bytes_total{program=\"stream-filter\",name=\"orders\"} 0"));
  (*file)->write();  // at the end
  CHECK(has_line(content(path), "runnel_input_bytes_total{program=\"stream-filter\",name=\"orders\"} 9"));
  CHECK((*file)->ok());
}

TEST_CASE("a file that cannot be written is tried again") {
  const Folder folder;
  const std::string below = folder.file("sub");
  fs::create_directory(below);
  FakeClock clock;
  const Metrics metrics(clock);
  auto file = MetricsFile::open(below + "/m.prom", metrics, {"p", "", "1"}, clock);
  REQUIRE(file.ok());
  fs::remove_all(below);
  (*file)->write();
  CHECK_FALSE((*file)->ok());
  CHECK((*file)->error().message.find("m.prom") != std::string::npos);
  fs::create_directory(below);
  (*file)->write();
  CHECK((*file)->ok());
  CHECK(fs::exists(below + "/m.prom"));
}

TEST_CASE("metrics do not take the place of a device or a folder; a link stays one") {
  const Folder folder;
  FakeClock clock;
  const Metrics metrics(clock);
  const std::string fifo = folder.file("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string& place : {fifo, folder.path.string(), folder.file("none/m.prom")}) {
    INFO(place);
    const auto file = MetricsFile::open(place, metrics, {"p", "", "1"}, clock);
    REQUIRE_FALSE(file.ok());
    CHECK(file.error().kind == ErrorKind::sink);
    CHECK(file.error().message.find(place) != std::string::npos);
  }
  std::ofstream(folder.file("real.prom")) << "old";
  fs::create_symlink("real.prom", folder.file("link.prom"));
  auto file = MetricsFile::open(folder.file("link.prom"), metrics, {"p", "", "1"}, clock);
  REQUIRE(file.ok());
  (*file)->write();
  CHECK(fs::is_symlink(folder.file("link.prom")));
  CHECK(content(folder.file("real.prom")).find("name=\"link\"") != std::string::npos);
}
