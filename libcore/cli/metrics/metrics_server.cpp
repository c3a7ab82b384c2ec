#include "cli/metrics/metrics_server.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "cli/metrics/http_module.h"

namespace runnel::cli {

namespace {

constexpr std::string_view kModule = "../lib/runnel/runnel-http.so";  // from the program's directory

std::string module_path() {
  std::array<char, 4096> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  std::string program(path.data(), size > 0 ? static_cast<size_t>(size) : 0);
  program.erase(program.rfind('/') + 1);  // npos + 1 is 0
  return program + std::string(kModule);
}

Error module_error(const std::string& path) {
  const char* const reason = ::dlerror();
  const bool missing = ::access(path.c_str(), R_OK) != 0;
  return {ErrorKind::sink, missing ? path + ": is not there, and --metrics ADDRESS needs it"
                                   : std::string(reason != nullptr ? reason : path)};
}

std::string address_text(const MetricsAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

}  // namespace

struct MetricsServer::Module {
  runnel_http_start_function start = nullptr;
  runnel_http_stop_function stop = nullptr;

  // Stays loaded until the process ends: what it brings along may have registered work for then.
  static Result<Module> load() {
    const std::string path = module_path();
    void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return module_error(path);
    Module module;
    module.start = reinterpret_cast<runnel_http_start_function>(::dlsym(handle, "runnel_http_start"));
    module.stop = reinterpret_cast<runnel_http_stop_function>(::dlsym(handle, "runnel_http_stop"));
    if (module.start == nullptr || module.stop == nullptr) return module_error(path);
    return module;
  }
};

struct MetricsServer::Content {
  const Metrics& metrics;
  const Pulse& pulse;
  const MetricsLabels labels;
  Module module;
  runnel_http_server* server = nullptr;
  uint16_t port = 0;

  // Called in the module's threads.
  static int answer(void* context, const char* path, runnel_http_put put, void* to) {
    const auto& content = *static_cast<const Content*>(context);
    std::string text;
    int status = 200;
    if (std::string_view(path) == "/metrics") {
      write_metrics(text, content.metrics.snapshot(), content.labels);
    } else if (std::string_view(path) == "/healthz") {
      const auto wrong = health(content.metrics.snapshot(), content.pulse);
      text = wrong.value_or("ok") + "\n";
      if (wrong.has_value()) status = 503;
    } else {
      return 404;
    }
    put(to, text.data(), text.size());
    return status;
  }
};

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(const MetricsAddress& address,
                                                            const Metrics& metrics, const Pulse& pulse,
                                                            MetricsLabels labels) {
  auto module = Module::load();
  if (!module) return module.error();
  std::unique_ptr<Content> content(new Content{metrics, pulse, std::move(labels), *module});
  const runnel_http_options options{.interface = RUNNEL_HTTP_INTERFACE,
                                    .host = address.host.c_str(),
                                    .port = address.port,
                                    .content_type = kMetricsType.data(),
                                    .answer = &Content::answer,
                                    .context = content.get()};
  std::array<char, 256> reason{};
  content->server = content->module.start(&options, &content->port, reason.data(), reason.size());
  if (content->server == nullptr) {
    return Error{ErrorKind::sink, "--metrics " + address_text(address) + ": " + reason.data()};
  }
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(content)));
}

MetricsServer::MetricsServer(std::unique_ptr<Content> content) : content_(std::move(content)) {}

MetricsServer::~MetricsServer() {
  content_->module.stop(content_->server);
}

uint16_t MetricsServer::port() const {
  return content_->port;
}

}  // namespace runnel::cli
