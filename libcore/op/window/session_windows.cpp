// Session windows: each key has its own, made by its records as they come.
#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "op/window/windows.h"
#include "time/saturate.h"
#include "time/sessions.h"

namespace runnel::op {

namespace {

class SessionWindows final : public Windows {
 public:
  explicit SessionWindows(WindowTools tools)
      : Windows(std::move(tools)),
        rule_(tools_.options.window.gap, tools_.options.longest_session),
        lateness_(tools_.options.allowed_lateness) {}
  ~SessionWindows() override;

  Fate add(const WindowRow& row, int64_t frontier) override;
  void advance(int64_t frontier) override;
  bool holds(KeyId key, int64_t time) const override;
  void write_early() override;
  int64_t earliest_start(int64_t frontier) const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  struct Session {
    time::Stretch records;
    uint64_t order;  // of its first record's arrival
    KeyId key;
    bool written = false;
    uint32_t revision = 0;   // of what was written last, also of the sessions that it was made of
    bool corrects = false;   // something was written, here or in one that it was made of
    int64_t listed_end = 0;  // under which it is listed: its end, or an earlier one
    std::unique_ptr<std::byte[]> states;
  };
  using SessionPtr = std::unique_ptr<Session>;
  using Sessions = std::vector<SessionPtr>;  // of a key, by their first record
  struct ByEnd {
    int64_t end;
    uint64_t order;
    Session* session;
    bool operator<(const ByEnd& other) const {
      return std::tie(end, order) < std::tie(other.end, other.order);
    }
  };

  WindowBounds bounds(const time::Stretch& records) const {
    return {records.first, rule_.end(records), records};
  }
  // What its next result says.
  static uint32_t next_revision(const Session& session) {
    return session.corrects ? session.revision + 1 : 0;
  }
  bool is_closed(const time::Stretch& records, int64_t frontier) const {
    return frontier > rule_.end(records) || frontier == time::kEndOfTime;
  }
  bool is_forgotten(const time::Stretch& records, int64_t frontier) const {
    return frontier > time::saturated_add(rule_.end(records), lateness_) || frontier == time::kEndOfTime;
  }
  SessionPtr make(KeyId key, time::Stretch records);
  void enlist(Session& session);
  void unlist(Session& session);
  bool extend(Session& session, const WindowRow& row, int64_t frontier);
  void relist();
  void take_in(Session& session, Session& other);
  void retract(const Session& session, const time::Stretch& joined);
  void write(Session& session);
  void write_early(const Session& session);
  void release(Session& session);
  void remove(Session* session);
  void find_next_change();
  void save(const Session& session, ByteWriter& out) const;

