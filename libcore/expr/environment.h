// The process's environment as the object $ENV.
#pragma once

#include "json/value.h"

namespace runnel::expr {

json::Value environment();

}  // namespace runnel::expr
