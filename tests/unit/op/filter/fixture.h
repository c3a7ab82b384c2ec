// The filter in a pipeline, over a text that is cut into reads at random places, into memory.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "io/scripted_source.h"
#include "op/filter/filter.h"
#include "op/memory_sink.h"
#include "op/pipeline.h"

namespace runnel::op {

class Said final : public BadRecordListener {
 public:
  void on_bad_record(const BadRecordNotice& n) override {
    text += std::string(n.source) + ':' + std::to_string(n.line);
    if (n.column > 0) text += ':' + std::to_string(n.column);
    text += ' ' + std::string(n.reason) + '\n';
  }
  bool will_say() const override { return true; }
  std::string text;
};

enum class Inputs : bool { one_after_another, together };

struct Run {
  std::string program = ".a > 1";
  std::string select;  // empty: none
  std::string time;    // of -t; empty: none
  GateTexts keys;      // what options.gates go by
  FilterOptions options;
  OnError on_error = OnError::report;
  Inputs inputs = Inputs::one_after_another;
  const Clock* clock = nullptr;  // null: one that shows 1970
  int threads = 1;
  size_t largest_read = 1'000'000;
  bool with_refused = false;
  bool with_dead_letters = false;
};

struct Outcome {
  std::string passed, refused, said, dead_letters;
  FilterCounts counts;
  GateCounts gates;
  uint64_t bad = 0, lost = 0;
  size_t writes = 0;
  std::optional<expr::Evaluator::Halt::Kind> halt;
};

// Inputs are read one after another if there are files of their names, else together. These have nothing in
// them: what is read is scripted.
class EmptyFiles {
 public:
  EmptyFiles() {
    std::string path = (std::filesystem::temp_directory_path() / "runnel-XXXXXX").string();
    REQUIRE(mkdtemp(path.data()) != nullptr);
    folder_ = path;
  }
  ~EmptyFiles() { std::filesystem::remove_all(folder_); }
  EmptyFiles(const EmptyFiles&) = delete;
  EmptyFiles& operator=(const EmptyFiles&) = delete;

  std::string add(const std::string& name) {
    const std::string path = folder_ / name;
    std::ofstream(path).close();
    return path;
  }

 private:
  std::filesystem::path folder_;
};

inline Outcome run(const std::vector<std::string>& inputs, const Run& how) {
  io::Scripts scripts;
  std::vector<std::string> names;
  std::optional<EmptyFiles> files;
  if (inputs.size() > 1 && how.inputs == Inputs::one_after_another) files.emplace();
  std::minstd_rand random(static_cast<unsigned>(how.largest_read));
  for (const std::string_view input : inputs) {
    std::vector<io::Piece> pieces;
    for (size_t at = 0; at < input.size();) {
      const size_t size = 1 + random() % how.largest_read;
      pieces.emplace_back(std::string(input.substr(at, size)));
      at += size;
    }
    const std::string name = names.empty() ? "in" : "in" + std::to_string(names.size() + 1);
    names.push_back(files ? files->add(name) : name);
    scripts.add(names.back(), io::Kind::plain, pieces);
  }
  const io::StopRequest stop;
  const FakeClock clock;
  io::Reader reader(names, scripts.opener(),
                    {.batch_size = 4096,
                     .max_line = how.options.max_line,
                     .drain_ns = 1,
                     .ends = io::ReaderOptions::Ends::announced},
                    stop, clock);

  const auto compiled = [](const std::string& text) {
    auto program = expr::Program::compile(text, {});
    REQUIRE(std::holds_alternative<expr::Program>(program));
    return std::get<expr::Program>(std::move(program));
  };
  const expr::Program program = compiled(how.program);
  std::optional<expr::Program> select, time;
  if (!how.select.empty()) select = compiled(how.select);
  if (!how.time.empty()) time = compiled(how.time);
  std::optional<GateProgram> keys;
  if (how.keys.dedupe || how.keys.by) {
    auto compiled_keys = compile_gates(how.keys, {});
    REQUIRE(std::holds_alternative<GateProgram>(compiled_keys));
    keys = std::get<GateProgram>(std::move(compiled_keys));
  }
  MemorySink passed, refused, dead_letters;
  Said said;
  BadRecords bad(how.on_error, how.with_dead_letters ? &dead_letters : nullptr, said);
  Filter filter(
      {program, select ? &*select : nullptr, time ? &*time : nullptr, keys ? &*keys : nullptr}, how.options,
      reader, passed, how.with_refused ? &refused : nullptr, bad,
      [&](std::string_view text) { said.text += text; }, how.clock != nullptr ? *how.clock : clock);
  run_pipeline(reader, filter, {how.threads}, nullptr);
  filter.finish();
  return {passed.text,     refused.text,
          said.text,       dead_letters.text,
          filter.counts(), filter.gates() != nullptr ? filter.gates()->counts() : GateCounts(),
          bad.count(),     bad.lost(),
          passed.writes,   filter.halt()};
}

inline Outcome run(std::string_view input, const Run& how = {}) {
  return run(std::vector<std::string>{std::string(input)}, how);
}

}  // namespace runnel::op
