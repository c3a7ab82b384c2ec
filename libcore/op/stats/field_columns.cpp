#include "op/stats/field_columns.h"

#include "json/number.h"
#include "json/parse.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::op {

using agg::Scalar;
using json::Token;

FieldColumns::FieldColumns(const std::vector<std::string>& names) : member_names_(names) {
  forget_all();
}

void FieldColumns::forget_all() {
  nodes_.clear();
  names_ = Arena();
  nodes_.push_back({.parent = kNone, .step = FieldStep::record, .depth = 0, .name = {}, .members = {}});
  known_ = KnownRecords();
  members_.clear();
  for (const std::string& name : member_names_) members_.push_back(member_by_name(0, name));
}

void FieldColumns::start(StatsExtract& extract, std::string_view batch) {
  if (nodes_.size() > kMostNodes / 2 || names_.used() > kMostNames) forget_all();
  extract_ = &extract;
  batch_ = batch;
  ++extract_number_;
  skipped_ = 0;
  if (!members_.empty()) column(0);  // without scalars: all of these records are objects
}

void FieldColumns::add_record(const char* text, uint16_t row) {
  row_ = row;
  place_ = 0;
  open_.clear();
  known_.begin(text);
  take_all(text);
  known_.end();
}

void FieldColumns::add_known(uint16_t row) {
  using Kind = KnownRecords::Deed::Kind;
  row_ = row;
  open_.clear();
  KnownRecords::Known& known = known_.matched();
  if (known.extract != extract_number_) {
    known.extract = extract_number_;
    known.columns.clear();
    for (const auto& deed : known.deeds) known.columns.push_back(&column(deed.node));
  }
  const json::Slot* value = known_.values().data();
  for (size_t i = 0; i < known.deeds.size(); ++i) {
    const auto& deed = known.deeds[i];
    StatsColumn& column = *known.columns[i];
    if (deed.kind == Kind::value) [[likely]] {
      put_known(deed.node, column, (value++)->text);
    } else if (deed.kind == Kind::object) {
      put_into(column, Scalar::object());
    } else if (deed.kind == Kind::end_array) {
      put_into(column, Scalar::array(deed.length));
    }
  }
}

// A scalar, or an array of scalars.
void FieldColumns::put_known(uint32_t node, StatsColumn& column, std::string_view text) {
  if (text.front() != '[') [[likely]]
    return put_scalar(column, text);
  if (nodes_[node].depth < kMostDepth) return put_flat_array(node, column, text);
  put_text(node, text);  // which leaves its elements out
}

void FieldColumns::add_member_text(size_t name, std::string_view text, uint16_t row) {
  row_ = row;
  open_.clear();
  put_text(members_[name], text);
}

// A value as a whole.
void FieldColumns::put_text(uint32_t node, std::string_view text) {
  if (text.front() != '[' && text.front() != '{') return put_scalar(column(node), text);
  place_ = node;
  take_all(text.data());
}

// An array of nothing but scalars. REQUIRES: there may be something below the node.
void FieldColumns::put_flat_array(uint32_t node, StatsColumn& array, std::string_view text) {
  json::Tokenizer tokenizer(text.data());
  StatsColumn* elements = nullptr;
  uint64_t length = 0;
  for (auto tokens = tokenizer.next(tokens_); !tokens.empty(); tokens = tokenizer.next(tokens_)) {
    for (const Token& token : tokens) {
      if (token.kind >= Token::Kind::array_begin) continue;
      ++length;
      if (elements == nullptr) elements = &column(element(node));
      put_token(*elements, token);
    }
  }
  put_into(array, Scalar::array(length));
}

void FieldColumns::put_token(StatsColumn& column, const Token& token) {
  switch (token.kind) {
    case Token::Kind::string:
      return put_into(column, Scalar::string(text_of(token)));
    case Token::Kind::number:
      return put_into(column, Scalar::number(json::parse_number(token.text())));
    case Token::Kind::null:
      return put_into(column, Scalar::null());
    default:
      return put_into(column, Scalar::boolean(token.kind == Token::Kind::boolean_true));
  }
}

// REQUIRES: it is neither an array nor an object.
void FieldColumns::put_scalar(StatsColumn& column, std::string_view text) {
  switch (text.front()) {
    case '"':
      text = text.substr(1, text.size() - 2);
      return put_into(column, Scalar::string(text.find('\\') == text.npos ? text : decoded(text)));
    case 'n':
      return put_into(column, Scalar::null());
    case 't':
    case 'f':
      return put_into(column, Scalar::boolean(text.front() == 't'));
    default:
      return put_into(column, Scalar::number(json::parse_number(text)));
  }
}

void FieldColumns::add_member(size_t name, const json::Value& value, uint16_t row) {
  row_ = row;
  place_ = members_[name];
  open_.clear();
  switch (value.type()) {
    case json::Type::null:
      return put(place_, Scalar::null());
    case json::Type::boolean_false:
    case json::Type::boolean_true:
      return put(place_, Scalar::boolean(value.truthy()));
    case json::Type::number:
      return put(place_, Scalar::number(value.number()));
    case json::Type::string:
      return put(place_, Scalar::string(lies_in(batch_, value.text()) ? value.text()
                                                                      : extract_->text.copy(value.text())));
    default:
      break;
  }
  if (const std::string_view raw = value.raw_text(); !raw.empty() && lies_in(batch_, raw))
    return take_all(raw.data());
  scratch_.clear();
  json::append_json(scratch_, value);
  scratch_ += '\n';
  scratch_.append(json::kPadding, ' ');
  take_all(extract_->text.copy(scratch_).data());
}

