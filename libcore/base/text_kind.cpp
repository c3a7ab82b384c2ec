#include "base/text_kind.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/time_text.h"

namespace runnel {

namespace {

// What a byte may be part of.
enum : uint8_t {
  kDigit = 1,
  kHex = 2,
  kLetter = 4,
  kScheme = 8,    // of a URL, behind its first letter
  kMailbox = 16,  // of an address before the @, as RFC 5322's atoms and the dots between them
};

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  const auto mark = [&classes](std::string_view characters, unsigned class_) {
    for (const char c : characters) {
      uint8_t& marks = classes[static_cast<unsigned char>(c)];
      marks = static_cast<uint8_t>(marks | class_);
    }
  };
  mark("0123456789", kDigit | kHex | kScheme | kMailbox);
  mark("abcdefABCDEF", kHex);
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", kLetter | kScheme | kMailbox);
  mark("+-.", kScheme);
  mark("!#$%&'*+-/=?^_`{|}~.", kMailbox);
  return classes;
}();

bool is(char c, unsigned class_) {
  return (kClasses[static_cast<unsigned char>(c)] & class_) != 0;
}

// How many bytes from `begin` on are of a class.
size_t run_of(std::string_view text, size_t begin, unsigned class_) {
  size_t end = begin;
  while (end < text.size() && is(text[end], class_)) ++end;
  return end - begin;
}

bool is_time(std::string_view text) {
  constexpr std::string_view kDate = "2015-03-05";
  constexpr std::string_view kMidnight = "T00:00:00";
  if (text.size() < kDate.size() || text[4] != '-' || text[7] != '-') return false;
  if (text.size() > kDate.size()) return read_rfc3339(text).has_value();
  char padded[kDate.size() + kMidnight.size()];
  std::memcpy(padded, text.data(), kDate.size());
  std::memcpy(padded + kDate.size(), kMidnight.data(), kMidnight.size());
  return read_rfc3339({padded, sizeof padded}).has_value();
}

bool is_number(std::string_view text) {
  size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const size_t whole = run_of(text, at, kDigit);
  if (whole == 0) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = run_of(text, at + 1, kDigit);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] | 0x20) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const size_t exponent = run_of(text, at, kDigit);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

// A decimal number up to `most`, without leading zeros.
bool is_small_number(std::string_view text, int most) {
  if (text.empty() || text.size() > 3 || (text[0] == '0' && text.size() > 1)) return false;
  int number = 0;
  for (const char c : text) {
    if (!is(c, kDigit)) return false;
    number = number * 10 + (c - '0');
  }
  return number <= most;
}

// Eight bytes at once: which of them, from the first on, are dots, and which are no digits, a bit each.
struct DottedBytes {
  uint32_t dots;
  uint32_t others;
};
DottedBytes dotted_bytes(const char* eight) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kLow = 0x7f * kOnes, kHigh = 0x80 * kOnes;
  uint64_t word;
  std::memcpy(&word, eight, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  const uint64_t from_dot = word ^ '.' * kOnes;
  const uint64_t is_dot = ~(((from_dot & kLow) + kLow) | from_dot) & kHigh;
  const uint64_t from_zero = word ^ '0' * kOnes;
  const uint64_t is_other = (((from_zero & kLow) + (0x7f - 9) * kOnes) | from_zero) & kHigh;
  // The product moves the bit of each byte to its place in the highest one.
  const auto gathered = [](uint64_t flags) {
    return static_cast<uint32_t>((flags >> 7) * 0x0102040810204080 >> 56);
  };
  return {gathered(is_dot), gathered(is_other)};
}

// Of one to three digits, between `begin` and `end`: 0 to 255, without a leading zero.
bool is_octet(const char* text, uint32_t begin, uint32_t end) {
  const uint32_t size = end - begin;
  if (size - 1 > 2) return false;
  const uint32_t ones = static_cast<unsigned char>(text[end - 1]) - uint32_t{'0'};
  const uint32_t tens = size > 1 ? static_cast<unsigned char>(text[end - 2]) - uint32_t{'0'} : 0;
  const uint32_t hundreds = size > 2 ? static_cast<unsigned char>(text[end - 3]) - uint32_t{'0'} : 0;
  const bool leads_with_zero = size > 1 && text[begin] == '0';
  return hundreds * 100 + tens * 10 + ones <= 255 && !leads_with_zero;
}

// Without a branch for each byte: where the dots are differs from one address to the next.
bool is_ipv4(std::string_view text) {
  constexpr uint32_t kShortest = 7, kLongest = 15, kEight = 8;
  const auto size = static_cast<uint32_t>(text.size());
  if (size < kShortest || size > kLongest) return false;
  char padded[kEight];
  const char* begin = text.data();
  if (size < kEight) {
    std::memcpy(padded, begin, kShortest);
    padded[kShortest] = '0';
    begin = padded;
  }
  const DottedBytes first = dotted_bytes(begin);
  const uint32_t rest = size < kEight ? 0 : size - kEight;
  const DottedBytes last = dotted_bytes(begin + rest);
  const uint32_t dots = first.dots | last.dots << rest;
  if (dots != (first.others | last.others << rest)) return false;
  const uint32_t two = dots & (dots - 1), one = two & (two - 1);
  if (one == 0 || (one & (one - 1)) != 0) return false;  // three of them
  const auto dot1 = static_cast<uint32_t>(std::countr_zero(dots));
  const auto dot2 = static_cast<uint32_t>(std::countr_zero(two));
  const auto dot3 = static_cast<uint32_t>(std::countr_zero(one));
  return is_octet(begin, 0, dot1) && is_octet(begin, dot1 + 1, dot2) && is_octet(begin, dot2 + 1, dot3) &&
         is_octet(begin, dot3 + 1, size);
}

