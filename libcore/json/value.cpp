#include "json/value.h"

#include <cstring>
#include <new>

#include "json/builder.h"
#include "json/number.h"
#include "json/parse.h"

namespace runnel::json {

struct Value::Container {
  uint32_t references = 1;
  bool is_object;
  bool borrows;
  Container* next_dead = nullptr;
};

struct Value::Array : Container {
  std::vector<Value> items;
};

struct Value::Object : Container {
  std::vector<Member> members;
};

namespace {

// Stands before the text of an owned string or number.
struct TextHeader {
  uint32_t references;
};

TextHeader* header_of(const char* text) {
  return reinterpret_cast<TextHeader*>(const_cast<char*>(text) - sizeof(TextHeader));
}

}  // namespace

std::string_view type_name(Type type) {
  static constexpr std::string_view kNames[] = {"null",   "boolean", "boolean", "number",
                                                "string", "array",   "object"};
  return kNames[static_cast<size_t>(type)];
}

Value Value::number(Number n) {
  switch (n.kind) {
    case Number::Kind::integer:
      return {Rep::integer, 0, Word{.i = n.i}};
    case Number::Kind::unsigned_integer:
      return {Rep::unsigned_integer, 0, Word{.u = n.u}};
    case Number::Kind::real:
      break;
  }
  return {Rep::real, 0, Word{.d = n.d}};
}

Value Value::owned_text(Rep rep, std::string_view text) {
  char* memory = static_cast<char*>(::operator new(sizeof(TextHeader) + text.size()));
  new (memory) TextHeader{1};
  char* bytes = memory + sizeof(TextHeader);
  std::memcpy(bytes, text.data(), text.size());
  return {rep, static_cast<uint32_t>(text.size()), Word{.text = bytes}};
}

Value Value::owned_string(std::string_view text) {
  return text.empty() ? string({}) : owned_text(Rep::owned_string, text);
}

Value Value::array(std::vector<Value> items) {
  bool borrows = false;
  for (const Value& item : items) borrows = borrows || item.borrows();
  return {Rep::owned_array, 0, Word{.container = new Array{{1, false, borrows}, std::move(items)}}};
}

Value Value::object(std::vector<Member> members) {
  bool borrows = false;
  for (const auto& [key, value] : members) borrows = borrows || key.borrows() || value.borrows();
  return {Rep::owned_object, 0, Word{.container = new Object{{1, true, borrows}, std::move(members)}}};
}

Number Value::number() const {
  switch (rep_) {
    case Rep::integer:
      return Number::integer(word_.i);
    case Rep::unsigned_integer:
      return Number::unsigned_integer(word_.u);
    case Rep::real:
      return Number::real(word_.d);
    default:
      return parse_number(held_text());
  }
}

Value Value::array_view(std::span<const Value> items) {
  return {Rep::array_view, static_cast<uint32_t>(items.size()), Word{.items = items.data()}};
}

Value Value::object_view(std::span<const Member> members) {
  return {Rep::object_view, static_cast<uint32_t>(members.size()), Word{.members = members.data()}};
}

std::span<const Value> Value::items() const {
  if (rep_ == Rep::array_view) return {word_.items, length_};
  if (rep_ == Rep::owned_array) return static_cast<const Array*>(word_.container)->items;
  return {};
}

std::span<const Value::Member> Value::members() const {
  if (rep_ == Rep::object_view) return {word_.members, length_};
  if (rep_ == Rep::owned_object) return static_cast<const Object*>(word_.container)->members;
  return {};
}

std::vector<Value>& Value::own_items() {
  if (rep_ != Rep::owned_array || word_.container->references > 1) {
    const std::span<const Value> shared = items();
    *this = array({shared.begin(), shared.end()});
  }
  word_.container->borrows = true;  // what will be put in is not known
  return static_cast<Array*>(word_.container)->items;
}

std::vector<Value::Member>& Value::own_members() {
  if (rep_ != Rep::owned_object || word_.container->references > 1) {
    const std::span<const Member> shared = members();
    *this = object({shared.begin(), shared.end()});
  }
  word_.container->borrows = true;
  return static_cast<Object*>(word_.container)->members;
}

void Value::retain() const {
  if (rep_ >= Rep::owned_array) {
    ++word_.container->references;
  } else {
    ++header_of(word_.text)->references;
  }
}

void Value::release() {
  if (rep_ >= Rep::owned_array) {
    if (--word_.container->references == 0) destroy(word_.container);
  } else if (TextHeader* header = header_of(word_.text); --header->references == 0) {
    ::operator delete(header);
  }
}

// Takes an array or object out of its parent, and puts it on the list of dead ones where that was the last
// reference.
void Value::unlink(Value& child, Container*& dead) {
  if (child.rep_ < Rep::owned_array) return;
  Container* container = child.word_.container;
  child.rep_ = Rep::null;
  if (--container->references > 0) return;
  container->next_dead = dead;
  dead = container;
}

// A list in place of recursion: a value nested 10,000 deep must not overflow the stack as it goes.
void Value::destroy(Container* dead) {
  while (dead != nullptr) {
    Container* container = dead;
    dead = container->next_dead;
    if (container->is_object) {
      auto* object = static_cast<Object*>(container);
      for (auto& [key, value] : object->members) unlink(value, dead);
      delete object;
    } else {
      auto* array = static_cast<Array*>(container);
      for (Value& item : array->items) unlink(item, dead);
      delete array;
    }
  }
}

bool Value::borrows() const {
  switch (rep_) {
    case Rep::string:
    case Rep::plain_string:
      return length_ > 0;
    case Rep::number_text:
    case Rep::raw_array:
    case Rep::raw_object:
    case Rep::array_view:
    case Rep::object_view:
      return true;
    case Rep::owned_array:
    case Rep::owned_object:
      return word_.container->borrows;
    default:
      return false;
  }
}

namespace {

// A built array or object that is being copied.
struct Copying {
  const Value* source;
  size_t next = 0;  // the item, or the member, that comes next
};

}  // namespace

Value Value::own() const {
  return borrows() ? rebuilt(Sharing::allowed) : *this;
}

Value Value::copy() const {
  return rebuilt(Sharing::none);
}

Value Value::rebuilt(Sharing sharing) const {
  Builder builder;
  std::vector<Copying> open;
  const auto add = [&](const Value& value) {
    if (sharing == Sharing::allowed && !value.borrows()) {
      builder.add(value);
    } else if (value.is_string()) {
      builder.add(owned_string(value.text()));
    } else if (!value.number_source().empty()) {
      const Number number = value.number();
      char text[kMaxNumberText];
      const bool plain = std::string_view(text, write_number(text, number)) == value.held_text();
      builder.add(plain ? Value::number(number) : owned_text(Rep::owned_number, value.held_text()));
    } else if (!value.raw_text().empty()) {
      builder.add(materialized(value, Keep::copies));
    } else if (value.is_array() || value.is_object()) {
      value.is_array() ? builder.open_array() : builder.open_object();
      open.push_back({&value});
    } else {
      builder.add(value);
    }
  };
  add(*this);
  while (!open.empty()) {
    Copying& top = open.back();
    const size_t place = top.next++;
    const Value& source = *top.source;  // `top` does not survive add()
    if (place == (source.is_array() ? source.items().size() : source.members().size())) {
      builder.close();
      open.pop_back();
    } else if (source.is_array()) {
      add(source.items()[place]);
    } else {
      add(source.members()[place].first);
      add(source.members()[place].second);
    }
  }
  return builder.take();
}

}  // namespace runnel::json
