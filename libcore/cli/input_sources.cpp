#include "cli/input_sources.h"

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "io/codec.h"
#include "io/follow/followed_inlet.h"
#include "io/follow/following.h"
#include "io/follow/pattern_feed.h"
#include "io/listed_inlet.h"
#include "io/net/peer_inlets.h"
#include "io/uri.h"

namespace runnel::cli {

namespace {

using Lanes = io::ReaderOptions::Lanes;

bool is_plain(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// What is not there may still become a plain file. Nobody appends to a compressed one: it is read once.
bool is_followed(const std::string& path) {
  if (path.empty() || io::compression_by_name(path) != io::Compression::none) return false;
  return is_plain(path) || !is_there(path);
}

std::vector<std::string> paths_of(const std::vector<std::string>& inputs) {
  std::vector<std::string> paths;
  for (const std::string& input : inputs) {
    if (std::string path = path_of(input); !path.empty()) paths.push_back(std::move(path));
  }
  return paths;
}

class Maker {
 public:
  Maker(InputPlan plan, const Clock& clock, const SayInput& say)
      : plan_(std::move(plan)), clock_(clock), say_(say), paths_(paths_of(plan_.inputs)) {
    made_.operands = plan_.inputs;
  }

  io::ReaderInputs make() {
    for (uint32_t operand = 0; operand < plan_.inputs.size(); ++operand) add(operand);
    if (!files_.empty()) made_.inlets.insert(made_.inlets.begin(), take_files());
    return std::move(made_);
  }

 private:
  void add(uint32_t operand) {
    const auto uri = io::parse_uri(plan_.inputs[operand], io::Direction::in);
    if (uri && uri->is_net()) return keep(io::open_net_inlet(*uri, operand, plan_.net));
    const std::string path = path_of(plan_.inputs[operand]);
    if (plan_.follow.follow && !path.empty() && io::is_pattern(path)) {
      made_.feeds.push_back(std::make_unique<io::PatternFeed>(path, operand, plan_.known, following()));
    } else if (plan_.follow.follow && is_followed(path)) {
      made_.inlets.push_back(std::make_unique<io::FollowedInlet>(
          io::FollowedPath{.path = path, .operand = operand, .known = plan_.known, .from = from()},
          following()));
    } else if (io::plain_file_size(plan_.inputs[operand])) {
      add_file(operand, path);
    } else if (plan_.has_state && is_known(path)) {
      add_file(operand, path);  // rotated away, and nothing has come in its place yet
    } else {
      add_live(operand);
    }
  }

  bool is_known(const std::string& path) const {
    return std::any_of(plan_.known.begin(), plan_.known.end(),
                       [&](const io::KnownFile& file) { return file.path == path; });
  }

  void add_file(uint32_t operand, const std::string& path) {
    if (plan_.has_state && !path.empty()) {
      add_chain(operand, path);
    } else {
      files_.push_back({.text = plan_.inputs[operand], .operand = operand});
    }
    if (plan_.lanes == Lanes::one_each) made_.inlets.push_back(take_files());
  }

  void add_chain(uint32_t operand, const std::string& path) {
    const io::Chain chain =
        io::find_chain({.path = path, .known = plan_.known, .leave_alone = paths_, .from = from()});
    for (const std::string& loss : chain.losses) say_(loss);
    for (const io::ChainLink& link : chain.links) {
      files_.push_back({.text = "file:" + link.path,
                        .operand = operand,
                        .path = path,
                        .start = link.at,
                        .last_line = link.last_line,
                        .file = link.file});
    }
  }

  void add_live(uint32_t operand) {
    auto source = plan_.open(plan_.inputs[operand], 0);
    if (!source) return keep(source.error());
    keep(std::unique_ptr<io::Inlet>(
        std::make_unique<io::OpenInlet>(io::OpenedSource{.source = std::move(*source), .operand = operand})));
  }

  void keep(Result<std::unique_ptr<io::Inlet>> inlet) {
    if (inlet) {
      made_.inlets.push_back(std::move(*inlet));
      return;
    }
    made_.errors.push_back(inlet.error());
    if (plan_.lanes == Lanes::one_each) made_.inlets.push_back(nullptr);
  }

  std::unique_ptr<io::Inlet> take_files() {
    return std::make_unique<io::ListedInlet>(std::exchange(files_, {}), plan_.open);
  }

  const std::shared_ptr<io::Following>& following() {
    if (following_ == nullptr) {
      const auto poll_ms = static_cast<int>(plan_.follow.poll_interval.value_or(0) / 1'000'000);
      following_ = io::make_following(clock_, poll_ms, from(), paths_, say_);
    }
    return following_;
  }

  // A new file of a state that is there already is read from its start.
  io::From from() const { return plan_.is_resumed ? io::From::start : plan_.follow.from; }

  InputPlan plan_;
  const Clock& clock_;
  const SayInput& say_;
  const std::vector<std::string> paths_;
  std::shared_ptr<io::Following> following_;
  std::vector<io::ListedFile> files_;
  io::ReaderInputs made_;
};

bool stdin_is_file() {
  struct stat status;
  return ::fstat(0, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

std::string path_of(const std::string& input) {
  const auto uri = io::parse_uri(input, io::Direction::in);
  return uri && uri->kind == io::Uri::Kind::file ? uri->path : std::string();
}

bool is_there(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0;
}

io::ReaderInputs make_inputs(InputPlan plan, const Clock& clock, const SayInput& say) {
  return Maker(std::move(plan), clock, say).make();
}

Outcome check_inputs(const std::vector<std::string>& inputs, const FollowOptions& follow, bool has_state) {
  const bool reads_stdin = std::find(inputs.begin(), inputs.end(), "-") != inputs.end();
  if (has_state && reads_stdin && stdin_is_file()) {
    return Error{ErrorKind::usage,
                 "with --state a file is named on the command line, in place of <FILE: so the next run finds "
                 "where this one ended"};
  }
  if (follow.from_given && !follow.follow && !has_state) {
    return Error{ErrorKind::usage,
                 "--from says where --follow, or a new --state, begins; without them files are read whole"};
  }
  if (follow.poll_interval && !follow.follow) {
    return Error{ErrorKind::usage, "--poll-interval is for files that are followed: it goes with --follow"};
  }
  return Done{};
}

}  // namespace runnel::cli