  const time::SessionRule rule_;
  const int64_t lateness_;
  absl::flat_hash_map<KeyId, Sessions> sessions_;
  // Not written. The end of a session that goes on is put right only when it comes up: it has moved on by
  // then as a rule, and to list it anew for each record would cost more than all else.
  std::set<ByEnd> open_;
  std::set<ByEnd> written_;  // written, and kept to be corrected
  uint64_t arrivals_ = 0;
};

// What a session costs beside its states, roughly: two trees' nodes, and the pointers to it.
constexpr size_t kSessionBytes = 160;

SessionWindows::~SessionWindows() {
  for (auto& [key, sessions] : sessions_) {
    for (const SessionPtr& session : sessions) release(*session);
  }
}

SessionWindows::SessionPtr SessionWindows::make(KeyId key, time::Stretch records) {
  auto session = std::make_unique<Session>();
  session->records = records;
  session->order = arrivals_++;
  session->key = key;
  session->states = std::make_unique_for_overwrite<std::byte[]>(tools_.space.layout.size());
  tools_.space.layout.create(session->states.get());
  tools_.space.keys.refer(key);
  tools_.space.table_bytes += kSessionBytes + tools_.space.layout.size();
  ++tools_.space.groups;
  return session;
}

void SessionWindows::release(Session& session) {
  tools_.space.layout.destroy(tools_.space.context, session.states.get());
  tools_.space.keys.release(session.key);
  tools_.space.table_bytes -= kSessionBytes + tools_.space.layout.size();
  --tools_.space.groups;
}

void SessionWindows::enlist(Session& session) {
  session.listed_end = rule_.end(session.records);
  (session.written ? written_ : open_).insert({session.listed_end, session.order, &session});
}

void SessionWindows::unlist(Session& session) {
  (session.written ? written_ : open_).erase({session.listed_end, session.order, &session});
}

// Lists the first open session where it belongs, until that is the first.
void SessionWindows::relist() {
  while (!open_.empty()) {
    Session& session = *open_.begin()->session;
    if (session.listed_end == rule_.end(session.records)) return;
    open_.erase(open_.begin());
    enlist(session);
  }
}

// What nearly all records do: they join the one session of their key, which is open, and stays so.
bool SessionWindows::extend(Session& session, const WindowRow& row, int64_t frontier) {
  if (session.written || !rule_.join({row.time, row.time}, session.records)) return false;
  const time::Stretch joined{std::min(row.time, session.records.first),
                             std::max(row.time, session.records.last)};
  if (is_closed(joined, frontier)) return false;
  session.records = joined;
  tools_.folder.fold(session.states.get(), row);
  if (tools_.options.emit == WindowOptions::Emit::change) write_early(session);
  return true;
}

// What was written of a session that is another one now.
void SessionWindows::retract(const Session& session, const time::Stretch& joined) {
  const bool same = session.records.first == joined.first && session.records.last == joined.last;
  if (!session.written || same) return;
  tools_.writer.write(bounds(session.records), session.key, session.states.get(),
                      {.standing = ResultMarks::Standing::retracted, .revision = session.revision + 1});
}

void SessionWindows::take_in(Session& session, Session& other) {
  tools_.space.layout.merge(tools_.space.context, session.states.get(), other.states.get());
  session.order = std::min(session.order, other.order);
  session.revision = std::max(session.revision, other.revision);
  session.corrects = session.corrects || other.corrects;
}

void SessionWindows::write(Session& session) {
  session.revision = next_revision(session);
  tools_.writer.write(bounds(session.records), session.key, session.states.get(),
                      {.revision = session.revision});
  if (!session.corrects) ++tools_.writer.counts.windows;
  session.written = session.corrects = true;
}

void SessionWindows::write_early(const Session& session) {
  tools_.writer.write(bounds(session.records), session.key, session.states.get(),
                      {.standing = ResultMarks::Standing::early, .revision = next_revision(session)});
}

Windows::Fate SessionWindows::add(const WindowRow& row, int64_t frontier) {
  time::Stretch joined{row.time, row.time};
  const auto known = sessions_.find(row.key);
  if (known != sessions_.end() && known->second.size() == 1 && extend(*known->second[0], row, frontier)) {
    return Fate::folded;
  }
  std::vector<size_t> touched;  // places of the sessions that the record joins
  for (size_t i = 0; known != sessions_.end() && i < known->second.size(); ++i) {
    const time::Stretch& records = known->second[i]->records;
    if (!rule_.join(joined, records)) continue;
    joined = {std::min(joined.first, records.first), std::max(joined.last, records.last)};
    touched.push_back(i);
  }
  if (is_forgotten(joined, frontier)) return Fate::late;

  Sessions& sessions = sessions_[row.key];
  SessionPtr session;
  if (touched.empty()) {
    session = make(row.key, joined);
  } else {
    for (const size_t i : touched) {
      unlist(*sessions[i]);
      retract(*sessions[i], joined);
    }
    session = std::move(sessions[touched[0]]);
    for (size_t i = 1; i < touched.size(); ++i) {
      take_in(*session, *sessions[touched[i]]);
      release(*sessions[touched[i]]);
      sessions[touched[i]].reset();
    }
    std::erase(sessions, nullptr);
  }
  const bool closed = is_closed(joined, frontier);
  session->records = joined;
  session->written = false;
  tools_.folder.fold(session->states.get(), row);
  if (closed) {
    write(*session);
  } else if (tools_.options.emit == WindowOptions::Emit::change) {
    write_early(*session);
  }
  enlist(*session);
  const auto after =
      std::upper_bound(sessions.begin(), sessions.end(), joined.first,
                       [](int64_t first, const SessionPtr& other) { return first < other->records.first; });
  sessions.insert(after, std::move(session));
  find_next_change();
  return Fate::folded;
}

bool SessionWindows::holds(KeyId key, int64_t time) const {
  const auto known = sessions_.find(key);
  if (known == sessions_.end()) return false;
  return std::any_of(known->second.begin(), known->second.end(), [&](const SessionPtr& session) {
    return rule_.join({time, time}, session->records);
  });
}

void SessionWindows::remove(Session* session) {
  release(*session);
  const auto known = sessions_.find(session->key);
  std::erase_if(known->second, [&](const SessionPtr& other) { return other.get() == session; });
  if (known->second.empty()) sessions_.erase(known);
}

void SessionWindows::advance(int64_t frontier) {
  for (relist(); !open_.empty() && is_closed(open_.begin()->session->records, frontier); relist()) {
    Session* const session = open_.begin()->session;
    const ByEnd place = *open_.begin();
    open_.erase(open_.begin());
    write(*session);
    if (is_forgotten(session->records, frontier)) {
      remove(session);
    } else {
      written_.insert(place);
    }
  }
  while (!written_.empty() && is_forgotten(written_.begin()->session->records, frontier)) {
    Session* const session = written_.begin()->session;
    written_.erase(written_.begin());
    remove(session);
  }
  find_next_change();
}

// A session closes when the frontier is beyond its end.
void SessionWindows::find_next_change() {
  next_change_ = time::kEndOfTime;
  if (!open_.empty()) next_change_ = time::saturated_add(open_.begin()->end, 1);
  if (written_.empty()) return;
  const int64_t forgotten = time::saturated_add(written_.begin()->end, lateness_);
  next_change_ = std::min(next_change_, time::saturated_add(forgotten, 1));
}

void SessionWindows::write_early() {
  const std::set<ByEnd> listed = std::exchange(open_, {});
  for (const ByEnd& open : listed) enlist(*open.session);
  for (const ByEnd& open : open_) write_early(*open.session);
}

// A record that is not late begins no earlier than this; a session that is held may.
int64_t SessionWindows::earliest_start(int64_t frontier) const {
  if (frontier == time::kBeginningOfTime || frontier == time::kEndOfTime) return time::kBeginningOfTime;
  int64_t earliest = time::saturated_subtract(frontier, lateness_);
  earliest = time::saturated_subtract(earliest, tools_.options.window.gap);
  for (const auto& [key, sessions] : sessions_) {
    for (const SessionPtr& session : sessions) earliest = std::min(earliest, session->records.first);
  }
  return earliest;
}

void SessionWindows::save(const Session& session, ByteWriter& out) const {
  out.i64(session.records.first);
  out.i64(session.records.last);
  out.u64(session.order);
  out.u32(session.key);
  out.u8(static_cast<uint8_t>(session.written) | static_cast<uint8_t>(session.corrects) << 1);
  out.u32(session.revision);
  tools_.space.layout.save(session.states.get(), out);
}

void SessionWindows::save(ByteWriter& out) const {
  out.u64(arrivals_);
  out.u64(open_.size() + written_.size());
  for (const ByEnd& open : open_) save(*open.session, out);
  for (const ByEnd& written : written_) save(*written.session, out);
}

void SessionWindows::load(ByteReader& in) {
  const uint64_t arrivals = in.u64();
  const uint64_t count = in.count(33);
  for (uint64_t i = 0; i < count; ++i) {
    const int64_t first = in.i64();
    const time::Stretch records{first, in.i64()};
    const uint64_t order = in.u64();
    const KeyId key = in.u32();
    const uint8_t flags = in.u8();
    const uint32_t revision = in.u32();
    if (!in.ok() || !tools_.space.keys.is_key(key)) return in.fail();
    SessionPtr session = make(key, records);
    session->order = order;
    session->written = (flags & 1) != 0;
    session->corrects = (flags & 2) != 0;
    session->revision = revision;
    tools_.space.layout.load(tools_.space.context, session->states.get(), in);
    enlist(*session);
    Sessions& sessions = sessions_[key];
    const auto after =
        std::upper_bound(sessions.begin(), sessions.end(), records.first,
                         [](int64_t time, const SessionPtr& other) { return time < other->records.first; });
    sessions.insert(after, std::move(session));
  }
  arrivals_ = arrivals;
  find_next_change();
}

}  // namespace

std::unique_ptr<Windows> make_session_windows(WindowTools tools) {
  return std::make_unique<SessionWindows>(std::move(tools));
}

}  // namespace runnel::op
