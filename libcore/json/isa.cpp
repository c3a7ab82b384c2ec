#include "json/isa.h"

namespace runnel::json {

namespace {

// What Highway's targets of these names are compiled to use.
Isa detect() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("fma")) {
    const bool is_wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("pclmul");
    return is_wide ? Isa::avx512 : Isa::avx2;
  }
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul")) {
    return Isa::sse4;
  }
#endif
  return Isa::baseline;
}

const Isa best = detect();
Isa active = best;

}  // namespace

Isa best_isa() {
  return best;
}
Isa active_isa() {
  return active;
}
void use_isa(Isa isa) {
  active = isa;
}

}  // namespace runnel::json
