// What rotated files are called: `access.log.1`, `access.log-20240131.gz`, `access.1.log`,
// `access-2024-01-31T10-00-00.log`, `access.log.old`. Names are without directories.
#pragma once

#include <string_view>

namespace runnel::io {

// Whether `name` is what a rotation of `base` may be called. Numbers of one to three digits count, behind the
// whole name or, between dots, before its extension; longer ones where they look like a date or a time: so
// `access.log.errors`, `access-8080.log` and `access-2.log` are other files.
bool is_rotation_name(std::string_view name, std::string_view base);

// Without .gz or .zst.
std::string_view without_compression(std::string_view name);

// Whether a file was rotated away before another, by their names alone: the one with the higher number, or
// the earlier date. False where they do not tell. REQUIRES: both are rotations of `base`.
bool is_older_by_name(std::string_view name, std::string_view other, std::string_view base);

}  // namespace runnel::io
