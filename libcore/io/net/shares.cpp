#include <algorithm>
#include <utility>

#include "io/net/delivery.h"

namespace runnel::io {

size_t Shares::offer(std::string_view text, uint64_t limit, int64_t now_ns) {
  const size_t dealt = blocks_.empty() ? deal(text, now_ns) : 0;
  return dealt + keep(text.substr(dealt), limit);
}

// To those who have nothing to take, in turn.
size_t Shares::deal(std::string_view text, int64_t now_ns) {
  size_t dealt = 0;
  while (dealt < text.size()) {
    Peer* const peer = next_idle();
    if (peer == nullptr) break;
    std::string_view block = lines_within(text.substr(dealt), kBlock);
    if (block.empty()) block = first_line(text.substr(dealt));
    peer->place = {};
    if (peer->send(block, now_ns) < block.size()) {
      peer->block = block.substr(peer->place.line);
      peer->place = {peer->place.at - peer->place.line, 0};
    }
    dealt += block.size();
  }
  return dealt;
}

Peer* Shares::next_idle() {
  for (size_t tried = 0; tried < peers_.size(); ++tried) {
    turn_ = (turn_ + 1) % peers_.size();
    Peer& peer = *peers_[turn_];
    if (!peer.is_gone() && peer.block.empty()) return &peer;
  }
  return nullptr;
}

size_t Shares::keep(std::string_view text, uint64_t limit) {
  size_t kept = 0;
  while (kept < text.size()) {
    const std::string_view rest = text.substr(kept);
    const size_t free = blocks_.empty() ? 0 : kBlock - std::min(kBlock, blocks_.back().size());
    std::string_view lines = lines_within(rest, free);
    if (!lines.empty()) {
      blocks_.back().append(lines);
    } else {
      lines = lines_within(rest, kBlock);
      if (lines.empty()) lines = first_line(rest);
      if (!blocks_.empty() && held() + std::max(lines.size(), kBlock) > limit) break;
      blocks_.emplace_back().reserve(std::max(lines.size(), kBlock));
      blocks_.back().append(lines);
      held_by_blocks_ += blocks_.back().capacity();
    }
    in_blocks_ += lines.size();
    kept += lines.size();
  }
  return kept;
}

// Others begin with the line that it broke off in.
Delivery::Rest Shares::leave(Peer& peer) {
  const uint64_t bytes = peer.block.size() - peer.place.at;
  if (!peer.block.empty()) {
    std::string block = peer.block.substr(peer.place.line);
    in_blocks_ += block.size();
    held_by_blocks_ += block.capacity();
    blocks_.push_front(std::move(block));
    peer.block = {};
  }
  return {bytes, Rest::Fate::passed_on};
}

// One that has had its turn keeps a block, so that it is called for it.
void Shares::work_off(Peer& peer, int64_t now_ns) {
  size_t budget = kBudget;
  bool goes_on = true;
  while ((!peer.block.empty() || take_block(peer)) && goes_on) {
    goes_on = send_piece(peer, std::string_view(peer.block).substr(peer.place.at), budget, now_ns);
    if (peer.place.at < peer.block.size()) return;
    peer.block = {};
    peer.place = {};
  }
}

bool Shares::take_block(Peer& peer) {
  if (blocks_.empty()) return false;
  peer.block = std::move(blocks_.front());
  peer.place = {};
  blocks_.pop_front();
  in_blocks_ -= peer.block.size();
  held_by_blocks_ -= peer.block.capacity();
  return true;
}

void Shares::settle(int64_t now_ns) {
  while (!blocks_.empty()) {
    Peer* const peer = next_idle();
    if (peer == nullptr) return;
    work_off(*peer, now_ns);
  }
}

uint64_t Shares::held() const {
  uint64_t held = held_by_blocks_;
  for (const auto& peer : peers_) held += peer->block.empty() ? 0 : peer->block.capacity();
  return held;
}

uint64_t Shares::untaken() const {
  uint64_t bytes = in_blocks_;
  for (const auto& peer : peers_) bytes += peer->block.empty() ? 0 : peer->block.size() - peer->place.at;
  return bytes;
}

// As long as one of them takes something there will be room: so the last one counts.
int64_t Shares::stands_since_ns() const {
  int64_t since = 0;
  for (const auto& peer : peers_) {
    if (!peer->is_gone()) since = std::max(since, peer->waits_since_ns());
  }
  return since;
}

}  // namespace runnel::io
