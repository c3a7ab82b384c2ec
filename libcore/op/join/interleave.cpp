// No pairing: the records of all inputs leave in order of their time, each as soon as no earlier one is
// expected. It holds what lies between the frontier and the newest record.
#include "op/join/due_queue.h"
#include "op/join/engine.h"
#include "op/join/kept_state.h"

namespace runnel::op {

namespace {

class InterleaveEngine final : public JoinEngine {
 public:
  explicit InterleaveEngine(JoinSpace& space) : space_(space), queue_(kBucketWidth) {}
  ~InterleaveEngine() override {
    for (; !queue_.empty(); queue_.pop()) space_.records.free(queue_.front());
  }

  void add(const Arrival& record, int64_t frontier) override;
  void advance(int64_t frontier) override;
  int64_t next_change() const override { return queue_.front_time(); }
  int64_t earliest() const override { return queue_.front_time(); }
  bool evict() override;
  uint64_t bytes() const override { return queue_.bytes(); }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  static constexpr int64_t kBucketWidth = 100'000'000;

  void write_front();

  JoinSpace& space_;
  DueQueue queue_;
};

void InterleaveEngine::add(const Arrival& record, int64_t frontier) {
  // Not held at all where its turn is now.
  if (record.time <= frontier && (queue_.empty() || record.time < queue_.front_time())) {
    space_.writer.write_line(record.text);
    return;
  }
  queue_.push(hold(space_, record));
}

void InterleaveEngine::advance(int64_t frontier) {
  while (!queue_.empty() && queue_.front_time() <= frontier) write_front();
}

void InterleaveEngine::write_front() {
  Kept* const kept = queue_.front();
  queue_.pop();
  space_.writer.write_line(kept->text());
  space_.records.free(kept);
}

// Nothing is lost: the record leaves before its turn, and one that is older may come behind it.
bool InterleaveEngine::evict() {
  if (queue_.empty()) return false;
  write_front();
  ++space_.counts.sides[kLeft].evicted;
  return true;
}

void InterleaveEngine::save(ByteWriter& out) const {
  std::vector<const Kept*> records;
  queue_.each([&](const Kept* kept) { records.push_back(kept); });
  save_records(out, std::move(records));
}

void InterleaveEngine::load(ByteReader& in) {
  load_records(in, space_, [&](Kept* kept) {
    queue_.push(kept);
    return true;
  });
}

}  // namespace

std::unique_ptr<JoinEngine> make_interleave_engine(JoinSpace& space) {
  return std::make_unique<InterleaveEngine>(space);
}

}  // namespace runnel::op
