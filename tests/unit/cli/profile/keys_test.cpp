#include "cli/profile/keys.h"

#include "catch.h"

using namespace runnel::cli;

namespace {

using Keys = std::vector<Key>;

// Whole, and byte by byte: the same.
Keys keys_of(std::string_view bytes) {
  Keys whole, split;
  KeyDecoder().take(bytes, whole);
  KeyDecoder decoder;
  for (size_t i = 0; i < bytes.size(); ++i) decoder.take(bytes.substr(i, 1), split);
  CHECK(whole == split);
  return whole;
}

}  // namespace

TEST_CASE("letters are keys") {
  CHECK(keys_of("srp q?") == Keys{Key::sort, Key::reverse, Key::pause, Key::pause, Key::quit, Key::help});
  CHECK(keys_of("xyz1\t\r\x7F").empty());
  CHECK(keys_of("jk") == Keys{Key::down, Key::up});
}

TEST_CASE("arrows are sequences, of either kind") {
  CHECK(keys_of("\033[A\033[B\033OA\033OB") == Keys{Key::up, Key::down, Key::up, Key::down});
  CHECK(keys_of("\033[5~\033[6~") == Keys{Key::page_up, Key::page_down});
}

TEST_CASE("other sequences are passed over as a whole") {
  CHECK(keys_of("\033[1;5Cs") == Keys{Key::sort});
  CHECK(keys_of("\033[3~\033[15~s") == Keys{Key::sort});
  CHECK(keys_of("\033[Z\033OPq") == Keys{Key::quit});
  CHECK(keys_of("größe p") == Keys{Key::reverse, Key::pause, Key::pause});
}

TEST_CASE("a lone escape does not swallow the next key") {
  CHECK(keys_of("\033s") == Keys{Key::sort});
  CHECK(keys_of("\033\033[A") == Keys{Key::up});
}
