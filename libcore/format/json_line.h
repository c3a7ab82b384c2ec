// The text that is made of a record where someone wants it as JSON: once, and recycled from record to record.
#pragma once

#include <string>
#include <string_view>

#include "json/validator.h"

namespace runnel::format {

class JsonLine {
 public:
  // For another record.
  void clear() { size_ = 0; }
  bool is_made() const { return size_ > 0; }

  // To write it into: empty, with what was there before gone. finish() comes next.
  std::string& begin() {
    text_.clear();
    return text_;
  }
  // Puts a newline and padding behind what was written, which is not empty.
  void finish() {
    size_ = text_.size();
    text_.append(1 + json::kPadding, '\n');
  }

  // REQUIRES: is_made().
  std::string_view text() const { return std::string_view(text_).substr(0, size_); }

 private:
  std::string text_;
  size_t size_ = 0;
};

}  // namespace runnel::format
