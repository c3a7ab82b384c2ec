// Sources that come and go, as peers do: numbers that are used again, what is left unfinished, buffers.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../catch.h"
#include "io/reader.h"
#include "reader_world.h"

namespace runnel::io {
namespace {

// Gives the sources that a test adds, as they are added.
class PeerInlet final : public Inlet {
 public:
  explicit PeerInlet(int& cut) : cut_(cut) {}

  ScriptedSource* add(std::vector<Piece> pieces) {
    OpenedSource peer;
    auto source = std::make_unique<Peer>(std::move(pieces), cut_);
    ScriptedSource* const added = source.get();
    peer.source = std::move(source);
    peer.last_line = LastLine::broken;
    peer.unfinished_ns = 10'000'000'000;
    peer.is_passing = true;
    waiting_.push_back(std::move(peer));
    return added;
  }

  Result<std::optional<OpenedSource>> next(size_t) override {
    if (waiting_.empty()) return std::optional<OpenedSource>();
    OpenedSource peer = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    return std::optional(std::move(peer));
  }
  bool is_done() const override { return is_over && waiting_.empty(); }
  bool is_live() const override { return true; }

  bool is_over = false;

 private:
  class Peer final : public ScriptedSource {
   public:
    Peer(std::vector<Piece> pieces, int& cut)
        : ScriptedSource("peers", Kind::live, std::move(pieces)), cut_(cut) {}
    void cut_off() override { ++cut_; }

   private:
    int& cut_;
  };

  int& cut_;
  std::vector<OpenedSource> waiting_;
};

// Lines, as a format has them that is read by a framing.
class LinesFraming final : public Framing {
 public:
  Found find(char* text, size_t, size_t size, More more) override {
    const size_t end = std::string_view(text, size).rfind('\n') + 1;
    return {.end = more == More::is_there_not ? size : end};
  }
  Found give_up(char*, size_t) override { return {}; }
  void leave(Batch&) override {}
};

struct Peers {
  explicit Peers(ReaderOptions chosen = kSmall) {
    auto made = std::make_unique<PeerInlet>(cut);
    inlet = made.get();
    ReaderInputs inputs{.operands = {"peers"}, .inlets = {}};
    inputs.inlets.push_back(std::move(made));
    clock.now = 1'000;
    reader.emplace(std::move(inputs), std::move(chosen), stop, clock);
  }
  Reader::Next next() { return reader->next(batch); }

