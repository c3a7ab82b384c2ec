// A worker's readers of records that are no lines of JSON: one for each form that its batches have, made when
// the first of them comes. A stream has few forms at a time: those of the inputs that are read by turns.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "format/form.h"
#include "io/batch.h"
#include "json/path.h"

namespace runnel::op {

class FormReaders {
 public:
  // What each of the worker's programs reads of a record.
  explicit FormReaders(std::vector<std::vector<json::Path>> paths) : paths_(std::move(paths)) {
    for (const std::vector<json::Path>& each : paths_) programs_.push_back(&each);
  }
  FormReaders(const FormReaders&) = delete;
  FormReaders& operator=(const FormReaders&) = delete;

  // REQUIRES: batch.form is not null. Valid until the next call.
  format::RecordReader& of(const io::Batch& batch) {
    for (Known& known : known_) {
      if (known.form == batch.form) return *known.reader;
    }
    if (known_.size() == kMost) known_.erase(known_.begin());
    auto reader = static_cast<const format::Form&>(*batch.form).make_reader(programs_);
    return *known_.emplace_back(Known{batch.form, std::move(reader)}).reader;
  }

 private:
  static constexpr size_t kMost = 16;

  struct Known {
    std::shared_ptr<const io::RecordForm> form;
    std::unique_ptr<format::RecordReader> reader;
  };

  const std::vector<std::vector<json::Path>> paths_;
  std::vector<const std::vector<json::Path>*> programs_;
  std::vector<Known> known_;
};

// A place in a batch, and how many newlines lie before it.
struct FormPlace {
  const char* at;
  uint32_t line;
};

// Goes through the records of a batch, from the one at `from`, or the header before the first, and gives each
// to take(record, line), until is_enough(). Returns where it stopped: the batch's end, or where it is to go
// on.
template <class IsEnough, class Take>
FormPlace walk_records(format::RecordReader& reader, const io::Batch& batch, FormPlace from,
                       IsEnough is_enough, Take take) {
  if (from.at == batch.begin()) {
    from.at += batch.preamble;
    from.line += static_cast<uint32_t>(std::count(batch.begin(), from.at, '\n'));
  }
  while (from.at < batch.end() && !is_enough()) {
    const format::RecordReader::Record record = reader.next(batch, from.at);
    if (record.kind != format::RecordReader::Record::Kind::nothing) take(record, from.line);
    from = {record.next, from.line + record.lines};
  }
  return from;
}

}  // namespace runnel::op
