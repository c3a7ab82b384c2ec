// From the inputs of a command line to what the reader reads: files from where an earlier run left them,
// files that are followed, pipes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "cli/follow_options.h"
#include "io/follow/rotated_files.h"
#include "io/net/net_options.h"
#include "io/reader.h"

namespace runnel::cli {

// The path of an input that names a file, which need not be there; empty for others.
std::string path_of(const std::string& input);
bool is_there(const std::string& path);

struct InputPlan {
  const std::vector<std::string>& inputs;  // as on the command line
  const FollowOptions& follow;
  io::ReaderOptions::Lanes lanes = io::ReaderOptions::Lanes::files_together;
  // With a state: what is known of files of earlier runs, and whether there was one. A last line without a
  // newline is left then.
  bool has_state = false;
  bool is_resumed = false;
  std::vector<io::KnownFile> known = {};
  // How inputs are opened; a test, or --redrive, puts something else in the place of open_source_at.
  io::OpenerAt open = io::open_source_at;
  io::NetOptions net = {};  // of inputs that are sockets
};

// Told of what may have been lost, and of files that are waited for.
using SayInput = std::function<void(std::string_view)>;

// Files are opened when the reader comes to them, live inputs here. The clock must outlive what is made.
io::ReaderInputs make_inputs(InputPlan plan, const Clock& clock, const SayInput& say);

// Kind usage: what cannot be followed or be gone on with.
Outcome check_inputs(const std::vector<std::string>& inputs, const FollowOptions& follow, bool has_state);

}  // namespace runnel::cli
