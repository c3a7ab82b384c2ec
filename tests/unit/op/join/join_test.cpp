#include "op/join/join_fixture.h"

namespace runnel::op {
namespace {

// Records of few keys, some behind the others, some without a key, some bad.
std::string random_records(unsigned seed, int count) {
  std::minstd_rand random(seed);
  std::string text;
  for (int i = 0; i < count; ++i) {
    if (random() % 40 == 0) {
      text += "no json\n";
      continue;
    }
    const auto behind = random() % 5 == 0 ? random() % 9 : 0;
    const std::string time = std::to_string(100 + (static_cast<unsigned>(i) / 2) - behind);
    const std::string key = random() % 15 == 0 ? "null" : std::to_string(random() % 4);
    text += R"({"t":)" + time + R"(,"k":)" + key + R"(,"n":)" + std::to_string(i) + "}\n";
  }
  return text;
}

std::vector<JoinAsked> all_kinds() {
  std::vector<JoinAsked> all;
  const auto add = [&](JoinKind kind, int64_t low, int64_t high, int64_t delay) {
    for (const JoinType type :
         {JoinType::inner, JoinType::left, JoinType::right, JoinType::full, JoinType::semi, JoinType::anti}) {
      JoinAsked asked;
      asked.options.kind = kind;
      asked.options.type = type;
      asked.options.low = low;
      asked.options.high = high;
      for (auto& side : asked.options.sides) side.watermark_delay = delay;
      if (!writes_pairs(type)) asked.options.text.form = JoinTextOptions::Form::left;
      all.push_back(asked);
      if (kind == JoinKind::interleave) return;
    }
  };
  for (const int64_t delay : {0 * kSecond, 4 * kSecond}) {
    add(JoinKind::pairs, -2 * kSecond, 3 * kSecond, delay);
    add(JoinKind::pairs, 2 * kSecond, 5 * kSecond, delay);
    add(JoinKind::pick, -3 * kSecond, 3 * kSecond, delay);
    add(JoinKind::pick, -9 * kSecond, -2 * kSecond, delay);
    add(JoinKind::pick, 2 * kSecond, 9 * kSecond, delay);
    add(JoinKind::pick, time::kBeginningOfTime, 0, delay);
    add(JoinKind::pick, 0, time::kEndOfTime, delay);
    add(JoinKind::interleave, 0, 0, delay);
  }
  return all;
}

std::string described(const JoinAsked& asked) {
  return "kind " + std::to_string(static_cast<int>(asked.options.kind)) + " type " +
         std::to_string(static_cast<int>(asked.options.type)) + " low " + std::to_string(asked.options.low) +
         " high " + std::to_string(asked.options.high) + " delay " +
         std::to_string(asked.options.sides[kLeft].watermark_delay);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t size = text.find('\n');
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size + 1);
  }
  return lines;
}

// Hands each input's lines to the join as it asks for them. Before each, `change` may put another run in the
// place of `run`.
template <class Change>
void feed(std::unique_ptr<JoinRun>& run, const Texts& inputs, Change change) {
  std::vector<std::vector<std::string_view>> lines;
  for (const std::string& input : inputs) lines.push_back(lines_of(input));
  std::vector<size_t> at(inputs.size());
  size_t ended = 0;
  while (ended < inputs.size()) {
    const uint32_t input = run->join().turn().input;
    if (at[input] < lines[input].size()) {
      run->take(input, lines[input][at[input]++]);
    } else {
      run->take(input, {}, true);
      ++ended;
    }
    change();
  }
  run->join().finish();
}

TEST_CASE("a join's answer depends on the records alone, not on reads or threads") {
  const Texts inputs{random_records(1, 600), random_records(2, 900)};
  for (const JoinAsked& asked : all_kinds()) {
    INFO(described(asked));
    const JoinResults expected = results_of(asked, inputs);
    CHECK(!expected.results.empty());
    const JoinResults threads = results_of(asked, inputs, 3);
    CHECK((threads.results == expected.results && threads.late == expected.late));
    const JoinResults reads = results_of(asked, inputs, 2, 97);
    CHECK((reads.results == expected.results && reads.late == expected.late));
  }
}

