// Which fields of a profile are wanted: those named by --field, or all.
//
// A field is named by its path as the profile writes it; a dot in front may be left out.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "op/stats/summary.h"

namespace runnel::op {

class FieldChoice {
 public:
  // All of them.
  FieldChoice() = default;
  // Those; all where there are none.
  explicit FieldChoice(std::vector<std::string> paths);

  bool is_all() const { return paths_.empty(); }
  bool wants(std::string_view path) const;
  // The fields that are wanted, in the order of the profile. Borrows them.
  std::vector<const FieldSummary*> of(const ProfileSummary& profile) const;

  struct Missing {
    std::string path;
    std::string nearest;  // a field that there is; empty where none is near
  };
  // What was asked for and is not among the paths of all fields.
  std::vector<Missing> missing(std::span<const std::string> fields) const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace runnel::op
