#include "recordio/pack_journal.h"

#include <system_error>

#include <imrec/error.h>
#include <imrec/read_file.h>

#include "recordio/file_descriptor.h"

namespace imrec {
namespace {

constexpr std::string_view kVersion = "imrec-journal-1";

// Fields hold any bytes: TAB, line end and backslash are written as \t, \n and \\.
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

void Interpret(const std::vector<std::string>& fields, JournalContents& contents) {
  const std::string& what = fields[0];
  if (what == "begun") contents.begun = true;
  if (what == "committing") contents.committing = true;
  if (fields.size() == 2) {
    if (what == "shard") contents.shards.push_back(fields[1]);
    if (what == "note") contents.notes.push_back(fields[1]);
    if (what == "remove") contents.commit.removals.push_back(fields[1]);
  }
  if (fields.size() == 3) {
    if (what == "option") contents.options[fields[1]] = fields[2];
    if (what == "rename") contents.commit.renames.emplace_back(fields[1], fields[2]);
  }
}

std::filesystem::path JournalPathFor(const std::filesystem::path& prefix) {
  return std::filesystem::path(prefix) += ".journal";
}

}  // namespace

PackJournal::PackJournal(const std::filesystem::path& prefix)
    : file_(OutputFile::Continue(JournalPathFor(prefix))) {
  const std::string text = ReadTextFile(OutputFile::PartialPathFor(file_.path()));
  // A killed run may have left half a line at the end.
  for (std::size_t end; (end = text.find('\n', found_size_)) != std::string::npos;
       found_size_ = end + 1) {
    const std::string_view line = std::string_view(text).substr(found_size_, end - found_size_);
    if (found_size_ == 0 && line != kVersion) break;
    Interpret(SplitFields(line), found_);
  }
}

void PackJournal::Begin(const std::map<std::string, std::string>& options) {
  file_.Truncate(0);
  Append({kVersion});
  for (const auto& [name, value] : options) Append({"option", name, value});
  Append({"begun"});
}

void PackJournal::Continue() { file_.Truncate(found_size_); }

void PackJournal::AddCommit(const CommitPlan& plan) {
  for (const auto& [from, to] : plan.renames) Append({"rename", from, to});
  for (const std::string& name : plan.removals) Append({"remove", name});
  file_.Sync();
  Append({"committing"});
  file_.Sync();
}

void PackJournal::Append(const std::vector<std::string_view>& fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!line.empty()) line += '\t';
    AppendEscaped(field, line);
  }
  file_.Write(line + '\n');
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

void CarryOut(const CommitPlan& plan, const std::filesystem::path& folder) {
  for (const auto& [from, to] : plan.renames) {
    std::error_code error;
    std::filesystem::rename(folder / from, folder / to, error);
    if (error && error != std::errc::no_such_file_or_directory) {
      throw Error(ErrorCode::kIo, "cannot rename to " + to + ": " + error.message(),
                  {.file = (folder / from).string()});
    }
  }
  for (const std::string& name : plan.removals) std::filesystem::remove(folder / name);
  SyncDirectory(folder);
}

}  // namespace imrec
