// Times as jq breaks them down, [year, month from 0, day, hours, minutes, seconds, day of the week from
// Sunday, day of the year from 0], and as text in any format: what gmtime, mktime, strftime, strptime and
// their local kin do.
//
// The C library does the work, in the C locale, so that each of its conversions is there. Local time is that
// of the environment's TZ. Thread-safe, as far as each thread has its own context.
#pragma once

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

Flow call_gmtime(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_localtime(Context& context, const json::Value& input, const Arguments& arguments,
                    json::Value& output);
Flow call_mktime(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_strftime(Context& context, const json::Value& input, const Arguments& arguments,
                   json::Value& output);
Flow call_strflocaltime(Context& context, const json::Value& input, const Arguments& arguments,
                        json::Value& output);
Flow call_strptime(Context& context, const json::Value& input, const Arguments& arguments,
                   json::Value& output);

}  // namespace runnel::expr
