// SIGHUP: outputs that were rotated away are opened anew by their names, between two batches.
#pragma once

#include "cli/messages.h"
#include "cli/outputs.h"
#include "cli/service.h"
#include "cli/state_session.h"
#include "io/reload.h"
#include "op/chores.h"

namespace runnel::cli {

class Reopening final : public op::Chore {
 public:
  // `session` may be null. All must outlive this.
  Reopening(io::ReloadRequest& request, Outputs& outputs, StateSession* session, Service& service,
            Messages& messages)
      : request_(request), outputs_(outputs), session_(session), service_(service), messages_(messages) {}

  op::Demand between_batches(const op::BatchDone*) override {
    if (!request_.take()) return op::Demand::more;
    service_.reloading();
    outputs_.reopen(messages_);
    if (session_ != nullptr) session_->make_due();  // the one before knows the files by what they were
    service_.ready();
    return op::Demand::more;
  }
  int patience_ms() override { return -1; }

 private:
  io::ReloadRequest& request_;
  Outputs& outputs_;
  StateSession* const session_;
  Service& service_;
  Messages& messages_;
};

}  // namespace runnel::cli
