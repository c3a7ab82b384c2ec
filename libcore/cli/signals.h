// Signals: SIGINT, SIGTERM and SIGHUP ask the run to stop, and what was read is finished; a second one, more
// than a tenth of a second later, ends it at once. Where there is something to open anew or to load again,
// SIGHUP asks for that.
#pragma once

#include "io/reload.h"
#include "io/stop.h"

namespace runnel::cli {

// SIGPIPE and SIGXFSZ are ignored from now on, so that a reader that has gone, and a file that may not grow,
// are errors of write(). Called before anything is written, help and messages too.
void ignore_write_signals();

// `stop` must live until the process ends. Called once, before any thread is started. A signal that the
// parent had ignored (nohup, a job in the background) stays ignored. System calls that wait are interrupted,
// not restarted.
void install_signal_handlers(io::StopRequest& stop);

// From now on SIGHUP asks for a reload, and no longer for a stop; also where the parent had ignored it, since
// it ends nothing now. The one that the system sends when the terminal is closed is a stop all the same. At
// most two may ask to be told, each of a thread of its own. Called after install_signal_handlers(). `reload`
// must live until the process ends.
void install_reload_handler(io::ReloadRequest& reload);

// Ends the process by `signal`, so that the parent sees what ended it: a shell stops its loop, systemd knows
// a clean stop.
[[noreturn]] void die_by_signal(int signal);

}  // namespace runnel::cli
