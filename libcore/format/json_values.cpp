#include "format/json_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "format/bits.h"

namespace runnel::format {

namespace {

constexpr size_t kBlocksAtOnce = 64;

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
  std::array<JsonMarks, kBlocksAtOnce> marks;
  while (at_ < size) {
    if (state_ == State::garbage) {
      pass_garbage(text, size);
      continue;
    }
    const size_t blocks = std::min((size - at_ + kJsonBlock - 1) / kJsonBlock, kBlocksAtOnce);
    mark_json(text + at_, blocks, marks.data());
    for (size_t i = 0; i < blocks && look_at_block(text, size, marks[i]); ++i) {
    }
  }
  return end_;
}

// Goes behind the block at at_. False: it has gone elsewhere, and what was marked is of no use.
bool JsonValues::look_at_block(char* text, size_t size, const JsonMarks& marks) {
  char* const block = text + at_;
  size_t count = std::min(size - at_, kJsonBlock);
  const uint64_t valid = bits_below(count);
  const uint64_t escaped = escaped_bits(marks.backslashes & valid, is_escaped_);
  const uint64_t inside = prefix_xor(marks.quotes & valid & ~escaped) ^ (in_string_ ? ~uint64_t{0} : 0);
  // What cannot be in JSON, and where it is known by: of several the first counts.
  const uint64_t broken = marks.newlines & inside & valid;
  const uint64_t unparted = missing_comma(text, marks, ~inside & valid);
  const uint64_t wrong = lowest_bit(broken | unparted);
  if (wrong != 0) count = static_cast<size_t>(std::countr_zero(wrong));
  const size_t begin = at_;
  note_newlines(marks.newlines & bits_below(count + (broken & wrong ? 1 : 0)));
  walk(block, count, marks, inside);
  if (state_ == State::garbage) return false;  // from at_ on
  at_ = begin + count;
  if (wrong == 0) {
    in_string_ = (inside >> (count - 1) & 1) != 0;
    is_escaped_ = ((marks.backslashes & ~escaped) >> (count - 1) & 1) != 0;
    return true;
  }
  if ((broken & wrong) != 0) {
    break_off(at_);
  } else {
    // The newline that stands between the two values, which was taken for one within a value.
    const auto newline = std::lower_bound(newlines_.begin(), newlines_.end(), at_) - 1;
    text[*newline] = '\n';
    break_off(*newline);
  }
  return false;
}

// Of the brackets that open in a container, those in front of which a value stands, and a newline.
uint64_t JsonValues::missing_comma(const char* text, const JsonMarks& marks, uint64_t outside) const {
  uint64_t found = marks.opening & ~(marks.leading << 1) & outside;
  uint64_t missing = 0;
  for (; found != 0; found &= found - 1) {
    size_t before = at_ + static_cast<size_t>(std::countr_zero(found));
    bool has_newline = false;
    while (before > end_ && (is_blank(text[before - 1]) || text[before - 1] == '\n')) {
      --before;
      const bool is_noted = std::binary_search(newlines_.begin(), newlines_.end(), before);
      has_newline = has_newline || is_noted || text[before] == '\n';
    }
    if (before == end_ || !has_newline) continue;
    const char last = text[before - 1];
    if (last != ':' && last != ',' && last != '[' && last != '{') missing |= lowest_bit(found);
  }
  return missing;
}

void JsonValues::note_newlines(uint64_t newlines) {
  for (; newlines != 0; newlines &= newlines - 1) {
    const size_t at = at_ + static_cast<size_t>(std::countr_zero(newlines));
    if (at < noted_) continue;
    newlines_.push_back(static_cast<uint32_t>(at));
    noted_ = at + 1;
  }
}

void JsonValues::walk(char* block, size_t count, const JsonMarks& marks, uint64_t inside) {
  size_t i = 0;
  while (i < count) {
    if (depth_ > base_) {
      i = walk_container(block, i, count, marks, inside);
    } else if (state_ == State::string) {
      i = walk_string(i, count, inside);
    } else if (state_ == State::scalar) {
      i = walk_scalar(block, i, count);
    } else {
      take_between(block[i], at_ + i);
      if (state_ == State::garbage) {
        at_ += i;
        return;
      }
      ++i;
    }
  }
}

// From i to behind the bracket that closes the value, or to the block's end.
size_t JsonValues::walk_container(char* block, size_t i, size_t count, const JsonMarks& marks,
                                  uint64_t inside) {
  const uint64_t outside = ~inside & bits_below(count) & ~bits_below(i);
  const uint64_t closing = marks.closing & outside;
  const uint64_t opening = marks.opening & outside;
  size_t end = count;
  if (static_cast<size_t>(std::popcount(closing)) < depth_ - base_) {
    depth_ += static_cast<size_t>(std::popcount(opening)) - static_cast<size_t>(std::popcount(closing));
  } else {
    for (uint64_t brackets = closing | opening; brackets != 0; brackets &= brackets - 1) {
      const bool opens = (opening & lowest_bit(brackets)) != 0;
      depth_ += opens ? 1 : size_t{0} - 1;
      if (depth_ > base_) continue;
      end = static_cast<size_t>(std::countr_zero(brackets)) + 1;
      end_value(at_ + end);
      break;
    }
  }
  const uint64_t white = (marks.newlines | marks.blanks) & outside & bits_below(end);
  has_blanks_ = has_blanks_ || white != 0;
  for (uint64_t lines = marks.newlines & white; lines != 0; lines &= lines - 1) {
    block[std::countr_zero(lines)] = ' ';
  }
  return end;
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
  if (i < count) end_value(at_ + i);
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
  end_ = at;
}

// The byte is the newline behind a value, or one more.
void JsonValues::end_line(char& c, size_t at) {
  c = '\n';
  needs_line_ = false;
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
  in_string_ = is_escaped_ = needs_line_ = false;
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
  break_off(*first);
  std::erase_if(touching_, [this](uint32_t at) { return at >= end_; });
  return find(text, size);
}

JsonValues::Left JsonValues::leave(size_t bytes) {
  // Where the last value ends, the batch does: that is the end of its line.
  if (end_ == bytes) needs_line_ = false;
  std::erase(touching_, static_cast<uint32_t>(bytes));
  Left left{take_below(newlines_, bytes), take_below(touching_, bytes), has_blanks_};
  at_ = std::max(at_, bytes) - bytes;
  noted_ = std::max(noted_, bytes) - bytes;
  end_ = 0;
  // What stands in a value that has begun is said again with the batch that it leaves in.
  has_blanks_ = has_blanks_ && (depth_ > base_ || state_ != State::between);
  return left;
}

}  // namespace runnel::format
