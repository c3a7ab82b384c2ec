// Logs of Zeek: records are lines, those that begin with '#' are headers (format/zeek_header.h), and may come
// again where logs were put together. All records of a batch have one header; its lines are the batch's
// preamble where they stand before the first of them.
//
// A log that Zeek wrote as JSON begins with '{' and is lines of JSON.
#pragma once

#include <memory>

#include "io/framing.h"

namespace runnel::format {

std::unique_ptr<io::Framing> make_zeek_framing();

}  // namespace runnel::format