void FieldColumns::take_all(const char* text) {
  json::Tokenizer tokenizer(text);
  for (;;) {
    const auto tokens = tokenizer.next(tokens_);
    if (tokens.empty()) return;
    for (const Token& token : tokens) take(token);
  }
}

void FieldColumns::take(const Token& token) {
  using Kind = Token::Kind;
  if (skipped_ > 0) {  // inside of a container that is left out
    if (token.kind == Kind::array_begin || token.kind == Kind::object_begin) ++skipped_;
    if (token.kind == Kind::array_end || token.kind == Kind::object_end) --skipped_;
    return;
  }
  switch (token.kind) {
    case Kind::key:
      if (open_.empty()) return;
      place_ = member(open_.back(), text_of(token));
      return;
    case Kind::array_begin:
    case Kind::object_begin:
      begin_value();
      if (known_.is_learning()) known_.note_container();
      if (place_ == kNone) {
        skipped_ = 1;
        return;
      }
      return open(token);
    case Kind::array_end:
    case Kind::object_end:
      return close(token);
    default:
      break;
  }
  begin_value();
  if (place_ == kNone) return;
  if (known_.is_learning()) {
    const bool is_string = token.kind == Kind::string;  // with its quotes
    known_.note_value(place_, {token.begin - (is_string ? 1 : 0), token.size + (is_string ? size_t{2} : 0)});
  }
  put_token(column(place_), token);
}

void FieldColumns::begin_value() {
  if (open_.empty() || !open_.back().is_array) return;
  ++open_.back().number;
  place_ = element(open_.back().node);
}

void FieldColumns::open(const Token& token) {
  const bool is_array = token.kind == Token::Kind::array_begin;
  column(place_);  // before those of what is inside
  if (is_array) {
    if (known_.is_learning()) known_.note_array_begin(place_, token.begin);
  } else {
    if (known_.is_learning()) known_.note_object(place_);
    put(place_, Scalar::object());
  }
  open_.push_back({place_, nodes_[place_].first_member, is_array ? 0 : ++object_number_, is_array});
}

void FieldColumns::close(const Token& token) {
  if (open_.empty()) return;
  const Open closed = open_.back();
  open_.pop_back();
  if (!closed.is_array) return;
  if (known_.is_learning()) known_.note_array_end(closed.node, closed.number, token.begin + 1);
  put(closed.node, Scalar::array(closed.number));
}

// kNone where its value does not count.
uint32_t FieldColumns::member(Open& object, std::string_view name) {
  uint32_t found = object.expected;
  if (found == kNone || nodes_[found].name != name) {
    found = member_by_name(object.node, name);
    if (found == kNone) return kNone;
  }
  Node& node = nodes_[found];
  if (node.step == FieldStep::other) return found;
  object.expected = node.next_member;
  if (node.object == object.number) return kNone;  // it occurs twice
  node.object = object.number;
  return found;
}

uint32_t FieldColumns::member_by_name(uint32_t node, std::string_view name) {
  if (const auto found = nodes_[node].members.find(name); found != nodes_[node].members.end()) {
    return found->second;
  }
  if (nodes_[node].depth == kMostDepth || name.size() > kLongestName) return leave_out();
  if (nodes_.size() >= kMostNodes) {
    if (nodes_[node].other == kNone) {
      const uint32_t other = add_node(node, FieldStep::other, {});
      nodes_[node].other = other;
    }
    known_.give_up();
    return nodes_[node].other;
  }
  const std::string_view kept = names_.copy(name);
  const uint32_t added = add_node(node, FieldStep::member, kept);
  Node& parent = nodes_[node];
  parent.members.emplace(kept, added);
  if (parent.last_member == kNone) {
    parent.first_member = added;
  } else {
    nodes_[parent.last_member].next_member = added;
  }
  parent.last_member = added;
  return added;
}

uint32_t FieldColumns::leave_out() {
  ++extract_->left_out;
  known_.give_up();  // it is to be counted each time
  return kNone;
}

uint32_t FieldColumns::element(uint32_t node) {
  if (nodes_[node].element != kNone) return nodes_[node].element;
  if (nodes_[node].depth == kMostDepth) return leave_out();
  const uint32_t added = add_node(node, FieldStep::element, {});
  return nodes_[node].element = added;
}

uint32_t FieldColumns::add_node(uint32_t parent, FieldStep step, std::string_view name) {
  nodes_.push_back(
      {.parent = parent, .step = step, .depth = nodes_[parent].depth + 1, .name = name, .members = {}});
  return static_cast<uint32_t>(nodes_.size() - 1);
}

StatsColumn& FieldColumns::column(uint32_t place) {
  Node& node = nodes_[place];
  if (node.extract == extract_number_) [[likely]]
    return extract_->columns[node.column];
  node.extract = extract_number_;
  node.column = static_cast<uint32_t>(extract_->column_count++);
  if (extract_->columns.size() < extract_->column_count) extract_->columns.emplace_back();
  StatsColumn& column = extract_->columns[node.column];
  column.parent = place == 0 ? 0 : nodes_[node.parent].column;
  column.step = node.step;
  column.name = extract_->text.copy(node.name);
  column.scalars.clear();
  return column;
}

void FieldColumns::put(uint32_t node, const Scalar& scalar) {
  put_into(column(node), scalar);
}

// Of a key or string, without its escapes. Lives as long as the extract.
std::string_view FieldColumns::text_of(const Token& token) {
  return token.is_escaped ? decoded(token.text()) : token.text();
}

std::string_view FieldColumns::decoded(std::string_view text) {
  char* const to = extract_->text.alloc(text.size());
  return {to, json::decode_string(text, to)};
}

}  // namespace runnel::op
