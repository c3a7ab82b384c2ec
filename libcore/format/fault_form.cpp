#include "format/fault_form.h"

#include <utility>

#include "format/record_ends.h"

namespace runnel::format {

namespace {

class FaultReader final : public RecordReader {
 public:
  explicit FaultReader(const std::string& reason) : reason_(reason) {}

  Record next(const io::Batch& batch, const char* at) override {
    const RecordSpan span = span_at(batch, at);
    fault_ = {0, reason_};
    return {is_blank(span.text) ? Record::Kind::nothing : Record::Kind::bad, span.text, span.next,
            span.lines};
  }

  // No record is asked what is in it.
  bool check() override { return false; }
  void fill(size_t /*program*/, json::Slot* /*slots*/) override {}
  const char* line() override { return "{}\n"; }
  size_t line_size() override { return 2; }

 private:
  const std::string& reason_;
};

class FaultForm final : public Form {
 public:
  explicit FaultForm(FaultFormat format) : format_(std::move(format)) {}

  std::unique_ptr<RecordReader> make_reader(ProgramPaths /*programs*/) const override {
    return std::make_unique<FaultReader>(format_.reason);
  }
  std::string letter_members() const override { return format_.letter_members; }
  bool is_cut_off() const override { return format_.is_cut_off; }

 private:
  const FaultFormat format_;
};

}  // namespace

std::shared_ptr<const Form> make_fault_form(FaultFormat format) {
  return std::make_shared<const FaultForm>(std::move(format));
}

}  // namespace runnel::format
