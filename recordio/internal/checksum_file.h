// The checksum file of a .rec file, `PREFIX.crc`: one line per record, in file order,
//   key TAB offset TAB length TAB digest
// Length and digest are those of the payload. The digest is XXH3-64 (https://xxhash.com) as 16
// hexadecimal digits. The first line names the format and the algorithm. RecordIO itself stores no
// checksums.
#ifndef IMREC_RECORDIO_INTERNAL_CHECKSUM_FILE_H_
#define IMREC_RECORDIO_INTERNAL_CHECKSUM_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/access_options.h>

#include "recordio/internal/file_lines.h"

namespace imrec {

struct RecordChecksum {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;  // of the record in the plain .rec file, in bytes
  std::uint64_t length = 0;  // of the payload, in bytes
  std::uint64_t digest = 0;  // XXH3-64 of the payload

  friend bool operator==(const RecordChecksum&, const RecordChecksum&) = default;
};

/// The first line of a checksum file, including LF.
inline constexpr std::string_view kChecksumHeader =
    "# imrec-crc 1 xxh3-64: key, offset, length and digest of the payload\n";

/// Returns the XXH3-64 of `payload`, with seed 0.
std::uint64_t PayloadDigest(std::span<const std::byte> payload);

/// Returns `digest` as 16 lower-case hexadecimal digits.
std::string FormatDigest(std::uint64_t digest);

/// Appends the line of a record to `text`, including LF.
void AppendChecksumLine(const RecordChecksum& checksum, std::string& text);

/// Parses one line, given without its line end. Throws Error(kCorruptData) if it is malformed.
RecordChecksum ParseChecksumLine(std::string_view line);

/// Reads a checksum file line by line. Not thread-safe.
class ChecksumReader {
 public:
  /// Throws as Next().
  explicit ChecksumReader(const std::filesystem::path& path, const AccessOptions& access = {});
  ChecksumReader(const ChecksumReader&) = delete;
  ChecksumReader& operator=(const ChecksumReader&) = delete;
  ~ChecksumReader();

  /// Returns the next line, or nullopt after the last. Throws Error as ReadChecksumFile().
  std::optional<RecordChecksum> Next();

 private:
  std::string path_;
  FileLines lines_;
  std::optional<std::uint64_t> offset_;  // of the last line
};

/// Reads a whole checksum file. Throws Error if the file cannot be read. Throws Error with the line
/// number if the first line is not kChecksumHeader (kUnsupported if it names another version or
/// algorithm, otherwise kCorruptData), if a line is malformed, or if offsets do not increase (both
/// kCorruptData).
std::vector<RecordChecksum> ReadChecksumFile(const std::filesystem::path& path,
                                             const AccessOptions& access = {});

/// Writes a whole checksum file atomically. Throws Error(kIo).
void WriteChecksumFile(const std::filesystem::path& path,
                       std::span<const RecordChecksum> checksums);

/// Returns the path of the checksum file of a .rec file: `data/train.rec` and `data/train.rec.zst`
/// -> `data/train.crc`.
std::filesystem::path ChecksumPathFor(const std::filesystem::path& record_path);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_CHECKSUM_FILE_H_
