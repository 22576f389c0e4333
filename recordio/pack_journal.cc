#include "recordio/pack_journal.h"

#include <charconv>
#include <span>
#include <utility>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

constexpr std::string_view kVersion = "imrec-journal-2";
// Its plans do not contain the digests of the files.
constexpr std::string_view kOlderVersion = "imrec-journal-1";
constexpr std::string_view kAnyVersion = "imrec-journal-";

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

void AppendLine(const std::vector<std::string_view>& fields, std::string& text) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += '\t';
    AppendEscaped(fields[i], text);
  }
  text += '\n';
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

std::string FormatPlan(const CommitPlan& plan) {
  std::string text;
  AppendLine({"plan"}, text);
  for (const NamedFile& file : plan.files) {
    const std::string size = std::to_string(file.contents.size);
    AppendLine({"name", file.from, file.to, size, file.contents.digest}, text);
  }
  for (const std::string& name : plan.obsolete) AppendLine({"obsolete", name}, text);
  for (const std::string& name : plan.scrap) AppendLine({"scrap", name}, text);
  return text;
}

std::string DigestOf(std::string_view text) {
  return FormatDigest(PayloadDigest(std::as_bytes(std::span(text))));
}

// Adds the lines of a journal to its contents. The Parse functions return false for a line that no
// writer of that version produces.
class JournalParser {
 public:
  JournalParser(std::string prefix, JournalContents& contents)
      : prefix_(std::move(prefix)), contents_(contents) {}

  bool ParseLine(std::string_view line) {
    const std::vector<std::string> fields = SplitFields(line);
    const bool known = Interpret(fields);
    if (fields[0] == "plan") plan_.clear();
    if (contents_.stage == RunStage::kBegun) plan_.append(line) += '\n';
    return known;
  }

  // Parses a line of the older version, to find the names of the files of the run.
  bool ParseOlderLine(std::string_view line) {
    const std::vector<std::string> fields = SplitFields(line);
    if (fields[0] == "rename" && fields.size() == 3) {
      const std::string name = fields[1].substr(0, fields[1].rfind(".partial"));
      return AddName(name, contents_.files);
    }
    if (fields[0] == "remove") return fields.size() == 2;
    if (fields[0] == "committing") contents_.stage = RunStage::kCommitting;
    return fields[0] == "committing" || Interpret(fields);
  }

 private:
  bool Interpret(const std::vector<std::string>& fields) {
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
    if (what != "committing" || fields[1] != DigestOf(plan_)) return false;
    contents_.stage = RunStage::kCommitting;
    return true;
  }

  bool InterpretStage(const std::string& what) {
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
  bool IsName(const std::string& name) const {
    return name.size() > prefix_.size() && name.starts_with(prefix_) &&
           name.find('/') == std::string::npos;
  }

  bool AddName(const std::string& name, std::vector<std::string>& names) const {
    if (!IsName(name)) return false;
    names.push_back(name);
    return true;
  }

  bool AddNamedFile(const std::vector<std::string>& fields) {
    NamedFile file{.from = fields[1], .to = fields[2], .contents = {.digest = fields[4]}};
    const char* end = fields[3].data() + fields[3].size();
    const auto [stop, status] = std::from_chars(fields[3].data(), end, file.contents.size);
    if (status != std::errc() || stop != end || !IsName(file.from) || !IsName(file.to))
      return false;
    contents_.commit.files.push_back(std::move(file));
    return true;
  }

  std::string prefix_;
  JournalContents& contents_;
  std::string plan_;  // the lines since the last "plan"
};

std::filesystem::path JournalPathFor(const std::filesystem::path& prefix) {
  return std::filesystem::path(prefix) += ".journal";
}

// Opens the journal. Errors name the data set, because users do not know the journal.
OutputFile OpenJournal(const std::filesystem::path& prefix) {
  try {
    OutputFile file = OutputFile::Continue(JournalPathFor(prefix));
    file.ShowInErrors(prefix);
    return file;
  } catch (const Error& error) {
    throw Error(error.code(), error.reason(), {.file = prefix.string()});
  }
}

}  // namespace

