// A sink that colours what it is given and hands it on: whole lines of JSON, for a terminal.
#pragma once

#include <memory>
#include <string>

#include "io/sink.h"
#include "json/color_writer.h"

namespace runnel::cli {

class ColorSink final : public io::Sink {
 public:
  ColorSink(std::unique_ptr<io::Sink> to, json::Colors colors);

  bool write(std::string_view text) override;
  bool flush() override;
  bool close() override;
  int watch_descriptor() const override { return to_->watch_descriptor(); }
  std::optional<io::FileId> file_id() const override { return to_->file_id(); }
  int file_descriptor() const override { return to_->file_descriptor(); }
  bool has_moved() const override { return to_->has_moved(); }
  Outcome reopen() override;
  std::string form_state(io::Tally tally) const override { return to_->form_state(tally); }
  bool resume_form(std::string_view state, io::FilePart part) override {
    return to_->resume_form(state, part);
  }

 private:
  bool after(bool succeeded);

  const std::unique_ptr<io::Sink> to_;
  const json::Colors colors_;
  json::ColorWriter writer_;
  std::string text_;
};

}  // namespace runnel::cli
