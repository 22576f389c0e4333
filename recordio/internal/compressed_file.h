// Compressed .rec files, `PREFIX.rec.zst`: Zstandard files in the seekable format of zstd's
// contrib/seekable_format. Frames are independent and hold whole records, up to the format's limit
// of 1 GiB per frame, so RecordFile can read at any offset of the plain file. `zstd -d` restores
// the plain file byte for byte. The .idx and .crc files are those of the plain file.
#ifndef IMREC_RECORDIO_INTERNAL_COMPRESSED_FILE_H_
#define IMREC_RECORDIO_INTERNAL_COMPRESSED_FILE_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "recordio/internal/output_file.h"

namespace imrec {

struct CompressOptions {
  int level = 3;  // Zstandard compression level, 1..19
  /// A frame ends after the record that reaches this size.
  std::uint64_t frame_bytes = std::uint64_t{256} << 10;
};

/// Throws Error(kInvalidArgument) if `level` is not in 1..19.
void CheckCompressionLevel(int level);

/// Returns the version of libzstd that is loaded, for example "1.5.4".
std::string ZstdLibraryVersion();

struct CompressionResult {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;             // size of the plain .rec file
  std::uint64_t compressed_bytes = 0;  // size of the .rec.zst file
  /// XXH3-128 of the .rec.zst file, 32 hexadecimal digits. Set by CompressRecords() only.
  std::string compressed_digest = {};
};

/// Compresses the plain .rec file at `from` into `to`; the caller commits `to`. The output depends
/// only on the input, `options` and the version of libzstd. Throws Error(kInvalidArgument) if
/// `from` is already compressed or the level is out of range, Error(kCorruptData) if `from` is
/// damaged, and Error(kNotFound) or Error(kIo) if a file cannot be read or written.
CompressionResult CompressRecords(const std::filesystem::path& from, OutputFile& to,
                                  const CompressOptions& options = {});

/// Same, but writes the file `to` atomically.
CompressionResult CompressRecords(const std::filesystem::path& from,
                                  const std::filesystem::path& to,
                                  const CompressOptions& options = {});

/// Decompresses the .rec.zst file at `from` and writes the plain .rec file `to` atomically. Throws
/// Error(kUnsupported) if `from` is not seekable, Error(kCorruptData) if it is damaged, and
/// Error(kNotFound) or Error(kIo) if a file cannot be read or written; an existing file `to` then
/// stays unchanged.
CompressionResult DecompressRecords(const std::filesystem::path& from,
                                    const std::filesystem::path& to);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_COMPRESSED_FILE_H_
