#include "cli/profile/long_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/columns.h"
#include "cli/profile/gist.h"
#include "cli/profile/head.h"
#include "cli/profile/phrases.h"
#include "cli/profile/spread.h"
#include "cli/profile/texts.h"
#include "op/stats/figures.h"

namespace runnel::cli {

namespace {

constexpr size_t kLabel = 11;
constexpr size_t kBuckets = 16;
constexpr size_t kMostValues = 20;  // a line a value, where there are no more
constexpr size_t kMostDigits = 16;
constexpr size_t kGap = 2;
constexpr size_t kWidestBar = 60;

// A line under the histogram or the most frequent values.
struct Bar {
  std::vector<std::string> left;  // aligned to the right, each in its column, before the bar
  uint64_t count;
  std::string more = {};  // behind the share
};

enum class Names : bool { right, left };

class BarChart {
 public:
  BarChart(const std::vector<Bar>& bars, uint64_t whole, Names names, const Screen& screen)
      : bars_(bars), whole_(whole), names_(names), screen_(screen) {
    for (const Bar& bar : bars) {
      widths_.resize(bar.left.size());
      for (size_t i = 0; i < bar.left.size(); ++i) {
        widths_[i] = std::max(widths_[i], fitted(bar.left[i], widest(), screen.charset).width);
      }
      largest_ = std::max(largest_, bar.count);
      count_width_ = std::max(count_width_, fmt::to_string(bar.count).size());
      share_width_ = std::max(share_width_, percent_text(bar.count, whole).size());
      more_width_ = std::max(more_width_, bar.more.size());
    }
  }

  void add_lines(std::vector<std::string>& lines) const {
    for (const Bar& bar : bars_) lines.push_back(line(bar));
  }

 private:
  size_t widest() const { return std::max<size_t>(line_width(screen_) * 3 / 5, 4); }

  size_t bar_width() const {
    size_t used = kGap + count_width_ + kGap + share_width_ + (more_width_ > 0 ? kGap + more_width_ : 0);
    for (const size_t width : widths_) used += width + kGap;
    return used >= line_width(screen_) ? 0 : std::min(line_width(screen_) - used, kWidestBar);
  }

  std::string line(const Bar& bar) const {
    std::string text(kGap, ' ');
    for (size_t i = 0; i < bar.left.size(); ++i) {
      const Columns shown = fitted(bar.left[i], widths_[i], screen_.charset);
      const std::string blanks(widths_[i] - shown.width, ' ');
      text += names_ == Names::left ? shown.text + blanks : blanks + shown.text;
      text.append(kGap, ' ');
    }
    const size_t width = bar_width();
    std::string drawn;
    size_t used = 0;
    if (bar.count > 0 && width > 1) {
      const double part = static_cast<double>(bar.count) / static_cast<double>(largest_);
      drawn = wide_bar(part, width - 1, screen_.charset);
      used = fitted(drawn, width, Charset::unicode).width;
    }
    text += styled(drawn, kCyan, screen_.styles);
    text.append(width - used, ' ');
    text +=
        fmt::format("{:>{}}  {:>{}}", bar.count, count_width_, percent_text(bar.count, whole_), share_width_);
    if (!bar.more.empty()) text += "  " + styled(bar.more, kDim, screen_.styles);
    // Without room for a bar the figures may not fit either; they have no styles then.
    return width > 0 ? text : fitted(text, line_width(screen_), screen_.charset).text;
  }

  const std::vector<Bar>& bars_;
  const uint64_t whole_;
  const Names names_;
  const Screen& screen_;
  std::vector<size_t> widths_;
  uint64_t largest_ = 0;
  size_t count_width_ = 0, share_width_ = 0, more_width_ = 0;
};

std::string figure(std::string_view name, const std::string& value) {
  return fmt::format("{} {}", name, value);
}

class View {
 public:
  View(const op::FieldSummary& field, const Screen& screen) : field_(field), screen_(screen) {}

  std::vector<std::string> lines() {
    const std::string name = fitted(field_.path, line_width(screen_), screen_.charset).text;
    lines_.push_back(styled(name, kBold, screen_.styles));
    add("values", values());
    add("types", {types_text(field_)});
    if (op::scalars(field_) > 0) add("distinct", {distinct()});
    if (field_.number.has_value()) add_number(*field_.number);
    if (field_.string.has_value()) add_string(*field_.string);
    if (field_.array.has_value()) {
      add("arrays", lengths(field_.array->least_length, field_.array->most_length, field_.array->mean_length,
                            "element"));
    }
    if (field_.is_map) add("map", {"members are folded into " + field_.path + ".*"});
    if (field_.number.has_value()) add_histogram(*field_.number);
    add_top();
    return std::move(lines_);
  }

 private:
  void add(std::string_view label, const Phrases& phrases) {
    add_phrases(lines_, label, kLabel, phrases, screen_);
  }

  void add_title(std::string_view title) {
    lines_.emplace_back();
    const Columns shown = fitted(title, line_width(screen_), screen_.charset);
    lines_.push_back(styled(shown.text, kDim, screen_.styles));
  }

