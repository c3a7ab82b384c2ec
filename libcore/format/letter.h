// A dead letter as it is read again: a record that could not be processed, and what must be known to read it
// without the rest of its source. It is an object of JSON, of which these members are heeded:
//
//   record | record_base64   the record's bytes
//   source, line             where it was read
//   origin                   {"source":...,"line":...}: where it was read first, if it was run again before
//   bytes                    so many it had; the record here is only its beginning
//   format                   as -i names it; without it the record is a line of JSON
//   delimiter                of CSV, if it is no comma
//   header                   CSV: the columns' names; Zeek: the lines of the header
//
// op/bad_records.h writes it; the members from `bytes` on but for that one come from io::RecordForm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/batch.h"

namespace runnel::format {

struct Letter {
  // How the record is to be read.
  struct Reading {
    std::optional<uint64_t> bytes = {};
    std::string format = {};
    std::optional<char> delimiter = {};
    std::vector<std::string> header = {};

    bool operator==(const Reading&) const = default;
  };

  std::string record;
  io::Origin origin;
  Reading reading;
};

// Nothing where the line is no dead letter.
std::optional<Letter> read_letter(std::string_view line);

// Appends `,"header":[...]`. REQUIRES: the words are UTF-8.
void append_header_member(std::string& out, const std::vector<std::string>& words);

}  // namespace runnel::format
