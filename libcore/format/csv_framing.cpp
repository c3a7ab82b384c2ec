#include "format/csv_framing.h"

#include <algorithm>

#include "format/csv_rows.h"

namespace runnel::format {

namespace {

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
    format_.header = std::move(header.names);
    form_ = make_csv_form(format_);
  }

  CsvFormat format_;
  CsvRows rows_;
  std::shared_ptr<const Form> form_;  // null until the header was read
  size_t end_ = 0;                    // that was found last
};

}  // namespace

std::unique_ptr<io::Framing> make_csv_framing(CsvFormat format) {
  return std::make_unique<CsvFraming>(std::move(format));
}

}  // namespace runnel::format
