// Bad records on stderr: the first ten with place and reason, then how many more there were.
#pragma once

#include <cstdint>

#include "cli/messages.h"
#include "op/bad_records.h"

namespace runnel::cli {

class RecordErrors : public op::BadRecordListener {
 public:
  // So many are said one by one: enough to see what is wrong, and still to be seen when a whole file is.
  static constexpr uint64_t kSaid = 10;

  explicit RecordErrors(Messages& messages) : messages_(messages) {}

  void on_bad_record(const op::BadRecordNotice& notice) override;
  bool will_say() const override { return count_ < kSaid; }
  // At the end of the run: `12 more bad records (22 in all)`, if there were more than are said.
  void finish();

 private:
  Messages& messages_;
  uint64_t count_ = 0;
};

}  // namespace runnel::cli
