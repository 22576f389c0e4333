#include "recordio/dataset/journal_lines.h"

#include <charconv>
#include <span>
#include <utility>

#include "recordio/internal/checksum_file.h"

namespace imrec {
namespace {

// Fields may contain any bytes: TAB, LF and backslash are escaped as \t, \n and \\.
void AppendEscaped(std::string_view field, std::string& line) {
  for (const char c : field) {
    if (c == '\t') {
      line += "\\t";
    } else if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
}

std::vector<std::string> SplitFields(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      const char next = line[++i];
      fields.back() += next == 't' ? '\t' : next == 'n' ? '\n' : next;
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

}  // namespace

void AppendJournalLine(const std::vector<std::string_view>& fields, std::string& text) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += '\t';
    AppendEscaped(fields[i], text);
  }
  text += '\n';
}

std::string FormatPlan(const CommitPlan& plan) {
  std::string text;
  AppendJournalLine({"plan"}, text);
  for (const NamedFile& file : plan.files) {
    const std::string size = std::to_string(file.contents.size);
    AppendJournalLine({"name", file.from, file.to, size, file.contents.digest}, text);
  }
  for (const std::string& name : plan.obsolete) AppendJournalLine({"obsolete", name}, text);
  for (const std::string& name : plan.scrap) AppendJournalLine({"scrap", name}, text);
  return text;
}

std::string DigestOfPlan(std::string_view lines) {
  return FormatDigest(PayloadDigest(std::as_bytes(std::span(lines))));
}

bool JournalParser::ParseLine(std::string_view line) {
  const std::vector<std::string> fields = SplitFields(line);
  const bool known = Interpret(fields);
  if (fields[0] == "plan") plan_.clear();
  if (contents_.stage == RunStage::kBegun) plan_.append(line) += '\n';
  return known;
}

bool JournalParser::ParseOlderLine(std::string_view line) {
  const std::vector<std::string> fields = SplitFields(line);
  if (fields[0] == "rename" && fields.size() == 3) {
    const std::string name = fields[1].substr(0, fields[1].rfind(".partial"));
    return AddName(name, contents_.files);
  }
  if (fields[0] == "remove") return fields.size() == 2;
  if (fields[0] == "committing") contents_.stage = RunStage::kCommitting;
  return fields[0] == "committing" || Interpret(fields);
}

bool JournalParser::Interpret(const std::vector<std::string>& fields) {
  const std::string& what = fields[0];
  if (fields.size() == 1) return InterpretStage(what);
  if (what == "option" && fields.size() == 3) {
    contents_.options[fields[1]] = fields[2];
    return true;
  }
  if (what == "name" && fields.size() == 5) return AddNamedFile(fields);
  if (fields.size() != 2) return false;
  if (what == "shard") return AddName(fields[1], contents_.shards);
  if (what == "file") return AddName(fields[1], contents_.files);
  if (what == "obsolete") return AddName(fields[1], contents_.commit.obsolete);
  if (what == "scrap") return AddName(fields[1], contents_.commit.scrap);
  if (what == "note") contents_.notes.push_back(fields[1]);
  if (what == "note") return true;
  if (what != "committing" || fields[1] != DigestOfPlan(plan_)) return false;
  contents_.stage = RunStage::kCommitting;
  return true;
}

bool JournalParser::InterpretStage(const std::string& what) {
  if (what == "plan") {
    contents_.commit = {};
  } else if (what == "committed") {
    contents_.stage = RunStage::kCommitted;
  } else if (what == "begun" || what == "abandoned") {
    contents_.stage = RunStage::kBegun;
  } else {
    return false;
  }
  return true;
}

// Files with these names are removed, so they must belong to this data set and lie in its folder.
bool JournalParser::IsName(const std::string& name) const {
  return name.size() > prefix_.size() && name.starts_with(prefix_) &&
         name.find('/') == std::string::npos;
}

bool JournalParser::AddName(const std::string& name, std::vector<std::string>& names) const {
  if (!IsName(name)) return false;
  names.push_back(name);
  return true;
}

bool JournalParser::AddNamedFile(const std::vector<std::string>& fields) {
  NamedFile file{.from = fields[1], .to = fields[2], .contents = {.digest = fields[4]}};
  const char* end = fields[3].data() + fields[3].size();
  const auto [stop, status] = std::from_chars(fields[3].data(), end, file.contents.size);
  if (status != std::errc() || stop != end || !IsName(file.from) || !IsName(file.to)) return false;
  contents_.commit.files.push_back(std::move(file));
  return true;
}

}  // namespace imrec
