// Arrays made into others of the same items: reverse, flatten, transpose.
#pragma once

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

Flow call_reverse(Context& context, const json::Value& input, const Arguments& arguments,
                  json::Value& output);
// With a depth, or to every depth.
Flow call_flatten(Context& context, const json::Value& input, const Arguments& arguments,
                  json::Value& output);
Flow call_transpose(Context& context, const json::Value& input, const Arguments& arguments,
                    json::Value& output);

}  // namespace runnel::expr
