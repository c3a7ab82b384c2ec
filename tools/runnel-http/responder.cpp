#include "responder.h"

#include <exception>
#include <string>

namespace runnel::http {

namespace {

struct Body {
  std::string text;
  bool given = false;
};

void put(void* to, const char* text, size_t size) {
  Body& body = *static_cast<Body*>(to);
  body.text.assign(text, size);
  body.given = true;
}

}  // namespace

Responder::Responder(const runnel_http_options& options)
    : answer_(options.answer), context_(options.context), content_type_(options.content_type) {
  // Before httplib looks for a path by regular expressions, and before it reads a body, which nothing here
  // has.
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
    return HandlerResponse::Handled;
  });
  set_payload_max_length(Connection::kMostBytes);
}

void Responder::answer(const httplib::Request& request, httplib::Response& response) const {
  Body body;
  response.status = 404;
  if (request.method == "GET" || request.method == "HEAD") {
    response.status = answer_(context_, request.path.c_str(), put, &body);
  }
  if (!body.given) body.text = "not found: there are /metrics and /healthz\n";
  response.set_content(body.text, content_type_.c_str());
}

void Responder::serve(Connection& connection) {
  bool closed = false;
  // Since version 0.16 httplib is told the addresses.
  const auto take = [&](auto& self) {
    if constexpr (requires { self.process_request(connection, true, closed, nullptr); }) {
      self.process_request(connection, true, closed, nullptr);
    } else {
      self.process_request(connection, std::string(), 0, std::string(), 0, true, closed, nullptr);
    }
  };
  try {
    take(*this);
  } catch (const std::exception&) {
    // httplib throws where memory is short; the connection is closed all the same.
  }
}

}  // namespace runnel::http
