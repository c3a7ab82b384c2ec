// Profiles as metrics for Prometheus, in the text format that the node exporter's textfile collector reads.
//
// All are gauges called runnel_stats_..., but for the distribution of a field's numbers, which is a summary
// with the quantiles of the JSON record, sum and count. A field is the label `field`; the members of --by are
// labels too, their names made fit for it (`by_` in front where the name is ours), and the profile of all
// other keys has other="true". Several profiles are written together, since all samples of a family stand
// together.
//
// The values of a field are written only where the profile knows all of them and they are at most
// kMostPrometheusValues: each makes a time series.
#pragma once

#include <span>
#include <string>

#include "op/stats/field_choice.h"
#include "op/stats/summary.h"

namespace runnel::op {

constexpr uint64_t kMostPrometheusValues = 10;

void append_prometheus(std::string& out, std::span<const ProfileSummary> profiles,
                       const FieldChoice& choice = {});

}  // namespace runnel::op
