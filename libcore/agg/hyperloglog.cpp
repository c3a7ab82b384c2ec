#include "agg/hyperloglog.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace runnel::agg {

namespace {

// sigma and tau of Ertl's paper: what registers that are still 0, and those that are full, stand for.
double sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double sum = x;
  double before = 0;
  for (double power = 1; sum != before; power *= 2) {
    x *= x;
    before = sum;
    sum += x * power;
  }
  return sum;
}

double tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x;
  double before = 0;
  for (double power = 0.5; sum != before; power /= 2) {
    x = std::sqrt(x);
    before = sum;
    sum -= (1 - x) * (1 - x) * power;
  }
  return sum / 3;
}

}  // namespace

void HyperLogLog::become_registers() {
  registers_.resize(kRegisters);
  set_.each([this](Hash64 hash) { add_to_registers(hash); });
  set_.clear();
}

void HyperLogLog::add_to_set(Hash64 hash) {
  set_.insert(hash);
  if (set_.size() > kMostExact) become_registers();
}

void HyperLogLog::merge(const HyperLogLog& other) {
  if (other.is_exact()) {
    other.set_.each([this](Hash64 hash) { add(hash); });
    return;
  }
  if (is_exact()) become_registers();
  for (size_t i = 0; i < kRegisters; ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

uint64_t HyperLogLog::count() const {
  return is_exact() ? set_.size() : static_cast<uint64_t>(std::llround(std::min(estimate(), 9e18)));
}

double HyperLogLog::estimate() const {
  // How many registers hold each number; in four parts, since many hold the same.
  std::array<std::array<uint32_t, kRankBits + 2>, 4> parts{};
  for (size_t i = 0; i < kRegisters; ++i) ++parts[i % 4][registers_[i]];
  const auto having = [&parts](size_t rank) {
    return static_cast<double>(parts[0][rank] + parts[1][rank] + parts[2][rank] + parts[3][rank]);
  };
  constexpr auto kCount = static_cast<double>(kRegisters);
  double sum = kCount * tau(1 - having(kRankBits + 1) / kCount);
  for (size_t rank = kRankBits; rank >= 1; --rank) sum = 0.5 * (sum + having(rank));
  sum += kCount * sigma(having(0) / kCount);
  return kCount * kCount / (2 * std::log(2.0) * sum);
}

void HyperLogLog::save(ByteWriter& out) const {
  out.u8(is_exact() ? 0 : 1);
  if (is_exact()) return set_.save(out);
  out.text({reinterpret_cast<const char*>(registers_.data()), registers_.size()});
}

void HyperLogLog::load(ByteReader& in) {
  const uint8_t form = in.u8();
  if (form > 1) return in.fail();
  if (form == 0) {
    set_.load(in);
    if (set_.size() > kMostExact) in.fail();
    return;
  }
  const std::string_view registers = in.text();
  const auto is_possible = [](char rank) { return static_cast<uint8_t>(rank) <= kRankBits + 1; };
  if (registers.size() != kRegisters || !std::all_of(registers.begin(), registers.end(), is_possible)) {
    return in.fail();
  }
  registers_.assign(registers.begin(), registers.end());
}

}  // namespace runnel::agg
