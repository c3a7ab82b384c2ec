#include "format/first_byte_framing.h"

#include <utility>

#include "format/line_framing.h"

namespace runnel::format {

namespace {

class FirstByteFraming final : public io::Framing {
 public:
  FirstByteFraming(char mark, std::function<std::unique_ptr<io::Framing>()> make)
      : mark_(mark), make_(std::move(make)) {}

  Found find(char* text, size_t known, size_t size, More more) override {
    if (framing_ == nullptr && size > 0) decide(*text == '{' ? kJson : mark_);
    return framing_ == nullptr ? Found{} : framing_->find(text, known, size, more);
  }
  Found give_up(char* text, size_t size) override { return framing_->give_up(text, size); }
  void leave(io::Batch& batch) override { framing_->leave(batch); }
  bool gives_way() const override { return is_json_; }

  std::string state() const override {
    return framing_ == nullptr ? std::string() : (is_json_ ? kJson : mark_) + framing_->state();
  }
  bool resume(std::string_view state) override {
    if (state.empty()) return true;
    const char found = state.front();
    if (found != kJson && found != mark_) return false;
    decide(found);
    return framing_->resume(state.substr(1));
  }

 private:
  static constexpr char kJson = 'j';  // what the state begins with, or mark_

  void decide(char found) {
    is_json_ = found == kJson;
    framing_ = is_json_ ? make_line_framing(nullptr) : make_();
  }

  const char mark_;
  const std::function<std::unique_ptr<io::Framing>()> make_;
  std::unique_ptr<io::Framing> framing_;  // once the first byte is known
  bool is_json_ = false;
};

}  // namespace

std::unique_ptr<io::Framing> make_first_byte_framing(char mark,
                                                     std::function<std::unique_ptr<io::Framing>()> make) {
  return std::make_unique<FirstByteFraming>(mark, std::move(make));
}

}  // namespace runnel::format
