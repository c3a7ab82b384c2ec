#include "json/shape.h"

#include <algorithm>
#include <cstring>

#include "json/isa.h"
#include "json/validator.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/shape.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"
#include "json/tokens-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

HWY_INLINE bool has_text(const Shape::Step& step, const char* p) {
  const Bytes d;
  for (size_t at = 0; at < step.size; at += hn::Lanes(d)) {
    const auto equal = hn::Eq(load(d, p + at), hn::LoadU(d, step.text + at));
    const auto ignored = hn::MaskFromVec(hn::LoadU(d, step.ignored + at));
    if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Or(equal, ignored)))) return false;
  }
  return true;
}

// From a scalar's first byte to behind its last; null for anything else.
HWY_INLINE const char* scalar_checked(const char* p) {
  Fault fault;
  if (*p == '"') return string_checked(p + 1, fault);
  if (is_digit(*p) || *p == '-') return number_checked(p, fault);
  if (*p == 't' || *p == 'f' || *p == 'n') return literal_checked(p, fault);
  return nullptr;
}

// The same for an array of scalars: how many there are is no two times the same.
HWY_INLINE const char* flat_array_checked(const char* p) {
  p = skip_blanks(p + 1);
  if (*p == ']') return p + 1;
  for (;;) {
    p = scalar_checked(p);
    if (HWY_UNLIKELY(p == nullptr)) return nullptr;
    p = skip_blanks(p);
    if (*p == ']') return p + 1;
    if (HWY_UNLIKELY(*p != ',')) return nullptr;
    p = skip_blanks(p + 1);
  }
}

Shape::Match match_line(const Shape::Step* step, const Shape::Step* end, const uint32_t* slots_of_values,
                        const char* p, Slot* slots, Shape::Extent extent) {
  const char* stopped = nullptr;
  for (; step != end; ++step) {
    if (HWY_UNLIKELY(!has_text(*step, p))) return {false, nullptr, nullptr};
    p += step->size;
    if (!step->has_value) continue;
    const char* const begin = p;
    p = *p == '[' ? flat_array_checked(p) : scalar_checked(p);
    if (HWY_UNLIKELY(p == nullptr)) return {false, nullptr, nullptr};
    for (uint32_t i = 0; i < step->slot_count; ++i) {
      Slot& slot = slots[slots_of_values[step->first_slot + i]];
      slot.state = Slot::State::present;
      slot.text = {begin, static_cast<size_t>(p - begin)};
    }
    if (!step->is_last_wanted) continue;
    stopped = p;
    if (extent == Shape::Extent::wanted) return {true, nullptr, stopped};
  }
  return {true, p - 1, stopped};
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

namespace {

constexpr size_t kMostSteps = 128;

// The scalars, and the arrays of nothing else, of a line that is valid JSON, one after another; keys are
// none.
class Values {
 public:
  explicit Values(std::string_view line) : line_(line) {}

  // Empty after the last.
  std::string_view next() {
    while (at_ < line_.size()) {
      const char c = line_[at_];
      switch (c) {
        case '[':
          if (const size_t end = flat_array_end(); end != line_.npos) return take(end);
          [[fallthrough]];
        case '{':
          open_.push_back(c);
          is_key_ = c == '{';
          ++at_;
          break;
        case '}':
        case ']':
          open_.pop_back();
          ++at_;
          break;
        case ',':
          is_key_ = open_.back() == '{';
          ++at_;
          break;
        case ':':
          is_key_ = false;
          ++at_;
          break;
        case ' ':
        case '\t':
        case '\r':
          ++at_;
          break;
        case '"': {
          const std::string_view string = take(string_end(at_));
          if (!is_key_) return string;
          break;
        }
        default:
          return take(line_.find_first_of(",]} \t\r", at_));
      }
    }
    return {};
  }

 private:
  // Behind its closing quote.
  size_t string_end(size_t quote) const {
    size_t end = quote + 1;
    while (line_[end] != '"') end += line_[end] == '\\' ? 2 : 1;
    return end + 1;
  }
  // Behind the array that begins here; npos where there is a container in it.
  size_t flat_array_end() const {
    for (size_t end = at_ + 1;;) {
      const char c = line_[end];
      if (c == '[' || c == '{') return line_.npos;
      if (c == ']') return end + 1;
      end = c == '"' ? string_end(end) : end + 1;
    }
  }
  std::string_view take(size_t end) {
    const std::string_view taken = line_.substr(at_, std::min(end, line_.size()) - at_);
    at_ += taken.size();
    return taken;
  }

  std::string_view line_;
  size_t at_ = 0;
  bool is_key_ = false;
  std::string open_;
};

}  // namespace

bool Shape::learn(std::string_view line, std::span<const Path> paths, std::span<const Slot> slots) {
  *this = {};
  size_t wanted = 0;
  for (uint32_t i = 0; i < paths.size(); ++i) {
    if (slots[i].state == Slot::State::present) {
      ++wanted;
    } else if (slots[i].state == Slot::State::missing && paths[i].size() == 1) {
      missing_.push_back(i);  // of an object that has no such key; else null may stand on the way
    } else {
      return false;
    }
  }
  if (!line.starts_with('{')) return false;
  const char* at = line.data();
  Values values(line);
  for (std::string_view value = values.next(); !value.empty(); value = values.next()) {
    add_text({at, static_cast<size_t>(value.data() - at)});
    if (!add_value(value, slots) || steps_.size() > kMostSteps) return false;
    at = value.data() + value.size();
  }
  if (slots_.size() != wanted) return false;                                // a container is wanted
  add_text({at, static_cast<size_t>(line.data() + line.size() + 1 - at)});  // with the '\n'
  blanks_ = line.size() - 1 - line.find_last_of('}');
  if (!missing_.empty()) return true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (step->slot_count == 0) continue;
    step->is_last_wanted = true;
    break;
  }
  return true;
}