TEST_CASE("a join saved at any record goes on as if nothing had happened") {
  const Texts inputs{random_records(3, 120), random_records(4, 100)};
  for (const JoinAsked& asked : all_kinds()) {
    INFO(described(asked));
    const JoinProgram program = program_of(asked);
    const Texts nothing{"", ""};
    auto run = std::make_unique<JoinRun>(program, asked.options, nothing, 1);
    JoinResults found;
    feed(run, inputs, [&] {
      ByteWriter saved;
      run->join().save(saved);
      found.results += run->results();
      found.late += run->late();
      auto next = std::make_unique<JoinRun>(program, asked.options, nothing, 1);
      ByteReader reader(saved.bytes());
      next->join().load(reader);
      REQUIRE(reader.ok());
      REQUIRE(reader.at_end());
      run = std::move(next);
    });
    const JoinResults expected = results_of(asked, inputs);
    CHECK((found.results + run->results() == expected.results));
    CHECK((found.late + run->late() == expected.late));
  }
}

TEST_CASE("a damaged state of a join fails to load, and does no harm") {
  const Texts inputs{random_records(5, 60), random_records(6, 60)};
  for (const JoinAsked& asked : all_kinds()) {
    const JoinProgram program = program_of(asked);
    const Texts nothing{"", ""};
    auto run = std::make_unique<JoinRun>(program, asked.options, nothing, 1);
    ByteWriter saved;
    int taken = 0;
    feed(run, inputs, [&] {
      if (++taken == 90) run->join().save(saved);
    });
    std::minstd_rand random(1);
    for (size_t size = 0; size < saved.bytes().size(); size += 1 + random() % 41) {
      ByteReader reader(std::string_view(saved.bytes()).substr(0, size));
      JoinRun next(program, asked.options, nothing, 1);
      next.join().load(reader);
      CHECK_FALSE(reader.ok());
    }
    for (int i = 0; i < 50; ++i) {
      std::string damaged = saved.bytes();
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
      ByteReader reader(damaged);
      JoinRun next(program, asked.options, nothing, 1);
      next.join().load(reader);  // what it means may have changed; it must not crash
    }
  }
}

TEST_CASE("a run that goes on passes over the records of a batch that were taken") {
  JoinAsked asked;
  asked.options.low = -kSecond;
  asked.options.high = kSecond;
  const JoinProgram program = program_of(asked);
  const Texts inputs{"{\"t\":100,\"k\":1}\n{\"t\":200,\"k\":1}\n", "\n{\"t\":150,\"k\":1}\n"};
  JoinRun run(program, asked.options, inputs, 1000);
  // The whole of the left input, of which the second record waits until the right one is as far.
  run.take(kLeft, std::string_view(inputs[kLeft]).substr(0, inputs[kLeft].size() - 1));
  CHECK(run.join().turn().input == kRight);
  const auto left = run.join().place_of(kLeft);
  REQUIRE(left.has_value());
  CHECK(left->offset == 0);
  CHECK(left->skip == 1);
  CHECK(!run.join().place_of(kRight).has_value());
}

TEST_CASE("at the bound of memory the oldest records go, and are kept") {
  std::string left;
  for (int i = 0; i < 3000; ++i) {
    left += R"({"t":)" + std::to_string(100 + i) + R"(,"k":)" + std::to_string(i) + "}\n";
  }
  JoinAsked asked;
  asked.options.type = JoinType::left;
  asked.options.low = 0;
  asked.options.high = 100'000 * kSecond;
  asked.options.max_memory = 100'000;
  const Texts inputs{left, ""};
  const JoinProgram program = program_of(asked);
  JoinRun run(program, asked.options, inputs, 1'000'000);
  run.run(2);
  const JoinCounts& counts = run.join().counts();
  CHECK(counts.most_bytes < 110'000);
  CHECK(counts.sides[kLeft].evicted > 1000);
  CHECK(counts.sides[kLeft].evicted + counts.sides[kLeft].unmatched == 3000);
  CHECK(lines_of(run.late()).size() == counts.sides[kLeft].evicted);
  CHECK(lines_of(run.results()).size() == counts.sides[kLeft].unmatched);
}

}  // namespace
}  // namespace runnel::op
