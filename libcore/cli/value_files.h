// Files whose content becomes a value of the program (--slurpfile, --rawfile), or its text (--from-file).
#pragma once

#include <string>

#include "base/result.h"
#include "json/value.h"

namespace runnel::cli {

// The whole of a file. The Error is of kind usage, and says `PATH: No such file or directory`.
Result<std::string> read_file(const std::string& path);

// All JSON values in a file, one behind the other with any white space between them, as an array that is
// owned. The Error is of kind usage, and says `PATH:LINE:COLUMN: expected ...`; columns count bytes, from 1.
Result<json::Value> read_json_file(const std::string& path);

// The content of a file as a string that is owned.
Result<json::Value> read_text_file(const std::string& path);

}  // namespace runnel::cli
