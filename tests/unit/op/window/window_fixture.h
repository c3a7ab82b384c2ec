// stream-window over a text, whole or line by line, into memory.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.h"
#include "io/cut.h"
#include "io/scripted_source.h"
#include "op/filter/fixture.h"
#include "op/line_batch.h"
#include "op/memory_sink.h"
#include "op/pipeline.h"
#include "op/window/window.h"

namespace runnel::op {

// What is asked for: as the command line has it.
struct Asked {
  std::string window = "10s";
  std::string aggregates = "count";
  std::string by = {};
  std::string time = ".t";
  WindowOptions options = {};
};

inline WindowProgram program_of(const Asked& asked) {
  WindowTexts texts;
  texts.aggregates = asked.aggregates;
  if (!asked.by.empty()) texts.by = asked.by;
  if (!asked.time.empty()) texts.time = asked.time;
  auto compiled = WindowProgram::compile(texts, {});
  if (auto* fault = std::get_if<WindowFault>(&compiled)) FAIL(fault->diagnostic.message);
  return std::get<WindowProgram>(std::move(compiled));
}

inline WindowOptions options_of(const Asked& asked) {
  WindowOptions options = asked.options;
  const auto window = time::parse_window(asked.window);
  REQUIRE(window.ok());
  options.window = *window;
  return options;
}

// An operator with all that it needs, which is good for one run.
class WindowRun {
 public:
  WindowRun(const WindowProgram& program, const WindowOptions& options, std::string_view input,
            size_t largest_read)
      : bad_(OnError::report, nullptr, said_) {
    clock_.now = 2'000'000'000'000'000'000;
    scripts_.add("in", io::Kind::plain, io::cut(input, largest_read));
    reader_ = std::make_unique<io::Reader>(
        std::vector<std::string>{"in"}, scripts_.opener(),
        io::ReaderOptions{.batch_size = 4096, .ends = io::ReaderOptions::Ends::announced}, stop_, clock_);
    window_ =
        std::make_unique<Window>(program, options, *reader_, Window::Sinks{results_, &late_}, bad_, clock_);
  }

  Window& window() { return *window_; }
  void run(int threads) {
    run_pipeline(*reader_, *window_, {threads}, nullptr);
    window_->finish();
  }
  // One line, as a batch of its own.
  void take(std::string_view line) {
    io::Batch batch = line_batch(line);
    const auto extract = window_->make_extract();
    window_->make_worker()->process(batch, *extract);
    window_->consume(batch, *extract);
  }

  const std::string& results() const { return results_.text; }
  const std::string& late() const { return late_.text; }
  const std::string& said() const { return said_.text; }

 private:
  io::Scripts scripts_;
  io::StopRequest stop_;
  FakeClock clock_;
  std::unique_ptr<io::Reader> reader_;
  MemorySink results_, late_;
  Said said_;
  BadRecords bad_;
  std::unique_ptr<Window> window_;
};

inline std::string results_of(const Asked& asked, std::string_view input, int threads = 1,
                              size_t largest_read = 1'000'000) {
  const WindowProgram program = program_of(asked);
  WindowRun run(program, options_of(asked), input, largest_read);
  run.run(threads);
  return run.results();
}

}  // namespace runnel::op
