#include "cli/socket_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "cli/values.h"
#include "io/uri.h"

namespace runnel::cli {

namespace {

using Kind = io::Uri::Kind;
using Values = std::span<const std::string>;

// What peers do is their own affair: whoever connects and breaks off all day is not to fill the log, nor to
// hold up the run where nobody reads that. So of each kind the first are said, and then how many more there
// were each minute. Messages of one kind differ in numbers alone: addresses, ports, counts.
class PeerReports {
 public:
  explicit PeerReports(Messages& messages, const Clock& clock = Clock::system())
      : messages_(messages), clock_(clock) {}
  ~PeerReports() { say_left_out(); }
  PeerReports(const PeerReports&) = delete;
  PeerReports& operator=(const PeerReports&) = delete;

  void say(std::string_view text) {
    const std::lock_guard lock(mutex_);
    const int64_t now = clock_.monotonic_ns();
    if (now - begun_ns_ >= kSpan) {
      say_left_out();
      begun_ns_ = now;
      said_.clear();
    }
    if (int& said = said_[kind_of(text)]; said < kMost) {
      ++said;
      messages_.say(text);
    } else {
      ++left_out_;
    }
  }

 private:
  static constexpr int kMost = 10;
  static constexpr size_t kMostKinds = 32;
  static constexpr int64_t kSpan = 60'000'000'000;

  // Whatever peers bring about, there are not many.
  std::string kind_of(std::string_view text) const {
    std::string kind;
    for (const char c : text) {
      if (c < '0' || c > '9') kind += c;
    }
    return said_.size() < kMostKinds || said_.contains(kind) ? kind : std::string();
  }

  void say_left_out() {
    if (left_out_ == 0) return;
    messages_.say(fmt::format("{} more messages about peers were left out", left_out_));
    left_out_ = 0;
  }

