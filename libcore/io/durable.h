// What was written, made to survive a crash of the system, not only of the program.
#pragma once

#include <string>

namespace runnel::io {

// 0, or what errno said. What cannot be synced, such as a pipe, is no error.
int sync_data(int descriptor);                // fdatasync(2)
int sync_file(int descriptor);                // fsync(2)
int sync_folder_of(const std::string& path);  // the entry of a file that was made or renamed

}  // namespace runnel::io
