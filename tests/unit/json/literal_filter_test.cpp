// The filter beside a slow twin that looks at one line after another.
#include "json/literal_filter.h"

#include <rapidcheck.h>

#include <string>
#include <string_view>

#include "catch.h"
#include "json/isa.h"
#include "json/validator.h"

namespace runnel::json {
namespace {

// Where the next line begins that must be looked at, by the words of the header.
LiteralFilter::Skip slow_skip(std::string_view text, std::string_view quoted) {
  LiteralFilter::Skip skip{text.data(), 0, 0};
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool looked = !line.empty() && (line.front() != '{' || line.find('\\') != std::string_view::npos ||
                                          line.find(quoted) != std::string_view::npos);
    if (looked) break;
    ++skip.lines;
    skip.records += line.empty() ? 0 : 1;
    text.remove_prefix(line.size() + 1);
    skip.line = text.data();
  }
  return skip;
}

std::string random_lines() {
  std::string text = "{";
  const int pieces = *rc::gen::inRange(0, 60);
  for (int i = 0; i < pieces; ++i) {
    text += *rc::gen::elementOf(std::vector<std::string>{"\n{", "\n", "\n[", "\\", "\"ab", "\"abc\"", "abc\"",
                                                         "\"a\"", "\"", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "a",
                                                         "\r\n{", " "});
  }
  return text + "\n";
}

TEST_CASE("the literal filter passes over what its slow twin does") {
  const Isa best = active_isa();
  for (const Isa isa : {Isa::baseline, Isa::sse4, Isa::avx2, Isa::avx512}) {
    if (isa > best_isa()) continue;
    use_isa(isa);
    CHECK(rc::check([] {
      std::string text = random_lines();
      const std::string quoted = *rc::gen::elementOf(std::vector<std::string>{"\"abc\"", "\"a\""});
      const size_t size = text.size();
      text.append(kPadding, *rc::gen::elementOf(std::vector<char>{' ', '\n', '{', '"', '\\'}));
      const LiteralFilter::Skip fast = LiteralFilter(quoted).skip(text.data(), text.data() + size - 1);
      const LiteralFilter::Skip slow = slow_skip({text.data(), size}, quoted);
      // Where the next line is empty, either may stand before it or behind it.
      const char* next = fast.line;
      uint32_t lines = fast.lines;
      while (next < text.data() + size && *next == '\n') ++next, ++lines;
      RC_ASSERT(next == slow.line);
      RC_ASSERT(lines == slow.lines);
      RC_ASSERT(fast.records == slow.records);
    }));
  }
  use_isa(best);
}

}  // namespace
}  // namespace runnel::json
