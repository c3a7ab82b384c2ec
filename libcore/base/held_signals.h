// Keeps the signals of the process from the calling thread, and from those that it starts or forks, which
// begin with what it holds: signals are for the threads of the run, whose waiting they must end.
#pragma once

#include <pthread.h>

#include <csignal>

namespace runnel {

// While it lives, in the thread that made it.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace runnel
