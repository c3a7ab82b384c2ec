// Outputs that listen: who gets what.
#include <algorithm>
#include <set>
#include <thread>

#include "io/net/peer_hub.h"
#include "net_sink_fixture.h"

namespace runnel::io {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    lines.emplace_back(line);
    text.remove_prefix(line.size());
  }
  return lines;
}

TEST_CASE("net sink: each peer gets every line, in order") {
  const TempDir folder;
  const TcpDoor door;
  const bool is_unix = GENERATE(false, true);
  const std::string path = folder.path("socket");
  Told told;
  auto sink = sink_at(is_unix ? "unix-listen:" + path : door.uri, sink_options(told));
  const std::string address = is_unix ? path : door.address;
  ReadingClient one(address);
  ReadingClient two(address);
  ReadingClient three(address);
  meet(*sink, one.reading, two.reading, three.reading);
  const std::string text = sample_lines(80'000);
  REQUIRE(write_lines(*sink, text, GENERATE(100, 100'000, 1'000'000)));
  REQUIRE(sink->close());
  for (ReadingClient* client : {&one, &two, &three})
    REQUIRE((after_greetings(client->reading.text()) == text));
  REQUIRE(told.texts().empty());
  REQUIRE(sink->watch_descriptor() == -1);
  REQUIRE_FALSE(sink->file_id().has_value());
}

TEST_CASE("net sink: one line is with the peers after flush()") {
  const TcpDoor door;
  Told told;
  auto sink = sink_at(door.uri, sink_options(told));
  ReadingClient peer(door.address);
  meet(*sink, peer.reading);
  for (int i = 0; i < 100; ++i) {
    const size_t before = sink->bytes_written();
    REQUIRE(sink->write("line\n"));
    REQUIRE(sink->flush());
    REQUIRE(comes_true([&] { return peer.reading.size() == before + 5; }));
  }
  REQUIRE(sink->close());
}

TEST_CASE("net sink: a late peer gets whole lines from when it came") {
  const TcpDoor door;
  Told told;
  auto sink = sink_at(door.uri, sink_options(told));
  ReadingClient early(door.address);
  const std::string text = sample_lines(200'000);
  std::thread writer([&] { write_lines(*sink, text, 50'000); });
  comes_true([&] { return early.reading.size() > text.size() / 10; });
  ReadingClient late(door.address);
  writer.join();
  meet(*sink, late.reading);
  REQUIRE(sink->close());
  const std::string& all = early.reading.text();
  const std::string& end = late.reading.text();
  REQUIRE((all.substr(0, text.size()) == text));
  REQUIRE(end.size() < all.size());
  REQUIRE((all.substr(all.size() - end.size()) == end));
  REQUIRE(all[all.size() - end.size() - 1] == '\n');
}

TEST_CASE("net sink: what is written while nobody is there waits for the first") {
  const TcpDoor door;
  Told told;
  auto sink = sink_at(door.uri, sink_options(told));
  const std::string text = sample_lines(50'000);
  REQUIRE(write_lines(*sink, text, 10'000));
  ReadingClient peer(door.address);
  REQUIRE(sink->close());
  REQUIRE((peer.reading.text() == text));
  REQUIRE(told.texts().empty());
}

TEST_CASE("net sink: shares give each line to one peer") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told);
  options.shares = true;
  auto sink = sink_at(door.uri, options);
  ReadingClient one(door.address);
  ReadingClient two(door.address);
  ReadingClient three(door.address);
  meet(*sink, one.reading, two.reading, three.reading);
  const std::string text = sample_lines(100'000);
  REQUIRE(write_lines(*sink, text, GENERATE(200, 300'000)));
  REQUIRE(sink->close());
  std::vector<std::string> got;
  for (ReadingClient* client : {&one, &two, &three}) {
    const std::string& its = client->reading.text();
    REQUIRE(its.back() == '\n');
    REQUIRE(its.size() > text.size() / 20);
    for (const std::string& line : lines_of(its)) {
      if (line != "hello\n") got.push_back(line);
    }
  }
  std::vector<std::string> wanted = lines_of(text);
  std::sort(got.begin(), got.end());
  std::sort(wanted.begin(), wanted.end());
  REQUIRE((got == wanted));
}

TEST_CASE("net sink: what a silent peer has left goes to the others where lines are shared") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  Told told;
  NetOptions options = sink_options(told, kShort);
  options.shares = true;
  auto sink = sink_at("unix-listen:" + path, options);
  const Client silent(path);
  REQUIRE(comes_true([&] {
    pollfd entry{silent.descriptor(), POLLIN, 0};
    return sink->write("hello\n") && sink->flush() && ::poll(&entry, 1, 0) == 1;
  }));
  ReadingClient good(path);
  const std::string text = sample_lines(100'000);
  REQUIRE(write_lines(*sink, text, 300'000));
  REQUIRE(sink->close());
  REQUIRE(told.count("was cut off, since it took nothing for 200ms: ") == 1);
  REQUIRE(told.count("bytes go to others") == 1);
  // It may have half a line at the end, which another one has got whole.
  std::string its = read_all(silent.descriptor());
  REQUIRE_FALSE(its.empty());
  its.resize(its.rfind('\n') + 1);
  std::vector<std::string> got = lines_of(std::string(after_greetings(its)));
  for (const std::string& line : lines_of(good.reading.text())) {
    if (line != "hello\n") got.push_back(line);
  }
  std::vector<std::string> wanted = lines_of(text);
  std::sort(got.begin(), got.end());
  std::sort(wanted.begin(), wanted.end());
  REQUIRE((got == wanted));
}

TEST_CASE("net sink: a peer that never reads is cut off, and the others get all") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told, kShort);
  options.spool = 4 << 20;
  auto hub = PeerHub::open(*parse_uri(door.uri, Direction::out), options);
  REQUIRE(hub.ok());
  const Client silent(door.address);
  ReadingClient good(door.address);
  const std::string text = sample_lines(20'000);
  size_t written = 0;
  uint64_t most = 0;
  std::string all;
  while (good.reading.size() == 0 || told.texts().empty()) {
    REQUIRE((*hub)->write(text) == text.size());
    written += 1;
    most = std::max(most, (*hub)->untaken());
    REQUIRE(written < 10'000);
  }
  REQUIRE((*hub)->write(text) == text.size());
  (*hub)->close();
  REQUIRE((*hub)->untaken() == 0);
  REQUIRE(most > SpoolLimit::kWindow);
  REQUIRE(most <= options.spool);
  REQUIRE(told.texts().size() == 1);
  REQUIRE(told.count("was cut off, since it took nothing for 200ms: ") == 1);
  REQUIRE(told.count(" bytes were not taken") == 1);
  const std::string& got = good.reading.text();
  const size_t whole = got.size() % text.size();  // it may have come in the middle
  REQUIRE(got.size() > text.size());
  REQUIRE((std::string_view(text).substr(text.size() - whole) == std::string_view(got).substr(0, whole)));
  for (size_t at = whole; at < got.size(); at += text.size()) {
    REQUIRE((std::string_view(got).substr(at, text.size()) == text));
  }
}

TEST_CASE("net sink: a slow reader holds up the writer, and little waits for it") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  Told told;
  auto hub = PeerHub::open(*parse_uri("unix-listen:" + path, Direction::out), sink_options(told));
  REQUIRE(hub.ok());
  const Client slow(path);
  REQUIRE((*hub)->write("begin\n") == 6);
  REQUIRE(read_some(slow.descriptor(), 6) == "begin\n");
  const std::string text = sample_lines(150'000);
  std::atomic<uint64_t> most{0};
  std::thread writer([&] {
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view lines = lines_within(rest, 60'000);
      (*hub)->write(lines);
      most = std::max(most.load(), (*hub)->untaken());
      rest.remove_prefix(lines.size());
    }
    (*hub)->close();
  });
  std::string got;
  for (std::string piece; !(piece = read_some(slow.descriptor(), 50'000)).empty();) {
    got += piece;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  writer.join();
  REQUIRE((got == text));
  REQUIRE(text.size() > 4 * SpoolLimit::kWindow);
  // Where the machine stops the reader for a while it may be more than a window, but hardly all.
  REQUIRE(most < text.size() / 2);
}

TEST_CASE("net sink: peers that talk, or have nothing more to say, get all") {
  const TcpDoor door;
  Told told;
  auto sink = sink_at(door.uri, sink_options(told));
  ReadingClient talker(door.address);
  ReadingClient silent(door.address);
  ::shutdown(silent.client.descriptor(), SHUT_WR);
  std::atomic<bool> ends{false};
  std::thread talk([&] {
    const std::string noise(10'000, 'x');
    while (!ends && ::send(talker.client.descriptor(), noise.data(), noise.size(), MSG_NOSIGNAL) > 0) {
    }
    ::shutdown(talker.client.descriptor(), SHUT_WR);
  });
  meet(*sink, talker.reading, silent.reading);
  const std::string text = sample_lines(60'000);
  REQUIRE(write_lines(*sink, text, 100'000));
  ends = true;
  REQUIRE(sink->close());
  talk.join();
  CAPTURE(after_greetings(talker.reading.text()).size(), text.size());
  REQUIRE((after_greetings(talker.reading.text()) == text));
  REQUIRE((after_greetings(silent.reading.text()) == text));
}

TEST_CASE("net sink: a peer that leaves with something before it is said with how much it has missed") {
  const TcpDoor door;
  Told told;
  auto sink = sink_at(door.uri, sink_options(told));
  Client leaving(door.address);
  ReadingClient good(door.address);
  meet(*sink, good.reading);
  REQUIRE(read_some(leaving.descriptor(), 1) == "h");
  const std::string text = sample_lines(400'000);  // more than the system takes for one that does not read
  std::thread writer([&] { write_lines(*sink, text, 100'000); });
  comes_true([&] { return good.reading.size() > text.size() * 9 / 10; });
  leaving.reset();
  writer.join();
  REQUIRE(sink->close());
  REQUIRE((after_greetings(good.reading.text()) == text));
  REQUIRE(told.texts().size() == 1);
  REQUIRE(told.count(" has left: ") == 1);
  REQUIRE(told.count(" bytes were not taken") == 1);
}

TEST_CASE("net sink: peers that come and go at once leave nothing behind") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told);
  options.max_peers = 4;
  auto sink = sink_at(door.uri, options);
  ReadingClient good(door.address);
  meet(*sink, good.reading);
  for (int i = 0; i < 300; ++i) {
    Client passing(door.address);
    if (i % 3 == 0) passing.reset();
    REQUIRE(sink->write("hello\n"));
    REQUIRE(sink->flush());
  }
  const std::string text = sample_lines(1'000);
  REQUIRE(write_lines(*sink, text, 1'000));
  REQUIRE(sink->close());
  REQUIRE((after_greetings(good.reading.text()) == text));
}

TEST_CASE("net sink: the last one's rest waits for the next") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  Told told;
  auto sink = sink_at("unix-listen:" + path, sink_options(told));
  const std::string text = sample_lines(50'000);
  Client first(path);
  REQUIRE(write_lines(*sink, text, 100'000));
  std::string got = read_some(first.descriptor(), 1);
  // From now on the system takes nothing for it; what it has taken can be read.
  ::shutdown(first.descriptor(), SHUT_RD);
  got += read_all(first.descriptor());
  first.close();
  REQUIRE(comes_true([&] { return told.count("bytes wait for the next one") == 1; }));
  ReadingClient next(path);
  REQUIRE(sink->close());
  REQUIRE(got.size() < text.size());
  REQUIRE((got == text.substr(0, got.size())));
  REQUIRE((next.reading.text() == text.substr(got.rfind('\n') + 1)));
}

}  // namespace
}  // namespace runnel::io
