#include "cli/record_errors.h"

#include <fmt/format.h>

namespace runnel::cli {

void RecordErrors::on_bad_record(const op::BadRecordNotice& notice) {
  if (++count_ <= kSaid) messages_.bad_record(notice.source, notice.line, notice.column, notice.reason);
}

void RecordErrors::finish() {
  if (count_ <= kSaid) return;
  const uint64_t more = count_ - kSaid;
  messages_.say(fmt::format("{} more bad record{} ({} in all)", more, more == 1 ? "" : "s", count_));
}

}  // namespace runnel::cli
