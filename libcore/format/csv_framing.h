// Where the rows of CSV end: at newlines that do not stand between quotes (format/csv_form.h). Reads the
// header, and gives the form that it makes to each batch.
#pragma once

#include <memory>

#include "format/csv_form.h"
#include "io/framing.h"

namespace runnel::format {

std::unique_ptr<io::Framing> make_csv_framing(CsvFormat format);

}  // namespace runnel::format
