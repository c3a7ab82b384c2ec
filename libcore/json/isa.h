// Which instruction set json's kernels use: the best that this machine has, of those that they are compiled
// for.
//
// The kernels are written once, with Google Highway, and compiled for each instruction set
// (hwy/foreach_target.h). Which one runs is chosen here and not by Highway's own dispatch, because its
// library (1.0.3, in Debian 12) measures the resolution of the processor's timer whenever it is loaded: 2 ms,
// four times what a whole `true` takes.
#pragma once

#include <cstdint>

// AVX-512 is left out: the kernels load 32 bytes at most, since strings are short. Who goes over text
// whatever is in it says otherwise before it includes this, and asks for RUNNEL_WIDE_KERNEL.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3 | HWY_AVX3_DL)
#endif

#include "hwy/detect_targets.h"

namespace runnel::json {

enum class Isa : uint8_t { baseline, sse4, avx2, avx512 };

// The best one of this machine.
Isa best_isa();

Isa active_isa();
// For tests, which compare them, and for measuring. REQUIRES: isa <= best_isa(). No other thread is in json/.
void use_isa(Isa isa);

}  // namespace runnel::json

// RUNNEL_KERNEL(f): the function f of the namespace HWY_NAMESPACE, as compiled for active_isa().
#if (HWY_TARGETS & HWY_AVX2) && HWY_STATIC_TARGET != HWY_AVX2
#define RUNNEL_KERNEL_AVX2(f) active_isa() >= Isa::avx2 ? &N_AVX2::f:
#else
#define RUNNEL_KERNEL_AVX2(f)
#endif
#if (HWY_TARGETS & HWY_SSE4) && HWY_STATIC_TARGET != HWY_SSE4
#define RUNNEL_KERNEL_SSE4(f) active_isa() >= Isa::sse4 ? &N_SSE4::f:
#else
#define RUNNEL_KERNEL_SSE4(f)
#endif
#define RUNNEL_KERNEL(f) (RUNNEL_KERNEL_AVX2(f) RUNNEL_KERNEL_SSE4(f) & HWY_STATIC_DISPATCH(f))

// The same, of a file that is compiled for AVX-512 too.
#if (HWY_TARGETS & HWY_AVX3) && HWY_STATIC_TARGET != HWY_AVX3
#define RUNNEL_KERNEL_AVX512(f) active_isa() == Isa::avx512 ? &N_AVX3::f:
#else
#define RUNNEL_KERNEL_AVX512(f)
#endif
#define RUNNEL_WIDE_KERNEL(f) (RUNNEL_KERNEL_AVX512(f) RUNNEL_KERNEL(f))
