// A JSON value in 16 bytes: what the language computes with.
//
// Most values are read out of a record, used once and forgotten, so a Value borrows wherever it can: a string
// without escapes, the text of a number, and a whole array or object (which is not parsed until someone looks
// inside it) point into the line. What is computed lives in the worker's Arena: strings, and arrays and
// objects that hold nothing owned (views of their items or members, which cost no allocation and no count).
// Only arrays and objects that are changed in place, and what own() or owned_string() made, are owned: by a
// reference count, not atomic, so that a Value and its copies stay on one thread.
//
// LIFETIME: a borrowed Value is valid as long as the text or arena that it was made from; for a record, until
// the worker goes on to the next one. An array or object that was built of borrowed values borrows too. What
// must outlive the record is kept by own().
//
// Nothing here recurses over the depth of a value: trees of any depth are copied, compared and destroyed in
// constant stack.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace runnel::json {

// In jq's order of types: every value of one type is less than every value of the next.
enum class Type : uint8_t { null, boolean_false, boolean_true, number, string, array, object };

// The name that jq's `type` gives: null boolean number string array object.
std::string_view type_name(Type type);

// A number as it is computed with. Integers of 64 bits are exact; all else is a double.
struct Number {
  enum class Kind : uint8_t { integer, unsigned_integer, real };
  Kind kind;  // unsigned_integer only where the value is above the largest int64
  union {
    int64_t i;
    uint64_t u;
    double d;
  };

  static Number integer(int64_t value) { return {Kind::integer, {.i = value}}; }
  static Number unsigned_integer(uint64_t value) {
    return value >> 63 ? Number{Kind::unsigned_integer, {.u = value}} : integer(static_cast<int64_t>(value));
  }
  static Number real(double value) { return {Kind::real, {.d = value}}; }

  double as_double() const {
    return kind == Kind::real ? d : kind == Kind::integer ? static_cast<double>(i) : static_cast<double>(u);
  }
};

class Value {
 public:
  using Member = std::pair<Value, Value>;  // a key, which is a string, and its value

  Value() = default;  // null
  Value(const Value& other) : rep_(other.rep_), length_(other.length_), word_(other.word_) {
    if (rep_ >= Rep::owned_number) retain();
  }
  Value(Value&& other) noexcept : rep_(other.rep_), length_(other.length_), word_(other.word_) {
    other.rep_ = Rep::null;
  }
  Value& operator=(Value other) noexcept {
    std::swap(rep_, other.rep_);
    std::swap(length_, other.length_);
    std::swap(word_, other.word_);
    return *this;
  }
  ~Value() {
    if (rep_ >= Rep::owned_number) release();
  }

  static Value boolean(bool b) { return {b ? Rep::boolean_true : Rep::boolean_false, 0, Word{}}; }
  static Value integer(int64_t i) { return {Rep::integer, 0, Word{.i = i}}; }
  static Value unsigned_integer(uint64_t u) { return number(Number::unsigned_integer(u)); }
  static Value real(double d) { return {Rep::real, 0, Word{.d = d}}; }
  static Value number(Number n);
  // REQUIRES: text is one number of RFC 8259's grammar. Borrows it, and keeps the text for output.
  static Value number_text(std::string_view text) { return borrowed(Rep::number_text, text); }
  // Borrows text, which is the string itself: no quotes, no escapes, UTF-8 (bytes that are not do no harm).
  // Any text that is given to a Value is shorter than 4 GiB.
  static Value string(std::string_view text) { return borrowed(Rep::string, text); }
  // The same of text which JSON writes as it is, since a record holds it so: no quote, backslash or control
  // character is in it. Writing it is a copy.
  static Value plain_string(std::string_view text) { return borrowed(Rep::plain_string, text); }
  static Value owned_string(std::string_view text);
  // Borrow the text of a whole array or object, brackets included, without looking inside.
  static Value raw_array(std::string_view text) { return borrowed(Rep::raw_array, text); }
  static Value raw_object(std::string_view text) { return borrowed(Rep::raw_object, text); }
  static Value array(std::vector<Value> items);
  // Members in their order; of equal keys the first counts. REQUIRES: every key is a string.
  static Value object(std::vector<Member> members);
  // The same of items or members that lie in an arena. REQUIRES: none of them is owned(), since nobody
  // destroys them, and there are fewer than 2^32.
  static Value array_view(std::span<const Value> items);
  static Value object_view(std::span<const Member> members);

