#include "format/detecting_framing.h"

#include <string>
#include <utility>

#include "base/bytes.h"
#include "format/detect.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;

class DetectingFraming final : public io::Framing {
 public:
  DetectingFraming(InputFormat asked, std::string_view name) : asked_(std::move(asked)), name_(name) {}

  Found find(char* text, size_t known, size_t size, More more) override {
    if (!is_decided_ && !decide({text, size}, more)) return {};
    return inner_ != nullptr ? inner_->find(text, known, size, more) : Found{};
  }
  Found give_up(char* text, size_t size) override {
    if (!is_decided_) decide({text, size}, More::is_there_not);
    return inner_ != nullptr ? inner_->give_up(text, size) : Found{};
  }
  void leave(io::Batch& batch) override {
    if (inner_ != nullptr) inner_->leave(batch);
  }
  std::string_view cut_off() const override {
    return inner_ != nullptr ? inner_->cut_off() : std::string_view();
  }
  bool holds_back() const override { return inner_ != nullptr && inner_->holds_back(); }
  Found settle(char* text, size_t size) override { return inner_->settle(text, size); }
  bool tells_ends() const override { return inner_ != nullptr && inner_->tells_ends(); }
  bool gives_way() const override { return is_decided_ && inner_ == nullptr; }

  // What was decided, and what the framing of that format must know.
  std::string state() const override {
    if (!is_decided_) return {};
    ByteWriter out;
    out.u8(kStateMark);
    out.text(name_of(found_.kind));
    out.text(found_.delimiter ? std::string_view(&*found_.delimiter, 1) : std::string_view());
    out.text(inner_ != nullptr ? inner_->state() : std::string());
    return out.take();
  }
  bool resume(std::string_view state) override {
    if (state.empty()) return true;
    ByteReader in(state);
    if (in.u8() != kStateMark) return false;
    const auto format = parse_input_format(in.text());
    const std::string_view delimiter = in.text();
    const std::string_view inner = in.text();
    if (!format || !in.ok() || !in.at_end() || delimiter.size() > 1) return false;
    if (format->kind == Kind::automatic || format->kind == Kind::regex) return false;
    InputFormat found = asked_;
    found.kind = format->kind;
    if (!delimiter.empty()) found.delimiter = delimiter.front();
    take(std::move(found));
    return inner_ != nullptr ? inner_->resume(inner) : inner.empty();
  }

 private:
  static constexpr uint8_t kStateMark = 'a';

  bool decide(std::string_view text, More more) {
    const bool is_all = text.size() >= kDetectedHead || more == More::is_there_not;
    if (!is_all && may_say_more(name_, text)) return false;
    take(detect(asked_, name_, text.substr(0, kDetectedHead)).format);
    return true;
  }

  void take(InputFormat found) {
    found_ = std::move(found);
    inner_ = make_framing(found_, name_);
    is_decided_ = true;
  }

  const InputFormat asked_;
  const std::string name_;
  bool is_decided_ = false;
  InputFormat found_;                   // once it is decided
  std::unique_ptr<io::Framing> inner_;  // once it is decided; null: lines of JSON
};

}  // namespace

std::unique_ptr<io::Framing> make_detecting_framing(InputFormat asked, std::string_view name) {
  return std::make_unique<DetectingFraming>(std::move(asked), name);
}

}  // namespace runnel::format
