#include "json/literal_filter.h"

#include <bit>
#include <cstring>

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/literal_filter.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

using Mask = hn::Mask<Bytes>;

HWY_INLINE uint32_t bits_of(Bytes d, Mask mask) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  uint32_t bits;
  std::memcpy(&bits, bytes, sizeof bits);
  return bits;
}

HWY_INLINE Mask equals(Bytes d, const char* p, char c) {
  return hn::Eq(load(d, p), hn::Set(d, static_cast<uint8_t>(c)));
}

LiteralFilter::Skip skip_lines(const char* line, const char* end, const std::string& quoted) {
  const Bytes d;
  const size_t size = quoted.size();
  LiteralFilter::Skip skip{line, 0, 0};
  if (*line != '{') return skip;
  uint32_t carry = 0;
  for (const char* p = line;; p += hn::Lanes(d)) {
    const auto here = load(d, p);
    const auto next = load(d, p + 1);
    const auto newline = hn::Eq(here, hn::Set(d, '\n'));
    const auto object = hn::Or(hn::Eq(next, hn::Set(d, '{')), hn::Eq(next, hn::Set(d, '\n')));
    const auto literal = hn::And(
        hn::And(hn::Eq(here, hn::Set(d, '"')), hn::Eq(next, hn::Set(d, static_cast<uint8_t>(quoted[1])))),
        hn::And(equals(d, p + size - 2, quoted[size - 2]), equals(d, p + size - 1, '"')));
    uint32_t looks =
        bits_of(d, hn::Or(hn::Or(literal, hn::Eq(here, hn::Set(d, '\\'))), hn::AndNot(object, newline)));
    const uint32_t newlines = bits_of(d, newline);
    const uint32_t empties =
        newlines & ((newlines << 1) | carry);  // what ends behind another newline is empty
    carry = newlines >> (hn::Lanes(d) - 1);
    // What stands before the first place that wants a look, or the end.
    while (looks != 0) {
      const auto i = static_cast<uint32_t>(std::countr_zero(looks));
      const char* const at = p + i;
      const bool found = *at != '"' || std::memcmp(at, quoted.data(), size) == 0;
      if (found || at >= end) break;
      looks &= looks - 1;
    }
    const uint32_t before = looks == 0 ? ~uint32_t{0} : (looks & -looks) - 1;
    const auto past_end = static_cast<size_t>(end - p);  // beyond it nothing counts
    const uint32_t within =
        past_end < 32 ? before & static_cast<uint32_t>((uint64_t{2} << past_end) - 1) : before;
    uint32_t passed = newlines & within;
    const bool looked = looks != 0 && p + std::countr_zero(looks) <= end;
    // A newline before what does not begin like an object ends a line that is passed over.
    if (looked && p[std::countr_zero(looks)] == '\n') passed |= looks & -looks;
    if (passed != 0) {
      skip.lines += static_cast<uint32_t>(std::popcount(passed));
      skip.records += static_cast<uint32_t>(std::popcount(passed) - std::popcount(passed & empties));
      skip.line = p + 32 - std::countl_zero(passed);
    }
    if (looked || past_end < hn::Lanes(d)) return skip;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

LiteralFilter::Skip LiteralFilter::skip(const char* line, const char* end) const {
  return RUNNEL_KERNEL(skip_lines)(line, end, quoted_);
}

}  // namespace runnel::json
#endif  // HWY_ONCE
