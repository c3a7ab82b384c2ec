#include "cli/plain_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include "io/source.h"

namespace runnel::cli {

namespace {

constexpr size_t kHead = 256 * 1024;

std::string head_of_stdin() {
  std::string text(kHead, '\0');
  const off_t place = lseek(STDIN_FILENO, 0, SEEK_CUR);
  const ssize_t size = place < 0 ? 0 : pread(STDIN_FILENO, text.data(), text.size(), place);
  text.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return text;
}

std::string head_of_file(const std::string& name) {
  std::string text;
  const auto source = io::open_source(name);
  if (!source) return text;
  while (text.size() < kHead) {
    const size_t before = text.size();
    text.resize(kHead);
    const auto size = (*source)->read(text.data() + before, kHead - before);
    text.resize(before + (size ? *size : 0));
    if (text.size() == before) break;
  }
  return text;
}

}  // namespace

std::optional<PlainFile> plain_file(const std::string& input) {
  if (input == "-") {
    struct stat status {};
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return PlainFile{"stdin", head_of_stdin()};
  }
  if (!io::plain_file_size(input).has_value()) return std::nullopt;
  return PlainFile{input, head_of_file(input)};
}

}  // namespace runnel::cli
