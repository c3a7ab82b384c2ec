#include "json/tokenizer.h"

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/tokenizer.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

HWY_INLINE Token token(const char* begin, const char* end, Token::Kind kind, bool is_escaped = false) {
  return {begin, static_cast<uint32_t>(end - begin), kind, is_escaped};
}

size_t tokens(Tokenizer::Place& place, Token* room, size_t most) {
  const char* p = place.at;
  size_t depth = place.depth;
  size_t count = 0;
  while (count < most) {
    p = skip_blanks(p);
    const char* const begin = p;
    switch (*p) {
      case ',':
      case ':':
        ++p;
        continue;
      case '{':
      case '[':
        ++depth;
        ++p;
        room[count++] = token(begin, p, *begin == '{' ? Token::Kind::object_begin : Token::Kind::array_begin);
        continue;
      case '}':
      case ']':
        ++p;
        if (depth > 0) --depth;
        room[count++] = token(begin, p, *begin == '}' ? Token::Kind::object_end : Token::Kind::array_end);
        break;
      case '"': {
        bool is_escaped = false;
        p = string_end(p + 1, is_escaped);
        if (HWY_UNLIKELY(*p != '"')) break;
        const char* const end = p;
        p = skip_blanks(p + 1);
        const bool is_key = *p == ':';
        if (is_key) ++p;
        room[count++] = token(begin + 1, end, is_key ? Token::Kind::key : Token::Kind::string, is_escaped);
        if (is_key) continue;
        break;
      }
      case 't':
      case 'f':
      case 'n':
        p = scalar_end(p);
        room[count++] = token(begin, p,
                              *begin == 't'   ? Token::Kind::boolean_true
                              : *begin == 'f' ? Token::Kind::boolean_false
                                              : Token::Kind::null);
        break;
      default:
        p = scalar_end(p);
        if (HWY_UNLIKELY(p == begin)) break;
        room[count++] = token(begin, p, Token::Kind::number);
        break;
    }
    if (depth == 0 || p == begin || HWY_UNLIKELY(*p == '\n')) {
      place.is_done = true;
      break;
    }
  }
  place.at = p;
  place.depth = depth;
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

std::span<const Token> Tokenizer::next(std::span<Token> room) {
  if (place_.is_done) return {};
  return room.first(RUNNEL_KERNEL(tokens)(place_, room.data(), room.size()));
}

}  // namespace runnel::json
#endif  // HWY_ONCE
