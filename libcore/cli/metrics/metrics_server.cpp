#include "cli/metrics/metrics_server.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/module.h"
#include "cli/metrics/http_module.h"

namespace runnel::cli {

namespace {

std::string address_text(const MetricsAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

}  // namespace

struct MetricsServer::Functions {
  runnel_http_start_function start = nullptr;
  runnel_http_stop_function stop = nullptr;

  static Result<Functions> load() {
    auto module = Module::load("runnel-http.so", "--metrics ADDRESS", ErrorKind::sink);
    if (!module) return module.error();
    Functions functions;
    functions.start = module->function<runnel_http_start_function>("runnel_http_start");
    functions.stop = module->function<runnel_http_stop_function>("runnel_http_stop");
    if (functions.start == nullptr || functions.stop == nullptr) return module->mismatch(ErrorKind::sink);
    return functions;
  }
};

struct MetricsServer::Content {
  const Metrics& metrics;
  const Pulse& pulse;
  const MetricsLabels labels;
  Functions functions;
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
  auto functions = Functions::load();
  if (!functions) return functions.error();
  std::unique_ptr<Content> content(new Content{metrics, pulse, std::move(labels), *functions});
  const runnel_http_options options{.interface = RUNNEL_HTTP_INTERFACE,
                                    .host = address.host.c_str(),
                                    .port = address.port,
                                    .content_type = kMetricsType.data(),
                                    .answer = &Content::answer,
                                    .context = content.get()};
  std::array<char, 256> reason{};
  content->server = content->functions.start(&options, &content->port, reason.data(), reason.size());
  if (content->server == nullptr) {
    return Error{ErrorKind::sink, "--metrics " + address_text(address) + ": " + reason.data()};
  }
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(content)));
}

MetricsServer::MetricsServer(std::unique_ptr<Content> content) : content_(std::move(content)) {}

MetricsServer::~MetricsServer() {
  content_->functions.stop(content_->server);
}

uint16_t MetricsServer::port() const {
  return content_->port;
}

}  // namespace runnel::cli
