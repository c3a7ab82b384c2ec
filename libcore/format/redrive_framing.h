// Dead letters (format/letter.h) as a source of the records that they hold, so that what could not be
// processed is run again: by the format that the user names, else by the one that the letter names.
//
// Each record stands alone, as it did when it was read: one that has no end, or spans lines, takes nothing of
// the letter behind it. Lines of the source are letters: the line and the offset of a record are those of its
// letter, columns are counted from the record's beginning. A letter that is none is a bad record, and so is
// one that holds only the beginning of a record.
#pragma once

#include <memory>

#include "format/input_format.h"
#include "io/framing.h"

namespace runnel::format {

// `asked`: what the user said of the records. REQUIRES: as make_framing().
std::unique_ptr<io::Framing> make_redrive_framing(InputFormat asked);

}  // namespace runnel::format
