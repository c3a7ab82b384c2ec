#include "base/columns.h"

#include <clocale>
#include <cstdint>
#include <cwchar>

namespace runnel {

namespace {

// C.UTF-8 for this thread, whatever the process has: its tables know how wide characters are.
class Utf8Here {
 public:
  Utf8Here() : before_(utf8() == nullptr ? nullptr : uselocale(utf8())) {}
  ~Utf8Here() {
    if (before_ != nullptr) uselocale(before_);
  }
  Utf8Here(const Utf8Here&) = delete;
  Utf8Here& operator=(const Utf8Here&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  const locale_t before_;
};

struct Character {
  size_t bytes;
  size_t width;
  bool is_harmless;
};

Character first_of(std::string_view text, Charset charset) {
  constexpr Character kUnknown{1, 1, false};
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) return {1, 1, byte >= 0x20 && byte != 0x7F};
  wchar_t c = 0;
  mbstate_t state{};
  const size_t bytes = mbrtowc(&c, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return kUnknown;
  const int width = wcwidth(c);
  if (charset == Charset::ascii || width < 0) return {bytes, 1, false};
  return {bytes, static_cast<size_t>(width), true};
}

bool is_plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace

size_t display_width(char32_t code) {
  const Utf8Here utf8;
  const int width = wcwidth(static_cast<wchar_t>(code));
  return width < 0 ? 1 : static_cast<size_t>(width);
}

Columns fitted(std::string_view text, size_t most, Charset charset) {
  if (text.size() <= most && is_plain_ascii(text)) return {std::string(text), text.size()};
  const Utf8Here utf8;
  Columns out;
  size_t kept = 0;  // of out.text, if the rest must be cut
  size_t kept_width = 0;
  while (!text.empty()) {
    const Character c = first_of(text, charset);
    if (out.width + c.width > most) {
      if (most == 0) return {};
      out.text.resize(kept);
      out.text += charset == Charset::unicode ? "…" : ">";
      out.width = kept_width + 1;
      return out;
    }
    out.text += c.is_harmless ? text.substr(0, c.bytes) : "?";
    out.width += c.width;
    if (out.width < most) {
      kept = out.text.size();
      kept_width = out.width;
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

Columns fitted_end(std::string_view text, size_t most, Charset charset) {
  const Columns whole = fitted(text, text.size(), charset);
  if (whole.width <= most || most == 0) return most == 0 ? Columns{} : whole;
  const Utf8Here utf8;
  std::string_view rest = whole.text;
  size_t width = whole.width;
  while (width > most - 1) {
    const Character c = first_of(rest, Charset::unicode);
    rest.remove_prefix(c.bytes);
    width -= c.width;
  }
  // A combining character would now stand on another one.
  while (!rest.empty() && first_of(rest, Charset::unicode).width == 0) {
    rest.remove_prefix(first_of(rest, Charset::unicode).bytes);
  }
  return {(charset == Charset::unicode ? "…" : "<") + std::string(rest), width + 1};
}

}  // namespace runnel
