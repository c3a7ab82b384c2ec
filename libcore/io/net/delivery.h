// How lines get to peers: each of them to all (Broadcast), or each to one (Shares). What peers do not take
// now is held until they do, or others.
//
// All peers of the sink are in one list, which the sink owns; a delivery has its part of each (Peer::place,
// Peer::block). One that is gone keeps its part until leave(). Pure but for the channels of the peers, and
// not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/peer.h"
#include "io/net/spool.h"

namespace runnel::io {

using Peers = std::vector<std::unique_ptr<Peer>>;

class Delivery {
 public:
  static constexpr size_t kPiece = 128 * 1024;  // what is offered at once, and held in one piece
  static constexpr size_t kBudget = 1 << 20;    // what one peer is sent before others have a turn

  explicit Delivery(const Peers& peers) : peers_(peers) {}
  virtual ~Delivery() = default;

  // Sends whole lines of `text` to those that have nothing else to take, and holds the rest as far as held()
  // stays within `limit`; where nothing is held, one line at least. How many bytes are dealt with by that.
  virtual size_t offer(std::string_view text, uint64_t limit, int64_t now_ns) = 0;
  // One that is new, before it is in the list.
  virtual void join(Peer& peer) = 0;
  // One that is gone, while it is in the list. How many bytes it did not take, and what becomes of them.
  struct Rest {
    uint64_t bytes = 0;
    enum class Fate : uint8_t { missed, waits, passed_on } fate = Fate::missed;
  };
  virtual Rest leave(Peer& peer) = 0;
  // Sends it what is there for it, as far as it takes it.
  virtual void work_off(Peer& peer, int64_t now_ns) = 0;
  // After peers came and left, and after they took something.
  virtual void settle(int64_t now_ns) = 0;

  virtual bool has_backlog(const Peer& peer) const = 0;
  virtual uint64_t held() const = 0;  // bytes of memory
  // Bytes that were offered, and that somebody is still to take.
  virtual uint64_t untaken() const = 0;
  // The peer by which the writer is held up: since when it takes nothing; 0: there is none.
  virtual int64_t stands_since_ns() const = 0;

 protected:
  bool send_piece(Peer& peer, std::string_view text, size_t& budget, int64_t now_ns);

  const Peers& peers_;
};

class Broadcast : public Delivery {
 public:
  using Delivery::Delivery;
  size_t offer(std::string_view text, uint64_t limit, int64_t now_ns) override;
  // What the last one did not take waits for the next, so that an outgoing connection goes on where it was.
  void join(Peer& peer) override;
  Rest leave(Peer& peer) override;
  void work_off(Peer& peer, int64_t now_ns) override;
  void settle(int64_t) override { drop(); }
  bool has_backlog(const Peer& peer) const override { return peer.place.at < spool_.end(); }
  uint64_t held() const override { return spool_.held(); }
  uint64_t untaken() const override;
  int64_t stands_since_ns() const override;

 private:
  std::string_view piece_of(std::string_view text, uint64_t limit) const;
  uint64_t first_needed() const;  // REQUIRES: there are peers
  void drop();

  Spool spool_;
};

class Shares : public Delivery {
 public:
  using Delivery::Delivery;
  size_t offer(std::string_view text, uint64_t limit, int64_t now_ns) override;
  void join(Peer&) override {}
  Rest leave(Peer& peer) override;
  void work_off(Peer& peer, int64_t now_ns) override;
  void settle(int64_t now_ns) override;
  bool has_backlog(const Peer& peer) const override { return !peer.block.empty(); }
  uint64_t held() const override;
  uint64_t untaken() const override;
  int64_t stands_since_ns() const override;

 private:
  static constexpr size_t kBlock = 64 * 1024;

  Peer* next_idle();
  size_t deal(std::string_view text, int64_t now_ns);
  size_t keep(std::string_view text, uint64_t limit);
  bool take_block(Peer& peer);

  std::deque<std::string> blocks_;  // whole lines each, that nobody has begun
  uint64_t in_blocks_ = 0;          // bytes
  uint64_t held_by_blocks_ = 0;     // bytes of memory
  size_t turn_ = 0;                 // in the list: who is asked first
};

}  // namespace runnel::io