  Type type() const { return kTypeOf[static_cast<size_t>(rep_)]; }
  bool is_null() const { return rep_ == Rep::null; }
  bool is_number() const { return type() == Type::number; }
  bool is_string() const { return type() == Type::string; }
  bool is_array() const { return type() == Type::array; }
  bool is_object() const { return type() == Type::object; }
  bool truthy() const { return rep_ != Rep::null && rep_ != Rep::boolean_false; }

  // REQUIRES: is_number(). A number that came as text is parsed anew each time.
  Number number() const;
  // The text as it was read, for a number that came from a record; empty for a computed one, and may be empty
  // after own() where the text is what would be written anyway.
  std::string_view number_source() const {
    return rep_ == Rep::number_text || rep_ == Rep::owned_number ? held_text() : std::string_view();
  }
  // REQUIRES: is_string(). Valid as long as this Value, or what it borrows from.
  std::string_view text() const { return held_text(); }
  // Whether it was made by plain_string().
  bool is_plain_string() const { return rep_ == Rep::plain_string; }
  // The unparsed text of a borrowed array or object; empty where there is none.
  std::string_view raw_text() const {
    return rep_ == Rep::raw_array || rep_ == Rep::raw_object ? held_text() : std::string_view();
  }
  // REQUIRES: is_array() or is_object(), and raw_text() is empty (see json/parse.h to parse it).
  std::span<const Value> items() const;
  std::span<const Member> members() const;

  // The items or members to change in place, which no other Value sees: copied first where they are shared or
  // a view. Valid until this Value is copied or assigned. REQUIRES: as items(), members().
  std::vector<Value>& own_items();
  std::vector<Member>& own_members();

  // Does it hold a reference?
  bool owned() const { return rep_ >= Rep::owned_number; }
  // Does it point into text that it does not own?
  bool borrows() const;
  // A copy that borrows from nothing: raw text is parsed, views are copied. Free where there is nothing to
  // copy.
  Value own() const;
  // A copy that shares nothing either: for another thread, since reference counts are not atomic. Reads this
  // value only, so that several threads may copy the same one.
  Value copy() const;

 private:
  enum class Sharing : bool { none, allowed };
  Value rebuilt(Sharing sharing) const;

  struct Container;
  struct Array;
  struct Object;

  enum class Rep : uint8_t {
    null,
    boolean_false,
    boolean_true,
    integer,
    unsigned_integer,
    real,
    number_text,
    string,
    plain_string,
    raw_array,
    raw_object,
    array_view,
    object_view,
    owned_number,  // from here on a reference is held; a number or string points at its text, behind the
                   // count
    owned_string,
    owned_array,
    owned_object
  };
  static constexpr Type kTypeOf[] = {
      Type::null,   Type::boolean_false, Type::boolean_true, Type::number, Type::number, Type::number,
      Type::number, Type::string,        Type::string,       Type::array,  Type::object, Type::array,
      Type::object, Type::number,        Type::string,       Type::array,  Type::object};
  union Word {
    int64_t i = 0;
    uint64_t u;
    double d;
    const char* text;
    const Value* items;
    const Member* members;
    Container* container;
  };

  Value(Rep rep, uint32_t length, Word word) : rep_(rep), length_(length), word_(word) {}
  static Value borrowed(Rep rep, std::string_view text) {
    return {rep, static_cast<uint32_t>(text.size()), Word{.text = text.data()}};
  }
  static Value owned_text(Rep rep, std::string_view text);
  std::string_view held_text() const { return {word_.text, length_}; }
  void retain() const;
  void release();
  static void unlink(Value& child, Container*& dead);
  static void destroy(Container* dead);

  Rep rep_ = Rep::null;
  uint32_t length_ = 0;  // of the text, in bytes; of a view, in items or members
  Word word_;
};

static_assert(sizeof(Value) == 16);

// jq's order: null < false < true < numbers < strings (by code point) < arrays (item by item) < objects (by
// their sorted keys, then the values in that order). Negative, zero or positive. Exact between integers and
// doubles. As in jq, not-a-number is less than every number, itself too: compare(nan, nan) is negative, and
// so is the order of two arrays that first differ there. Without it the order is total.
int compare(const Value& a, const Value& b);
int compare(Number a, Number b);

}  // namespace runnel::json
