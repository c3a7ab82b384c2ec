// From sources to batches of whole lines.
//
// What is read are inputs, each of which comes to its sources by an inlet (io/inlet.h): plain files one after
// another, a pipe, a file that is followed. Live inputs are read together, whichever is ready. Reads go on
// filling a batch until it is full, the source ends, or the next read would block: then what is there is
// handed out at once, so that a record never waits for another one. The sources of an input that are open
// side by side are read side by side; a batch holds lines of one of them.
//
// Records that are no lines end where a Framing says (io/framing.h): all that is said of lines here holds for
// them.
//
// A line that is longer than a batch makes the batch grow, up to max_line; what is longer still is skipped in
// constant memory, and its head is handed out with Batch::overlong set. A byte order mark at the start of a
// source is skipped. The start of a line that a stop or an error has cut off is no record and is left out;
// so is one at the end of a source that is still being written (LastLine::left).
//
// Not thread-safe: the pipeline holds its lock around every call but name() and bytes_total(). Of live inputs
// only wait() blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/batch.h"
#include "io/framing.h"
#include "io/inlet.h"
#include "io/listed_inlet.h"
#include "io/source.h"
#include "io/source_files.h"
#include "io/stop.h"

namespace runnel::io {

struct ReaderOptions {
  size_t batch_size =
      256 * 1024;  // so that a batch stays in a core's second-level cache; a multiple of the page
  size_t max_line = 64 * 1024 * 1024;  // bytes, without the newline
  int64_t drain_ns = 2'000'000'000;    // how long a pipe is still read after a stop was requested
  // Whether the end of each input is handed out as a batch of its own, without lines: Batch::ends_input.
  enum class Ends : uint8_t {
    silent,
    announced,
    // Of live inputs, but for the last one. A file is not at its end for good: there will be another run. So
    // when it is the turn of one that has nothing more to give in this one, the run is over.
    of_live_inputs,
  } ends = Ends::silent;
  // Whether all plain files are one input, read one after another, or each is one of its own. Then an input's
  // number is its place on the command line.
  enum class Lanes : bool { files_together, one_each } lanes = Lanes::files_together;
  // Where the records of a source end, by the number of its operand; null: at newlines.
  Framer framer = {};
  // Notes which files are read, and has batches say what a later run must know to go on behind them; null:
  // nobody wants to know. Must outlive the reader.
  SourceFiles* files = nullptr;
  // The least number of a source: above those of an earlier run by which something is still known.
  uint32_t first_source = 0;
  // Polled while waiting, so that a wait ends when it is readable: a request to the ordered stage. -1: none.
  int wakeup = -1;
};

// What is to be read. Of an operand at most one inlet; a feed may bring more of it.
struct ReaderInputs {
  std::vector<std::string> operands;  // as on the command line, for messages
  std::vector<std::unique_ptr<Inlet>> inlets;
  std::vector<std::unique_ptr<InletFeed>> feeds = {};
  std::vector<Error> errors = {};  // of inputs that could not be opened
};

// Which inputs may be read next.
struct Turn {
  enum class Who : uint8_t {
    any,        // whichever is ready
    one_first,  // `input`; where it is live and has nothing now, whichever else is live and ready
    one_alone,  // `input`
  } who = Who::any;
  uint32_t input = 0;

  bool operator==(const Turn&) const = default;
};

// How an input is opened: open_source, or what a test puts in its place.
using Opener = std::function<Result<std::unique_ptr<Source>>(std::string_view)>;

// Told of each input that cannot be opened or read, at once, on the thread that holds the reader.
using ErrorListener = std::function<void(const Error&)>;

class Reader {
 public:
  // The inputs' numbers (Batch::input) are those of the inlets, in their order. A source that cannot be
  // opened or read is passed over, and its error kept in errors().
  Reader(ReaderInputs inputs, ReaderOptions options, const StopRequest& stop, const Clock& clock,
         ErrorListener listener = {});
  // `inputs` as on the command line (io/uri.h). Live inputs are opened now, plain files when their turn
  // comes.
  Reader(const std::vector<std::string>& inputs, const Opener& open, const ReaderOptions& options,
         const StopRequest& stop, const Clock& clock, ErrorListener listener = {});
  ~Reader();

  enum class Next : uint8_t {
    batch,  // `batch` is filled
    idle,   // nothing is there now: wait()
    end,    // all sources have ended, or a stop was requested and is done with
  };
  // Fills `batch`, whose buffer is reused. `idle` where nothing is there of the inputs that `turn` allows.
  Next next(Batch& batch, Turn turn = {});