void Shape::add_text(std::string_view text) {
  do {
    Step step{};
    const std::string_view piece = text.substr(0, Step::kSize);
    std::memcpy(step.text, piece.data(), piece.size());
    std::memset(step.ignored + piece.size(), 0xff, Step::kSize - piece.size());
    step.size = static_cast<uint32_t>(piece.size());
    steps_.push_back(step);
    text.remove_prefix(piece.size());
  } while (!text.empty());
}

// Behind the text that was added last.
bool Shape::add_value(std::string_view value, std::span<const Slot> slots) {
  Step& step = steps_.back();
  step.has_value = true;
  step.first_slot = static_cast<uint32_t>(slots_.size());
  for (uint32_t i = 0; i < slots.size(); ++i) {
    if (slots[i].state != Slot::State::present || slots[i].text.data() != value.data()) continue;
    if (slots[i].text.size() != value.size()) return false;
    slots_.push_back(i);
    ++step.slot_count;
  }
  return true;
}

Shape::Match Shape::match(const char* line, Slot* slots, Extent extent) const {
  Match match = RUNNEL_KERNEL(match_line)(steps_.data(), steps_.data() + steps_.size(), slots_.data(), line,
                                          slots, extent);
  if (!match.known) return match;
  for (const uint32_t slot : missing_) slots[slot].state = Slot::State::missing;
  // Where nothing is wanted a projector looks at nothing; where something is missing, at the whole value.
  if (match.stopped == nullptr) match.stopped = missing_.empty() ? line : match.end - blanks_;
  return match;
}

Shape::Match Shapes::match(const char* line, Slot* slots, Shape::Extent extent) {
  constexpr int kCost = 4;
  constexpr uint32_t kRest = 256;
  constexpr uint32_t kLinesALesson = 32;
  if (resting_ > 0) {
    --resting_;
    return {false, nullptr, nullptr};
  }
  for (size_t i = 0; i < shapes_.size(); ++i) {
    Shape::Match match = shapes_[i].shape.match(line, slots, extent);
    if (!match.known) continue;
    match.shape = shapes_[i].number;
    if (i > 0)
      std::rotate(shapes_.begin(), shapes_.begin() + static_cast<std::ptrdiff_t>(i),
                  shapes_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    score_ = std::min(score_ + 1, kBestScore);
    if (++known_ % kLinesALesson == 0 && lessons_ < static_cast<int>(2 * kMost)) ++lessons_;
    return match;
  }
  score_ -= kCost;
  if (score_ > 0) return {false, nullptr, nullptr};
  score_ = kBestScore / 4;
  resting_ = kRest;
  lessons_ = static_cast<int>(kMost);
  return {false, nullptr, nullptr};
}

std::optional<uint32_t> Shapes::learn(std::string_view line, std::span<const Path> paths,
                                      std::span<const Slot> slots) {
  if (!wants_to_learn()) return std::nullopt;
  --lessons_;
  Shape shape;
  if (!shape.learn(line, paths, slots)) return std::nullopt;
  auto number = static_cast<uint32_t>(shapes_.size());
  if (shapes_.size() == kMost) {
    number = shapes_.back().number;
    shapes_.pop_back();
  }
  shapes_.insert(shapes_.begin(), {std::move(shape), number});
  return number;
}

}  // namespace runnel::json
#endif  // HWY_ONCE
