// Compressed .rec files, `PREFIX.rec.zst`: standard Zstandard files in the public seekable format.
// Frames hold whole records and are independent, so that RecordFile reads at any offset of the
// plain file; `zstd -d` restores that byte for byte. The .idx and .crc are those of the plain file.
#ifndef IMREC_COMPRESSED_FILE_H_
#define IMREC_COMPRESSED_FILE_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include <imrec/output_file.h>

namespace imrec {

struct CompressOptions {
  int level = 3;                           // of Zstandard, 1..19
  std::uint64_t frame_bytes = 256 * 1024;  // records are gathered until a frame has as much
};

/// Throws Error(kInvalidArgument) for a level out of range.
void CheckCompressionLevel(int level);

struct CompressionResult {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;             // of the plain .rec
  std::uint64_t compressed_bytes = 0;  // of the .rec.zst
  std::string compressed_digest = {};  // its XXH3-128, 32 hexadecimal digits; empty if not written
};

/// Compresses the .rec file at `from` into `to`, which the caller commits. The result depends on
/// the records and options alone (and the version of libzstd). Throws Error, also where `from` is
/// damaged.
CompressionResult CompressRecords(const std::filesystem::path& from, OutputFile& to,
                                  const CompressOptions& options = {});

/// As above; `to` appears when it is whole.
CompressionResult CompressRecords(const std::filesystem::path& from,
                                  const std::filesystem::path& to,
                                  const CompressOptions& options = {});

/// Restores the plain .rec. Throws Error, and leaves what was there, if `from` is damaged.
CompressionResult DecompressRecords(const std::filesystem::path& from,
                                    const std::filesystem::path& to);

}  // namespace imrec

#endif  // IMREC_COMPRESSED_FILE_H_
