#include <algorithm>

#include "io/net/delivery.h"

namespace runnel::io {

// False: it takes no more now, or it has had its turn and will be called again.
bool Delivery::send_piece(Peer& peer, std::string_view text, size_t& budget, int64_t now_ns) {
  const size_t sent = peer.send(text, now_ns);
  if (sent < text.size()) return false;
  budget -= std::min(budget, sent);
  if (budget == 0) peer.call_again();
  return budget > 0;
}

size_t Broadcast::offer(std::string_view text, uint64_t limit, int64_t now_ns) {
  const std::string_view piece = piece_of(text, limit);
  if (piece.empty()) return 0;
  const uint64_t start = spool_.end();
  for (const auto& peer : peers_) {
    if (!peer->is_gone() && peer->place.at == start) peer->send(piece, now_ns);
  }
  if (!spool_.empty()) {
    spool_.append(piece);
    return piece.size();
  }
  // A line of which a part was taken is held whole: that one may have to be sent again.
  const uint64_t passed = peers_.empty() ? 0 : first_needed() - start;
  spool_.pass(passed);
  spool_.append(piece.substr(passed));
  return piece.size();
}

std::string_view Broadcast::piece_of(std::string_view text, uint64_t limit) const {
  const uint64_t room = spool_.room(limit);
  const std::string_view piece = lines_within(text, std::min(room, uint64_t{kPiece}));
  if (!piece.empty()) return piece;
  const std::string_view line = first_line(text);
  return spool_.empty() || line.size() <= room ? line : std::string_view();
}

void Broadcast::join(Peer& peer) {
  const uint64_t start = peers_.empty() ? spool_.begin() : spool_.end();
  peer.place = {start, start};
}

Delivery::Rest Broadcast::leave(Peer& peer) {
  drop();
  const bool is_last = peers_.size() == 1;
  return {spool_.end() - peer.place.at, is_last ? Rest::Fate::waits : Rest::Fate::missed};
}

void Broadcast::work_off(Peer& peer, int64_t now_ns) {
  size_t budget = kBudget;
  while (has_backlog(peer) && send_piece(peer, spool_.from(peer.place.at), budget, now_ns)) {
  }
}

uint64_t Broadcast::first_needed() const {
  uint64_t first = peers_.front()->place.line;
  for (const auto& peer : peers_) first = std::min(first, peer->place.line);
  return first;
}

void Broadcast::drop() {
  if (!peers_.empty()) spool_.drop_to(first_needed());
}

uint64_t Broadcast::untaken() const {
  if (peers_.empty()) return spool_.end() - spool_.begin();
  uint64_t first = spool_.end();
  for (const auto& peer : peers_) first = std::min(first, peer->place.at);
  return spool_.end() - first;
}

// Whoever takes nothing lets the others go on; so the first one counts.
int64_t Broadcast::stands_since_ns() const {
  int64_t since = 0;
  for (const auto& peer : peers_) {
    const int64_t its = peer->waits_since_ns();
    if (its != 0 && !peer->is_gone() && (since == 0 || its < since)) since = its;
  }
  return since;
}

}  // namespace runnel::io
