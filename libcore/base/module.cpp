#include "base/module.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace runnel {

namespace {

constexpr std::string_view kFolder = "../lib/runnel/";  // from the program's directory

std::string module_path(std::string_view file) {
  std::array<char, 4096> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  std::string program(path.data(), size > 0 ? static_cast<size_t>(size) : 0);
  program.erase(program.rfind('/') + 1);  // npos + 1 is 0
  return program.append(kFolder).append(file);
}

}  // namespace

Result<Module> Module::load(std::string_view file, std::string_view what, ErrorKind kind) {
  std::string path = module_path(file);
  if (void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return Module(handle, path);
  const char* const reason = ::dlerror();
  if (::access(path.c_str(), R_OK) != 0) {
    return Error{kind, path.append(": is not there, and ").append(what).append(" needs it")};
  }
  return Error{kind, reason != nullptr ? reason : path + ": cannot be loaded"};
}

void* Module::symbol(const char* name) const {
  return ::dlsym(handle_, name);
}

Error Module::mismatch(ErrorKind kind) const {
  return {kind, path_ + ": is of another release than this program"};
}

}  // namespace runnel