// Groups of up to four hexadecimal digits, at most `room` of them, of which an IPv4 address at the end counts
// for two. The number of groups, or -1. No text is no group.
int ipv6_groups(std::string_view text, int room) {
  if (text.empty()) return 0;
  for (int groups = 1; groups <= room; ++groups) {
    const size_t digits = run_of(text, 0, kHex);
    const bool is_last = text.find(':') == text.npos;
    if (is_last && digits < text.size()) return groups < room && is_ipv4(text) ? groups + 1 : -1;
    if (digits < 1 || digits > 4) return -1;
    if (is_last) return groups;
    if (text[digits] != ':') return -1;
    text.remove_prefix(digits + 1);
  }
  return -1;
}

bool is_ipv6(std::string_view text) {
  constexpr size_t kLongest = 45;
  if (text.size() < 2 || text.size() > kLongest) return false;
  const size_t gap = text.find("::");  // zeros left out, at least one group of them
  if (gap == text.npos) return ipv6_groups(text, 8) == 8;
  const std::string_view front = text.substr(0, gap);
  if (front.find('.') != front.npos) return false;  // an IPv4 address stands at the end only
  const int before = ipv6_groups(front, 7);
  return before >= 0 && ipv6_groups(text.substr(gap + 2), 7 - before) >= 0;
}

bool is_ip(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const bool is_v6 = address.find(':') != address.npos;
  if (slash != text.npos && !is_small_number(text.substr(slash + 1), is_v6 ? 128 : 32)) return false;
  return is_v6 ? is_ipv6(address) : is_ipv4(address);
}

bool is_mac(std::string_view text) {
  if (text.size() != 17 || (text[2] != ':' && text[2] != '-')) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != text[2] : !is(text[i], kHex)) return false;
  }
  return true;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !is(text[i], kHex)) return false;
  }
  return true;
}

bool is_url(std::string_view text) {
  constexpr std::string_view kMark = "://";
  if (!is(text[0], kLetter)) return false;
  const size_t scheme = run_of(text, 0, kScheme);
  if (text.substr(scheme, kMark.size()) != kMark || text.size() == scheme + kMark.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(scheme + kMark.size()), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; });
}

// Labels of letters, digits and hyphens within, at least two of them.
bool is_domain(std::string_view text) {
  constexpr size_t kLongestLabel = 63;
  for (int labels = 1;; ++labels) {
    const size_t end = std::min(text.find('.'), text.size());
    const std::string_view label = text.substr(0, end);
    if (label.empty() || label.size() > kLongestLabel || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const char c : label) {
      if (!is(c, kDigit | kLetter) && c != '-') return false;
    }
    if (end == text.size()) return labels > 1;
    text.remove_prefix(end + 1);
  }
}

bool is_email(std::string_view text) {
  constexpr size_t kLongest = 254, kLongestMailbox = 64;
  if (text.size() > kLongest) return false;
  const size_t mailbox = run_of(text, 0, kMailbox);
  if (mailbox == 0 || mailbox > kLongestMailbox || mailbox == text.size() || text[mailbox] != '@') {
    return false;
  }
  const std::string_view name = text.substr(0, mailbox);
  return name.front() != '.' && name.back() != '.' && name.find("..") == name.npos &&
         is_domain(text.substr(mailbox + 1));
}

}  // namespace

std::string_view text_kind_name(TextKind kind) {
  constexpr std::array<std::string_view, kTextKinds> kNames = {"other", "time",  "number", "ip",
                                                               "mac",   "email", "url",    "uuid"};
  return kNames[static_cast<size_t>(kind)];
}

TextKind text_kind(std::string_view text) {
  if (text.empty()) return TextKind::other;
  const char first = text[0];
  if (is(first, kDigit)) {
    if (is_ipv4(text)) return TextKind::ip;
    if (is_time(text)) return TextKind::time;
    if (is_number(text)) return TextKind::number;
  } else if (first == '-' || first == '+') {
    if (is_number(text)) return TextKind::number;
  }
  if (is(first, kHex) || first == ':') {
    if (is_uuid(text)) return TextKind::uuid;
    if (is_mac(text)) return TextKind::mac;
    // The first group of an address has at most four digits.
    const size_t group = run_of(text.substr(0, 5), 0, kHex);
    if (group <= 4 && group < text.size() && (text[group] == '.' || text[group] == ':') && is_ip(text)) {
      return TextKind::ip;
    }
  }
  // Most text has neither of these, which is found out sooner than what else is wrong.
  if (text.find(':') != text.npos && is_url(text)) return TextKind::url;
  return text.find('@') != text.npos && is_email(text) ? TextKind::email : TextKind::other;
}

}  // namespace runnel
