#include "io/follow/rotated_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "io/follow/rotation_name.h"
#include "io/follow/siblings.h"

namespace runnel::io {
namespace {

// One call of find_chain().
class Finder {
 public:
  explicit Finder(const ChainRequest& request)
      : request_(request), base_(split_path(request.path).second), present_(file_at(request.path)) {
    for (size_t i = 0; i < request.known.size(); ++i) {
      if (request.known[i].path == request.path) known_.push_back(i);
    }
    found_.resize(request.known.size(), nullptr);
    superseded_.resize(request.known.size(), 0);
  }

  Chain find() {
    if (needs_siblings()) list_siblings();
    locate_known();
    if (known_.empty()) {
      add_history();
    } else {
      add_known();
      if (!is_present_known()) add_unknown();
    }
    add_present();
    return std::move(chain_);
  }

  // Whether nothing was renamed meanwhile. A rotation renames one file after the other, and whoever lists the
  // directory then may see a file twice, or not at all, or open another one by its name.
  bool is_as_it_was() const {
    const auto present = file_at(request_.path);
    if (present.has_value() != present_.has_value() || (present && present->id != present_->id)) return false;
    return !has_listed_ || names_of(siblings_) == names_of(siblings_of_path());
  }

 private:
  const KnownFile& known(size_t index) const { return request_.known[index]; }

  // As far as can be said: an inode is reused once its file is gone.
  bool is_inode_of(size_t index, const Sibling& file) const {
    const FileMark& mark = known(index).mark;
    const bool is_another = mark.born_ns != 0 && file.born_ns != 0 && mark.born_ns != file.born_ns;
    return file.id.inode == mark.inode && file.id.device == mark.device && !is_another;
  }

  bool is_same_file(size_t index, const Sibling& file) const {
    if (!is_inode_of(index, file)) return false;
    const FileMark& mark = known(index).mark;
    const bool is_inode_all = mark.known == 0 && mark.born_ns == 0 && !known(index).is_open;
    if (is_inode_all && file.size > 0) return false;  // anybody's
    return compare(mark, file) == Likeness::same_file;
  }

  // A directory may be large, and most files are where they were.
  bool needs_siblings() const {
    if (known_.empty()) return !request_.history.empty();
    return std::any_of(known_.begin(), known_.end(),
                       [this](size_t index) { return !present_ || !is_same_file(index, *present_); });
  }

  void list_siblings() {
    siblings_ = siblings_of_path();
    has_listed_ = true;
  }

  std::vector<Sibling> siblings_of_path() const {
    std::vector<uint64_t> inodes;
    for (const size_t index : known_) inodes.push_back(known(index).mark.inode);
    return siblings_of(request_.path, request_.leave_alone, inodes);
  }

  static std::map<std::string, uint64_t> names_of(const std::vector<Sibling>& siblings) {
    std::map<std::string, uint64_t> names;
    for (const Sibling& each : siblings) names[each.name] = each.id.inode;
    return names;
  }

  bool is_found(const Sibling& file) const {
    return std::any_of(known_.begin(), known_.end(), [&](size_t index) { return found_[index] == &file; });
  }

  // The later of two known ones that are the same file has it.
  void take(size_t index, const Sibling& file) {
    if (is_found(file)) {
      superseded_[index] = 1;
    } else {
      found_[index] = &file;
    }
  }

  void locate_file(size_t index) {
    if (present_ && is_same_file(index, *present_)) return take(index, *present_);
    const auto file = std::find_if(siblings_.begin(), siblings_.end(),
                                   [&](const Sibling& each) { return is_same_file(index, each); });
    if (file != siblings_.end()) take(index, *file);
  }

  // Not the present one of a file that is known by itself; the one at the path itself may be one, too, where
  // somebody writes it anew each time.
  std::vector<const Sibling*> possible_copies() const {
    std::vector<const Sibling*> files;
    if (present_ && !is_found(*present_)) files.push_back(&*present_);
    for (const Sibling& file : siblings_) {
      if (may_be_copy(file) && !is_found(file)) files.push_back(&file);
    }
    return files;
  }

