// What the tests of framings share: the records that a reader hands out of a source, however its text comes
// in.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../io/scripted_source.h"
#include "format/form.h"
#include "io/reader.h"

namespace runnel::format {

// The records of batches, one after another, as text: JSON, `bad OFFSET: REASON`, or `overlong`.
class RecordLog {
 public:
  void add(const io::Batch& batch) {
    if (batch.overlong > 0) {
      records_.emplace_back("overlong");
    } else if (batch.form == nullptr) {
      add_lines(batch);
    } else {
      add_records(batch);
    }
  }
  std::vector<std::string> take() { return std::move(records_); }

 private:
  void add_lines(const io::Batch& batch) {
    const char* p = batch.begin() + batch.preamble;
    while (p < batch.end()) {
      const char* const newline = std::find(p, batch.end(), '\n');
      if (newline != p) records_.emplace_back(p, newline);
      p = newline + 1;
    }
  }

  void add_records(const io::Batch& batch) {
    const auto& form = static_cast<const Form&>(*batch.form);
    const auto reader = form.make_reader({});
    const char* p = batch.begin() + batch.preamble;
    while (p < batch.end()) {
      const RecordReader::Record record = reader->next(batch, p);
      const auto newlines = std::count(p, std::min(record.next, batch.end() + 1), '\n');
      if (record.next <= p || newlines != record.lines) {
        records_.emplace_back("the reader passes over what it does not count");
        return;
      }
      using Kind = RecordReader::Record::Kind;
      if (record.kind == Kind::bad || (record.kind == Kind::record && !reader->check())) {
        records_.push_back("bad " + std::to_string(reader->fault().offset) + ": " + reader->fault().reason);
      } else if (record.kind == Kind::record) {
        const char* const line = reader->line();
        records_.emplace_back(line, reader->line_size());
        if (line[reader->line_size()] != '\n') records_.emplace_back("no newline behind the line");
      }
      p = record.next;
    }
  }

  std::vector<std::string> records_;
};

inline std::vector<std::string> framed(const io::Framer& framer, std::vector<io::Piece> pieces, io::Kind kind,
                                       size_t max_line = 1 << 20) {
  io::Scripts scripts;
  io::ScriptedSource* const source = scripts.add("in", kind, std::move(pieces));
  const io::StopRequest stop;
  FakeClock clock;
  io::ReaderOptions options{4096, max_line, 1};
  options.framer = framer;
  io::Reader reader({"in"}, scripts.opener(), options, stop, clock);
  RecordLog log;
  io::Batch batch;
  for (;;) {
    const io::Reader::Next next = reader.next(batch);
    if (next == io::Reader::Next::end) break;
    if (next == io::Reader::Next::batch) {
      log.add(batch);
    } else if (!source->resume()) {
      reader.wait({}, 1000);
    }
  }
  return log.take();
}

inline std::vector<std::string> framed(const io::Framer& framer, std::string_view text,
                                       size_t max_line = 1 << 20) {
  return framed(framer, {std::string(text)}, io::Kind::plain, max_line);
}

// Pieces of `size` bytes; live ones with a pause behind each, so that what is whole leaves at once.
inline std::vector<io::Piece> pieces_of(std::string_view text, size_t size, io::Kind kind) {
  std::vector<io::Piece> pieces;
  for (size_t i = 0; i < text.size(); i += size) {
    pieces.emplace_back(std::string(text.substr(i, size)));
    if (kind == io::Kind::live) pieces.emplace_back(io::Pause{});
  }
  return pieces;
}

// The first cut of `text` whose records are not those of the whole; empty where there is none: in two at
// every place, and in pieces of each size up to 64, of a file and of a pipe.
inline std::string cut_that_shows(const io::Framer& framer, std::string_view text) {
  const std::vector<std::string> whole = framed(framer, text);
  for (const io::Kind kind : {io::Kind::plain, io::Kind::live}) {
    const std::string of = kind == io::Kind::live ? " of a pipe" : " of a file";
    for (size_t size = 1; size <= 64; ++size) {
      if (framed(framer, pieces_of(text, size, kind), kind) != whole) {
        return "pieces of " + std::to_string(size) + of;
      }
    }
    for (size_t at = 1; at < text.size(); ++at) {
      std::vector<io::Piece> pieces;
      pieces.emplace_back(std::string(text.substr(0, at)));
      if (kind == io::Kind::live) pieces.emplace_back(io::Pause{});
      pieces.emplace_back(std::string(text.substr(at)));
      if (framed(framer, std::move(pieces), kind) != whole) return "cut at " + std::to_string(at) + of;
    }
  }
  return "";
}

}  // namespace runnel::format
