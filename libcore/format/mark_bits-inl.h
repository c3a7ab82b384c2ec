// What the kernels share that turn bytes into bits: csv_marks.cpp, json_marks.cpp.
//
// Include only from a file that is compiled through hwy/foreach_target.h.
#if defined(RUNNEL_FORMAT_MARK_BITS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef RUNNEL_FORMAT_MARK_BITS_INL_H
#undef RUNNEL_FORMAT_MARK_BITS_INL_H
#else
#define RUNNEL_FORMAT_MARK_BITS_INL_H
#endif

#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::format {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<uint8_t, 64>;

// The lanes of the mask, the first one in the lowest bit.
HWY_INLINE uint64_t bits_of(Bytes d, hn::Mask<Bytes> mask) {
#if HWY_TARGET == HWY_AVX3
  uint64_t bits;
#else
  uint32_t bits = 0;
#endif
  hn::StoreMaskBits(d, mask, reinterpret_cast<uint8_t*>(&bits));
  return bits;
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::format
HWY_AFTER_NAMESPACE();

#endif
