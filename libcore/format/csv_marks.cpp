#include "format/csv_marks.h"

// Blocks are as wide as the widest vectors.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "format/csv_marks.cpp"
#include "hwy/foreach_target.h"
//
#include "format/mark_bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::format {
namespace HWY_NAMESPACE {

void mark_cells(const char* text, size_t blocks, char delimiter, CsvMarks* marks) {
  const Bytes d;
  const size_t lanes = hn::Lanes(d);
  const auto quote = hn::Set(d, '"');
  const auto cell = hn::Set(d, static_cast<uint8_t>(delimiter));
  const auto newline = hn::Set(d, '\n');
  for (size_t block = 0; block < blocks; ++block, text += kCsvBlock) {
    CsvMarks found{};
    for (size_t i = 0; i < kCsvBlock; i += lanes) {
      const auto v = hn::LoadU(d, reinterpret_cast<const uint8_t*>(text + i));
      found.quotes |= bits_of(d, hn::Eq(v, quote)) << i;
      found.delimiters |= bits_of(d, hn::Eq(v, cell)) << i;
      found.newlines |= bits_of(d, hn::Eq(v, newline)) << i;
    }
    marks[block] = found;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::format
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::format {

void mark_csv(const char* text, size_t blocks, char delimiter, CsvMarks* marks) {
  using json::active_isa;
  using json::Isa;
  RUNNEL_WIDE_KERNEL(mark_cells)(text, blocks, delimiter, marks);
}

}  // namespace runnel::format
#endif  // HWY_ONCE
