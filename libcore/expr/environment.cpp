#include "expr/environment.h"

#include <unistd.h>

#include <string_view>

namespace runnel::expr {

json::Value environment() {
  std::vector<std::pair<json::Value, json::Value>> members;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    members.emplace_back(json::Value::owned_string(text.substr(0, equals)),
                         json::Value::owned_string(text.substr(equals + 1)));
  }
  return json::Value::object(std::move(members));
}

}  // namespace runnel::expr