  int cut = 0;       // how many were cut off
  PeerInlet* inlet;  // as long as it has peers
  StopRequest stop;
  FakeClock clock;
  Batch batch;
  std::optional<Reader> reader;
};

ReaderOptions framed() {
  ReaderOptions options = kSmall;
  options.framer = [](uint32_t, std::string_view) { return std::make_unique<LinesFraming>(); };
  return options;
}

TEST_CASE("peers: a last line without a newline is a line, which says itself whether it is whole") {
  Peers peers;
  peers.inlet->add({"{\"a\":1}\n{\"b\""});
  REQUIRE(peers.next() == Reader::Next::batch);
  CHECK(peers.batch.text() == "{\"a\":1}\n{\"b\"");
  CHECK(!peers.batch.is_broken);
  CHECK(peers.reader->errors().empty());
}

TEST_CASE("peers: of another format it is broken, and a batch of its own") {
  Peers peers(framed());
  peers.inlet->add({"1,2\n3,", Pause{}});
  ScriptedSource* const other = peers.inlet->add({"5,6\n"});
  (void)other;
  peers.inlet->is_over = true;
  std::vector<std::pair<std::string, bool>> found;
  for (int turn = 0; turn < 20; ++turn) {
    const auto next = peers.next();
    if (next == Reader::Next::end) break;
    if (next == Reader::Next::batch) found.emplace_back(peers.batch.text(), peers.batch.is_broken);
    if (next == Reader::Next::idle) {
      peers.clock.tick(11'000'000'000);  // nothing more comes of the first one
      peers.reader->wait({}, 0);
    }
  }
  using Found = std::vector<std::pair<std::string, bool>>;
  CHECK(found == Found{{"1,2\n", false}, {"5,6\n", false}, {"3,", true}});
  CHECK(peers.cut == 1);
}

TEST_CASE("peers: one that stays in the middle of a line is cut off, and no other") {
  Peers peers;
  ScriptedSource* const dripping =
      peers.inlet->add({"{\"a", Pause{}, "\":", Pause{}, "1", Pause{}, "}\n", Pause{}});
  ScriptedSource* const idle = peers.inlet->add({"x\n", Pause{}, "y\n", Pause{}});
  REQUIRE(peers.next() == Reader::Next::batch);
  CHECK(peers.batch.text() == "x\n");
  CHECK(peers.next() == Reader::Next::idle);
  peers.clock.tick(6'000'000'000);
  REQUIRE(dripping->resume());
  CHECK(peers.next() == Reader::Next::idle);
  peers.clock.tick(6'000'000'000);
  REQUIRE(peers.next() == Reader::Next::batch);  // 12 s since its line began
  CHECK(peers.batch.text() == "{\"a\":");
  CHECK(peers.cut == 1);
  peers.clock.tick(1'000'000'000'000);
  CHECK(peers.next() == Reader::Next::idle);
  REQUIRE(idle->resume());
  REQUIRE(peers.next() == Reader::Next::batch);
  CHECK(peers.batch.text() == "y\n");
  CHECK(peers.cut == 1);
}

TEST_CASE("peers: a line that goes on in time is whole, however often one is in the middle of one") {
  Peers peers;
  ScriptedSource* const source = peers.inlet->add({"1\n2", Pause{}, "2\n3", Pause{}, "3\n", Pause{}});
  std::string all;
  for (int turn = 0; turn < 3; ++turn) {
    REQUIRE(peers.next() == Reader::Next::batch);
    all += peers.batch.text();
    CHECK(peers.next() == Reader::Next::idle);
    peers.clock.tick(9'000'000'000);
    source->resume();
  }
  CHECK(all == "1\n22\n33\n");
  CHECK(peers.cut == 0);
}

TEST_CASE("peers: numbers are used again, a long time after") {
  Peers peers;
  uint32_t most = 0;
  std::vector<uint32_t> last;
  for (int peer = 0; peer < 20'000; ++peer) {
    peers.inlet->add({"line\n"});
    REQUIRE(peers.next() == Reader::Next::batch);
    CHECK(peers.batch.begins_source);
    const uint32_t number = peers.batch.source;
    most = std::max(most, number);
    const size_t recent = std::min<size_t>(last.size(), 4000);
    if (std::find(last.end() - static_cast<ptrdiff_t>(recent), last.end(), number) != last.end()) {
      FAIL("used again at once");
    }
    last.push_back(number);
    REQUIRE(peers.next() == Reader::Next::idle);
    CHECK(peers.reader->name(number) == "peers");
  }
  CHECK(most < 5000);
}

TEST_CASE("peers: many that rest and speak again are whole and in order") {
  Peers peers;
  constexpr size_t kPeers = 50;
  std::vector<ScriptedSource*> sources;
  for (size_t i = 0; i < kPeers; ++i) {
    sources.push_back(peers.inlet->add({std::to_string(i) + "a\n", Pause{}, std::to_string(i) + "b\n" + "ha",
                                        Pause{}, "lf\n", Pause{}, "end\n", Pause{}}));
  }
  std::map<uint32_t, std::string> texts;
  for (int round = 0; round < 4; ++round) {
    while (peers.next() == Reader::Next::batch) texts[peers.batch.source] += peers.batch.text();
    for (ScriptedSource* source : sources) source->resume();
    peers.reader->wait({}, 0);
  }
  REQUIRE(texts.size() == kPeers);
  std::vector<std::string> found, wanted;
  for (const auto& [number, text] : texts) found.push_back(text);
  for (size_t i = 0; i < kPeers; ++i) {
    wanted.push_back(std::to_string(i) + "a\n" + std::to_string(i) + "b\nhalf\nend\n");
  }
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  CHECK(found == wanted);
}

TEST_CASE("peers: one that floods keeps neither those that are there waiting, nor those that come") {
  Peers peers;
  std::vector<Piece> flood;
  for (int piece = 0; piece < 1000; ++piece) flood.emplace_back(std::string(4095, 'x') + "\n");
  peers.inlet->add(flood);
  peers.inlet->add({"1\n", Pause{}});
  std::string others;
  for (int turn = 0; turn < 10; ++turn) {
    REQUIRE(peers.next() == Reader::Next::batch);
    if (peers.batch.text().size() < 100) others += peers.batch.text();
    if (turn == 3) peers.inlet->add({"2\n", Pause{}});
  }
  CHECK(others == "1\n2\n");
}

TEST_CASE("peers: an endless line lets others have their turn") {
  Peers peers;
  std::vector<Piece> endless;
  for (int piece = 0; piece < 8'000; ++piece) endless.emplace_back(std::string(4096, 'x'));
  peers.inlet->add(endless);
  ScriptedSource* const other = peers.inlet->add({"1\n", Pause{}, "2\n", Pause{}});
  std::string all;
  bool is_resumed = false;
  for (int turn = 0; turn < 100 && all.size() < 4; ++turn) {
    if (peers.next() == Reader::Next::batch) all += peers.batch.text();
    if (!is_resumed) is_resumed = other->resume();
    peers.reader->wait({}, 10'000);  // never waits: there is always something
  }
  CHECK(all == "1\n2\n");
}

}  // namespace
}  // namespace runnel::io
