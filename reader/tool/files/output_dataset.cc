#include "reader/tool/files/output_dataset.h"

#include <array>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/record_index.h>

#include "reader/tool/common_options.h"
#include "reader/tool/files/read_files.h"
#include "recordio/console/console.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/interrupted_run.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

fs::path Plain(fs::path path) {
  if (path.extension() == ".zst") path.replace_extension();
  return path;
}

// The files that a shard replaces or removes: a new FILE.rec removes FILE.rec.zst, and a new
// FILE.rec.zst removes FILE.rec.
std::array<fs::path, 4> ReplacedBy(const fs::path& shard) {
  const fs::path plain = Plain(shard);
  return {plain, fs::path(plain) += ".zst", IndexPathFor(plain), ChecksumPathFor(plain)};
}

// Throws if a file with a name of the set exists: a shard in either form, its index or checksums,
// which may be those of a record file with another extension, the manifest, which may belong to a
// set with another number of shards, or other class names.
void RequireNoSet(const OutputDataset& set) {
  for (std::uint64_t i = 0; i < set.shards; ++i) {
    for (const fs::path& path : ReplacedBy(set.file(i))) RequireAbsent(path, false);
  }
  RequireAbsent(set.prefix() += ".manifest.json", false);
  RequireSameClassNames(set.prefix() += ".classes.txt", set.class_names, false);
}

void SayNotes(const std::string& tool, std::span<const std::string> messages) {
  for (const std::string& message : messages) console::Say(tool, "note: " + message);
}

DatasetWriter MakeWriter(const OutputDataset& set) {
  CheckOutput(set);
  DatasetWriter writer({.prefix = set.prefix(),
                        .shard_count = set.shards,
                        .compression_level = set.compression_level,
                        .tool = set.inputs.tool(),
                        .class_names = set.class_names});
  writer.AddCompanion(".classes.txt", FormatClassNames(set.class_names));
  return writer;
}

}  // namespace

fs::path OutputDataset::prefix() const {
  if (output == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "a data set consists of several files and cannot go to standard output");
  }
  fs::path prefix = compression_level ? Plain(output) : fs::path(output);
  const bool has_extension = prefix.has_extension();
  if (prefix.stem().empty() || prefix.filename() == ".rec" ||
      (has_extension && prefix.extension() != ".rec")) {
    throw Error(ErrorCode::kInvalidArgument,
                "the output's name must end in .rec, or have no extension", {.file = output});
  }
  return has_extension ? prefix.replace_extension() : prefix;
}

fs::path OutputDataset::file(std::uint64_t i) const {
  fs::path path = ShardPath(prefix(), i, shards);
  return compression_level ? path += ".zst" : path;
}

std::string OutputDataset::name() const { return (shards == 1 ? file(0) : prefix()).string(); }

void CheckOutput(const OutputDataset& set) {
  RequireUsableOutput(set.prefix());
  const ReadFiles inputs(set.inputs);
  for (std::uint64_t i = 0; i < set.shards; ++i) {
    for (const fs::path& path : ReplacedBy(set.file(i))) inputs.Refuse(path);
  }
  // What an interrupted run has finished is a set as well.
  SayNotes(set.inputs.tool(), CompleteInterruptedRun(set.prefix()));
  if (!set.force) RequireNoSet(set);
}

SetWriter::SetWriter(const OutputDataset& set)
    : tool_(set.inputs.tool()), writer_(MakeWriter(set)) {}

void SetWriter::KeepIdentities() { identities_.emplace(writer_); }

void SetWriter::NextShard() {
  FinishIdentities();
  writer_.NextShard();
}

void SetWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  if (!identities_) return writer_.Write(key, payload);
  payload_.assign(payload.begin(), payload.end());
  identities_->Write(payload_);
}

void SetWriter::EndShard() {
  FinishIdentities();
  writer_.EndShard();
}

Manifest SetWriter::Close() {
  FinishIdentities();
  const std::size_t told = writer_.messages().size();
  Manifest manifest = writer_.Close();
  SayNotes(tool_, std::span(writer_.messages()).subspan(told));
  return manifest;
}

void SetWriter::FinishIdentities() {
  if (identities_ && identities_->images() > 0) identities_->Finish();
  identities_.reset();
}

std::uint64_t CopyRecords(
    const InputSet& input, console::ProgressMode progress, SetWriter& writer,
    const std::function<void(std::uint64_t, std::span<const std::byte>)>& copy) {
  const RecordDataset& records = input.records();
  std::uint64_t bad = 0;
  std::uint64_t ordinal = 0;
  std::vector<std::byte> payload;
  console::Progress line("records", records.size(), progress);
  for (std::size_t file = 0; file < input.files().size(); ++file) {
    if (file > 0) writer.NextShard();
    if (input.file(file).identities()) writer.KeepIdentities();
    for (const std::uint64_t end = ordinal + input.file(file).size(); ordinal < end; ++ordinal) {
      try {
        records.Read(ordinal, payload);
        copy(ordinal, payload);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kIo) throw;
        line.Wipe();
        console::Say(input.tool(),
                     std::string("left out: ") + error.Within(records.Where(ordinal)).what());
        ++bad;
      }
      line.Update(ordinal + 1);
    }
  }
  return bad;
}

}  // namespace imrec::tool
