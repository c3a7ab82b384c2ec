// The text format in which Prometheus takes metrics (version 0.0.4), by its rules: one family after another,
// each with its HELP and TYPE once and all its samples behind them; names of [a-zA-Z_] and digits; in values
// of labels, and in HELP, backslash, newline (and in values the quote) escaped; UTF-8 throughout; no
// timestamps, which the node exporter's textfile collector refuses.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace runnel::op {

// Names with values, each name once. The values are text as it is; they are escaped when written.
using PrometheusLabels = std::vector<std::pair<std::string, std::string>>;

// The name as a name of a label: what must not be in one is `_`, and no digit is first. Names that begin with
// `__` belong to Prometheus.
std::string prometheus_label_name(std::string_view name);

// One family: begins with its first sample, so that one without samples is not written.
class PrometheusFamily {
 public:
  enum class Type : bool { gauge, summary };

  // Appends to `out`. `name` and `help` must outlive this.
  PrometheusFamily(std::string& out, std::string_view name, std::string_view help, Type type = Type::gauge)
      : out_(out), name_(name), help_(help), type_(type) {}

  // `suffix`: _sum or _count of a summary. `more`: a label beside the others; none if its name is empty.
  using Label = std::pair<std::string_view, std::string_view>;
  void sample(const PrometheusLabels& labels, double value, Label more = {}, std::string_view suffix = {});

 private:
  void begin();

  std::string& out_;
  const std::string_view name_;
  const std::string_view help_;
  const Type type_;
  bool has_begun_ = false;
};

}  // namespace runnel::op
