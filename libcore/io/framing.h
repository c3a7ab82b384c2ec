// Where the records of a source end, if that is not at each newline: a quoted cell of CSV goes on behind one,
// and an array may hold all of its records on one line.
//
// The reader owns one for each source and calls it in the order of the source's bytes, on whichever thread
// holds the reader: so it should be quick, and leave all that can be done side by side to the workers. It may
// change bytes in their place, so that what it hands out is easier to read; it never moves them, but by
// leave().
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/batch.h"

namespace runnel::io {

class Framing {
 public:
  virtual ~Framing() = default;

  enum class More : bool { may_come, is_there_not };

  struct Found {
    size_t end = 0;       // of the last whole record, in bytes from the text's start; 0: there is none
    bool is_due = false;  // it leaves now, whatever comes behind it: what does is of another kind
  };
  // Looks at what has been read and not left: `text`, of which the first `known` bytes were there before.
  // With More::is_there_not the end of the text is the end of its last record: all of it is to be found, at
  // once or, with is_due, by turns.
  virtual Found find(char* text, size_t known, size_t size, More more) = 0;

  // The record that the text begins with is longer than any may be. What can be given up of it, so that what
  // stands behind is found: up to a newline, as a rule. An `end` of 0: everything up to the next newline in
  // what is still to be read is left out.
  virtual Found give_up(char* text, size_t size) = 0;

  // What lies before the `end` that was found last leaves as this batch; what lies behind it is what the text
  // begins with from now on. Says in the batch what the workers must know of it.
  virtual void leave(Batch& batch) = 0;

  // What a framing must be told to go on behind the batch that has left last, in a later run: a header, or
  // that an array is open. A few bytes, empty where there is nothing to tell. resume() is for a framing that
  // has seen nothing, made for the same format; false where the state is none of its own.
  virtual std::string state() const { return {}; }
  [[nodiscard]] virtual bool resume(std::string_view state) { return state.empty(); }

  // Whether what might be a whole record is kept back, since more may belong to it. Where nothing has come
  // for kPatience, settle() is called: it is taken for whole, and found.
  virtual bool holds_back() const { return false; }
  virtual Found settle(char* text, size_t size) {
    (void)text, (void)size;
    return {};
  }
  static constexpr int64_t kPatience = 1'000'000'000;  // in nanoseconds

  // What is wrong with the source that has ended here, as a message says it behind its name; empty: nothing.
  virtual std::string_view cut_off() const { return {}; }

  // Whether a record whose end is missing is known by that alone, as a value of JSON is. Of others the
  // newline is what shows that whoever wrote them did not break off (LastLine::broken).
  virtual bool tells_ends() const { return false; }

  // Whether the records turned out to be lines, which the reader finds by itself: it is asked no more.
  virtual bool gives_way() const { return false; }
};

// A framing for the source of that number (Batch::source), which messages call `name`; null where a record is
// a line.
using Framer = std::function<std::unique_ptr<Framing>(uint32_t source, std::string_view name)>;

}  // namespace runnel::io