  Messages& messages_;
  const Clock& clock_;
  std::mutex mutex_;
  int64_t begun_ns_ = 0;
  std::map<std::string, int, std::less<>> said_;  // of this minute, by kind
  uint64_t left_out_ = 0;
};

// Adds a flag of these, and notes that it was given.
void add(CommandLine& line, SocketOptions& options, Flag flag) {
  flag.group = FlagGroup::running;
  flag.scope = FlagScope::common;
  flag.shown = FlagShown::manual;
  flag.set = [&options, name = "--" + flag.name, set = std::move(flag.set)](Values values) {
    options.given = name;
    return set(values);
  };
  line.add(std::move(flag));
}

void add_peer_flags(CommandLine& line, SocketOptions& options) {
  add(line, options,
      {.name = "max-peers",
       .values = {"N"},
       .summary = "let at most N peers at a listener at a time",
       .details =
           "Lets at most N peers at each listening socket at a time. Further ones wait until one has left, "
           "which is said.",
       .default_text = "1024, which is what a process may have open by default on most systems.",
       .set = keep_count(options.max_peers, 1, 1'000'000)});
  add(line, options,
      {.name = "peer-timeout",
       .values = {"D"},
       .summary = "cut off a peer that holds things up for D",
       .details =
           "Cuts off a peer that does not read what is there for it for D, that stays in the middle of a "
           "line for D, or is not through with the handshake of TLS by then; it is said. One that is only "
           "idle is never cut off. At the end of a run, outputs are waited for until nothing was taken for "
           "D.",
       .default_text = "30 seconds, which is longer than most networks lose their way.",
       .set = keep_duration(options.peer_timeout, 1'000'000)});
  add(line, options,
      {.name = "spool",
       .values = {"SIZE"},
       .summary = "hold up to SIZE for peers that are away or slow",
       .details =
           "Holds up to SIZE of what the other side of a socket does not take yet, or while it is away. When "
           "that is full, reading stops until there is room: nothing is dropped.",
       .default_text = "64M: some seconds of a busy stream, and little beside the memory of a machine.",
       .set = keep_size(options.spool, 4096)});
  add(line, options,
      {.name = "share",
       .summary = "give each record to one of the peers of a listening output",
       .details = "Gives each record to one of the peers of a listening output, whichever takes it, in place "
                  "of each record to all of them: so the work is shared.",
       .set = switch_on(options.share)});
}

void add_security_flags(CommandLine& line, SocketOptions& options) {
  add(line, options,
      {.name = "insecure",
       .summary = "listen to other machines without TLS",
       .details = "Allows `tcp-listen://`, and inherited sockets that listen, at addresses that other "
                  "machines reach, where whoever comes can read or send records. Without it only loopback is "
                  "allowed, as in `tcp-listen://127.0.0.1:9000`, and what is encrypted.",
       .set = switch_on(options.insecure)});
  add(line, options,
      {.name = "tls-cert",
       .values = {"FILE"},
       .summary = "this side's certificate for TLS",
       .details =
           "Reads from FILE, in PEM, the certificate of this side, and behind it those that lead to an "
           "authority that the other side trusts. A `tls-listen://` needs one; a `tls://` where the other "
           "side asks for it.",
       .default_text = "`$RUNNEL_TLS_CERT`, or the credential `tls-cert` of a systemd service.",
       .set = keep_text(options.tls_cert)});
  add(line, options,
      {.name = "tls-key",
       .values = {"FILE"},
       .summary = "the key of --tls-cert",
       .details = "Reads from FILE, in PEM and without a passphrase, the private key of --tls-cert.",
       .default_text = "`$RUNNEL_TLS_KEY`, or the credential `tls-key` of a systemd service.",
       .set = keep_text(options.tls_key)});
  add(line, options,
      {.name = "tls-ca",
       .values = {"FILE"},
       .summary = "who vouches for the other side of `tls://`",
       .details = "Trusts the certificates in FILE, in PEM, and those that they vouch for, to say who the "
                  "other side of a `tls://` is.",
       .default_text =
           "`$RUNNEL_TLS_CA`, the credential `tls-ca` of a systemd service, or the system's authorities.",
       .set = keep_text(options.tls_ca)});
  add(line, options,
      {.name = "tls-client-ca",
       .values = {"FILE"},
       .summary = "peers of `tls-listen://` must show a certificate",
       .details =
           "Lets only those peers in to a `tls-listen://` which show a certificate that one in FILE, in PEM, "
           "vouches for.",
       .default_text =
           "`$RUNNEL_TLS_CLIENT_CA`, or the credential `tls-client-ca` of a systemd service; without any "
           "of these, everybody is let in.",
       .set = keep_text(options.tls_client_ca)});
}

bool is_listener(Kind kind) {
  return kind == Kind::tcp_listen || kind == Kind::tls_listen || kind == Kind::unix_listen;
}

// What is inherited may be anything.
bool may_listen(Kind kind) {
  return is_listener(kind) || kind == Kind::activated || kind == Kind::descriptor;
}

template <class Wanted>
bool any_is(std::span<const std::string> places, io::Direction direction, Wanted wanted) {
  return std::any_of(places.begin(), places.end(), [&](const std::string& place) {
    const auto uri = io::parse_uri(place, direction);
    return uri.ok() && uri->is_net() && wanted(uri->kind);
  });
}

std::string file_of(const std::optional<std::string>& given, const char* variable, const char* credential) {
  if (given) return *given;
  if (const char* const named = std::getenv(variable); named != nullptr) return named;
  const char* const directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (directory == nullptr) return {};
  std::string path = fmt::format("{}/{}", directory, credential);
  return ::access(path.c_str(), F_OK) == 0 ? path : std::string();
}

}  // namespace

void add_socket_flags(CommandLine& line, SocketOptions& options) {
  add_peer_flags(line, options);
  add_security_flags(line, options);
}

Outcome check_socket_options(const SocketOptions& options, std::span<const std::string> inputs,
                             std::span<const std::string> outputs) {
  if (options.given.empty()) return Done{};
  const auto any = [](Kind) { return true; };
  const bool has_socket = any_is(inputs, io::Direction::in, any) || any_is(outputs, io::Direction::out, any);
  if (!has_socket) {
    return Error{ErrorKind::usage,
                 fmt::format("{} is about sockets, and no input or output is one, such as tcp://HOST:PORT; "
                             "see runnel-uri(7)",
                             options.given)};
  }
  const auto encrypts = [](Kind kind) { return kind == Kind::tls || kind == Kind::tls_listen; };
  const bool wants_tls = options.tls_cert || options.tls_key || options.tls_ca || options.tls_client_ca;
  if (wants_tls && !any_is(inputs, io::Direction::in, encrypts) &&
      !any_is(outputs, io::Direction::out, encrypts)) {
    return Error{
        ErrorKind::usage,
        "certificates are for tls:// and tls-listen://, and no input or output is one: what goes over "
        "the others is not encrypted"};
  }
  if (options.share && !any_is(outputs, io::Direction::out, may_listen)) {
    return Error{
        ErrorKind::usage,
        "--share is about outputs that several peers connect to: it goes with --to tcp-listen://HOST:PORT "
        "and its like"};
  }
  return Done{};
}

io::NetOptions net_options(const SocketOptions& options, bool reconnects, const io::StopRequest& stop,
                           Messages& messages) {
  io::NetOptions net;
  net.max_peers = static_cast<size_t>(options.max_peers);
  net.peer_timeout_ns = options.peer_timeout;
  net.reconnects = reconnects;
  net.shares = options.share;
  net.insecure = options.insecure;
  net.spool = options.spool;
  net.tls = {.certificate = file_of(options.tls_cert, "RUNNEL_TLS_CERT", "tls-cert"),
             .key = file_of(options.tls_key, "RUNNEL_TLS_KEY", "tls-key"),
             .ca = file_of(options.tls_ca, "RUNNEL_TLS_CA", "tls-ca"),
             .client_ca = file_of(options.tls_client_ca, "RUNNEL_TLS_CLIENT_CA", "tls-client-ca")};
  net.report = [reports = std::make_shared<PeerReports>(messages)](std::string_view text) {
    reports->say(text);
  };
  net.stop = &stop;
  return net;
}

}  // namespace runnel::cli
