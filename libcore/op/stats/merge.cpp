#include "op/stats/merge.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/validator.h"
#include "op/line_cursor.h"
#include "op/stats/told_profiles.h"

namespace runnel::op {

namespace {

// The lines of a batch with what they hold, or why they hold nothing.
struct MergeExtract final : Extract {
  struct Line {
    uint32_t number;
    uint32_t offset;
    uint32_t size;
    uint32_t column;  // where the text is not JSON, from 1; else 0
    Result<Partial> partial;
  };
  std::vector<Line> lines;
  uint32_t line_count = 0;
};

class MergeWorker final : public Worker {
 public:
  explicit MergeWorker(const StatsOptions& options) : options_(options) {}

  void process(const io::Batch& batch, Extract& extract) override {
    auto& found = static_cast<MergeExtract&>(extract);
    found.lines.clear();
    if (batch.overlong > 0) {
      add(found, 0, batch, batch.text(), 0,
          Error{ErrorKind::record,
                fmt::format("the line is longer than {} bytes (--max-line)", options_.walk.max_line)});
      found.line_count = 1;
      return;
    }
    LineCursor cursor(batch);
    while (cursor.next()) {
      const std::string_view line = cursor.text(cursor.begin());
      if (const auto error = validator_.check(line)) {
        add(found, cursor.number(), batch, line, static_cast<uint32_t>(error->offset + 1),
            Error{ErrorKind::record, error->reason});
      } else {
        add(found, cursor.number(), batch, line, 0, read_partial(line, options_.limits));
      }
      cursor.leave(line.data() + line.size());
    }
    found.line_count = cursor.number();
  }

 private:
  static void add(MergeExtract& found, uint32_t number, const io::Batch& batch, std::string_view line,
                  uint32_t column, Result<Partial> partial) {
    found.lines.push_back({number, static_cast<uint32_t>(line.data() - batch.begin()),
                           static_cast<uint32_t>(line.size()), column, std::move(partial)});
  }

  const StatsOptions& options_;
  json::Validator validator_;
};

// A state that is whole but of another profile than the first.
std::optional<std::string> reason_apart(const Partial& first, const Partial& other) {
  const auto said = [](const Partial& partial) {
    return partial.meaning.empty() ? std::string("every field") : partial.meaning;
  };
  if (first.meaning == other.meaning && first.keys == other.keys) return std::nullopt;
  return fmt::format("a partial profile of something else ({}) than the first one ({})", said(other),
                     said(first));
}

}  // namespace

StatsMerge::StatsMerge(const StatsOptions& options, io::Reader& reader, ReportTaker& taker, BadRecords& bad)
    : options_(options), reader_(reader), taker_(taker), bad_(bad) {}

std::unique_ptr<Worker> StatsMerge::make_worker() const {
  return std::make_unique<MergeWorker>(options_);
}

std::unique_ptr<Extract> StatsMerge::make_extract() const {
  return std::make_unique<MergeExtract>();
}

Demand StatsMerge::consume(io::Batch& batch, Extract& extract) {
  auto& found = static_cast<MergeExtract&>(extract);
  for (MergeExtract::Line& line : found.lines) {
    std::optional<std::string> reason;
    if (!line.partial.ok()) {
      reason = line.partial.error().message;
    } else if (whole_.has_value()) {
      reason = reason_apart(*whole_, *line.partial);
    }
    if (!reason.has_value()) {
      take(*line.partial);
      continue;
    }
    const auto kind = line.column > 0 ? BadRecord::Kind::not_json : BadRecord::Kind::failed;
    const BadRecord bad{kind, line.number, line.offset, line.size, line.column, *reason};
    const uint64_t number = progress_.line_of(batch, line.number, line.offset);
    if (bad_.take(batch, reader_.name(batch.source), number, bad) == Demand::enough) return Demand::enough;
  }
  progress_.consumed(batch, found.line_count);
  found.lines.clear();
  return Demand::more;
}

void StatsMerge::take(Partial& partial) {
  if (!whole_.has_value()) {
    auto profiles = std::make_unique<Profiles>(partial.keys.size(), options_.limits);
    whole_ = Partial{partial.meaning, partial.keys, partial.by_clock, 0, std::move(profiles)};
  }
  whole_->bad += partial.bad;
  const Profiles::Others others = whole_->profiles->merge(*partial.profiles);
  others_.by_limit += others.by_limit;
  others_.by_memory += others.by_memory;
  most_bytes_ = std::max<uint64_t>(most_bytes_, whole_->profiles->bytes());
}

void StatsMerge::finish() {
  if (whole_.has_value()) {
    taker_.take(ToldProfiles(*whole_->profiles, {whole_->keys, options_.top, whole_->by_clock, whole_->bad}));
  } else {
    const std::vector<ProfileSummary> nothing(1);
    taker_.take(GivenProfiles(nothing));
  }
  taker_.flush();
}

std::string StatsMerge::partial() const {
  std::string out;
  if (whole_.has_value()) append_partial(out, *whole_, *whole_->profiles);
  return out;
}

StatsCounts StatsMerge::counts() const {
  StatsCounts counts;
  if (!whole_.has_value()) return counts;
  const Profiles& profiles = *whole_->profiles;
  counts.records = profiles.records();
  counts.keys = profiles.keys();
  counts.fields = profiles.tree().size();
  counts.left_out = profiles.left_out();
  counts.other_by_limit = others_.by_limit;
  counts.other_by_memory = others_.by_memory;
  counts.most_bytes = most_bytes_;
  return counts;
}

std::vector<std::string> StatsMerge::maps() const {
  return whole_.has_value() ? whole_->profiles->maps() : std::vector<std::string>();
}

std::vector<std::string> StatsMerge::fields() const {
  return whole_.has_value() ? whole_->profiles->field_paths() : std::vector<std::string>();
}

}  // namespace runnel::op
