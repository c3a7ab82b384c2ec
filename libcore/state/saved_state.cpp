#include "state/saved_state.h"

namespace runnel::state {

namespace {

template <class Position>
void save_all(ByteWriter& out, const std::vector<Position>& positions) {
  out.u64(positions.size());
  for (const Position& position : positions) position.save(out);
}

template <class Position>
std::vector<Position> load_all(ByteReader& in) {
  // Of texts, numbers and a mark; one takes more than that, and what is not there fails by itself.
  constexpr size_t kLeast = 32;
  std::vector<Position> positions;
  for (uint64_t left = in.count(kLeast); left > 0 && in.ok(); --left) positions.push_back(Position::load(in));
  return positions;
}

Writer read_writer(ByteReader& in) {
  Writer writer;
  writer.program = in.text();
  writer.release = in.text();
  return writer;
}

// What stands before the positions.
void read_front(ByteReader& in, SavedState& state) {
  Writer writer = read_writer(in);
  state.program = std::move(writer.program);
  state.release = std::move(writer.release);
  state.created_ns = in.i64();
  state.saved_ns = in.i64();
  state.checkpoints = in.u64();
  state.runs = in.u64();
  state.meaning = Meaning::load(in);
}

}  // namespace

std::string body_without_operator(const SavedState& state) {
  ByteWriter out;
  out.text(state.program);
  out.text(state.release);
  out.i64(state.created_ns);
  out.i64(state.saved_ns);
  out.u64(state.checkpoints);
  out.u64(state.runs);
  state.meaning.save(out);
  save_all(out, state.inputs);
  save_all(out, state.outputs);
  out.u8(state.operator_state.has_value() ? 1 : 0);
  out.u64(state.operator_state.has_value() ? state.operator_state->size() : 0);
  return out.take();
}

std::optional<SavedState> parse_body(std::string_view body) {
  ByteReader in(body);
  SavedState state;
  read_front(in, state);
  state.inputs = load_all<InputPosition>(in);
  state.outputs = load_all<OutputPosition>(in);
  const bool has_operator = in.u8() != 0;
  const std::string_view bytes = in.text();
  if (has_operator) state.operator_state = std::string(bytes);
  if (!in.ok()) return std::nullopt;
  return state;
}

std::optional<Meaning> meaning_of_body(std::string_view beginning) {
  ByteReader in(beginning);
  SavedState state;
  read_front(in, state);
  return in.ok() ? std::optional(std::move(state.meaning)) : std::nullopt;
}

std::optional<Writer> writer_of(std::string_view body) {
  ByteReader in(body);
  Writer writer = read_writer(in);
  return in.ok() ? std::optional(std::move(writer)) : std::nullopt;
}

}  // namespace runnel::state
