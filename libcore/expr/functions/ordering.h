// sort, group_by, unique, min, max and their kin. With an argument, it is an array of keys, one for each item
// of the input: an array each, of all that the program gives as keys for the item.
#pragma once

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

Flow call_sort(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_unique(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_min(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_max(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);

Flow call_sort_by(Context& context, const json::Value& input, const Arguments& keys, json::Value& output);
Flow call_group_by(Context& context, const json::Value& input, const Arguments& keys, json::Value& output);
Flow call_unique_by(Context& context, const json::Value& input, const Arguments& keys, json::Value& output);
Flow call_min_by(Context& context, const json::Value& input, const Arguments& keys, json::Value& output);
Flow call_max_by(Context& context, const json::Value& input, const Arguments& keys, json::Value& output);

}  // namespace runnel::expr
