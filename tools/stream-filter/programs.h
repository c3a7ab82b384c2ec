// The programs of a run: PREDICATE, EXPR of --select and of --time, and what gates go by.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/program_text.h"
#include "expr/program.h"
#include "op/filter/gate_program.h"
#include "options.h"

namespace runnel {

struct Programs {
  expr::Program predicate;
  std::optional<expr::Program> select;
  std::optional<expr::Program> time;
  std::optional<op::GateProgram> keys;

  bool recurses() const {
    return predicate.recurses() || (select && select->recurses()) || (time && time->recurses()) ||
           (keys && keys->record.recurses());
  }
};

// Says what is wrong with one of them, or with a file of --slurpfile, and returns the status to end with.
// `arguments` is the command line after the program's name.
std::variant<Programs, cli::ExitStatus> compile_programs(const cli::ProgramText& text,
                                                         const FilterFlags& flags,
                                                         const cli::CommonOptions& common,
                                                         std::span<const std::string> arguments,
                                                         cli::Messages& messages);

// What --explain prints.
std::string explain(const Programs& programs);

}  // namespace runnel