  // Whether the last batch was handed out because it was full: then another one is likely to be there.
  bool more_is_ready() const { return last_was_full_; }

  // Waits until an input that `turn` allows is ready or ends, the reader of one of `watched` (sinks'
  // descriptors) goes away, a stop is requested, or a signal arrives. At most timeout_ms (-1: without bound).
  void wait(std::span<const int> watched, int timeout_ms, Turn turn = {});

  // An input, as Batch::input numbers them, that has not ended.
  struct Input {
    uint32_t number;
    bool live;          // it may be waited for
    int64_t waited_ns;  // how long it has been waited for since its last batch; time spent elsewhere is none
  };
  // Not while another thread may be reading.
  std::vector<Input> inputs() const;

  // Of Batch::source: what messages call it. It is settled before the source's first batch, and stays.
  const std::string& name(uint32_t source) const;
  const std::vector<Error>& errors() const { return errors_; }

  uint64_t bytes_read() const;   // as taken from the disk or the pipe, of all sources
  uint64_t bytes_total() const;  // of all plain files; 0 if an input is not one

 private:
  struct Lane;
  struct Port;
  struct Waiting;
  enum class Fill : uint8_t { batch, nothing_yet, ended };

  void add_port(std::unique_ptr<Inlet> inlet);
  void take_new_inlets();
  size_t port_of(uint32_t input) const;
  Fill ask(size_t place, Batch& batch);
  Fill next_of(Port& port, Batch& batch);
  Fill next_of_sources(Port& port, Batch& batch);
  Fill next_of(Port& port, Lane& lane, Batch& batch);
  enum class Which : bool { all, live };
  Next next_of_any(Batch& batch, Which which);
  bool open_next(Port& port);
  void begin(Port& port, OpenedSource opened);
  void begin_framing(Lane& lane, uint32_t operand);
  uint32_t number_of(const OpenedSource& opened);
  void close(Lane& lane);
  bool is_cut_off(const Lane& lane);
  bool is_cut_off(const Port& port);
  bool may_drain();

  Fill fill(Lane& lane, Batch& batch);
  Fill fill_framed(Lane& lane, Batch& batch);
  Fill hand_out_framed(Lane& lane, Batch& batch);
  static bool breaks_off(const Lane& lane);
  static bool is_allowed(uint32_t input, Turn turn) {
    return turn.who != Turn::Who::one_alone || input == turn.input;
  }
  static void add_to(Waiting& waiting, const Port& port);
  void note_wait(const Waiting& waiting, Turn turn, int64_t waited_ns, bool is_any_ready);
  static bool settle(Lane& lane);
  Fill next_of_quiet(Lane& lane, Batch& batch, Fill filled);
  void note_unfinished(Lane& lane) const;
  void rest(Port& port, Lane& lane) const;
  void wake(Port& port, Lane& lane) const;
  int patience(Turn turn, int timeout_ms) const;
  Fill at_end(Lane& lane, Batch& batch);
  static void announce_end(uint32_t input, Batch& batch);
  void make_room(Lane& lane);
  bool take_chunk(Lane& lane);
  void keep_error(const Error& error);
  static void skip_byte_order_mark(Lane& lane);
  static void leave_out_unfinished(Lane& lane);
  void hand_out(Lane& lane, Batch& batch, size_t line_end, size_t rest);
  void say_place(Lane& lane, Batch& batch) const;

  ReaderOptions options_;
  const StopRequest& stop_;
  const Clock& clock_;
  ErrorListener listener_;
  std::vector<std::unique_ptr<InletFeed>> feeds_;
  std::vector<std::unique_ptr<Port>> ports_;
  uint32_t next_input_ = 0;
  mutable std::mutex names_lock_;
  std::deque<std::string> names_;  // from the first source on; one that is there stays where it is
  std::vector<char> is_named_;     // whether an operand's own number was given to a source
  std::vector<Error> errors_;
  size_t turn_ = 0;           // the port that is asked first
  int64_t stop_seen_ns_ = 0;  // when the stop was noticed; 0 before
  uint64_t ended_bytes_ = 0;  // read from sources that have ended
  uint64_t total_bytes_ = 0;
  bool is_all_plain_ = true;
  bool last_was_full_ = false;
  bool has_yielded_ = false;           // a lane that could go on: it only let others have their turn
  std::deque<uint32_t> free_numbers_;  // of passing sources that have ended, the longest ago in front
  bool asked_in_vain_ = false;         // last, for an input that has no more in this run
};

}  // namespace runnel::io
