#include "io/follow/following.h"

#include <utility>

#include "io/descriptor_limit.h"

namespace runnel::io {

void Claims::claim(FileId file, std::string path, Mark mark) {
  claims_.insert_or_assign(std::pair<uint64_t, uint64_t>(file.device, file.inode),
                           Claim{std::move(path), std::move(mark)});
}

bool Claims::is_taken(int descriptor, const std::string& path) const {
  const auto file = file_id(descriptor);
  if (!file) return false;
  const auto found = claims_.find({file->device, file->inode});
  if (found == claims_.end() || found->second.path == path) return false;
  return compare(found->second.mark(), descriptor) == Likeness::same_file;
}

std::shared_ptr<Following> make_following(const Clock& clock, int poll_ms, From from,
                                          std::vector<std::string> operands, Say say) {
  raise_descriptor_limit();
  auto following = std::make_shared<Following>();
  following->watch = std::make_shared<Watch>(clock, poll_ms);
  following->from = from;
  following->operands = std::move(operands);
  following->say = std::move(say);
  return following;
}

}  // namespace runnel::io
