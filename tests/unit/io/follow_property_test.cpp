// Whatever is done to a log file between two looks, what is read of it is what was written, once and in
// order: by runs that come and go, too.
#include <rapidcheck.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "../catch.h"
#include "follow_fixture.h"

namespace runnel::io {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// One life of the file at the path, until it is rotated or truncated. Each byte tells which one it is of, and
// its place modulo a prime.
struct Life {
  static constexpr size_t kMost = 36;
  static constexpr size_t kCycle = 7;

  size_t number;
  std::string text = {};

  std::string next(size_t size) {
    std::string more;
    for (size_t i = 0; i < size; ++i) {
      more += static_cast<char>(number * kCycle + (text.size() + i) % kCycle);
    }
    text += more;
    return more;
  }
};

// Writes access.log, and rotates it in all ways.
class Writer {
 public:
  explicit Writer(const TempDir& dir) : dir_(dir) { reopen(); }

  std::string path() const { return dir_.path("access.log"); }
  bool may_begin_another() const { return lives.size() < Life::kMost; }

  void write(size_t size) {
    const std::string text = lives[life_].next(size);
    if (::write(file_.get(), text.data(), text.size()) < 0) std::abort();
  }

  // What follows goes to a new file; before, the writer still has the old one, whatever it is called by now.
  void reopen() {
    if (std::filesystem::exists(path()) && !lives.empty()) return;
    file_ = Descriptor(::open(path().c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600));
    begin_life();
  }

  void rename_away() {
    shift();
    std::error_code none;
    std::filesystem::rename(path(), rotated(1), none);
  }

  void copy_and_truncate() {
    if (!has_path()) return;
    shift();
    std::filesystem::copy_file(path(), rotated(1));
    truncate_file(path());
    begin_life();
  }

  void remove() {
    if (has_path()) std::filesystem::remove(path());
  }

  void compress(size_t number, Compression compression) {
    const bool is_written = file_id(file_.get()) == id_of(rotated(number));
    if (std::filesystem::exists(rotated(number)) && !is_written) compress_file(rotated(number), compression);
  }

  // Whether the writer's file is the one at the path.
  bool has_path() const { return file_id(file_.get()) == id_of(path()); }
  const Life& present() const { return lives[life_]; }

  std::vector<Life> lives;

 private:
  static std::optional<FileId> id_of(const std::string& path) {
    const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
    return file.valid() ? file_id(file.get()) : FileId{};
  }

  std::string rotated(size_t number) const { return path() + "." + std::to_string(number); }

  void begin_life() {
    life_ = lives.size();
    lives.push_back({life_});
  }

  void shift() {
    for (size_t number = rotations_++; number > 0; --number) {
      for (const char* ending : {"", ".gz", ".zst"}) {
        const std::string from = rotated(number) + ending;
        if (std::filesystem::exists(from)) rename_file(from, rotated(number + 1) + ending);
      }
    }
  }

  const TempDir& dir_;
  Descriptor file_;
  size_t life_ = 0;
  size_t rotations_ = 0;
};

// A program that follows the path, stops, and is started again with what it has noted.
class Follower {
 public:
  explicit Follower(std::string path) : path_(std::move(path)) { start(); }

  void start() {
    if (inlet_ != nullptr) return;
    following_ = make_following(clock_, 0, From::start, {}, [this](std::string_view sentence) {
      if (!sentence.ends_with("is waited for")) said.emplace_back(sentence);
    });
    inlet_ = std::make_unique<FollowedInlet>(FollowedPath{.path = path_, .known = known()}, following_);
  }

  void stop() {
    if (inlet_ == nullptr) return;
    look();
    for (Noted& noted : noted_) noted.source.reset();
    inlet_.reset();
  }

  bool is_running() const { return inlet_ != nullptr; }
  void wait(int64_t ns) { clock_.tick(ns); }

  void look() {
    if (inlet_ == nullptr) return;
    inlet_->woken();
    do {
      for (size_t i = 0; i < noted_.size(); ++i) read(noted_[i]);
    } while (open_next());
    for (Noted& noted : noted_) mark(noted);
  }

  // How much of a life has been read.
  size_t read_of(size_t life) const { return life < texts_.size() ? texts_[life].size() : 0; }
  const std::string& text_of(size_t life) {
    if (life >= texts_.size()) texts_.resize(life + 1);
    return texts_[life];
  }

  std::vector<std::string> said;
  std::string failure;

 private:
  struct Noted {
    std::unique_ptr<Source> source;
    StartAt at;
    Descriptor file;
    FileMark mark;
    bool is_compressed;
    bool ended = false;
    bool is_taken_up = false;
  };

  // All that is noted, but what has been taken up since.
  std::vector<KnownFile> known() {
    std::erase_if(noted_, [](const Noted& noted) { return noted.is_taken_up; });
    std::vector<KnownFile> known;
    for (const Noted& noted : noted_) {
      known.push_back({.path = path_, .mark = noted.mark, .at = noted.at, .ended = noted.ended});
    }
    for (size_t i = 0; i < known.size(); ++i) known[i].at.earlier = static_cast<uint32_t>(i);
    return known;
  }

