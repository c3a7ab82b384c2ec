#include "op/stats/partial.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "json/parse.h"
#include "json/writer.h"
#include "op/keyed/found_keys.h"

namespace runnel::op {

namespace {

// Of what stands in `state`. A version reads its predecessors', as soon as there are any.
constexpr uint64_t kVersion = 1;

std::string state_of(const Partial& head, const Profiles& profiles) {
  ByteWriter out;
  out.text(head.meaning);
  out.u64(head.keys.size());
  for (const std::string& key : head.keys) out.text(key);
  out.u8(head.by_clock ? 1 : 0);
  out.u64(head.bad);
  profiles.save(out);
  return out.take();
}

std::string checksum(std::string_view state) {
  return fmt::format("{:016x}", key_hash(state));
}

Error none(std::string message) {
  return {ErrorKind::record, std::move(message)};
}

}  // namespace

void append_partial(std::string& out, const Partial& head, const Profiles& profiles) {
  const std::string state = state_of(head, profiles);
  out += fmt::format(R"({{"partial":{},"program":"stream-stats","of":)", kVersion);
  json::append_json(out, json::Value::string(head.meaning));
  out += fmt::format(R"(,"records":{},"check":"{}","state":")", profiles.records(), checksum(state));
  append_base64(out, state);
  out += "\"}\n";
}

Result<Partial> read_partial(std::string_view line, const ProfileLimits& limits) {
  const auto parsed = json::parse(line);
  if (!parsed) return parsed.error();
  constexpr const char* kNone = "this is no partial profile: stream-stats --partial writes them";
  if (!parsed->is_object()) return none(kNone);
  std::optional<uint64_t> version;
  std::string_view text, check;
  for (const auto& [name, value] : parsed->members()) {
    if (name.text() == "partial" && value.is_number()) version = value.number().u;
    if (name.text() == "state" && value.is_string()) text = value.text();
    if (name.text() == "check" && value.is_string()) check = value.text();
  }
  if (!version.has_value()) return none(kNone);
  if (*version != kVersion) {
    return none(
        fmt::format("a partial profile of version {}, and this stream-stats reads version {}: make "
                    "it anew with this one, or merge with that which made it",
                    *version, kVersion));
  }
  if (text.empty()) return none(kNone);
  const auto state = base64_decoded(text);
  if (!state.has_value() || checksum(*state) != check) {
    return none("a partial profile that is damaged: its checksum is not that of its state");
  }
  ByteReader in(*state);
  Partial partial;
  partial.meaning = in.text();
  constexpr size_t kLeast = 8;
  const uint64_t keys = in.count(kLeast);
  for (uint64_t i = 0; i < keys; ++i) partial.keys.emplace_back(in.text());
  partial.by_clock = in.u8() != 0;
  partial.bad = in.u64();
  partial.profiles = std::make_unique<Profiles>(partial.keys.size(), limits);
  partial.profiles->load(in);
  if (!in.ok() || !in.at_end()) return none("a partial profile that is damaged: its state makes no sense");
  return partial;
}

}  // namespace runnel::op
