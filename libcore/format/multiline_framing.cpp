#include "format/multiline_framing.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "format/record_ends.h"

namespace runnel::format {

namespace {

// The state within a record that was given up.
constexpr std::string_view kLost = "l";

class MultilineFraming final : public io::Framing {
 public:
  MultilineFraming(std::shared_ptr<const Form> form, std::shared_ptr<const Regex> start)
      : form_(std::move(form)), start_(std::move(start)) {}

  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    if (is_lost_) {
      find_start(text, size, more);
      if (is_lost_ || skipped_ > 0) return {.end = skipped_, .is_due = true};
    }
    // After an error the source ends before what was looked at.
    at_ = std::min(at_, size);
    for (Line line; next_line(text, size, more, line);) {
      const bool is_open = at_ > end();
      if (start_->found_in(line.text)) {
        if (is_open) add_end(at_);
      } else if (!is_open && is_blank(line.text)) {
        add_end(line.end);
      }
      at_ = line.end;
    }
    if (more == More::is_there_not && end() < size) add_end(size);
    return {.end = end()};
  }

  Found give_up(char* /*text*/, size_t /*size*/) override {
    is_lost_ = true;
    at_ = 0;
    ends_.clear();
    return {};
  }

  bool holds_back() const override { return !is_lost_ && at_ > end(); }
  Found settle(char* /*text*/, size_t /*size*/) override {
    add_end(at_);
    return {.end = end()};
  }

  void leave(io::Batch& batch) override {
    batch.form = form_;
    if (skipped_ > 0) {
      batch.preamble = std::exchange(skipped_, 0);
      at_ = 0;
    } else {
      at_ -= std::min(at_, end());
      batch.ends.swap(ends_);
    }
    ends_.clear();
  }

  std::string state() const override { return is_lost_ ? std::string(kLost) : std::string(); }
  bool resume(std::string_view state) override {
    is_lost_ = state == kLost;
    return is_lost_ || state.empty();
  }

 private:
  struct Line {
    std::string_view text;  // without its newline, and a '\r' before that
    size_t end;             // behind its newline
  };

  // The whole line at at_.
  bool next_line(const char* text, size_t size, More more, Line& line) const {
    if (at_ >= size) return false;
    const char* const begin = text + at_;
    const void* const newline = std::memchr(begin, '\n', size - at_);
    if (newline == nullptr && more == More::may_come) return false;
    const char* const end = newline == nullptr ? text + size : static_cast<const char*>(newline);
    line.text = {begin, static_cast<size_t>(end - begin)};
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    line.end = static_cast<size_t>(end - text) + (newline == nullptr ? 0 : 1);
    return true;
  }

  // Of the records that are known to be whole.
  size_t end() const { return ends_.empty() ? 0 : ends_.back(); }
  void add_end(size_t end) { ends_.push_back(static_cast<uint32_t>(end)); }

  // The rest of a record that was given up goes to the next line that begins one.
  void find_start(const char* text, size_t size, More more) {
    for (Line line; next_line(text, size, more, line); at_ = line.end) {
      if (!start_->found_in(line.text)) continue;
      is_lost_ = false;
      break;
    }
    skipped_ = at_;
  }

  const std::shared_ptr<const Form> form_;
  const std::shared_ptr<const Regex> start_;
  size_t at_ = 0;               // the line that is to be looked at next
  std::vector<uint32_t> ends_;  // of whole records
  bool is_lost_ = false;        // within a record that was given up
  size_t skipped_ = 0;          // so much of it leaves
};

}  // namespace

std::unique_ptr<io::Framing> make_multiline_framing(std::shared_ptr<const Form> form,
                                                    std::shared_ptr<const Regex> start) {
  return std::make_unique<MultilineFraming>(std::move(form), std::move(start));
}

}  // namespace runnel::format