  bool may_be_copy(const Sibling& file) const {
    return file.is_rotation || (file.is_compressed && without_compression(file.name) == base_);
  }

  // Where little is known of a text, that of many files may begin with it, as with a header: then it is the
  // one that was written to next after the mark was made.
  void locate_copy(size_t index, const std::vector<const Sibling*>& files) {
    const int64_t marked = known(index).mark.modified_ns;
    const auto rank = [marked](const Sibling& file) {
      const bool is_before = file.modified_ns < marked;
      return std::pair(is_before, file.modified_ns);
    };
    const Sibling* best = nullptr;
    for (const Sibling* file : files) {
      const bool is_better = best == nullptr || rank(*file) < rank(*best);
      if (is_better && compare(known(index).mark, *file) == Likeness::same_text) best = file;
    }
    if (best != nullptr) take(index, *best);
  }

  // Copies are looked for once it is known which files are still there.
  void locate_known() {
    for (auto index = known_.rbegin(); index != known_.rend(); ++index) locate_file(*index);
    const std::vector<const Sibling*> copies = possible_copies();
    for (auto index = known_.rbegin(); index != known_.rend(); ++index) {
      const bool is_looked_for = found_[*index] == nullptr && superseded_[*index] == 0 &&
                                 !known(*index).is_open && !known(*index).ended;
      if (is_looked_for) locate_copy(*index, copies);
    }
  }

  bool is_present_known() const { return present_ && is_found(*present_); }

  // Of a copy, or one that was compressed, it is no matter when that was made.
  int64_t modified_ns_of(size_t index) const {
    const Sibling* const found = found_[index];
    const bool is_itself = found != nullptr && is_inode_of(index, *found);
    return is_itself ? found->modified_ns : known(index).mark.modified_ns;
  }

  // The known one that was written to last, which need not be the one that was read last: of an older one
  // there may have been more to read.
  size_t newest() const {
    return *std::max_element(known_.begin(), known_.end(), [this](size_t a, size_t b) {
      return modified_ns_of(a) < modified_ns_of(b) || (modified_ns_of(a) == modified_ns_of(b) && a < b);
    });
  }

  void add_known() {
    for (const size_t index : known_) {
      const KnownFile& file = known(index);
      const Sibling* const found = found_[index];
      if (file.is_open || superseded_[index] != 0 || (present_ && found == &*present_)) continue;
      if (found == nullptr) {
        if (!file.ended && file.mark.known > 0 && !is_passed(index)) add_loss(index);
        continue;
      }
      const bool has_more = found->is_compressed ? !file.ended : found->size > file.at.offset;
      if (has_more) add_link(*found, file.at, LastLine::record, index);
    }
  }

  bool is_truncated(size_t index) const {
    return found_[index] == nullptr && present_ && is_inode_of(index, *present_);
  }

  // Whether a later file has been read already: so this one had been read to the end that it had then.
  bool is_passed(size_t index) const {
    return std::any_of(known_.begin(), known_.end(),
                       [&](size_t other) { return other > index && known(other).at.offset > 0; });
  }

  void add_loss(size_t index) {
    const KnownFile& file = known(index);
    const std::string behind = "byte " + std::to_string(file.at.offset);
    chain_.losses.push_back(request_.path +
                            (is_truncated(index)
                                 ? ": was truncated, and no copy was found: what was written behind "
                                 : ": the file that was read before was not found: what stood behind ") +
                            behind + " may be lost");
  }

  // Siblings that came between the newest known one and the file that is there now.
  void add_unknown() {
    std::vector<const Sibling*> unknown;
    for (const Sibling& file : siblings_) {
      if (file.is_rotation && is_later(file) && !is_known_text(file)) unknown.push_back(&file);
    }
    add_whole(std::move(unknown));
  }

