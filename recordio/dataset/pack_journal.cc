#include "recordio/dataset/pack_journal.h"

#include <utility>

#include <imrec/error.h>

#include "recordio/files/file_names.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

constexpr std::string_view kVersion = "imrec-journal-2";
// Its plans do not contain the digests of the files.
constexpr std::string_view kOlderVersion = "imrec-journal-1";
constexpr std::string_view kAnyVersion = "imrec-journal-";

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

bool PackJournal::Exists(const std::filesystem::path& prefix) {
  return NameExists(OutputFile::PartialPathFor(JournalPathFor(prefix)));
}

void PackJournal::Parse(std::string_view text) {
  // After a power cut, some file systems show zeros instead of bytes that were not synced.
  if (text.find_first_not_of('\0') == std::string_view::npos) return;
  const ErrorContext where{.file = shown_.string()};
  const std::string name = OutputFile::PartialPathFor(file_.path()).filename().string();
  const std::string_view version = text.substr(0, text.find('\n'));
  // If the run was killed, the last line may be incomplete.
  const bool is_whole = version.size() < text.size();
  if (!is_whole && kVersion.starts_with(version)) return;
  const bool older = version == kOlderVersion;
  if (!is_whole || !version.starts_with(kAnyVersion)) {
    throw Error(ErrorCode::kCorruptData, name + " exists and is not the journal of a data set",
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
  Append({"committing", DigestOfPlan(text)});
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
  AppendJournalLine(fields, line);
  file_.Write(line);
  file_.Flush();
  whole_size_ = file_.size();
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
