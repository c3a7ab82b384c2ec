#include "cli/metrics/metrics_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "io/descriptors.h"

namespace runnel::cli {

namespace {

// What stands for the run among other files of that folder: /var/lib/x/orders.prom is `orders`.
std::string run_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  constexpr std::string_view kEnding = ".prom";
  if (path.size() > kEnding.size() && path.ends_with(kEnding)) path.remove_suffix(kEnding.size());
  return std::string(path);
}

// The path of the file itself, behind links; as it is where there is no such file yet.
Result<std::string> plain_path(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path;
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::sink, path + ": metrics are kept in a plain file"};
  char* const found = ::realpath(path.c_str(), nullptr);
  if (found == nullptr) return io::system_error(ErrorKind::sink, path, errno);
  std::string real = found;
  std::free(found);
  return real;
}

}  // namespace

Result<std::unique_ptr<MetricsFile>> MetricsFile::open(const std::string& path, const Metrics& metrics,
                                                       MetricsLabels labels, const Clock& clock) {
  // To put a file in the place of a device or a pipe would take that away from everybody else.
  auto real = plain_path(path);
  if (!real) return real.error();
  auto file = ReplacedFile::open(*real);
  if (!file) return file.error();
  labels.name = run_name(path);
  return std::unique_ptr<MetricsFile>(
      new MetricsFile(std::move(*real), std::move(*file), metrics, std::move(labels), clock));
}

MetricsFile::MetricsFile(std::string path, std::unique_ptr<ReplacedFile> file, const Metrics& metrics,
                         MetricsLabels labels, const Clock& clock)
    : path_(std::move(path)),
      file_(std::move(file)),
      metrics_(metrics),
      labels_(std::move(labels)),
      clock_(clock),
      next_ns_(clock.monotonic_ns() + kIntervalNs) {}

void MetricsFile::write() {
  next_ns_ = clock_.monotonic_ns() + kIntervalNs;
  text_.clear();
  write_metrics(text_, metrics_.snapshot(), labels_);
  // A disk that was full may have room by now.
  if (!ok()) {
    auto again = ReplacedFile::open(path_);
    if (!again) return;
    file_ = std::move(*again);
  }
  file_->write(text_);
}

}  // namespace runnel::cli
