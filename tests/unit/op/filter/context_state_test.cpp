// What is held for context survives the end of a run.
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "op/filter/context.h"

namespace runnel::op {
namespace {

// The part of a filter that deals with context, of which each record is a batch.
class Around {
 public:
  Around(uint64_t before, uint64_t after, uint64_t most = FilterContext::kMostBytes)
      : before_(before), after_(after), most_(most) {
    context_.emplace(before, after, most);
  }

  // What is written for the record.
  std::string take(uint32_t file, const std::string& record, bool passes) {
    io::Batch batch;
    const bool is_new = !numbers_.contains(file);
    if (is_new) numbers_[file] = next_number_++;
    batch.source = numbers_[file];
    batch.begins_source = is_new;
    if (is_new && earlier_.contains(file)) batch.earlier = earlier_[file];
    context_->enter(batch);
    std::string text = record + '\n' + "as it was read";
    const std::string_view all = text;
    std::string out;
    if (passes) {
      for (const FilterContext::Held& held : context_->held()) out += shown(held);
      context_->held().clear();
      context_->passed();
      out += record + ' ';
    } else {
      // Some records were wrapped.
      const std::string_view line =
          record.size() % 2 == 0 ? all.substr(0, record.size()) : all.substr(record.size() + 1);
      const FilterContext::Held held{all.substr(0, record.size()), line, record.size(), 7, nullptr};
      if (context_->refused(held)) out += shown(held);
    }
    context_->keep();
    return out;
  }

  std::string saved() const {
    ByteWriter out;
    context_->save(out);
    return out.take();
  }

  // Goes on in a new run, in which the files get other numbers.
  void stop_and_resume() {
    FilterContext next(before_, after_, most_);
    const std::string bytes = saved();
    ByteReader in(bytes);
    next.load(in);
    REQUIRE(in.ok());
    REQUIRE(in.at_end());
    context_.emplace(before_, after_, most_);
    ByteReader again(bytes);
    context_->load(again);
    CHECK(saved() == bytes);
    for (const auto& [file, number] : numbers_) earlier_[file] = number;
    numbers_.clear();
  }

 private:
  static std::string shown(const FilterContext::Held& held) {
    return '(' + std::string(held.record) + '|' + std::string(held.line) + '|' + std::to_string(held.number) +
           '|' + std::to_string(held.offset) + ')';
  }

  const uint64_t before_, after_, most_;
  std::optional<FilterContext> context_;
  uint32_t next_number_ = 0;
  std::map<uint32_t, uint32_t> numbers_;  // of the files that were read in this run
  std::map<uint32_t, uint32_t> earlier_;
};

TEST_CASE("context: a run that goes on after every record writes what one run does", "[context]") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 300; ++trial) {
    const uint64_t before = random() % 4, after = random() % 4;
    const uint32_t files = 1 + random() % 4;
    const bool stops_often = trial % 2 == 0;
    Around one(before, after), many(before, after);
    for (int i = 0; i < 60; ++i) {
      const auto file = static_cast<uint32_t>(random() % files);
      const bool passes = random() % 6 == 0;
      const std::string record = "r" + std::to_string(i * i);
      CHECK(one.take(file, record, passes) == many.take(file, record, passes));
      if (stops_often || random() % 10 == 0) many.stop_and_resume();
    }
  }
}

TEST_CASE("context: sources that hold nothing leave nothing behind", "[context]") {
  Around around(2, 1);
  for (uint32_t file = 0; file < 1000; ++file) {
    around.take(file, "x", false);
    around.take(file, "y", true);
    around.take(file, "z", false);
  }
  CHECK(around.saved().size() == 8);
}

TEST_CASE("context: of sources that come and go only the latest are held", "[context]") {
  Around around(2, 1, 100'000);
  for (uint32_t file = 0; file < 10'000; ++file) around.take(file, std::string(100, 'x'), false);
  CHECK(around.saved().size() < 100'000);
  CHECK(around.take(9'999, "y", true).starts_with("(xxx"));
  CHECK(around.take(9'998, "y", true).starts_with("(xxx"));
  CHECK(around.take(0, "y", true) == "y ");
}

TEST_CASE("context: a damaged state is refused", "[context]") {
  Around around(2, 2);
  around.take(0, "abc", false);
  around.take(1, "d", true);
  around.take(2, "ef", false);
  const std::string bytes = around.saved();
  for (size_t size = 0; size < bytes.size(); ++size) {
    FilterContext context(2, 2);
    ByteReader in(std::string_view(bytes).substr(0, size));
    context.load(in);
    CHECK_FALSE(in.ok());
  }
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    FilterContext context(2, 2);
    ByteReader in(changed);
    context.load(in);
  }
  FilterContext smaller(0, 1);
  ByteReader in(bytes);
  smaller.load(in);
  CHECK_FALSE(in.ok());
}

}  // namespace
}  // namespace runnel::op
