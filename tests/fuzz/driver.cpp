// Runs a fuzz target without libFuzzer: over the files given, or over blind mutations of seed inputs, for a
// bounded number of runs and time. The same seed gives the same inputs. An input that crashes, aborts or
// hangs is written to
// ./crash-SEED-RUN, to be run again by naming the file.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// A sanitizer that finds an error ends the process without a signal, but calls this first, where it is
// linked.
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxInput = 64 * 1024;
constexpr unsigned kSecondsPerInput = 20;

// What the handler writes; set before each run, so that the handler itself only opens and writes.
std::string current;
char crash_name[64];

// Nothing can be done in a handler about a failed write.
void put(int fd, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}

void save_current() {
  const int fd = ::open(crash_name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) return;
  put(fd, current);
  ::close(fd);
  put(STDERR_FILENO, "input saved as ");
  put(STDERR_FILENO, crash_name);
  put(STDERR_FILENO, "\n");
}

void on_signal(int signal) {
  save_current();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(std::string_view name) {
  std::snprintf(crash_name, sizeof crash_name, "crash-%.*s", static_cast<int>(name.size()), name.data());
  ::alarm(kSecondsPerInput);
  // A copy of exact size on the heap, so that a sanitizer sees a read past its end.
  const std::vector<std::uint8_t> exact(current.begin(), current.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

// Pieces that make the grammars of this project turn corners.
constexpr std::string_view kTokens[] = {"\"",
                                        "\\",
                                        "\\u",
                                        "\\ud800",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ":",
                                        ",",
                                        "\n",
                                        "\r\n",
                                        "null",
                                        "true",
                                        "-0",
                                        "1e400",
                                        "1e-9",
                                        "0.1",
                                        ".a",
                                        "..",
                                        ".[0]",
                                        ".[-1]",
                                        "//",
                                        "|",
                                        " and ",
                                        " or ",
                                        "=~",
                                        "if ",
                                        "then ",
                                        "end",
                                        "\\(",
                                        "as",
                                        "reduce",
                                        "?",
                                        "$x",
                                        "#",
                                        "\xEF\xBB\xBF",
                                        "\xFF",
                                        "\xED\xA0\x80",
                                        "\xC3",
                                        "9223372036854775807",
                                        "18446744073709551616",
                                        "[[[[[[[["};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string mutate(const std::vector<std::string>& seeds) {
    std::string text = seeds[below(seeds.size())];
    for (std::size_t steps = 1 + below(6); steps > 0; --steps) step(text, seeds);
    if (text.size() > kMaxInput) text.resize(kMaxInput);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) {
    return bound == 0 ? 0 : static_cast<std::size_t>(random_() % bound);
  }

  void step(std::string& text, const std::vector<std::string>& seeds) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = below(text.size() - at + 1);
    switch (below(8)) {
      case 0:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 1:
        text.insert(at, kTokens[below(std::size(kTokens))]);
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.erase(at, length);
        break;
      case 4:
        text.insert(below(text.size() + 1), text.substr(at, length));
        break;
      case 5:
        text.resize(at);
        break;
      case 6:
        splice(text, at, seeds[below(seeds.size())]);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
    }
  }

  // The head of one input and the tail of another.
  void splice(std::string& text, std::size_t at, const std::string& other) {
    text.resize(at);
    text += other.substr(below(other.size() + 1));
  }

  std::mt19937_64 random_;
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Options {
  std::uint64_t runs = UINT64_MAX;
  std::chrono::seconds time{10};
  std::uint64_t seed = 1;
  std::vector<std::string> seeds{std::string()};
  std::vector<fs::path> files;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const std::size_t equal = arg.find('=');
    if (arg.starts_with('-') && equal != arg.npos) {
      const std::uint64_t number = std::strtoull(argv[i] + equal + 1, nullptr, 10);
      const std::string_view name = arg.substr(1, equal - 1);
      if (name == "seed") options.seed = number;
      if (name == "max_total_time") options.time = std::chrono::seconds(number);
      if (name == "runs") options.runs = number;
    } else if (fs::is_directory(arg)) {
      for (const auto& entry : fs::directory_iterator(arg))
        if (entry.is_regular_file()) options.seeds.push_back(read_file(entry.path()));
    } else {
      options.files.emplace_back(arg);
    }
  }
  std::sort(options.seeds.begin(), options.seeds.end());  // a folder lists its files in any order
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) std::signal(signal, on_signal);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(save_current);

  for (const fs::path& file : options.files) {
    current = read_file(file);
    run("again");
  }
  if (!options.files.empty()) return 0;

  Mutator mutator(options.seed);
  const auto end = std::chrono::steady_clock::now() + options.time;
  std::uint64_t runs = 0;
  for (; runs < options.runs && std::chrono::steady_clock::now() < end; ++runs) {
    current = runs < options.seeds.size() ? options.seeds[runs] : mutator.mutate(options.seeds);
    run(std::to_string(options.seed) + "-" + std::to_string(runs));
  }
  std::printf("%llu runs, seed %llu, %zu seed inputs\n", static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(options.seed), options.seeds.size());
}
