// A worker's readers of records that are no lines of JSON: one for each form that its batches have, made when
// the first of them comes. A stream has few forms at a time: those of the inputs that are read by turns.
#pragma once

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

}  // namespace runnel::op
