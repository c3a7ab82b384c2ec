// A part of the programs that is loaded when one asks for it, since the libraries it brings would double the
// start of all: `../lib/runnel/FILE` from where the program lies, in the build folder as when installed.
//
// It stays loaded until the process ends: what it brings along may have registered work for then.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace runnel {

class Module {
 public:
  // `file`: `runnel-http.so`. `what`: that needs it, for the message. Errors are of kind `kind`.
  static Result<Module> load(std::string_view file, std::string_view what, ErrorKind kind);

  // The function that it exports by this name, as a pointer to one of type F; null: it has none.
  template <class F>
  F function(const char* name) const {
    return reinterpret_cast<F>(symbol(name));
  }
  // That it has not what this program looks for.
  Error mismatch(ErrorKind kind) const;

 private:
  Module(void* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  void* symbol(const char* name) const;

  void* handle_;
  std::string path_;
};

}  // namespace runnel
