#include "cli/metrics/target.h"

#include <algorithm>
#include <optional>

namespace runnel::cli {

namespace {

constexpr std::string_view kLoopback = "127.0.0.1";
constexpr std::string_view kFilePrefix = "file:";

bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Of digits; nullopt beyond 65535.
std::optional<uint16_t> port_of(std::string_view digits) {
  uint32_t port = 0;
  for (const char c : digits) {
    port = port * 10 + static_cast<uint32_t>(c - '0');
    if (port > 65535) return std::nullopt;
  }
  return static_cast<uint16_t>(port);
}

bool is_host(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

bool is_in_brackets(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
         text.find_first_of("/[]", 1) == text.size() - 1;
}

// The host of `HOST:PORT`, without brackets; nullopt where the text is no such thing.
std::optional<std::string_view> host_of(std::string_view text) {
  if (is_in_brackets(text)) return text.substr(1, text.size() - 2);
  return is_host(text) ? std::optional(text) : std::nullopt;
}

Error usage(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

}  // namespace

Result<MetricsTarget> parse_metrics_target(std::string_view text) {
  if (text.empty() || text == "-") {
    return usage("takes an address (9100, :9100, HOST:9100) or a file");
  }
  if (text.starts_with(kFilePrefix)) {
    if (text == kFilePrefix) return usage("file: names no file");
    return MetricsTarget(MetricsPath{std::string(text.substr(kFilePrefix.size()))});
  }
  const size_t colon = text.rfind(':');
  const bool bare = colon == std::string_view::npos;
  const std::string_view digits = bare ? text : text.substr(colon + 1);
  const auto host = bare ? kLoopback : host_of(text.substr(0, colon));
  if (!are_digits(digits) || !host.has_value()) return MetricsTarget(MetricsPath{std::string(text)});
  const auto port = port_of(digits);
  if (!port.has_value()) {
    return usage(std::string(text) + ": a port is at most 65535 (a file of that name: ./" +
                 std::string(text) + ")");
  }
  return MetricsTarget(MetricsAddress{std::string(*host), *port});
}

}  // namespace runnel::cli
