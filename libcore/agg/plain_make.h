// The `make` of functions without constants.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "agg/aggregate.h"

namespace runnel::agg {

template <class AnAggregate>
std::unique_ptr<const Aggregate> make_plain(std::span<const json::Value>, std::string&) {
  return std::make_unique<AnAggregate>();
}

}  // namespace runnel::agg
