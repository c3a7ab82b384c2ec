// Bytes as a descriptor gives them: a plain file, a FIFO, a device, stdin.
#pragma once

#include "io/descriptors.h"
#include "io/source.h"

namespace runnel::io {

enum class Ownership { owned, inherited };

class FileSource : public Source {
 public:
  // REQUIRES: `descriptor` is open. It is closed with the source if it is owned.
  FileSource(std::string name, int descriptor, Ownership ownership);
  ~FileSource() override;

  Result<size_t> read(char* buffer, size_t size) override;
  int wait_descriptor() const override { return waits_ ? descriptor_.get() : -1; }
  uint64_t size() const override { return size_; }
  uint64_t consumed() const override { return consumed_; }
  int file_descriptor() const override { return is_plain_ ? descriptor_.get() : -1; }

 private:
  Descriptor descriptor_;
  Ownership ownership_;
  bool waits_ = false;
  bool is_plain_ = false;
  uint64_t size_ = 0;  // from where reading starts; 0 if not a plain file
  uint64_t consumed_ = 0;
};

}  // namespace runnel::io
