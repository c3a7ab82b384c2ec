#include "format/json_marks.h"

#include <algorithm>

// Blocks are as wide as the widest vectors.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "format/json_marks.cpp"
#include "hwy/foreach_target.h"
//
#include "format/bits.h"
#include "format/mark_bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::format {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4
// As prefix_xor(), by the product with all ones without carries.
HWY_INLINE uint64_t between_quotes(uint64_t quotes) {
  if (quotes == 0) return 0;
  const hn::FixedTag<uint64_t, 2> d;
  return hn::GetLane(hn::CLMulLower(hn::Set(d, quotes), hn::Set(d, ~uint64_t{0})));
}
#else
HWY_INLINE uint64_t between_quotes(uint64_t quotes) {
  return prefix_xor(quotes);
}
#endif

HWY_INLINE uint32_t count_of(uint64_t bits) {
  return static_cast<uint32_t>(hwy::PopCount(bits));
}

// Of so many bytes, at most a block.
template <bool kIsWhole>
HWY_INLINE JsonMarks mark(const char* text, size_t count, JsonCarry& carry) {
  const Bytes d;
  const auto is = [&](char c) { return hn::Set(d, static_cast<uint8_t>(c)); };
  uint64_t quotes = 0, backslashes = 0, opening = 0, closing = 0, newlines = 0, white = 0;
  for (size_t i = 0; i < kJsonBlock; i += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, reinterpret_cast<const uint8_t*>(text + i));
    const auto folded = hn::Or(v, hn::Set(d, 0x20));  // [ like {, ] like }
    quotes |= bits_of(d, hn::Eq(v, is('"'))) << i;
    backslashes |= bits_of(d, hn::Eq(v, is('\\'))) << i;
    opening |= bits_of(d, hn::Eq(folded, is('{'))) << i;
    closing |= bits_of(d, hn::Eq(folded, is('}'))) << i;
    newlines |= bits_of(d, hn::Eq(v, is('\n'))) << i;
    white |= bits_of(d, hn::Eq(hn::Min(v, hn::Set(d, 0x20)), v)) << i;
  }
  if constexpr (kIsWhole) count = kJsonBlock;
  const uint64_t valid = kIsWhole ? ~uint64_t{0} : bits_below(count);
  backslashes &= valid;
  const uint64_t escaped = escaped_bits(backslashes, carry.is_escape);
  const uint64_t inside = between_quotes(quotes & ~escaped & valid) ^ (carry.in_string ? ~uint64_t{0} : 0);
  const uint64_t outside = ~inside & valid;
  carry.in_string = (inside >> (count - 1) & 1) != 0;
  carry.is_escape = ((backslashes & ~escaped) >> (count - 1) & 1) != 0;
  return {.inside = inside,
          .opening = opening & outside,
          .closing = closing & outside,
          .newlines = newlines & outside,
          .blanks = white & ~newlines & outside,
          .broken = newlines & inside & valid};
}

HWY_INLINE bool are_led(const char* text, uint64_t opening) {
  for (; opening != 0; opening &= opening - 1) {
    const char before = text[static_cast<ptrdiff_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(opening)) - 1];
    if (before != ':' && before != ',' && before != '[') return false;
  }
  return true;
}

size_t skip_quiet(const char* text, size_t size, JsonCarry& carry, size_t& depth, bool& has_blanks,
                  JsonMarks& marks) {
  JsonCarry here = carry;
  size_t open = depth;
  uint64_t blanks = 0;
  size_t done = 0;
  while (done < size) {
    const size_t count = std::min(size - done, kJsonBlock);
    const JsonMarks found =
        count == kJsonBlock ? mark<true>(text + done, count, here) : mark<false>(text + done, count, here);
    const size_t closes = count_of(found.closing);
    if (closes >= open || (found.newlines | found.broken) != 0 || !are_led(text + done, found.opening)) {
      marks = found;
      break;
    }
    open += count_of(found.opening) - closes;
    blanks |= found.blanks;
    done += count;
  }
  carry = here;
  depth = open;
  has_blanks = has_blanks || blanks != 0;
  return done;
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::format
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::format {

size_t skip_within_value(const char* text, size_t size, JsonCarry& carry, size_t& depth, bool& has_blanks,
                         JsonMarks& marks) {
  using json::active_isa;
  using json::Isa;
  return RUNNEL_WIDE_KERNEL(skip_quiet)(text, size, carry, depth, has_blanks, marks);
}

}  // namespace runnel::format
#endif  // HWY_ONCE
