#include "format/csv_framing.h"

#include <algorithm>

#include "base/bytes.h"
#include "format/csv_rows.h"

namespace runnel::format {

namespace {

constexpr uint8_t kStateMark = 'c';

class CsvFraming final : public io::Framing {
 public:
  explicit CsvFraming(CsvFormat format) : format_(std::move(format)), rows_(format_.delimiter) {
    if (!format_.header.empty()) form_ = make_csv_form(format_);
  }

  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    end_ = more == More::is_there_not ? size : rows_.find(text, size);
    return {.end = end_};
  }

  Found give_up(char* text, size_t size) override {
    end_ = rows_.give_up(text, size);
    return {.end = end_};
  }

  void leave(io::Batch& batch) override {
    rows_.leave(end_);
    if (form_ == nullptr) take_header(batch);
    batch.form = form_;
  }

  // The header, if it is the source that has it.
  std::string state() const override { return state_; }
  bool resume(std::string_view state) override {
    if (state.empty()) return true;
    ByteReader in(state);
    std::vector<std::string> names;
    if (in.u8() != kStateMark || form_ != nullptr) return false;
    for (uint64_t left = in.count(sizeof(uint64_t)); left > 0; --left) names.emplace_back(in.text());
    if (!in.ok() || !in.at_end() || names.empty()) return false;
    set_header(std::move(names));
    return true;
  }

 private:
  void take_header(io::Batch& batch) {
    batch.buffer.data()[batch.last] = '\n';
    const std::string_view text = batch.text();
    size_t begin = 0;
    while (text.substr(begin).starts_with('\n') || text.substr(begin).starts_with("\r\n")) {
      begin += text[begin] == '\n' ? 1 : 2;
    }
    batch.preamble = begin;
    if (begin == text.size()) return;  // empty lines
    CsvHeader header = read_csv_header(text.substr(begin), format_.delimiter);
    batch.preamble += header.size;
    set_header(std::move(header.names));
  }

  void set_header(std::vector<std::string> names) {
    ByteWriter out;
    out.u8(kStateMark);
    out.u64(names.size());
    for (const std::string& name : names) out.text(name);
    state_ = out.take();
    format_.header = std::move(names);
    form_ = make_csv_form(format_);
  }

  CsvFormat format_;
  CsvRows rows_;
  std::shared_ptr<const Form> form_;  // null until the header was read
  std::string state_;                 // of the header that was read
  size_t end_ = 0;                    // that was found last
};

}  // namespace

std::unique_ptr<io::Framing> make_csv_framing(CsvFormat format) {
  return std::make_unique<CsvFraming>(std::move(format));
}

}  // namespace runnel::format
