#include "state/show_state.h"

#include "state_fixture.h"

namespace runnel::state {
namespace {

TEST_CASE("states are shown as JSON on several lines") {
  CHECK(show_state(sample_state()) == R"({
  "program": "stream-window",
  "release": "0.1.0",
  "created": "2023-11-14T22:13:20Z",
  "saved": "2023-11-14T22:14:20.500Z",
  "checkpoints": 7,
  "runs": 2,
  "meaning": {
    "WINDOW": "1m",
    "--by": "host"
  },
  "inputs": [
    {"path": "access.log", "input": 1, "offset": 4242, "lines": 17, "skip": 2, "ended": true, "modified": "2023-11-14T22:13:20Z", "device": 7, "inode": 42}
  ],
  "outputs": [
    {"path": "out.ndjson", "length": 99, "device": 7, "inode": 43}
  ],
  "operator_bytes": 4
}
)");
}

TEST_CASE("states with nothing in them, and with names that are not UTF-8, are shown as JSON too") {
  SavedState state;
  state.program = "\xFF\"";
  CHECK(show_state(state) ==
        "{\n  \"program\": \"\xEF\xBF\xBD\\\"\",\n  \"release\": \"\",\n"
        "  \"created\": \"1970-01-01T00:00:00Z\",\n  \"saved\": \"1970-01-01T00:00:00Z\",\n"
        "  \"checkpoints\": 0,\n  \"runs\": 0,\n  \"meaning\": {},\n  \"inputs\": [],\n"
        "  \"outputs\": [],\n  \"operator_bytes\": null\n}\n");
}

}  // namespace
}  // namespace runnel::state
