// What --watch shows of the profiles, and what the keys change about it: the order of the fields, and which
// part of them is seen where they do not all fit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/profile/history.h"
#include "cli/profile/keys.h"
#include "cli/screen.h"
#include "op/stats/field_choice.h"

namespace runnel::cli {

// By a figure: the largest first.
enum class FieldOrder : uint8_t { appearance, name, present, null, distinct, mean };
constexpr size_t kFieldOrders = 6;

class WatchView {
 public:
  explicit WatchView(op::FieldChoice choice) : choice_(std::move(choice)) {}

  // REQUIRES: not Key::quit.
  void press(Key key);
  bool is_paused() const { return is_paused_; }

  // At most screen.lines - 1 lines, so that the cursor has one for itself: what is said of the stream, the
  // fields, and at the bottom the state of this view. Scrolls back where there is less to see than before.
  std::vector<std::string> lines(std::span<const op::ProfileSummary> profiles, const ProfileHistory& history,
                                 const Screen& screen);
  // All of it, without the state, however many lines that are: what is left at the end.
  std::vector<std::string> all_lines(std::span<const op::ProfileSummary> profiles,
                                     const ProfileHistory& history, const Screen& screen) const;

 private:
  // Lines of which the first few do not scroll.
  struct Page {
    std::vector<std::string> fixed;
    std::vector<std::string> scrolled;
  };

  Page page(std::span<const op::ProfileSummary> profiles, const ProfileHistory& history,
            const Screen& screen) const;
  std::vector<const op::FieldSummary*> sorted(const op::ProfileSummary& profile) const;
  std::string state_line(size_t shown, size_t lines, const Screen& screen) const;

  const op::FieldChoice choice_;
  FieldOrder order_ = FieldOrder::appearance;
  bool is_reversed_ = false;
  bool is_paused_ = false;
  bool shows_help_ = false;
  size_t first_ = 0;      // the scrolled line that is seen first
  size_t page_size_ = 1;  // how many were seen last
};

}  // namespace runnel::cli
