#include "op/stats/stats.h"

#include <algorithm>
#include <bit>

#include "op/stats/partial.h"
#include "time/pace.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

// When fields were refused maps are looked for after so many records, twice as many, and so on.
constexpr uint64_t kFirstLook = 64;

int64_t period_end(int64_t time, int64_t every) {
  return time::floor_divide(time, every) * every;
}

}  // namespace

Stats::Stats(const StatsProgram& program, const StatsOptions& options, io::Reader& reader, ReportTaker& taker,
             BadRecords& bad, const Clock& clock)
    : program_(program),
      options_(options),
      reader_(reader),
      taker_(taker),
      bad_(bad),
      clock_(clock),
      profiles_(program.keys().size(), options.limits),
      folder_(profiles_) {
  if (options_.every.has_value() && !program_.has_time()) reached_ = clock_.now_ns();
}

Stats::~Stats() = default;

std::unique_ptr<Worker> Stats::make_worker() const {
  return std::make_unique<StatsWorker>(program_, options_, clock_);
}

std::unique_ptr<Extract> Stats::make_extract() const {
  return std::make_unique<StatsExtract>();
}

Demand Stats::consume(io::Batch& batch, Extract& extract) {
  auto& found = static_cast<StatsExtract&>(extract);
  if (newest_.size() <= batch.input) newest_.resize(batch.input + 1, time::kBeginningOfTime);
  clock_time_ = std::max(clock_time_, clock_.now_ns());
  end_period_by_clock();
  take(batch, found);
  while (found.rest != nullptr && !is_ended_) {
    if (worker_ == nullptr) worker_ = std::make_unique<StatsWorker>(program_, options_, clock_);
    worker_->process_rest(batch, found);
    take(batch, found);
  }
  progress_.consumed(batch, found.line_count);
  note_sizes();
  return look();
}

void Stats::take(const io::Batch& batch, const StatsExtract& found) {
  counts_.records += found.records;
  of_rows_.clear();
  of_keys_.assign(program_.keys().empty() ? 0 : found.keys.size(), nullptr);
  // Room for all of them, so that what the folder sees of it stays where it is.
  if (!program_.keys().empty()) of_rows_.resize(found.rows.size());
  folder_.start(found, of_rows_);
  const size_t taken = take_in_order(
      found,
      [&](const StatsExtract::Event& event) {
        take_event(batch, event, found);
        return is_ended_ ? Demand::enough : Demand::more;
      },
      [&](size_t row) {
        take_row(batch, found, row);
        return Demand::more;
      });
  folder_.fold_until(taken);
  profiles_.leave_out(found.left_out);
}

void Stats::take_event(const io::Batch& batch, const StatsExtract::Event& event, const StatsExtract& found) {
  if (event.kind == StatsExtract::Event::Kind::watermark) return;  // nothing here waits for one
  const BadRecord& bad = found.bad[event.bad];
  if (bad_.will_say()) taker_.flush();  // what came before a message is seen before it
  is_ended_ = bad_.take(batch, reader_.name(batch.source), progress_.line_of(batch, bad.line, bad.begin),
                        bad) == Demand::enough;
}

void Stats::take_row(const io::Batch& batch, const StatsExtract& found, size_t number) {
  const StatsExtract::Row& row = found.rows[number];
  if (options_.every.has_value() && program_.has_time()) {
    const bool crosses = reached_ != time::kBeginningOfTime && row.time > reached_ &&
                         time::crosses_multiple(reached_, row.time, *options_.every);
    if (crosses) end_period(period_end(row.time, *options_.every), number);
    reached_ = std::max(reached_, row.time);
  }
  if (taken_ >= kFirstLook && std::has_single_bit(taken_)) folder_.look_for_maps(number);
  ++taken_;
  Profile& profile = program_.keys().empty() ? profiles_.whole() : profile_of(found, number);
  ++profile.records;
  if (!program_.of().empty()) {
    profiles_.profile_of(profile, FieldTree::kRecord).add_object();
  }
  profile.bytes += row.size + 1;
  if (program_.has_time()) {
    see(profile, batch.input, row.time);
  } else if (options_.by_clock) {
    profiles_.time_of(profile).add(profiles_.context(), clock_time_, 0);
  }
}

void Stats::see(Profile& profile, uint32_t input, int64_t time) {
  int64_t& newest = newest_[input];
  const int64_t lateness = newest > time ? time::saturated_subtract(newest, time) : 0;
  newest = std::max(newest, time);
  profiles_.time_of(profile).add(profiles_.context(), time, lateness);
}

