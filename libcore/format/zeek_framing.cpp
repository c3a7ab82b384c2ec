#include "format/zeek_framing.h"

#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "format/first_byte_framing.h"
#include "format/zeek_header.h"
#include "format/zeek_parser.h"

namespace runnel::format {

namespace {

class ZeekFraming final : public io::Framing {
 public:
  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    while (end_ < size) {
      const char* const line = text + end_;
      const void* const found = std::memchr(line, '\n', size - end_);
      if (found == nullptr && more == More::may_come) break;
      const char* const newline = found == nullptr ? text + size : static_cast<const char*>(found);
      if (*line == '#') {
        if (has_records_) return {.end = end_, .is_due = true};
        take_header({line, static_cast<size_t>(newline - line)});
      }
      has_records_ |= *line != '#';
      end_ = found == nullptr ? size : static_cast<size_t>(newline - text) + 1;
      if (!has_records_) preamble_ = end_;
    }
    return {.end = end_};
  }

  Found give_up(char* /*text*/, size_t /*size*/) override {
    forget();
    return {};
  }

  void leave(io::Batch& batch) override {
    if (form_ == nullptr) form_ = make_zeek_form(header_);
    batch.form = form_;
    batch.preamble = preamble_;
    forget();
  }

  std::string state() const override {
    ByteWriter out;
    header_.save(out);
    return out.take();
  }
  bool resume(std::string_view state) override {
    ByteReader in(state);
    header_.load(in);
    return in.ok() && in.at_end();
  }

 private:
  void take_header(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    header_.read(line);
    form_ = nullptr;
  }

  void forget() {
    end_ = preamble_ = 0;
    has_records_ = false;
  }

  ZeekHeader header_;                 // as far as it was read
  std::shared_ptr<const Form> form_;  // made for it; null where it has changed
  size_t end_ = 0;                    // of the whole lines that were looked at
  size_t preamble_ = 0;               // of these, the headers at the beginning
  bool has_records_ = false;          // whether other lines follow these
};

}  // namespace

std::unique_ptr<io::Framing> make_zeek_framing() {
  return make_first_byte_framing('z', [] { return std::make_unique<ZeekFraming>(); });
}

}  // namespace runnel::format