  // A copy may have been made at any time: then the mark says when the file itself was written to. Names are
  // asked too, since an old file may have been written anew, as by compressing it.
  bool is_later(const Sibling& file) const {
    const size_t last = newest();
    if (file.modified_ns < modified_ns_of(last)) return false;
    const Sibling* const found = found_[last];
    return found == nullptr || !found->is_rotation || !is_older_by_name(file.name, found->name, base_);
  }

  bool is_known_text(const Sibling& file) const {
    return std::any_of(known_.begin(), known_.end(), [&](size_t index) {
      if (found_[index] == &file) return true;
      const FileMark& mark = known(index).mark;
      if (mark.known >= FileMark::kSpan ? compare(mark, file) != Likeness::other : is_all_of(mark, file)) {
        return true;
      }
      return is_truncated(index) && is_shorter_copy(mark, file);
    });
  }

  void add_whole(std::vector<const Sibling*> files) {
    std::sort(files.begin(), files.end(), [this](const Sibling* a, const Sibling* b) {
      if (a->modified_ns != b->modified_ns) return a->modified_ns < b->modified_ns;
      if (is_older_by_name(a->name, b->name, base_)) return true;
      return !is_older_by_name(b->name, a->name, base_) && a->name < b->name;
    });
    for (const Sibling* file : files) add_link(*file, {}, LastLine::record, std::nullopt);
  }

  void add_history() {
    if (request_.from == From::end) return;
    std::vector<const Sibling*> files;
    for (const Sibling& file : siblings_) {
      const auto& history = request_.history;
      const bool is_wanted = std::find(history.begin(), history.end(), file.path) != history.end();
      if (file.is_rotation && is_wanted) files.push_back(&file);
    }
    add_whole(std::move(files));
  }

  void add_present() {
    if (!present_) return;
    for (const size_t index : known_) {
      if (found_[index] != &*present_) continue;
      const bool is_over = known(index).is_open || (present_->is_compressed && known(index).ended);
      if (!is_over) add_link(*present_, known(index).at, LastLine::left, index);
      return;
    }
    StartAt at;
    if (known_.empty() && request_.from == From::end) {
      const Descriptor file = open_descriptor(request_.path.c_str(), O_RDONLY | O_NONBLOCK);
      at.offset = end_of_lines(file.get());
    }
    add_link(*present_, at, LastLine::left, std::nullopt);
  }

  void add_link(const Sibling& file, const StartAt& at, LastLine last_line, std::optional<size_t> index) {
    const LastLine last = file.is_compressed ? LastLine::record : last_line;
    chain_.links.push_back({file.path, at, last, index, file.id});
  }

  const ChainRequest& request_;
  std::string base_;
  std::optional<Sibling> present_;
  std::vector<Sibling> siblings_;
  bool has_listed_ = false;
  std::vector<size_t> known_;          // of the path, in their order
  std::vector<const Sibling*> found_;  // by the index of the known file
  std::vector<char> superseded_;
  Chain chain_;
};

}  // namespace

Chain find_chain(const ChainRequest& request) {
  constexpr int kTries = 20;
  for (int tries = 1;; ++tries) {
    Finder finder(request);
    Chain chain = finder.find();
    if (tries == kTries || finder.is_as_it_was()) return chain;
  }
}

uint64_t end_of_lines(int descriptor) {
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  std::array<char, 4096> chunk;
  for (uint64_t end = size > 0 ? static_cast<uint64_t>(size) : 0; end > 0;) {
    const size_t wanted = std::min<uint64_t>(end, chunk.size());
    const ssize_t got = ::pread(descriptor, chunk.data(), wanted, static_cast<off_t>(end - wanted));
    if (got < 0 && errno == EINTR) continue;
    if (got != static_cast<ssize_t>(wanted)) return 0;
    const void* const newline = ::memrchr(chunk.data(), '\n', wanted);
    end -= wanted;
    if (newline == nullptr) continue;
    return end + static_cast<uint64_t>(static_cast<const char*>(newline) - chunk.data()) + 1;
  }
  return 0;
}

}  // namespace runnel::io