  bool open_next() {
    const auto is_open = [](const Noted& noted) { return noted.source != nullptr; };
    auto opened = inlet_->next(static_cast<size_t>(std::count_if(noted_.begin(), noted_.end(), is_open)));
    if (!opened) {
      failure = opened.error().message;
      return false;
    }
    if (!opened->has_value()) return false;
    const int file = ::fcntl((*opened)->source->file_descriptor(), F_DUPFD_CLOEXEC, 3);
    const bool is_compressed = (*opened)->source->is_compressed();
    const uint32_t earlier = std::exchange((*opened)->start.earlier, StartAt::kNone);
    if (earlier != StartAt::kNone) noted_[earlier].is_taken_up = true;
    noted_.push_back(
        {std::move((*opened)->source), (*opened)->start, Descriptor(file), FileMark{}, is_compressed});
    return true;
  }

  void read(Noted& noted) {
    std::string chunk(1 + noted.at.offset % 5000, '\0');
    while (noted.source != nullptr && (!noted.source->may_wait() || noted.source->is_readable())) {
      const auto got = noted.source->read(chunk.data(), chunk.size());
      if (!got) failure = got.error().message;
      if (!got || *got == 0) {
        mark(noted);
        noted.ended = true;
        noted.source.reset();
        return;
      }
      take(noted.at.offset, std::string_view(chunk).substr(0, *got));
      noted.at.offset += *got;
    }
  }

  // Each byte goes where it says that it belongs, and must be the next one there.
  void take(uint64_t offset, std::string_view text) {
    for (const char byte : text) {
      const size_t life = static_cast<unsigned char>(byte) / Life::kCycle;
      text_of(life);
      if (texts_[life].size() != offset) {
        failure = "life " + std::to_string(life) + ": byte " + std::to_string(offset) +
                  " was read after byte " + std::to_string(texts_[life].size());
      }
      texts_[life] += byte;
      ++offset;
    }
  }

  static void mark(Noted& noted) {
    if (noted.ended) return;
    struct ::stat status;
    ::fstat(noted.file.get(), &status);
    const uint64_t known = noted.is_compressed ? static_cast<uint64_t>(status.st_size) : noted.at.offset;
    if (const auto mark = mark_file(noted.file.get(), known)) noted.mark = *mark;
  }

  std::string path_;
  FakeClock clock_;
  std::shared_ptr<Following> following_;
  std::unique_ptr<FollowedInlet> inlet_;
  std::vector<Noted> noted_;
  std::vector<std::string> texts_;
};

enum class Act : uint8_t {
  write,
  write_much,
  rename_away,  // the writer does not know of it yet
  rotate,
  copy_and_truncate,
  remove,
  compress,
  look,
  look_later,
  stop,
  start,
};

struct Step {
  Act act;
  size_t size;
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << static_cast<int>(step.act) << '/' << step.size;
}

void perform(const Step& step, Writer& writer, Follower& follower) {
  // What nobody has looked at, and is truncated or deleted, is lost to anyone.
  const bool is_seen = follower.read_of(writer.present().number) > 0;
  switch (step.act) {
    case Act::write:
      return writer.write(1 + step.size % 100);
    case Act::write_much:
      return writer.write(1000 + step.size % 9000);
    case Act::rename_away:
      return writer.rename_away();
    case Act::rotate:
      if (writer.has_path()) writer.rename_away();
      if (writer.may_begin_another()) writer.reopen();
      return;
    case Act::copy_and_truncate:
      if (is_seen && writer.may_begin_another()) writer.copy_and_truncate();
      return;
    case Act::remove:
      if (!writer.has_path() || !writer.may_begin_another() || !follower.is_running()) return;
      follower.look();
      writer.remove();
      return writer.reopen();
    case Act::compress:
      return writer.compress(1 + step.size % 4, step.size % 2 == 0 ? Compression::gzip : Compression::zstd);
    case Act::look:
      return follower.look();
    case Act::look_later:
      if (!writer.has_path() && writer.may_begin_another()) writer.reopen();
      follower.look();
      follower.wait(6 * kSecond);
      return follower.look();
    case Act::stop:
      return follower.stop();
    case Act::start:
      return follower.start();
  }
}

TEST_CASE("what is read of a followed file is what was written to it") {
  const bool holds = rc::check("followed through everything", [] {
    const auto steps = *rc::gen::container<std::vector<Step>>(rc::gen::build<Step>(
        rc::gen::set(&Step::act, rc::gen::map(rc::gen::inRange(0, static_cast<int>(Act::start) + 1),
                                              [](int act) { return static_cast<Act>(act); })),
        rc::gen::set(&Step::size, rc::gen::inRange<size_t>(0, 1'000'000))));
    const TempDir dir;
    Writer writer(dir);
    Follower follower(writer.path());
    follower.look();
    for (const Step& step : steps) {
      perform(step, writer, follower);
      RC_ASSERT(follower.failure == "");
    }
    follower.stop();
    follower.start();
    follower.look();
    RC_ASSERT(follower.failure == "");
    for (size_t life = 0; life < writer.lives.size(); ++life) {
      RC_LOG() << "life " << life << ": " << follower.text_of(life).size() << " of "
               << writer.lives[life].text.size() << " bytes\n";
      RC_ASSERT(follower.text_of(life) == writer.lives[life].text);
    }
    // Of a file that was deleted while nobody read it, nobody knows.
    const bool is_removed =
        std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.act == Act::remove; });
    if (!is_removed) RC_ASSERT(follower.said == std::vector<std::string>());
  });
  CHECK(holds);
}

}  // namespace
}  // namespace runnel::io
