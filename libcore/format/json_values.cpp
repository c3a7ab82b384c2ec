#include "format/json_values.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "format/bits.h"

namespace runnel::format {

namespace {

// What is saved.
constexpr uint8_t kInArray = 1;
constexpr uint8_t kMayPart = 2;
constexpr uint8_t kHasEscape = 4;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool begins_scalar(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == 't' || c == 'f' || c == 'n';
}

bool ends_scalar(char c) {
  return is_blank(c) || c == '\n' || c == ',' || c == '"' || (c | 0x20) == '{' || (c | 0x20) == '}';
}

// Takes those below `end` out of the offsets, and lets the others count from there.
std::vector<uint32_t> take_below(std::vector<uint32_t>& offsets, size_t end) {
  const auto left = std::lower_bound(offsets.begin(), offsets.end(), end);
  std::vector<uint32_t> taken(offsets.begin(), left);
  offsets.erase(offsets.begin(), left);
  for (uint32_t& offset : offsets) offset -= static_cast<uint32_t>(end);
  return taken;
}

}  // namespace

size_t JsonValues::find(char* text, size_t size) {
  JsonMarks marks;
  while (at_ < size) {
    if (state_ == State::garbage) {
      pass_garbage(text, size);
      continue;
    }
    size_t depth = depth_ - base_;
    at_ += skip_within_value(text + at_, size - at_, carry_, depth, has_blanks_, marks);
    depth_ = base_ + depth;
    if (at_ < size) look_at_block(text, std::min(size - at_, kJsonBlock), marks);
  }
  return end_;
}

// Goes behind the block of so many bytes at at_, or elsewhere.
void JsonValues::look_at_block(char* text, size_t count, const JsonMarks& marks) {
  if (marks.broken != 0) count = static_cast<size_t>(std::countr_zero(marks.broken));
  note_newlines(marks.newlines & bits_below(count));
  if (walk(text, count, marks) == Went::elsewhere) return;
  at_ += count;
  if (marks.broken == 0) return;
  note_newlines(1);
  break_off(at_);
}

void JsonValues::note_newlines(uint64_t newlines) {
  for (; newlines != 0; newlines &= newlines - 1) {
    const size_t at = at_ + static_cast<size_t>(std::countr_zero(newlines));
    if (at < noted_) continue;
    newlines_.push_back(static_cast<uint32_t>(at));
    noted_ = at + 1;
  }
}

// The first bytes of the block at at_, so many of them.
JsonValues::Went JsonValues::walk(char* text, size_t count, const JsonMarks& marks) {
  char* const block = text + at_;
  size_t i = 0;
  while (i < count) {
    if (depth_ > base_) {
      i = walk_container(text, i, count, marks);
      if (!is_unparted_) continue;
      // The newline that stands between the two values was taken for one within a value.
      const auto newline = std::lower_bound(newlines_.begin(), newlines_.end(), at_ + i) - 1;
      text[*newline] = '\n';
      break_off(*newline);
      return Went::elsewhere;
    }
    if (state_ == State::string) {
      i = walk_string(i, count, marks.inside);
    } else if (state_ == State::scalar) {
      i = walk_scalar(block, i, count);
    } else {
      take_between(block[i], at_ + i);
      if (state_ == State::garbage) {
        at_ += i;
        carry_ = {};
        return Went::elsewhere;
      }
      ++i;
    }
  }
  return Went::on;
}

// From i to behind the bracket that closes the value, or to the block's end; or to a bracket that a comma is
// missing in front of.
size_t JsonValues::walk_container(char* text, size_t i, size_t count, const JsonMarks& marks) {
  const uint64_t range = bits_below(count) & ~bits_below(i);
  const uint64_t opening = marks.opening & range;
  size_t end = count;
  for (uint64_t brackets = (marks.closing & range) | opening; brackets != 0; brackets &= brackets - 1) {
    const uint64_t bracket = lowest_bit(brackets);
    const auto place = static_cast<size_t>(std::countr_zero(bracket));
    if ((opening & bracket) == 0) {
      if (--depth_ > base_) continue;
      end = place + 1;
      end_value(at_ + end);
      break;
    }
    is_unparted_ = lacks_comma(text, at_ + place);
    if (is_unparted_) {
      end = place;
      break;
    }
    ++depth_;
  }
  pass_white(text + at_, marks.newlines & range & bits_below(end), marks.blanks & range & bits_below(end));
  return end;
}

// White space within a value.
void JsonValues::pass_white(char* block, uint64_t newlines, uint64_t blanks) {
  has_blanks_ = has_blanks_ || (newlines | blanks) != 0;
  for (; newlines != 0; newlines &= newlines - 1) block[std::countr_zero(newlines)] = ' ';
}

// Whether a value ends in front of this bracket, on a line before.
bool JsonValues::lacks_comma(const char* text, size_t bracket) const {
  const char in_front = text[bracket - 1];
  if (in_front == ':' || in_front == ',' || in_front == '[') return false;
  // Newlines in front of it have become blanks, if they were seen to be in a value.
  const auto is_newline = [&](size_t at) {
    return text[at] == '\n' || std::binary_search(newlines_.begin(), newlines_.end(), at);
  };
  size_t before = bracket;
  while (before > end_ && (is_blank(text[before - 1]) || text[before - 1] == '\n')) --before;
  bool has_newline = false;
  for (size_t at = before; at < bracket && !has_newline; ++at) has_newline = is_newline(at);
  if (before == end_ || !has_newline) return false;
  const char last = text[before - 1];
  return last != ':' && last != ',' && last != '[' && last != '{';
}

size_t JsonValues::walk_string(size_t i, size_t count, uint64_t inside) {
  const uint64_t closing = ~inside & bits_below(count) & ~bits_below(i);
  if (closing == 0) return count;
  const size_t end = static_cast<size_t>(std::countr_zero(closing)) + 1;
  end_value(at_ + end);
  return end;
}

size_t JsonValues::walk_scalar(const char* block, size_t i, size_t count) {
  while (i < count && !ends_scalar(block[i])) ++i;
  if (i == count) return i;
  end_value(at_ + i);
  // It began with something else.
  size_t backslashes = 0;
  while (block[static_cast<ptrdiff_t>(i - backslashes) - 1] == '\\') ++backslashes;
  has_escape_ = backslashes % 2 != 0;
  return i;
}

// A byte between two values, or the first one of a value.
void JsonValues::take_between(char& c, size_t at) {
  if (is_blank(c) || c == '\n') {
    end_line(c, at);
  } else if (c == ',' && base_ == 1 && may_part_) {
    may_part_ = false;
    end_line(c, at);
  } else if (c == ']' && base_ == 1) {
    depth_ = base_ = 0;
    end_line(c, at);
  } else if (c == '[' && base_ == 0) {
    depth_ = base_ = 1;
    may_part_ = false;
    end_line(c, at);
  } else if (c == '{' || c == '[') {
    begin_value(at);
    ++depth_;
  } else {
    begin_value(at);
    state_ = c == '"' ? State::string : begins_scalar(c) ? State::scalar : State::garbage;
  }
}

void JsonValues::begin_value(size_t at) {
  if (needs_line_) touching_.push_back(static_cast<uint32_t>(at));
  needs_line_ = false;
}

void JsonValues::end_value(size_t at) {
  state_ = State::between;
  may_part_ = needs_line_ = true;
  has_escape_ = false;
  end_ = at;
}

// The byte is the newline behind a value, or one more.
void JsonValues::end_line(char& c, size_t at) {
  c = '\n';
  needs_line_ = has_escape_ = false;
  end_ = at + 1;
}

void JsonValues::pass_garbage(const char* text, size_t size) {
  const void* const newline = std::memchr(text + at_, '\n', size - at_);
  if (newline == nullptr) {
    at_ = size;
    return;
  }
  const auto at = static_cast<size_t>(static_cast<const char*>(newline) - text);
  if (at >= noted_) {
    newlines_.push_back(static_cast<uint32_t>(at));
    noted_ = at + 1;
  }
  break_off(at);
}

// What came before this newline is no value. From behind it on one may begin.
void JsonValues::break_off(size_t newline) {
  state_ = State::between;
  needs_line_ = is_unparted_ = has_escape_ = false;
  carry_ = {};
  may_part_ = true;
  depth_ = base_;
  at_ = end_ = newline + 1;
}

size_t JsonValues::give_up(char* text, size_t size) {
  const auto first = std::lower_bound(newlines_.begin(), newlines_.end(), end_);
  if (first == newlines_.end()) {
    break_off(0);
    at_ = end_ = noted_ = 0;
    touching_.clear();
    newlines_.clear();
    return 0;
  }
  for (auto newline = first; newline != newlines_.end(); ++newline) text[*newline] = '\n';
  const auto lines = static_cast<size_t>(newlines_.end() - first);
  given_up_ = given_up_ == 0 || left_ >= size ? 1 : std::min(2 * given_up_, lines);
  left_ = 0;
  break_off(first[static_cast<ptrdiff_t>(std::min(given_up_, lines)) - 1]);
  std::erase_if(touching_, [this](uint32_t at) { return at >= end_; });
  return find(text, size);
}

JsonValues::Left JsonValues::leave(size_t bytes) {
  // Where the last value ends, the batch does: that is the end of its line.
  if (end_ == bytes) needs_line_ = false;
  std::erase(touching_, static_cast<uint32_t>(bytes));
  Left left{take_below(newlines_, bytes), take_below(touching_, bytes), has_blanks_};
  left_ += bytes;
  at_ = std::max(at_, bytes) - bytes;
  noted_ = std::max(noted_, bytes) - bytes;
  end_ = 0;
  // What stands in a value that has begun is said again with the batch that it leaves in.
  has_blanks_ = has_blanks_ && (depth_ > base_ || state_ != State::between);
  return left;
}

// The bits change only where something ends, so they hold for the end of what has left even if more was
// looked at.
void JsonValues::save(ByteWriter& out) const {
  out.u8(static_cast<uint8_t>((in_array() ? kInArray : 0) | (may_part_ ? kMayPart : 0) |
                              (has_escape_ ? kHasEscape : 0)));
  out.u64(given_up_);
  out.u64(left_);
}

void JsonValues::load(ByteReader& in) {
  const uint8_t bits = in.u8();
  if (bits > (kInArray | kMayPart | kHasEscape)) in.fail();
  base_ = depth_ = (bits & kInArray) != 0 ? 1 : 0;
  may_part_ = (bits & kMayPart) != 0;
  carry_.is_escape = has_escape_ = (bits & kHasEscape) != 0;
  given_up_ = in.u64();
  left_ = in.u64();
}

}  // namespace runnel::format
