// A sink in front of another one, which gives what it is given another form (format/output/output_form.h).
// What is written to it are records of JSON, one on each line.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "format/output/output_form.h"
#include "io/sink.h"

namespace runnel::format {

class FormSink final : public io::Sink {
 public:
  FormSink(std::unique_ptr<io::Sink> to, std::unique_ptr<OutputForm> form);

  bool write(std::string_view text) override;
  bool flush() override;
  bool close() override;
  int watch_descriptor() const override { return to_->watch_descriptor(); }
  std::optional<io::FileId> file_id() const override { return to_->file_id(); }
  int file_descriptor() const override { return to_->file_descriptor(); }
  bool has_moved() const override { return to_->has_moved(); }
  Outcome reopen() override;
  std::string form_state(io::Tally tally) const override { return form_->state(tally); }
  bool resume_form(std::string_view state, io::FilePart part) override;

  const OutputForm& form() const { return *form_; }

 private:
  bool write_lines(std::string_view text);
  bool pass_on();
  bool after(bool succeeded);

  const std::unique_ptr<io::Sink> to_;
  const std::unique_ptr<OutputForm> form_;
  std::string text_;  // made, and not yet handed on
  std::string last_;  // lines that have no padding where they come from
  bool is_finished_ = false;
};

}  // namespace runnel::format
