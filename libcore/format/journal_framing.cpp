#include "format/journal_framing.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "format/first_byte_framing.h"
#include "format/journal_entry.h"
#include "format/journal_parser.h"

namespace runnel::format {

namespace {

// The state within an entry that was given up.
constexpr std::string_view kLost = "l";

class EntryFraming final : public io::Framing {
 public:
  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    if (is_lost_) return find_empty_line(text, size, more);
    // After an error the source ends before what was looked at.
    if (at_ > size) at_ = end();
    while (at_ < size) {
      if (text[at_] == '\n') {
        ends_.push_back(static_cast<uint32_t>(++at_));
        continue;
      }
      const JournalField field = journal_field(text + at_, text + size, LastLine::may_go_on);
      if (field.state == JournalField::State::unfinished) break;
      at_ = static_cast<size_t>(field.next - text);
    }
    if (more == More::is_there_not && end() < size) ends_.push_back(static_cast<uint32_t>(size));
    return {.end = end()};
  }

  Found give_up(char* /*text*/, size_t /*size*/) override {
    is_lost_ = true;
    at_ = 0;
    ends_.clear();
    return {};
  }

  void leave(io::Batch& batch) override {
    batch.form = form_;
    at_ -= std::min(at_, end());
    if (skipped_ > 0) {
      batch.preamble = std::exchange(skipped_, 0);
    } else {
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
  size_t end() const { return ends_.empty() ? 0 : ends_.back(); }

  // Somewhere within an entry that was given up. Values are not told from fields any more: an empty line in
  // one is taken for the end, and what follows up to the next one is most likely a bad record.
  Found find_empty_line(char* text, size_t size, More more) {
    const char* const begin = text;
    const void* const found = memmem(text, size, "\n\n", 2);
    if (size > 0 && *text == '\n') {
      skipped_ = 1;
      is_lost_ = false;
    } else if (found != nullptr) {
      skipped_ = static_cast<size_t>(static_cast<const char*>(found) - begin) + 2;
      is_lost_ = false;
    } else if (more == More::is_there_not) {
      skipped_ = size;
    } else {
      const void* const newline = memrchr(text, '\n', size);
      skipped_ = newline == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(newline) - begin) + 1;
    }
    return {.end = skipped_, .is_due = true};
  }

  const std::shared_ptr<const Form> form_ = make_journal_form();
  size_t at_ = 0;               // the field that is to be looked at next
  std::vector<uint32_t> ends_;  // of whole entries
  bool is_lost_ = false;        // within an entry that was given up
  size_t skipped_ = 0;          // so much of it leaves
};

}  // namespace

std::unique_ptr<io::Framing> make_journal_framing() {
  return make_first_byte_framing('e', [] { return std::make_unique<EntryFraming>(); });
}

}  // namespace runnel::format
