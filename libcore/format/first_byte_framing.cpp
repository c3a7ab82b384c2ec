#include "format/first_byte_framing.h"

#include <utility>

#include "format/line_framing.h"

namespace runnel::format {

namespace {

class FirstByteFraming final : public io::Framing {
 public:
  explicit FirstByteFraming(std::function<std::unique_ptr<io::Framing>()> make) : make_(std::move(make)) {}

  Found find(char* text, size_t known, size_t size, More more) override {
    if (framing_ == nullptr && size > 0) {
      is_json_ = *text == '{';
      framing_ = is_json_ ? make_line_framing(nullptr) : make_();
    }
    return framing_ == nullptr ? Found{} : framing_->find(text, known, size, more);
  }
  Found give_up(char* text, size_t size) override { return framing_->give_up(text, size); }
  void leave(io::Batch& batch) override { framing_->leave(batch); }
  bool gives_way() const override { return is_json_; }

 private:
  const std::function<std::unique_ptr<io::Framing>()> make_;
  std::unique_ptr<io::Framing> framing_;  // once the first byte is known
  bool is_json_ = false;
};

}  // namespace

std::unique_ptr<io::Framing> make_first_byte_framing(std::function<std::unique_ptr<io::Framing>()> make) {
  return std::make_unique<FirstByteFraming>(std::move(make));
}

}  // namespace runnel::format
