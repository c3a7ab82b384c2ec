// What is written for a pair, and for a record that has no partner: whole lines, made of the bytes of the
// records as they came.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/splice.h"
#include "op/join/options.h"
#include "op/select_text.h"

namespace runnel::op {

// Not thread-safe; one a worker.
class JoinText {
 public:
  // `select` is null but with Form::select. Both must outlive this.
  JoinText(const JoinTextOptions& options, const expr::Program* select);

  // Appends what is written, mostly one line. A side that is absent has no text at all (data() is null).
  // False where the program failed: nothing was appended, and error_message() says why.
  // REQUIRES: one side is there; the records are valid JSON, without a newline; what this form puts together
  // are objects. With Form::left the left one is there.
  bool append(std::string& out, std::string_view left, std::string_view right);

  const std::string& error_message() const { return error_; }

 private:
  void append_nested(std::string& out, std::string_view left, std::string_view right);
  void append_flat(std::string& out, std::string_view left, std::string_view right);
  bool append_selected(std::string& out, std::string_view left, std::string_view right);

  const JoinTextOptions& options_;
  json::MemberSplicer splicer_;
  json::ObjectMerger merger_;
  std::optional<SelectText> select_;
  std::string both_;  // {"left":...,"right":...}
  std::string error_;
};

}  // namespace runnel::op
