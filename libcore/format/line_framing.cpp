#include "format/line_framing.h"

#include <cstring>

namespace runnel::format {

namespace {

class LineFraming final : public io::Framing {
 public:
  explicit LineFraming(std::shared_ptr<const Form> form) : form_(std::move(form)) {}

  Found find(char* text, size_t known, size_t size, More more) override {
    if (more == More::is_there_not) return {.end = size};
    const void* const newline = memrchr(text + known, '\n', size - known);
    if (newline != nullptr) end_ = static_cast<size_t>(static_cast<const char*>(newline) - text) + 1;
    return {.end = end_};
  }
  Found give_up(char* /*text*/, size_t /*size*/) override { return {}; }
  void leave(io::Batch& batch) override {
    end_ = 0;
    batch.form = form_;
  }

 private:
  const std::shared_ptr<const Form> form_;
  size_t end_ = 0;  // of the last whole line
};

}  // namespace

std::unique_ptr<io::Framing> make_line_framing(std::shared_ptr<const Form> form) {
  return std::make_unique<LineFraming>(std::move(form));
}

}  // namespace runnel::format
