// A small state with something of everything in it, and what the tests of states do with one.
#pragma once

#include <xxhash.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "../catch.h"
#include "../io/io_fixture.h"
#include "base/bytes.h"
#include "state/saved_state.h"
#include "state/show_state.h"
#include "state/state_file.h"

namespace runnel::state {

inline io::FileMark sample_mark(uint64_t inode, uint64_t known) {
  io::FileMark mark;
  mark.device = 7;
  mark.inode = inode;
  mark.head_size = std::min(io::FileMark::kSpan, known);
  mark.head_hash = 0x0102030405060708;
  mark.known = known;
  mark.tail_hash = 0x1112131415161718;
  mark.modified_ns = 1'700'000'000'000'000'000;
  return mark;
}

inline SavedState sample_state() {
  SavedState state;
  state.program = "stream-window";
  state.release = "0.1.0";
  state.created_ns = 1'700'000'000'000'000'000;
  state.saved_ns = 1'700'000'060'500'000'000;
  state.checkpoints = 7;
  state.runs = 2;
  state.meaning.add("WINDOW", "1m");
  state.meaning.add("--by", "host");
  InputPosition input;
  input.path = "access.log";
  input.input = 1;
  input.source = 3;
  input.mark = sample_mark(42, 5000);
  input.at.offset = 4242;
  input.at.lines = 17;
  input.at.framing = std::string("\0h", 2);
  input.at.skip = 2;
  input.ended = true;
  state.inputs.push_back(input);
  state.outputs.push_back({"out.ndjson", sample_mark(43, 99), 99, "form"});
  state.operator_state = std::string("\x00\xFF{}", 4);
  return state;
}

// The bytes of a state as another version would have them: with these numbers in their header, and whole.
inline std::string with_header(std::string bytes, uint32_t version, uint32_t flags,
                               std::string_view added = {}) {
  bytes.resize(bytes.size() - sizeof(XXH128_canonical_t));
  bytes += added;
  ByteWriter header;
  header.u32(version);
  header.u32(flags);
  header.u64(bytes.size() - 24);
  bytes.replace(8, 16, header.bytes());
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size()));
  return bytes.append(reinterpret_cast<const char*>(sum.digest), sizeof sum);
}

inline StateLock locked(const std::string& path) {
  auto lock = StateLock::take(path);
  if (!lock) FAIL(lock.error().message);
  return std::move(*lock);
}

// Of read_state(): what must be there.
inline SavedState read_back(const std::string& path) {
  auto read = read_state(path);
  if (!read) FAIL(read.error().message);
  REQUIRE(read->has_value());
  return **read;
}

// Reads each NAME.state of a folder, which earlier releases have written, and compares what it says with
// NAME.json (show_state()). Gives how many there were.
inline int check_states_of(const std::filesystem::path& folder) {
  int count = 0;
  if (!std::filesystem::is_directory(folder)) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".state") continue;
    INFO(entry.path());
    auto expected = entry.path();
    expected.replace_extension(".json");
    CHECK(show_state(read_back(entry.path())) == io::slurp(expected));
    ++count;
  }
  return count;
}

}  // namespace runnel::state
