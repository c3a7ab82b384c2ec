#include "format/extract_json.h"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/record_ends.h"
#include "json/projector.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

// A line of any text is looked at this many times, counted in its bytes, and a short one more often.
constexpr size_t kMaxLooks = 64;
constexpr size_t kShortLine = 4096;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// The text, a newline and what may be read behind that.
void assign_line(std::string& out, std::string_view text) {
  out.assign(text);
  out.append(1 + json::kPadding, '\n');
}

class ExtractReader final : public RecordReader {
 public:
  ExtractReader(const std::string& name, ProgramPaths programs) : name_(name) {
    for (const std::vector<json::Path>* paths : programs) projectors_.emplace_back(*paths);
  }

  Record next(const io::Batch& batch, const char* at) override {
    const RecordSpan span = span_at(batch, at);
    Record record{Record::Kind::record, span.text, span.next, span.lines};
    text_ = span.text;
    is_made_ = false;
    if (is_blank(text_)) {
      record.kind = Record::Kind::nothing;
    } else if (!find_object(span.next - 1)) {
      record.kind = Record::Kind::bad;
    }
    return record;
  }

  bool check() override {
    if (json::utf8_valid(name_.empty() ? object_ : text_)) return true;
    fault_ = {0, "the text is not UTF-8"};
    return false;
  }

  void fill(size_t program, json::Slot* slots) override {
    const bool is_enough = name_.empty() && ends_line_;
    projectors_[program].project(is_enough ? object_.data() : line(), slots);
  }

  const char* line() override {
    if (is_line()) return object_.data();
    if (!std::exchange(is_made_, true)) make_line();
    return line_.data();
  }

  size_t line_size() override {
    line();
    return is_line() ? object_.size() : line_.size() - 1 - json::kPadding;
  }

 private:
  // Whether the record needs no copy: it lies in the batch with a newline behind it.
  bool is_line() const { return name_.empty() && ends_line_ && object_.data()[object_.size()] == '\n'; }

  // In the line, which ends at `end`, a newline.
  bool find_object(const char* end) {
    size_t looks = text_.size() * kMaxLooks + kShortLine;
    fault_ = {0, "expected a JSON object in the line"};
    bool is_first = true;
    for (const char* p = text_.data();; ++p) {
      p = static_cast<const char*>(std::memchr(p, '{', static_cast<size_t>(end - p)));
      if (p == nullptr) return false;
      const auto wrong = take_object({p, static_cast<size_t>(end - p)});
      if (!wrong) return true;
      const auto offset = static_cast<size_t>(p - text_.data());
      if (std::exchange(is_first, false)) fault_ = {offset + wrong->offset, wrong->reason};
      if (wrong->offset >= looks) {
        fault_ = {offset, "too many { that begin no JSON object"};
        return false;
      }
      looks -= wrong->offset;
    }
  }

  // The object that `text`, the rest of the line, begins with; what is wrong where there is none.
  std::optional<json::SyntaxError> take_object(std::string_view text) {
    const auto wrong = validator_.check_grammar(text);
    object_ = trimmed(wrong ? text.substr(0, wrong->offset) : text);
    ends_line_ = !wrong;
    if (!wrong) return std::nullopt;
    // What stands behind an object is wrong as well, and the object then is all before it.
    if (!object_.ends_with('}')) return wrong;
    assign_line(line_, object_);
    if (validator_.check_grammar({line_.data(), object_.size()})) return wrong;
    is_made_ = name_.empty();
    return std::nullopt;
  }

  void make_line() {
    if (name_.empty()) return assign_line(line_, object_);
    const auto begin = static_cast<size_t>(object_.data() - text_.data());
    const std::string_view before = trimmed(text_.substr(0, begin));
    const std::string_view behind = trimmed(text_.substr(begin + object_.size()));
    around_.assign(before);
    if (!before.empty() && !behind.empty()) around_ += ' ';
    around_ += behind;

    line_ = "{";
    json::append_quoted(line_, name_);
    line_ += ':';
    json::append_quoted(line_, around_);
    const std::string_view members = trimmed(object_.substr(1));
    if (members != "}") line_ += ',';
    line_ += members;
    line_.append(1 + json::kPadding, '\n');
  }

  const std::string& name_;
  std::vector<json::Projector> projectors_;  // by program
  json::Validator validator_;
  std::string_view text_;    // the line
  std::string_view object_;  // lies in it
  bool ends_line_ = false;   // nothing but blanks stands behind it
  std::string line_;         // the record
  bool is_made_ = false;
  std::string around_;
};

class ExtractForm final : public Form {
 public:
  explicit ExtractForm(std::string name) : name_(std::move(name)) {}

  std::unique_ptr<RecordReader> make_reader(ProgramPaths programs) const override {
    return std::make_unique<ExtractReader>(name_, programs);
  }

 private:
  const std::string name_;
};

}  // namespace

std::shared_ptr<const Form> make_extract_json_form(std::string name) {
  return std::make_shared<const ExtractForm>(std::move(name));
}

}  // namespace runnel::format