Profile& Stats::profile_of(const StatsExtract& found, size_t row) {
  const uint32_t key = found.rows[row].key;
  if (of_keys_[key] == nullptr || of_keys_[key] == profiles_.other()) {
    const Profiles::Found profile = profiles_.of_key(found.keys[key], [&] { folder_.fold_until(row); });
    counts_.other_by_limit += profile.beyond == Profiles::Beyond::limit ? 1 : 0;
    counts_.other_by_memory += profile.beyond == Profiles::Beyond::memory ? 1 : 0;
    of_keys_[key] = profile.profile;
  }
  return *(of_rows_[row] = of_keys_[key]);
}

// Before the record of this row is counted.
void Stats::end_period(int64_t until, size_t row) {
  folder_.fold_until(row);
  give_out(until);
}

void Stats::end_period_by_clock() {
  if (!options_.every.has_value() || program_.has_time()) return;
  const int64_t now = std::max(reached_, clock_.now_ns());
  if (time::crosses_multiple(reached_, now, *options_.every)) give_out(period_end(now, *options_.every));
  reached_ = now;
}

void Stats::give_out(std::optional<int64_t> until) {
  note_sizes();
  demand_ = taker_.take(told(bad_.count() - bad_before_, until));
  if (!until.has_value() || !options_.since_last) return;
  profiles_.forget_records();
  bad_before_ = bad_.count();
}

ToldProfiles Stats::told(uint64_t bad, std::optional<int64_t> until) const {
  return {profiles_, {program_.keys(), options_.top, !program_.has_time(), bad, until}};
}

Demand Stats::look() {
  if (taker_.wants_look_ms() == 0) {
    if (const Demand demand = taker_.look(told(bad_.count(), std::nullopt)); demand == Demand::enough)
      demand_ = demand;
  }
  return demand();
}

Demand Stats::demand() {
  return is_ended_ ? Demand::enough : demand_;
}

Demand Stats::flush() {
  if (const Demand flushed = taker_.flush(); flushed == Demand::enough) demand_ = flushed;
  bad_.flush();
  if (!bad_.check_reader()) demand_ = Demand::enough;
  return demand();
}

int Stats::patience_ms() {
  std::optional<int64_t> left;
  if (options_.every.has_value() && !program_.has_time()) {
    left = *options_.every - time::floor_modulo(clock_.now_ns(), *options_.every);
  }
  const int clock = time::timeout_ms(left);
  const int look = taker_.wants_look_ms();
  return clock < 0 ? look : look < 0 ? clock : std::min(clock, look);
}

Demand Stats::waited() {
  clock_time_ = std::max(clock_time_, clock_.now_ns());
  end_period_by_clock();
  return look();
}

void Stats::finish() {
  give_out(std::nullopt);
  taker_.flush();
}

std::string Stats::partial() const {
  const std::string& form = options_.time_form;
  const Partial head{form.empty() ? program_.meaning() : program_.meaning() + " " + form, program_.keys(),
                     !program_.has_time(), bad_.count(), nullptr};
  std::string out;
  append_partial(out, head, profiles_);
  return out;
}

void Stats::note_sizes() {
  counts_.most_bytes = std::max<uint64_t>(counts_.most_bytes, profiles_.bytes());
}

StatsCounts Stats::counts() const {
  StatsCounts counts = counts_;
  counts.keys = profiles_.keys();
  counts.fields = profiles_.tree().size();
  counts.left_out = profiles_.left_out();
  return counts;
}

Totals Stats::totals() const {
  const StatsCounts counts = this->counts();
  return {.records_in = counts.records,
          .evicted = counts.other_by_memory,
          .keys = counts.keys,
          .bytes_held = counts.most_bytes};
}

void Stats::save(ByteWriter& out) const {
  out.u64(bad_.count() - bad_before_);
  out.u64(newest_.size());
  for (const int64_t newest : newest_) out.i64(newest);
  out.u64(taken_);
  out.i64(reached_);
  out.i64(clock_time_);
  profiles_.save(out);
}

void Stats::load(ByteReader& in) {
  constexpr size_t kLeast = 8;
  bad_before_ = bad_.count() - in.u64();  // of this period, so many were before
  newest_.resize(in.count(kLeast));
  for (int64_t& newest : newest_) newest = in.i64();
  taken_ = in.u64();
  reached_ = in.i64();
  clock_time_ = in.i64();
  profiles_.load(in);
}

}  // namespace runnel::op
