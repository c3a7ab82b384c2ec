#include "agg/kept_value.h"

#include <bit>
#include <cmath>

#include "json/canonical.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::agg {

using json::Number;
using json::Value;

namespace {

// Is the text one value of this type, with no white space around it?
bool is_json(std::string_view text, json::Type type) {
  constexpr std::string_view kSpace = " \t\n\r";
  if (text.empty() || kSpace.find(text.front()) != kSpace.npos || kSpace.find(text.back()) != kSpace.npos) {
    return false;
  }
  const auto parsed = json::parse(text);
  return parsed.ok() && parsed.value().type() == type;
}

}  // namespace

Number KeptValue::number() const {
  switch (kind()) {
    case Kind::integer:
      return Number::integer(part<int64_t>(kWordAt));
    case Kind::unsigned_integer:
      return Number::unsigned_integer(part<uint64_t>(kWordAt));
    default:
      return Number::real(part<double>(kWordAt));
  }
}

std::string_view KeptValue::text() const {
  if (!on_heap()) return {reinterpret_cast<const char*>(bytes_) + kTextAt, bytes_[1]};
  return {part<const char*>(kWordAt), part<uint32_t>(kSizeAt)};
}

void KeptValue::set_text(Context& context, Kind kind, std::string_view text) {
  char* heap = on_heap() ? part<char*>(kWordAt) : nullptr;
  const size_t old_size = heap != nullptr ? part<uint32_t>(kSizeAt) : 0;
  bytes_[0] = static_cast<unsigned char>(kind);
  if (text.size() <= kMostInside) {
    delete[] heap;
    context.heap_bytes -= old_size;
    bytes_[1] = static_cast<unsigned char>(text.size());
    if (!text.empty()) std::memcpy(bytes_ + kTextAt, text.data(), text.size());
    return;
  }
  if (heap == nullptr || text.size() != old_size) {
    delete[] heap;
    heap = new char[text.size()];
    context.heap_bytes += text.size() - old_size;
  }
  std::memcpy(heap, text.data(), text.size());
  bytes_[1] = kOnHeap;
  set_part(kSizeAt, static_cast<uint32_t>(text.size()));
  set_part(kWordAt, heap);
}

void KeptValue::set_plain(Context& context, Kind kind, uint64_t word) {
  if (on_heap()) set_text(context, kind, {});
  bytes_[0] = static_cast<unsigned char>(kind);
  bytes_[1] = 0;
  set_part(kWordAt, word);
}

void KeptValue::set_number(Context& context, Number number) {
  switch (number.kind) {
    case Number::Kind::integer:
      return set_plain(context, Kind::integer, static_cast<uint64_t>(number.i));
    case Number::Kind::unsigned_integer:
      return set_plain(context, Kind::unsigned_integer, number.u);
    case Number::Kind::real:
      return set_plain(context, Kind::real, std::bit_cast<uint64_t>(number.d));
  }
}

void KeptValue::set(Context& context, const Value& value) {
  switch (value.type()) {
    case json::Type::null:
      return set_plain(context, Kind::null, 0);
    case json::Type::boolean_false:
      return set_plain(context, Kind::boolean_false, 0);
    case json::Type::boolean_true:
      return set_plain(context, Kind::boolean_true, 0);
    case json::Type::number:
      if (const std::string_view source = value.number_source();
          !source.empty() && !json::is_surely_canonical(source)) {
        return set_text(context, Kind::number_text, source);
      }
      return set_number(context, value.number());
    case json::Type::string:
      return set_text(context, Kind::string, value.text());
    default:
      context.scratch.clear();
      json::append_json(context.scratch, value);
      return set_text(context, value.is_array() ? Kind::array : Kind::object, context.scratch);
  }
}

Value KeptValue::view() const {
  switch (kind()) {
    case Kind::null:
      return {};
    case Kind::boolean_false:
    case Kind::boolean_true:
      return Value::boolean(kind() == Kind::boolean_true);
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::real:
      return Value::number(number());
    case Kind::number_text:
      return Value::number_text(text());
    case Kind::string:
      return Value::string(text());
    case Kind::array:
      return Value::raw_array(text());
    case Kind::object:
      return Value::raw_object(text());
  }
  return {};
}

void KeptValue::append(std::string& out) const {
  json::append_json(out, view());
}

void KeptValue::save(ByteWriter& out) const {
  out.u8(bytes_[0]);
  if (is_plain_number()) {
    out.u64(part<uint64_t>(kWordAt));
  } else if (kind() >= Kind::number_text) {
    out.text(text());
  }
}

void KeptValue::load(Context& context, ByteReader& in) {
  const uint8_t number = in.u8();
  if (number > static_cast<uint8_t>(Kind::object)) return in.fail();
  const auto kind = static_cast<Kind>(number);
  if (kind < Kind::integer) return set_plain(context, kind, 0);
  if (kind <= Kind::real) {
    const uint64_t word = in.u64();
    if (kind == Kind::real && std::isnan(std::bit_cast<double>(word))) return in.fail();
    return set_plain(context, kind, word);
  }
  const std::string_view text = in.text();
  if (!in.ok()) return;
  if (kind != Kind::string && !is_json(text, kind == Kind::number_text ? json::Type::number
                                             : kind == Kind::array     ? json::Type::array
                                                                       : json::Type::object)) {
    return in.fail();
  }
  set_text(context, kind, text);
}

}  // namespace runnel::agg
