#include "format/text_parser.h"

namespace runnel::format {

namespace {

class TextParser final : public RecordParser {
 public:
  bool parse(std::string_view record, Fields& fields) override {
    fields.add("line", record);
    return true;
  }
};

}  // namespace

ParserMaker make_text_parser() {
  return [] { return std::make_unique<TextParser>(); };
}

}  // namespace runnel::format
