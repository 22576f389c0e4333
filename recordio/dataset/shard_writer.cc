#include "recordio/dataset/shard_writer.h"

#include <utility>

#include <imrec/error.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include "recordio/files/input_file.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"

namespace imrec {
namespace {

// Records and checksums are flushed after this many bytes, so that they survive a kill.
constexpr std::uint64_t kFlushInterval = std::uint64_t{1} << 20;

// Returns the text up to its last line end. If the writer was killed, the last line may be
// incomplete.
std::string_view WholeLines(std::string_view text) { return text.substr(0, text.rfind('\n') + 1); }

}  // namespace

ShardWriter::ShardWriter(const std::filesystem::path& path)
    : records_(path), index_(IndexPathFor(path)), checksums_(ChecksumPathFor(path)) {
  AddToChecksums(kChecksumHeader);
}

ShardWriter::ShardWriter(OutputFile records, OutputFile index, OutputFile checksums)
    : records_(std::move(records)), index_(std::move(index)), checksums_(std::move(checksums)) {
  AddToChecksums(kChecksumHeader);
}

std::optional<ShardWriter> ShardWriter::TryCreateNew(const std::filesystem::path& path,
                                                     const std::filesystem::path& shown) {
  std::optional<OutputFile> records = OutputFile::TryCreateNew(path);
  if (!records) return std::nullopt;
  std::optional<OutputFile> index = OutputFile::TryCreateNew(IndexPathFor(path));
  std::optional<OutputFile> checksums = OutputFile::TryCreateNew(ChecksumPathFor(path));
  if (!index || !checksums) {
    throw Error(ErrorCode::kIo, "cannot create: its .idx or .crc exists", {.file = path.string()});
  }
  records->ShowInErrors(shown);
  index->ShowInErrors(IndexPathFor(shown));
  checksums->ShowInErrors(ChecksumPathFor(shown));
  return ShardWriter(*std::move(records), *std::move(index), *std::move(checksums));
}

ShardWriter::ShardWriter(const std::filesystem::path& path, const Accept& accept, bool& whole)
    : records_(OutputFile::Continue(path)),
      index_(IndexPathFor(path)),
      checksums_(OutputFile::Continue(ChecksumPathFor(path))) {
  const std::uint64_t kept_lines = Recover(accept);
  whole = recovered_size_ == records_.size() && kept_lines == checksums_.size();
  records_.Truncate(recovered_size_);
  checksums_.Truncate(kept_lines);
  if (kept_lines == 0) AddToChecksums(kChecksumHeader);
  flushed_size_ = recovered_size_;
}

void ShardWriter::KeepPartial() {
  records_.KeepPartial();
  checksums_.KeepPartial();  // the index is rebuilt from these
}

std::uint64_t ShardWriter::Recover(const Accept& accept) {
  const std::string text = ReadTextFile(OutputFile::PartialPathFor(checksums_.path()));
  const std::string_view lines = WholeLines(text);
  if (!lines.starts_with(kChecksumHeader)) return 0;
  std::uint64_t kept = kChecksumHeader.size();
  const std::filesystem::path partial = OutputFile::PartialPathFor(records_.path());
  const InputFile bytes(partial);
  bytes.DontNeed(0, bytes.size());  // verify the bytes on the disk, not those in the page cache
  TextLines rest(lines.substr(kept));
  try {
    const RecordFile records(partial);
    RecordScanner scanner(records);
    while (rest.Next()) {
      const RecordChecksum checksum = ParseChecksumLine(rest.line());
      const auto record = scanner.Next();
      if (!record || record->offset != checksum.offset ||
          record->payload.size() != checksum.length ||
          PayloadDigest(record->payload) != checksum.digest ||
          !accept(checksum.key, record->payload)) {
        break;
      }
      framed_.resize(record->next_offset - record->offset);
      bytes.ReadAt(record->offset, framed_);
      records_digest_.Add(framed_);
      AddToIndex(checksum.key, checksum.offset);
      ++count_;
      recovered_size_ = record->next_offset;
      kept += rest.line().size() + 1;
    }
  } catch (const Error& error) {
    // A kill or a power failure may leave an incomplete record; keep the records before it.
    if (error.code() != ErrorCode::kCorruptData) throw;
  }
  checksums_digest_.Add(lines.substr(0, kept));
  return kept;
}

void ShardWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  if (payload.size() >= framing::kPayloadLimit) {
    throw Error(
        ErrorCode::kLimitExceeded,
        "payload of " + std::to_string(payload.size()) + " bytes; a record holds at most 2^29-1",
        {.file = records_.path().string(), .key = key});
  }
  const std::uint64_t offset = records_.size();
  framed_.clear();
  framing::AppendRecord(payload, framed_);
  records_.Write(framed_);
  records_digest_.Add(framed_);
  AddToIndex(key, offset);
  line_.clear();
  AppendChecksumLine(
      {.key = key, .offset = offset, .length = payload.size(), .digest = PayloadDigest(payload)},
      line_);
  AddToChecksums(line_);
  ++count_;
  if (size() - flushed_size_ < kFlushInterval) return;
  records_.Flush();
  checksums_.Flush();
  flushed_size_ = size();
}

void ShardWriter::AddToIndex(std::uint64_t key, std::uint64_t offset) {
  line_ = std::to_string(key);
  line_ += '\t';
  line_ += std::to_string(offset);
  line_ += '\n';
  index_.Write(line_);
  index_digest_.Add(line_);
}

void ShardWriter::AddToChecksums(std::string_view text) {
  checksums_.Write(text);
  checksums_digest_.Add(text);
}

FinishedShard ShardWriter::Finish() {
  for (OutputFile* file : {&records_, &index_, &checksums_}) file->Sync();
  for (OutputFile* file : {&records_, &index_, &checksums_}) file->LeavePartial();
  return {.count = count_,
          .records = records_digest_.Result(),
          .index = index_digest_.Result(),
          .checksums = checksums_digest_.Result()};
}

}  // namespace imrec
