// State as bytes, and back: little-endian integers of fixed width, doubles by their bits, text behind its
// length. What an operator and its parts are saved as; the same state gives the same bytes on every machine.
//
// A reader never reads beyond its text: after the first value that is not there, or is not what it should be,
// it has failed, gives zeros and empty text for ever, and ok() is false. So whoever loads reads all of it and
// asks once, but checks each count before it makes room for so many.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace runnel {

class ByteWriter {
 public:
  void u8(uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void u32(uint32_t value) { put(value, 4); }
  void u64(uint64_t value) { put(value, 8); }
  void i64(int64_t value) { put(static_cast<uint64_t>(value), 8); }
  void real(double value) { put(std::bit_cast<uint64_t>(value), 8); }
  void text(std::string_view value) {
    u64(value.size());
    out_ += value;
  }

  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  void put(uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_.push_back(static_cast<char>(value >> (8 * i)));
  }

  std::string out_;
};

class ByteReader {
 public:
  // Borrows the bytes.
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  uint8_t u8() { return static_cast<uint8_t>(get(1)); }
  uint32_t u32() { return static_cast<uint32_t>(get(4)); }
  uint64_t u64() { return get(8); }
  int64_t i64() { return static_cast<int64_t>(get(8)); }
  double real() { return std::bit_cast<double>(get(8)); }
  // A view into the bytes.
  std::string_view text() {
    const uint64_t size = u64();
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  // How many of something follow, each of which takes at least `least` bytes: 0, having failed, where there
  // is no room for so many.
  uint64_t count(size_t least) {
    const uint64_t value = u64();
    if (least > 0 && value > rest_.size() / least) fail();
    return ok_ ? value : 0;
  }

  // For a value that is there and makes no sense.
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  uint64_t get(size_t width) {
    if (rest_.size() < width) fail();
    if (!ok_) return 0;
    uint64_t value = 0;
    for (size_t i = 0; i < width; ++i) {
      value |= uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(width);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace runnel
