#include "cli/manual.h"

#include <algorithm>

#include "cli/help.h"
#include "cli/roff.h"
#include "cli/text.h"

namespace runnel::cli {
namespace {

constexpr size_t kWidth = 78;
constexpr std::string_view kOpening = "([";
constexpr std::string_view kClosing = ".,:;?!)]";

// One argument of a macro: in quotes, so that neither blanks nor names of macros in it count.
std::string quoted(std::string_view text) {
  return '"' + roff_escaped(text) + '"';
}

// In running text only the backslash, and a dot or quote that starts a line, have a meaning.
std::string running(std::string_view word) {
  std::string out;
  for (const char c : word) {
    out += c;
    if (c == '\\') out += 'e';
  }
  return out;
}

// A word of a paragraph: what it is, and the punctuation around it.
struct Word {
  enum class Kind { text, literal, flag, value };
  Kind kind = Kind::text;
  std::string opening, core, closing;

  bool ends_sentence() const {
    const std::string& last = closing.empty() ? core : closing;
    return !last.empty() && std::string_view(".?!").find(last.back()) != std::string_view::npos;
  }
};

Word take_word(std::string_view& text, const std::vector<std::string>& values) {
  size_t end = 0;
  for (bool in_literal = false; end < text.size() && (in_literal || text[end] != ' '); ++end) {
    if (text[end] == '`') in_literal = !in_literal;
  }
  std::string_view core = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));

  Word word;
  while (!core.empty() && kOpening.find(core.front()) != std::string_view::npos) {
    word.opening += core.front();
    core.remove_prefix(1);
  }
  while (core.size() > 1 && kClosing.find(core.back()) != std::string_view::npos) {
    word.closing.insert(0, 1, core.back());
    core.remove_suffix(1);
  }
  if (core.size() > 1 && core.front() == '`' && core.back() == '`') {
    word.kind = Word::Kind::literal;
    core = core.substr(1, core.size() - 2);
  } else if (core.size() > 1 && core.front() == '-') {
    word.kind = Word::Kind::flag;
    core.remove_prefix(1);
  } else if (std::find(values.begin(), values.end(), core) != values.end()) {
    word.kind = Word::Kind::value;
  }
  word.core = core;
  return word;
}

// Lines of mdoc as they grow: text is filled, a macro has a line for itself, a sentence starts a line.
class Lines {
 public:
  void add(const Word& word) {
    switch (word.kind) {
      case Word::Kind::text:
        add_text(running(word.opening + word.core + word.closing));
        break;
      case Word::Kind::literal:
        add_macro(".Ql", word, quoted(word.core));
        break;
      case Word::Kind::flag:
        add_macro(".Fl", word, roff_escaped(word.core));
        break;
      case Word::Kind::value:
        add_macro(".Ar", word, roff_escaped(word.core));
        break;
    }
    if (word.ends_sentence()) end_line();
  }

  std::string take() {
    end_line();
    return std::move(out_);
  }

 private:
  void add_text(const std::string& word) {
    if (!line_.empty() && line_.size() + 1 + word.size() > kWidth) end_line();
    if (!line_.empty()) {
      line_ += ' ';
    } else if (word[0] == '.' || word[0] == '\'') {
      line_ = "\\&";
    }
    line_ += word;
  }

  // Punctuation beside an argument is an argument of its own, which mdoc attaches.
  void add_macro(std::string_view macro, const Word& word, const std::string& argument) {
    end_line();
    out_ += macro;
    for (const char c : word.opening) out_ += std::string(" ") + c;
    out_ += ' ' + argument;
    for (const char c : word.closing) out_ += std::string(" ") + c;
    out_ += '\n';
  }

  void end_line() {
    if (!line_.empty()) out_ += line_ + '\n';
    line_.clear();
  }

  std::string out_, line_;
};

std::string item(const Flag& flag) {
  std::string out = ".It";
  if (flag.letter != 0) out += std::string(" Fl ") + flag.letter;
  if (!flag.name.empty()) out += (flag.letter == 0 ? " Fl " : " , Fl ") + roff_escaped("-" + flag.name);
  if (!flag.bare.empty()) return out + " Ns Op = Ns Ar " + flag.values[0] + '\n';
  for (const std::string& value : flag.values) out += " Ar " + value;
  return out + '\n';
}

std::string described(const Flag& flag) {
  std::string out = item(flag), separator;
  for (const std::string& paragraph : paragraphs(flag.details)) {
    out += separator + mdoc(paragraph, flag.values);
    separator = ".Pp\n";
  }
  if (!flag.default_text.empty()) out += ".Pp\n" + mdoc("Default: " + flag.default_text, flag.values);
  return out;
}

}  // namespace

std::string mdoc(std::string_view paragraph, const std::vector<std::string>& values) {
  Lines lines;
  while (!paragraph.empty()) lines.add(take_word(paragraph, values));
  return lines.take();
}

std::string manual_options(const CommandLine& line, ManualPart part) {
  std::string out;
  for (const FlagGroup group : {FlagGroup::records, FlagGroup::time, FlagGroup::program, FlagGroup::output,
                                FlagGroup::bad_input, FlagGroup::running, FlagGroup::information}) {
    std::string items;
    for (const Flag& flag : line.flags()) {
      const bool wanted = part == ManualPart::all_flags || flag.scope == FlagScope::common;
      if (wanted && flag.group == group && flag.shown != FlagShown::nowhere) items += described(flag);
    }
    if (items.empty()) continue;
    out += std::string(".Ss ") + group_title(group) + "\n.Bl -tag -width Ds\n" + items + ".El\n";
  }
  return out;
}

}  // namespace runnel::cli
