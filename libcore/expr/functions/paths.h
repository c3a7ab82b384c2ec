// Paths as values: arrays of steps, which are keys, indexes and slices {"start", "end"}. What getpath,
// setpath and delpaths do, and what path expressions and assignments are made of.
//
// A path has at most 10,000 steps, as in jq; nothing here recurses over a path or a value. Outputs borrow
// from what came in and from the arena.
#pragma once

#include <span>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// What lies at the path; null where there is nothing. Fails where a step cannot be taken: `.a` of a number.
Flow get_path(Context& context, const json::Value& root, std::span<const json::Value> path, json::Value& out);

// The root with the leaf at the path, and arrays and objects made on the way where there was null. Changes in
// place what no other value shares, so give the root away (std::move) to set many paths one after the other:
// then a step costs no copy of what is beside it.
Flow set_path(Context& context, json::Value root, std::span<const json::Value> path, json::Value leaf,
              json::Value& out);

// The root without what lies at the paths. All places are those of the root as it came: what is deleted in
// front of another does not move it. Fails where a path is no array.
Flow delete_paths(Context& context, const json::Value& root, std::span<const json::Value> paths,
                  json::Value& out);

}  // namespace runnel::expr
