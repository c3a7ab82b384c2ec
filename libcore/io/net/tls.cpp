#include "io/net/tls.h"

#include <array>
#include <utility>

#include "base/module.h"
#include "io/net/tls_module.h"

namespace runnel::io {

namespace {

using Functions = runnel_tls_functions;

Channel::Status status_of(runnel_tls_status status) {
  switch (status) {
    case RUNNEL_TLS_DONE:
      return Channel::Status::done;
    case RUNNEL_TLS_AGAIN:
      return Channel::Status::again;
    case RUNNEL_TLS_ENDED:
      return Channel::Status::ended;
    case RUNNEL_TLS_FAILED:
      break;
  }
  return Channel::Status::failed;
}

class TlsChannel final : public Channel {
 public:
  // `session` null: there was no memory for it.
  TlsChannel(Descriptor socket, std::string peer, const Functions& functions, runnel_tls_session* session)
      : Channel(std::move(socket), std::move(peer)), functions_(functions), session_(session) {}
  ~TlsChannel() override {
    if (session_ != nullptr) functions_.free_session(session_);
  }

  Transfer shake() override {
    if (session_ == nullptr) return {Status::failed, 0, "there is no memory for its encryption"};
    return transfer(functions_.shake(session_));
  }
  Transfer read(char* buffer, size_t size) override {
    return transfer(functions_.read(session_, buffer, size));
  }
  Transfer write(std::string_view text) override {
    return transfer(functions_.write(session_, text.data(), text.size()));
  }
  bool has_buffered() const override { return session_ != nullptr && functions_.has_buffered(session_) != 0; }
  Transfer finish() override { return transfer(functions_.finish(session_)); }

 private:
  static Transfer transfer(const runnel_tls_transfer& done) {
    return {status_of(done.status), done.count, done.status == RUNNEL_TLS_FAILED ? done.reason : ""};
  }

  const Functions& functions_;
  runnel_tls_session* const session_;
};

class ModuleContext final : public TlsContext {
 public:
  ModuleContext(const Functions& functions, runnel_tls_context* context)
      : functions_(functions), context_(context) {}
  ~ModuleContext() override { functions_.free_context(context_); }
  ModuleContext(const ModuleContext&) = delete;
  ModuleContext& operator=(const ModuleContext&) = delete;

  std::unique_ptr<Channel> wrap(Descriptor socket, std::string peer, const std::string& host) override {
    runnel_tls_session* const session = functions_.make_session(context_, socket.get(), host.c_str());
    return std::make_unique<TlsChannel>(std::move(socket), std::move(peer), functions_, session);
  }

 private:
  const Functions& functions_;
  runnel_tls_context* const context_;
};

Result<const Functions*> load_functions(const std::string& name) {
  auto module = Module::load("runnel-tls.so", name, ErrorKind::source);
  if (!module) return module.error();
  const auto give = module->function<runnel_tls_function>("runnel_tls");
  const Functions* const functions = give != nullptr ? give(RUNNEL_TLS_INTERFACE) : nullptr;
  if (functions == nullptr) return module->mismatch(ErrorKind::source);
  return functions;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsFiles& files, Side side,
                                                     const std::string& name) {
  const auto functions = load_functions(name);
  if (!functions) return functions.error();
  const runnel_tls_options options{.side = side == Side::server ? RUNNEL_TLS_SERVER : RUNNEL_TLS_CLIENT,
                                   .certificate = files.certificate.c_str(),
                                   .key = files.key.c_str(),
                                   .ca = files.ca.c_str(),
                                   .client_ca = files.client_ca.c_str()};
  std::array<char, 4096> reason{};  // names a path or two
  runnel_tls_context* const context = (*functions)->make_context(&options, reason.data(), reason.size());
  if (context == nullptr) return Error{ErrorKind::usage, name + ": " + reason.data()};
  return std::shared_ptr<TlsContext>(std::make_shared<ModuleContext>(**functions, context));
}

}  // namespace runnel::io