PackJournal::PackJournal(const std::filesystem::path& prefix)
    : shown_(prefix), prefix_(prefix.filename().string()), file_(OpenJournal(prefix)) {
  file_.KeepPartial(file_.size() > 0);
  std::vector<std::byte> bytes;
  ReadFile(OutputFile::PartialPathFor(file_.path()), bytes);
  Parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void PackJournal::Parse(std::string_view text) {
  const ErrorContext where{.file = shown_.string()};
  const std::string name = OutputFile::PartialPathFor(file_.path()).filename().string();
  const std::string_view version = text.substr(0, text.find('\n'));
  // If the run was killed, the last line may be incomplete.
  const bool is_whole = version.size() < text.size();
  if (!is_whole && kVersion.starts_with(version)) return;
  const bool older = version == kOlderVersion;
  if (!is_whole || !version.starts_with(kAnyVersion)) {
    throw Error(ErrorCode::kCorruptData, name + " is not the journal of a data set, and in the way",
                where);
  }
  if (!older && version != kVersion) {
    throw Error(ErrorCode::kUnsupported,
                "another version of imrec wrote its journal, " + name + " ('" +
                    std::string(version) + "'); that version continues the run",
                where);
  }
  JournalParser parser(prefix_, contents_);
  std::uint64_t number = 1;
  whole_size_ = version.size() + 1;
  for (std::size_t end; (end = text.find('\n', whole_size_)) != std::string_view::npos;
       whole_size_ = end + 1) {
    ++number;
    const std::string_view line = text.substr(whole_size_, end - whole_size_);
    if (older ? parser.ParseOlderLine(line) : parser.ParseLine(line)) continue;
    const std::string damaged =
        "its journal is damaged, " + name + " in line " + std::to_string(number);
    if (text.find("committing\t", whole_size_) != std::string_view::npos) {
      throw Error(ErrorCode::kCorruptData,
                  damaged + ", and files may be without their names (.partial)", where);
    }
    contents_.unusable = Error(ErrorCode::kCorruptData, damaged, where);
    return;
  }
  if (!older) return;
  if (contents_.stage == RunStage::kCommitting) {
    throw Error(ErrorCode::kUnsupported,
                "an older version of imrec was interrupted while it renamed the files of this data "
                "set; only that version can complete it",
                where);
  }
  contents_.unusable =
      Error(ErrorCode::kUnsupported, "an older version of imrec wrote its journal, " + name, where);
}

void PackJournal::Begin(const std::map<std::string, std::string>& options) {
  contents_ = {};
  file_.Truncate(0);
  Append({kVersion});
  for (const auto& [name, value] : options) Append({"option", name, value});
  Append({"begun"});
  contents_.options = options;
  contents_.stage = RunStage::kBegun;
}

void PackJournal::Continue() { file_.Truncate(whole_size_); }

void PackJournal::AddShard(const std::string& name) {
  Append({"shard", name});
  contents_.shards.push_back(name);
}

void PackJournal::AddFile(const std::string& name) {
  Append({"file", name});
  contents_.files.push_back(name);
}

void PackJournal::AddNote(const std::string& text) { Append({"note", text}); }

void PackJournal::AddCommit(const CommitPlan& plan) {
  const std::string text = FormatPlan(plan);
  file_.Write(text);
  file_.Sync();
  Append({"committing", DigestOf(text)});
  file_.Sync();
  contents_.stage = RunStage::kCommitting;
}

void PackJournal::AddAbandoned() {
  Append({"abandoned"});
  file_.Sync();
  contents_.stage = RunStage::kBegun;
}

void PackJournal::AddCommitted() {
  Append({"committed"});
  file_.Sync();
  contents_.stage = RunStage::kCommitted;
}

void PackJournal::Append(const std::vector<std::string_view>& fields) {
  std::string line;
  AppendLine(fields, line);
  file_.Write(line);
  file_.Flush();
}

void CheckSameRun(const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& now,
                  const std::filesystem::path& prefix) {
  const auto value_in = [](const auto& map, const std::string& name) {
    const auto found = map.find(name);
    return found == map.end() ? std::string("(none)") : found->second;
  };
  std::map<std::string, std::string> all = before;
  all.insert(now.begin(), now.end());
  for (const auto& [name, value] : all) {
    const std::string old_value = value_in(before, name);
    const std::string new_value = value_in(now, name);
    if (old_value == new_value) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "cannot resume: the interrupted run had " + name + " " + old_value +
                    ", this one has " + new_value + "; without resuming it starts over",
                {.file = prefix.string()});
  }
}

}  // namespace imrec
