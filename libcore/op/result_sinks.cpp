#include "op/result_sinks.h"

#include "op/record_text.h"

namespace runnel::op {

void ResultSinks::write_late(const io::Batch& batch, std::string_view record) {
  if (batch.form == nullptr && !batch.has_blanks) {
    late_->write({record.data(), record.size() + 1});  // with its newline
    return;
  }
  text_.clear();
  if (batch.form == nullptr) {
    append_without_blanks(text_, record);
  } else {
    format::RecordReader& reader = readers_.of(batch);
    reader.next(batch, record.data());
    text_.append(reader.line(), reader.line_size());
  }
  text_ += '\n';
  late_->write(text_);
}

}  // namespace runnel::op