  // How long strings or arrays are.
  static Phrases lengths(uint64_t least, uint64_t most, double mean, std::string_view unit) {
    if (least == most) return {fmt::format("{} {}{}", least, unit, least == 1 ? "" : "s")};
    return {fmt::format("{} to {} {}s", least, most, unit), number_text(mean) + " on average"};
  }

  Phrases values() const {
    Phrases phrases{fmt::to_string(field_.count)};
    if (op::presence(field_).has_value()) {
      phrases.push_back(fmt::format("in {} of {} object{}", percent_text(field_.count, *field_.places),
                                    *field_.places, *field_.places == 1 ? "" : "s"));
    }
    if (field_.nulls > 0) {
      phrases.push_back(fmt::format("{} null ({})", field_.nulls, percent_text(field_.nulls, field_.count)));
    }
    return phrases;
  }

  std::string distinct() const {
    if (field_.distinct_error == 0) return fmt::to_string(field_.distinct);
    return fmt::format("about {} (standard error {:.2g} %)", field_.distinct, field_.distinct_error * 100);
  }

  void add_number(const op::NumberSummary& number) {
    Phrases phrases{figure("min", number_text(number.min, kMostDigits)),
                    figure("max", number_text(number.max, kMostDigits)),
                    figure("mean", number_text(number.mean))};
    if (number.stddev.has_value()) phrases.push_back(figure("stddev", number_text(*number.stddev)));
    phrases.push_back(figure("sum", number_text(number.sum, kMostDigits)));
    if (number.whole > 0 && number.whole < number.count) {
      phrases.push_back(fmt::format("{} whole ({})", number.whole, percent_text(number.whole, number.count)));
    }
    add("numbers", phrases);
    Phrases quantiles;
    for (const auto& [name, q] : op::kQuantiles) {
      if (const auto value = op::quantile(number, q)) quantiles.push_back(figure(name, number_text(*value)));
    }
    if (number.error > 0) quantiles.push_back(fmt::format("each within {:.2g} %", number.error * 100));
    add("quantiles", quantiles);
  }

  void add_string(const op::StringSummary& string) {
    Phrases phrases = lengths(string.least_length, string.most_length, string.mean_length, "character");
    if (string.empty > 0) {
      phrases.push_back(fmt::format("{} empty ({})", string.empty, percent_text(string.empty, string.count)));
    }
    add("strings", phrases);
    add("range", {string_range(string)});
  }

  // Are all values numbers of which there are few? Then the histogram is of single values, and says all that
  // the most frequent ones would.
  bool is_of_few_numbers() const {
    return field_.number.has_value() && field_.number->error == 0 &&
           field_.number->points.size() <= kMostValues;
  }

  void add_histogram(const op::NumberSummary& number) {
    std::vector<Bar> bars;
    if (is_of_few_numbers()) {
      add_title("how often each number occurs");
      for (const auto& [value, count] : number.points) bars.push_back({{number_text(value)}, count});
    } else {
      const Spread spread = spread_of(number, kBuckets);
      const bool is_linear = spread.scale == Spread::Scale::linear;
      add_title(is_linear ? "histogram" : "histogram, on a logarithmic scale");
      for (const auto& [from, to, count] : spread.buckets) {
        bars.push_back({{number_text(from), number_text(to)}, count});
      }
    }
    BarChart(bars, number.count, Names::right, screen_).add_lines(lines_);
  }

  void add_top() {
    const bool are_all_shown = is_of_few_numbers() && op::scalars(field_) == field_.numbers;
    if (field_.top.empty() || are_all_shown) return;
    add_title("most frequent values");
    std::vector<Bar> bars;
    for (const op::TopValue& top : field_.top) {
      std::string name = scalar_text(top.json);
      if (top.is_cut) name += screen_.charset == Charset::unicode ? "…" : "...";
      std::string more;
      if (top.error > 0) more = fmt::format("at least {}", top.count - std::min(top.error, top.count));
      bars.push_back({{std::move(name)}, top.count, std::move(more)});
    }
    BarChart(bars, field_.count, Names::left, screen_).add_lines(lines_);
    if (field_.top_floor == 0) return;
    const std::string text = fmt::format("  any other value: at most {}", field_.top_floor);
    lines_.push_back(styled(fitted(text, line_width(screen_), screen_.charset).text, kDim, screen_.styles));
  }

  const op::FieldSummary& field_;
  const Screen& screen_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> field_view(const op::FieldSummary& field, const Screen& screen) {
  return View(field, screen).lines();
}

std::vector<std::string> long_view(const op::ProfileSummary& profile, const op::FieldChoice& choice,
                                   const Screen& screen) {
  std::vector<std::string> lines = profile_heading(profile, screen);
  bool is_first = true;
  for (const op::FieldSummary* field : choice.of(profile)) {
    if (!is_first) lines.emplace_back();
    is_first = false;
    const auto view = field_view(*field, screen);
    lines.insert(lines.end(), view.begin(), view.end());
  }
  return lines;
}

}  // namespace runnel::cli
