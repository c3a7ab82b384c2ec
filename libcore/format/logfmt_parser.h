// logfmt: `level=info msg="it works" took=12 cached`, as Heroku's router writes it and go-logfmt, logrus and
// others do. There is no standard; read is:
//
// - Pairs of key and value, one after another, with blanks (space, tab; a newline where lines were joined)
//   between them. A key is anything but blanks, '=' and '"'.
// - A bare value goes to the next blank, whatever it holds. It is a number, true or false where JSON would
//   have it so (format/scalar_text.h), else a string. None (`key=`) is null.
// - A value in double quotes is always a string, and ends at the next quote that no backslash stands before;
//   a blank or the end follows. Escapes: format/escapes.h.
// - A key alone is true; but a line without any '=' is none of logfmt, so that text between such lines turns
//   into no records.
//
// The fields are those of the line, in its order.
#pragma once

#include "format/fields_form.h"
#include "format/scalar_text.h"

namespace runnel::format {

ParserMaker make_logfmt_parser(Infer infer);

}  // namespace runnel::format
