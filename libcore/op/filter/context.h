// The records around one that passes (-A, -B): which of those that do not pass are written all the same.
//
// It belongs to the ordered stage, since a worker does not see what stands before and behind its batch. Each
// source has its own: context never crosses from one input to the next. It holds at most so many records of a
// source as -B says. A source that holds none and waits for none costs nothing; of all others together, but
// for the one that is read, kMostBytes are held, and those that were not heard of for longest are dropped
// first: sources come and go as files are rotated, and nobody says here that one has ended.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "io/batch.h"

namespace runnel::op {

class FilterContext {
 public:
  static constexpr uint64_t kMostBytes = uint64_t{64} << 20;

  // A record that did not pass, and may become context when one behind it does.
  struct Held {
    std::string_view record;  // what was asked about, without newline; a '\n' stands behind it
    std::string_view line;    // as it was read: the same, unless it was wrapped
    uint64_t number;          // of the line in its source, from 1
    uint64_t offset;          // of the line in its source, in bytes
    std::shared_ptr<const io::RecordForm> form = {};  // of its batch
    std::string copy = {};                            // holds both texts, once the batch has gone
  };

  FilterContext(uint64_t before, uint64_t after, uint64_t most_bytes = kMostBytes)
      : before_(before), after_(after), most_bytes_(most_bytes) {}

  // The calls that follow are about the batch's source: one that an earlier run has read, too, goes on with
  // what was loaded of it.
  void enter(const io::Batch& batch);

  // A record that did not pass. True: it stands behind one that passed, and is to be written. If not, it is
  // held.
  bool refused(const Held& record);

  // A record that passed. Behind it, so many will be context.
  void passed() { place_->left = after_; }
  // Of those, one was written that passed too: after the last match that -m allows.
  void spend() { --place_->left; }
  // How many records are still wanted as context behind the last one that passed.
  uint64_t left() const { return place_ == nullptr ? 0 : place_->left; }

  // What stands before a record that passed, oldest first. To be written, then cleared.
  std::deque<Held>& held() { return place_->held; }

  // Before the batch goes: what points into it is copied.
  void keep();

  // All that is held and waited for, by the numbers of sources (Batch::source, or the one of the run before
  // where a source was not read in this one). After keep(). load() is for a context that has seen nothing,
  // with the same -A and -B.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  struct Place {
    uint64_t key;  // the source's number, or kEarlier and the number that it had in the run before
    uint64_t left = 0;
    std::deque<Held> held = {};
    uint64_t bytes = 0;  // while another source is read

    bool is_empty() const { return left == 0 && held.empty(); }
  };
  using Places = std::list<Place>;
  static constexpr uint64_t kEarlier = uint64_t{1} << 32;

  bool is_saved(const Place& place) const;
  void leave();
  Places::iterator add(uint64_t key);
  void erase(Places::iterator place);

  const uint64_t before_;
  const uint64_t after_;
  const uint64_t most_bytes_;
  Places places_;  // the one that was heard of last is the last one
  std::unordered_map<uint64_t, Places::iterator> by_key_;
  Place* place_ = nullptr;  // the last one
  uint64_t bytes_ = 0;      // of all others
};

}  // namespace runnel::op
