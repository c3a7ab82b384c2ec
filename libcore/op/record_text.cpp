#include "op/record_text.h"

#include "json/members.h"
#include "json/value.h"
#include "json/writer.h"

namespace runnel::op {

void append_without_blanks(std::string& out, std::string_view record) {
  record = json::without_blanks(record);
  if (record.starts_with('{')) {
    json::append_json(out, json::Value::raw_object(record));
  } else if (record.starts_with('[')) {
    json::append_json(out, json::Value::raw_array(record));
  } else {
    out += record;
  }
}

}  // namespace runnel::op
