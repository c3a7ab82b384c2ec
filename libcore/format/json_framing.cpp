#include "format/json_framing.h"

#include <cstring>

#include "base/bytes.h"
#include "format/json_values.h"

namespace runnel::format {

namespace {

// Makes room for a newline in front of each of these places.
void put_in_newlines(io::Batch& batch, const std::vector<uint32_t>& places, io::Rewriting& rewriting) {
  const size_t size = batch.last - batch.first;
  batch.buffer.reserve(batch.last + places.size() + io::kBatchPadding, batch.last);
  char* const text = batch.buffer.data() + batch.first;
  size_t end = size;
  for (size_t i = places.size(); i-- > 0;) {
    std::memmove(text + places[i] + i + 1, text + places[i], end - places[i]);
    text[places[i] + i] = '\n';
    end = places[i];
  }
  batch.last += places.size();
  for (size_t i = 0; i < places.size(); ++i) {
    rewriting.inserted.push_back(places[i] + static_cast<uint32_t>(i));
  }
  size_t before = 0;
  for (uint32_t& newline : rewriting.newlines) {
    while (before < places.size() && places[before] <= newline) ++before;
    newline += static_cast<uint32_t>(before);
  }
}

constexpr uint8_t kStateMark = 'j';

class JsonFraming final : public io::Framing {
 public:
  Found find(char* text, size_t /*known*/, size_t size, More more) override {
    end_ = values_.find(text, size);
    if (more == More::is_there_not) end_ = size;
    return {.end = end_};
  }

  Found give_up(char* text, size_t size) override {
    end_ = values_.give_up(text, size);
    return {.end = end_};
  }

  std::string_view cut_off() const override {
    return values_.in_array() ? "ends in the middle of an array: the ] that closes it is missing"
                              : std::string_view();
  }

  bool tells_ends() const override { return true; }

  void leave(io::Batch& batch) override {
    JsonValues::Left left = values_.leave(end_);
    io::Rewriting& rewriting = batch.rewriting.emplace();
    rewriting.line_begin = line_begin_;
    rewriting.newlines = std::move(left.newlines);
    if (!rewriting.newlines.empty()) line_begin_ = batch.offset + rewriting.newlines.back() + 1;
    if (!left.touching.empty()) put_in_newlines(batch, left.touching, rewriting);
    batch.has_blanks = left.has_blanks;
  }

  std::string state() const override {
    ByteWriter out;
    out.u8(kStateMark);
    out.u64(line_begin_);
    values_.save(out);
    return out.take();
  }
  bool resume(std::string_view state) override {
    if (state.empty()) return true;
    ByteReader in(state);
    if (in.u8() != kStateMark) return false;
    line_begin_ = in.u64();
    values_.load(in);
    return in.ok() && in.at_end();
  }

 private:
  JsonValues values_;
  size_t end_ = 0;           // that was found last
  uint64_t line_begin_ = 0;  // where the line begins that the next batch begins on
};

}  // namespace

std::unique_ptr<io::Framing> make_json_framing() {
  return std::make_unique<JsonFraming>();
}

}  // namespace runnel::format
