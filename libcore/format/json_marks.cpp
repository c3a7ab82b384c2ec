#include "format/json_marks.h"

#include <cstring>

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "format/json_marks.cpp"
#include "hwy/foreach_target.h"
//
#include "format/mark_bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::format {
namespace HWY_NAMESPACE {

void mark_values(const char* text, size_t blocks, JsonMarks* marks) {
  const Bytes d;
  const auto is = [&](char c) { return hn::Set(d, static_cast<uint8_t>(c)); };
  for (size_t block = 0; block < blocks; ++block, text += kJsonBlock) {
    JsonMarks found{};
    for (size_t i = 0; i < kJsonBlock; i += hn::Lanes(d)) {
      const auto v = hn::LoadU(d, reinterpret_cast<const uint8_t*>(text + i));
      const auto folded = hn::Or(v, hn::Set(d, 0x20));  // [ like {, ] like }
      found.quotes |= bits_of(d, hn::Eq(v, is('"'))) << i;
      found.backslashes |= bits_of(d, hn::Eq(v, is('\\'))) << i;
      found.opening |= bits_of(d, hn::Eq(folded, is('{'))) << i;
      found.closing |= bits_of(d, hn::Eq(folded, is('}'))) << i;
      const auto separator = hn::Or(hn::Eq(v, is(':')), hn::Eq(v, is(',')));
      found.leading |= bits_of(d, hn::Or(separator, hn::Eq(v, is('[')))) << i;
      found.newlines |= bits_of(d, hn::Eq(v, is('\n'))) << i;
      const auto blank = hn::Or(hn::Eq(v, is(' ')), hn::Or(hn::Eq(v, is('\t')), hn::Eq(v, is('\r'))));
      found.blanks |= bits_of(d, blank) << i;
    }
    marks[block] = found;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::format
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::format {

void mark_json(const char* text, size_t blocks, JsonMarks* marks) {
  using json::active_isa;
  using json::Isa;
  RUNNEL_KERNEL(mark_values)(text, blocks, marks);
}

}  // namespace runnel::format
#endif  // HWY_ONCE
