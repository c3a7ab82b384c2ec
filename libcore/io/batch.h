// A batch: a span of whole lines of one source, read together, moved through the program together.
//
// The bytes lie in a buffer that is recycled with the batch. kBatchPadding bytes after the last line may be
// read, and the byte at end() is always '\n', also after a last line that has none: so no loop over a line
// needs to look for its end. Views into a batch are valid until it is recycled, which the pipeline does when
// the ordered stage is through with it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace runnel::io {

constexpr size_t kBatchPadding = 64;

// Page-aligned memory that grows without losing its place in the page: reading from the page cache into
// memory whose offset in its page differs a little from the file's costs a factor of seven (see
// io/reader.cpp).
class AlignedBuffer {
 public:
  static constexpr size_t kPage = 4096;

  AlignedBuffer() = default;
  AlignedBuffer(AlignedBuffer&& other) noexcept
      : memory_(std::move(other.memory_)), capacity_(std::exchange(other.capacity_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  char* data() { return memory_.get(); }
  const char* data() const { return memory_.get(); }
  size_t capacity() const { return capacity_; }
  // Grows to at least `size`, keeping the first `used` bytes.
  void reserve(size_t size, size_t used);
  void release() {
    memory_.reset();
    capacity_ = 0;
  }

 private:
  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  std::unique_ptr<char, Free> memory_;
  size_t capacity_ = 0;
};

// What records look like, where they are no lines of JSON: see format/form.h, which knows.
class RecordForm {
 public:
  virtual ~RecordForm() = default;
  // What must be known to read one of its records again where nothing else of its source is: members of an
  // object as JSON, with a comma in front of each. Dead letters hold it.
  virtual std::string letter_members() const { return {}; }
  // Whether its records are only the beginnings of such that were too long.
  virtual bool is_cut_off() const { return false; }
};

// Where a record was read when it was read first, if that is not where it is read now.
struct Origin {
  std::string source;
  uint64_t line = 0;
};

// How a batch lies in its source, if its bytes are not those that were read (io/framing.h). Offsets are from
// the batch's beginning, ascending.
struct Rewriting {
  std::vector<uint32_t> newlines;  // where lines of the source end
  std::vector<uint32_t> inserted;  // bytes that were not read
  uint64_t line_begin = 0;         // where the line of the batch's first byte begins, in the source
  // Where each line begins in the source, from the batch's first byte: if what lines hold was written in
  // another way there. Then what lies within a line has its place in the line, as it is here. Else empty.
  std::vector<uint32_t> line_begins = {};
  std::vector<Origin> origins = {};  // of the record on each line; empty: where it is read

  // On which line of the source, from 0 and the batch's first, that byte lies.
  uint32_t line_of(size_t offset) const { return below(newlines, offset); }
  // Where in the source, from the batch's first byte.
  size_t source_offset(size_t offset) const {
    if (line_begins.empty()) return offset - below(inserted, offset);
    const uint32_t line = line_of(offset);
    return line_begins[line] + (offset - (line == 0 ? 0 : newlines[line - 1] + 1));
  }
  // Where a line of the source begins in it. `offset`: of the batch.
  uint64_t begin_of(uint32_t line, uint64_t offset) const {
    if (!line_begins.empty()) return offset + line_begins[line];
    return line == 0 ? line_begin : offset + source_offset(newlines[line - 1]) + 1;
  }

 private:
  static uint32_t below(const std::vector<uint32_t>& offsets, size_t offset) {
    return static_cast<uint32_t>(std::lower_bound(offsets.begin(), offsets.end(), offset) - offsets.begin());
  }
};

struct Batch {
  static constexpr uint32_t kNoInput = UINT32_MAX;

  AlignedBuffer buffer;
  size_t first = 0;  // where the lines start in the buffer
  size_t last = 0;   // where they end

  uint32_t source = 0;      // which source: an index into Reader::names()
  uint32_t input = 0;       // what it is read as: all plain files are one input, every live source is one
  bool ends_input = false;  // no line, and nothing more will come from the input
  // The input whose turn it was (io::Turn) and that had nothing to give; kNoInput where it was this one's.
  uint32_t passed_over = kNoInput;
  uint64_t offset = 0;         // of the first line in its source, in (decompressed) bytes
  uint64_t end_offset = 0;     // behind it: where the source's next batch begins
  int64_t read_ns = 0;         // when, by the monotonic clock
  bool begins_source = false;  // nothing of its source came before it in this run
  // How its source was begun (StartAt): behind so many lines, with so many records to be passed over, and the
  // number that it had in the run before.
  uint64_t lines_before = 0;
  uint64_t skip = 0;
  uint32_t earlier = kNoInput;
  std::string framing;  // what reading on behind it must know (Framing::state()); mostly nothing
  // Not 0: the batch is the head of one record of so many bytes, which is beyond --max-line.
  uint64_t overlong = 0;
  // The batch is the beginning of one record whose writer has broken off.
  bool is_broken = false;
  uint32_t overlong_lines = 1;  // on so many lines the one that is overlong or broken stands

  // What its records look like; null: lines of JSON.
  std::shared_ptr<const RecordForm> form;
  size_t preamble = 0;  // so many bytes at its beginning are no records: a header
  // Where its records end, from its beginning, each with its newline; empty: what `form` says of that.
  std::vector<uint32_t> ends;
  // If its bytes are not those that were read.
  std::optional<Rewriting> rewriting;
  bool has_blanks = false;  // white space in its records is to be left out of what is written

  void clear_form() {
    form.reset();
    preamble = 0;
    ends.clear();
    rewriting.reset();
    has_blanks = false;
  }

  const char* begin() const { return buffer.data() + first; }
  const char* end() const { return buffer.data() + last; }
  std::string_view text() const { return {begin(), last - first}; }
};

}  // namespace runnel::io
