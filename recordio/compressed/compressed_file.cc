#include "recordio/internal/compressed_file.h"

#include <algorithm>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <zstd.h>

#include <imrec/error.h>
#include <imrec/record_file.h>

#include "recordio/compressed/seek_table.h"
#include "recordio/files/input_file.h"
#include "recordio/internal/byte_source.h"
#include "recordio/internal/file_digest.h"

namespace imrec {
namespace {

constexpr int kMaxLevel = 19;
constexpr std::uint64_t kCopySize = std::uint64_t{1} << 20;

struct WriterContextDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

std::size_t Checked(std::size_t result) {
  if (ZSTD_isError(result) == 0) return result;
  throw Error(ErrorCode::kIo, std::string("Zstandard failed: ") + ZSTD_getErrorName(result));
}

// Writes frames, then the seek table.
class FrameWriter {
 public:
  FrameWriter(OutputFile& out, int level) : out_(out), context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    Checked(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level));
    Checked(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1));
  }

  void Write(std::span<const std::byte> contents) {
    compressed_.resize(ZSTD_compressBound(contents.size()));
    const std::size_t size = Checked(ZSTD_compress2(
        context_.get(), compressed_.data(), compressed_.size(), contents.data(), contents.size()));
    Add(std::span(compressed_).first(size));
    table_.Add(static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(contents.size()));
  }
  // Writes the seek table. Returns the digest of the whole file.
  std::string Finish() {
    Add(table_.Format());
    return digest_.Result().digest;
  }

 private:
  void Add(std::span<const std::byte> bytes) {
    out_.Write(bytes);
    digest_.Add(bytes);
  }

  OutputFile& out_;
  std::unique_ptr<ZSTD_CCtx, WriterContextDeleter> context_;
  std::vector<std::byte> compressed_;
  SeekTable table_;
  FileDigest digest_;
};

// Compresses the bytes [begin, end) of `file` into one frame, or into several if they exceed the
// maximum frame size.
void WriteFrames(const InputFile& file, std::uint64_t begin, std::uint64_t end,
                 std::vector<std::byte>& contents, FrameWriter& writer) {
  while (begin < end) {
    contents.resize(std::min<std::uint64_t>(end - begin, SeekTable::kMaxFrameContents));
    file.ReadAt(begin, contents);
    writer.Write(contents);
    begin += contents.size();
  }
}

}  // namespace

std::string ZstdLibraryVersion() { return ZSTD_versionString(); }

void CheckCompressionLevel(int level) {
  if (level >= 1 && level <= kMaxLevel) return;
  throw Error(
      ErrorCode::kInvalidArgument,
      "compression levels are 1.." + std::to_string(kMaxLevel) + ", not " + std::to_string(level));
}

CompressionResult CompressRecords(const std::filesystem::path& from, OutputFile& to,
                                  const CompressOptions& options) {
  CheckCompressionLevel(options.level);
  const RecordFile records(from);
  const InputFile file(from);
  if (records.size() != file.size()) {
    throw Error(ErrorCode::kInvalidArgument, "is already compressed", {.file = file.path()});
  }
  RecordScanner scanner(records);
  FrameWriter writer(to, options.level);
  std::vector<std::byte> contents;
  CompressionResult result;
  std::uint64_t begin = 0;
  while (const auto record = scanner.Next()) {
    ++result.records;
    result.bytes = record->next_offset;
    if (result.bytes - begin < options.frame_bytes) continue;
    WriteFrames(file, begin, result.bytes, contents, writer);
    begin = result.bytes;
  }
  WriteFrames(file, begin, result.bytes, contents, writer);
  result.compressed_digest = writer.Finish();
  result.compressed_bytes = to.size();
  return result;
}

CompressionResult CompressRecords(const std::filesystem::path& from,
                                  const std::filesystem::path& to, const CompressOptions& options) {
  OutputFile out(to);
  CompressionResult result = CompressRecords(from, out, options);
  out.Commit();
  return result;
}

CompressionResult DecompressRecords(const std::filesystem::path& from,
                                    const std::filesystem::path& to) {
  const RecordFile records(from);
  RecordScanner scanner(records);
  CompressionResult result{.bytes = records.size(), .compressed_bytes = OpenFile(from)->size()};
  const std::unique_ptr<ByteSource> source = OpenByteSource(from);
  OutputFile out(to);
  std::vector<std::byte> contents;
  for (std::uint64_t begin = 0; begin < source->size(); begin += contents.size()) {
    contents.resize(std::min(source->size() - begin, kCopySize));
    source->ReadAt(begin, contents);
    out.Write(contents);
  }
  while (scanner.Next()) ++result.records;
  out.Commit();
  return result;
}

}  // namespace imrec
