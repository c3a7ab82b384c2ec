#include "format/syslog_parser.h"

#include <array>
#include <optional>

#include "format/syslog_rfc3164.h"
#include "format/syslog_rfc5424.h"

namespace runnel::format {

namespace {

// The names of facilities 12 to 15 are those that syslog-ng and Wikipedia have; the RFCs only describe them.
constexpr std::array<std::string_view, 24> kFacilities = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog",   "lpr",     "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "security", "console", "solaris-cron",
    "local0", "local1", "local2",   "local3", "local4", "local5",   "local6",  "local7"};
constexpr std::array<std::string_view, 8> kSeverities = {"emerg",   "alert",  "crit", "err",
                                                         "warning", "notice", "info", "debug"};

enum class Priority : uint8_t { found, missing, wrong };

// `<N>`, N from 0 to 191.
Priority take_priority(SyslogCursor& cursor) {
  if (cursor.p == cursor.end || *cursor.p != '<') return Priority::missing;
  const char* p = cursor.p + 1;
  size_t number = 0;
  while (p < cursor.end && *p >= '0' && *p <= '9' && p - cursor.p <= 3) {
    number = number * 10 + static_cast<size_t>(*p++ - '0');
  }
  const bool is_it = p - cursor.p > 1 && p < cursor.end && *p == '>';
  if (!is_it || number >= kFacilities.size() * kSeverities.size()) {
    cursor.fail("expected a priority from <0> to <191>");
    return Priority::wrong;
  }
  cursor.fields.add("facility", kFacilities[number / kSeverities.size()]);
  cursor.fields.add("severity", kSeverities[number % kSeverities.size()]);
  cursor.p = p + 1;
  return Priority::found;
}

class SyslogParser final : public RecordParser {
 public:
  explicit SyslogParser(const Clock& clock) : rfc3164_(clock) {}

  bool parse(std::string_view record, Fields& fields) override {
    SyslogCursor cursor{record.data(), record.data(), record.data() + record.size(), fields};
    const Priority priority = take_priority(cursor);
    if (priority == Priority::wrong) return false;
    if (priority == Priority::missing) {
      return rfc3164_.take_header(cursor) || cursor.fail("expected <priority> or a time");
    }
    if (cursor.rest().starts_with("1 ")) {
      cursor.p += 2;
      return rfc5424_.take(cursor);
    }
    // RFC 3164, 4.3.3: without a time that can be read, all of it is the message.
    if (!rfc3164_.take_header(cursor)) cursor.add_message();
    return true;
  }

 private:
  Rfc3164 rfc3164_;
  Rfc5424 rfc5424_;
};

}  // namespace

ParserMaker make_syslog_parser(const Clock& clock) {
  return [&clock] { return std::make_unique<SyslogParser>(clock); };
}

}  // namespace runnel::format
